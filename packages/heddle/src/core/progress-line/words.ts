/** Seconds as a clock shows them: `00:03`, `12:40`, `1:02:03`. */
export function clock(seconds: number): string {
  if (!Number.isFinite(seconds)) return "?"
  const whole = Math.floor(seconds)
  const two = (value: number): string => String(value).padStart(2, "0")
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60)]
  return `${hours > 0 ? `${hours}:` : ""}${two(minutes)}:${two(whole % 60)}`
}

/** `118/s`; below one a second `12/min`, below one a minute `5/h`. */
export function rateText(rate: number): string {
  if (rate >= 0.95) return `${rate >= 10 ? Math.round(rate) : rate.toFixed(1)}/s`
  return rate * 60 >= 0.95 ? `${Math.round(rate * 60)}/min` : `${Math.round(rate * 3600)}/h`
}

/** Text of others on one line, without what would move a terminal's cursor. */
export function onOneLine(text: string): string {
  return text.replaceAll(/[\s\p{Cc}]+/gu, " ").trim()
}
