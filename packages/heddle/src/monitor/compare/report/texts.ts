const units: readonly (readonly [string, number])[] = [
  ["s", 1000],
  ["ms", 1],
  ["µs", 1e-3],
  ["ns", 1e-6],
]

/** A time in the unit that suits it, three digits: `81.3 ms`. @param ms */
export function timeText(ms: number): string {
  if (!Number.isFinite(ms)) return "?"
  if (ms === 0) return "0 ms"
  const [unit, size] = units.find(([, one]) => ms >= 0.9995 * one) ?? units.at(-1)!
  return `${digits(ms / size)} ${unit}`
}

/** A round time: `20 ms`, `1.5 s`, `0`. */
export function tickText(ms: number): string {
  return ms === 0 ? "0" : timeText(ms).replace(/\.?0+ (?=\D)/, (zeros) => (zeros.startsWith(".") ? " " : zeros))
}

/** How many times as much, as it is said: `3.84`. */
export function ratioText(ratio: number): string {
  return digits(ratio)
}

export function percentText(share: number): string {
  return `${Math.round(100 * share)} %`
}

export function bytesText(count: number): string {
  if (count >= 1e6) return `${digits(count / 1e6)} MB`
  return count >= 1e3 ? `${digits(count / 1e3)} kB` : `${count} bytes`
}

/** Three digits, never with an exponent. */
function digits(value: number): string {
  if (!(value < 999.5)) return String(Math.round(value))
  return value >= 0.001 || value === 0 ? value.toPrecision(3) : "< 0.001"
}
