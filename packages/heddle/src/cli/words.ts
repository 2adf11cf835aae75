export { onOneLine } from "../core/progress-line/index.ts"

/** A span of time in its two largest units: `4s`, `1m20s`, `2h05m`, `3d4h`. */
export function span(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (!Number.isFinite(whole)) return "?"
  if (whole < 60) return `${whole}s`
  const minutes = Math.floor(whole / 60)
  if (minutes < 60) return `${minutes}m${String(whole % 60).padStart(2, "0")}s`
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? `${hours}h${String(minutes % 60).padStart(2, "0")}m` : `${Math.floor(hours / 24)}d${hours % 24}h`
}

/** How long something took: `0.4ms`, `12ms`, `1.25s`, `1m20s`. */
export function tookText(ms: number): string {
  if (ms < 10) return `${ms.toFixed(1)}ms`
  if (ms < 1000) return `${Math.round(ms)}ms`
  return ms < 60_000 ? `${(ms / 1000).toFixed(2)}s` : span(ms / 1000)
}

const units = ["", "K", "M", "G", "T", "P"] as const

/** Bytes in the units that options take, powers of 1024: `312`, `1.2K`, `34M`. */
export function sizeText(bytes: number): string {
  let [size, unit] = [bytes, 0]
  while (size >= 999.5 && unit < units.length - 1) [size, unit] = [size / 1024, unit + 1]
  return `${unit > 0 && size < 9.95 ? size.toFixed(1) : Math.round(size)}${units[unit]}`
}

/** `1 entry`, `1,234 entries`. */
export function counted(count: number, one: string, many: string): string {
  return `${count.toLocaleString("en")} ${count === 1 ? one : many}`
}
