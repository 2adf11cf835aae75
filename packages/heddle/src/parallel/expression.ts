import { OptionError } from "../core/errors/index.ts"

/** joblib's limits: nobody means more, and a text from a configuration must not cost time. */
const longest = 30
const largest = 1e6

/**
 * The number that an expression such as `"2 * nJobs"` or `"1.5*n_jobs"` gives: numbers, `+ - * / // % **` and brackets,
 * with Python's precedence. Nothing is evaluated as code.
 * @throws OptionError
 */
export function evaluate(option: string, text: string, nJobs: number): number {
  const refuse = (): never => {
    throw new OptionError(option, 'a positive integer, "all" or an expression like "2 * nJobs"', text)
  }
  if (text.length > longest) refuse()
  const tokens = text.match(/\d+\.?\d*|\.\d+|n_?jobs|\*\*|\/\/|[-+*/%()]|\S/gi) ?? []
  let at = 0
  const limited = (value: number): number => (Math.abs(value) <= largest ? value : refuse())

  const sum = (): number => {
    let left = product()
    while (tokens[at] === "+" || tokens[at] === "-")
      left = limited(tokens[at++] === "+" ? left + product() : left - product())
    return left
  }
  const product = (): number => {
    let left = signed()
    for (let sign = tokens[at]; sign !== undefined && /^([*/%]|\/\/)$/.test(sign); sign = tokens[at]) {
      at++
      const right = signed()
      if (sign === "*") left *= right
      else if (sign === "/") left /= right
      else if (sign === "//") left = Math.floor(left / right)
      else left -= right * Math.floor(left / right)
      limited(left)
    }
    return left
  }
  const signed = (): number => {
    if (tokens[at] === "-" || tokens[at] === "+") return tokens[at++] === "-" ? -signed() : signed()
    const base = atom()
    if (tokens[at] !== "**") return base
    at++
    return limited(base ** signed())
  }
  const atom = (): number => {
    const token = tokens[at++]
    if (token === "(") {
      const value = sum()
      return tokens[at++] === ")" ? value : refuse()
    }
    if (token !== undefined && /^n_?jobs$/i.test(token)) return nJobs
    return token !== undefined && /^[\d.]/.test(token) ? limited(Number(token)) : refuse()
  }

  const value = sum()
  return at === tokens.length && Number.isFinite(value) ? value : refuse()
}
