/** A share from 0 to 1 as percent: "87 %", "0.4 %". */
export function percent(share: number): string {
  const value = 100 * share
  return `${value > 0 && value < 9.95 ? Number(value.toFixed(1)) : Math.round(value)} %`
}

/** Bytes in powers of 1024: "412 MB", "1.5 GB". */
export function sized(bytes: number): string {
  const units = ["B", "KB", "MB", "GB", "TB"]
  let [value, unit] = [bytes, 0]
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  return `${value < 9.95 && unit > 0 ? Number(value.toFixed(1)) : Math.round(value)} ${units[unit]!}`
}

/** ms: "350 ms", "12.3 s", "5 min 3 s", "2 h 5 min". */
export function lasting(ms: number): string {
  if (ms < 999.5) return `${Math.round(ms)} ms`
  const seconds = Math.round(ms / 1000)
  if (seconds < 120) return `${Number((ms / 1000).toPrecision(3))} s`
  const minutes = Math.floor(seconds / 60)
  return minutes < 120
    ? pair(minutes, "min", seconds % 60, "s")
    : pair(Math.floor(minutes / 60), "h", minutes % 60, "min")
}

function pair(whole: number, unit: string, rest: number, below: string): string {
  return rest === 0 ? `${whole} ${unit}` : `${whole} ${unit} ${rest} ${below}`
}

/** "1 worker", "2 workers". */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`
}
