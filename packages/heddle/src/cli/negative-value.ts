/** Is the word after this one the value of an option, though it begins with a minus, as a number may? */
export function isNegativeValue(option: string, next: string | undefined): next is string {
  return /^--?[a-z]/.test(option) && !option.includes("=") && next !== undefined && /^-\d/.test(next)
}
