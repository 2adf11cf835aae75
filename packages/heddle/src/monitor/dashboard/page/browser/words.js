// What is told in numbers: with their units, and no more digits than say something.

const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 })

/** @param {number} n */
export function count(n) {
  return whole.format(Math.round(n))
}

/** Two or three digits: 0.42, 4.2, 42. @param {number} n */
export function digits(n) {
  const size = Math.abs(n)
  return size >= 100 || n === 0 ? whole.format(n) : n.toFixed(size < 1 ? 2 : size < 10 ? 1 : 0)
}

/** A span of time: 4.2 µs, 0.42 ms, 42 ms, 4.2 s, 4 min 02 s, 3 h 05 min. @param {number} ms */
export function time(ms) {
  if (ms > 0 && ms < 0.1) return `${digits(1000 * ms)} µs`
  if (ms < 1000) return `${digits(ms)} ms`
  const seconds = ms / 1000
  if (seconds < 60) return `${digits(seconds)} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min ${String(Math.floor(seconds % 60)).padStart(2, "0")} s`
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`
}

/** @param {number} bytes */
export function size(bytes) {
  const units = ["B", "KB", "MB", "GB", "TB", "PB"]
  let i = 0
  for (; bytes >= 999.5 && i < units.length - 1; i++) bytes /= 1024
  return `${digits(bytes)} ${units[i]}`
}

/** @param {number} share from 0 to 1 */
export function percent(share) {
  return `${Math.round(100 * share)} %`
}

/** @param {number} perSecond */
export function rate(perSecond) {
  return `${digits(perSecond)}/s`
}

/** @param {number} n @param {string} one @param {string} many */
export function counted(n, one, many) {
  return `${count(n)} ${n === 1 ? one : many}`
}

/** @param {number} n */
export function times(n) {
  return n === 1 ? "once" : n === 2 ? "twice" : `${count(n)} times`
}
