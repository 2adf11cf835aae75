import { parse } from "acorn"
import type { Options, Program } from "acorn"

/** A syntax tree, and where it lies in the script. */
export interface Parsed {
  readonly program: Program
  /** What to add to a node's offset to get the offset in the script. */
  readonly shift: number
}

const options: Omit<Options, "sourceType"> = {
  ecmaVersion: "latest",
  allowHashBang: true,
  allowReturnOutsideFunction: true,
  allowAwaitOutsideFunction: true,
  allowSuperOutsideMethod: true,
}

/**
 * The syntax tree of a whole script as V8 holds it: JavaScript, types stripped already. What `eval` was given may be an
 * expression that is no statement (`{…}`, `class {}`): it is read in parentheses.
 */
export function parseScript(source: string, isModule: boolean): Parsed {
  const attempts: (() => Parsed)[] = [
    () => ({ program: parse(source, { ...options, sourceType: isModule ? "module" : "script" }), shift: 0 }),
    () => ({ program: parse(source, { ...options, sourceType: "module" }), shift: 0 }),
    () => inParentheses(source.replace(/;\s*$/, ""), 0),
  ]
  return firstThatParses(attempts)
}

/**
 * The syntax tree of one function's text, which starts at `start` in its script. For scripts too big to parse whole: what
 * surrounds the function stays unknown.
 */
export function parseFunctionText(text: string, start: number, strict: boolean): Parsed {
  const wrapped = (before: string, after: string) => (): Parsed => ({
    program: parse(before + text + after, { ...options, sourceType: "script", strict, checkPrivateFields: false }),
    shift: start - before.length,
  })
  return firstThatParses([wrapped("(", "\n)"), wrapped("({", "\n})"), wrapped("(class{", "\n})")])
}

function inParentheses(source: string, start: number): Parsed {
  return { program: parse(`(${source}\n)`, { ...options, sourceType: "script" }), shift: start - 1 }
}

function firstThatParses(attempts: readonly (() => Parsed)[]): Parsed {
  let failure: unknown
  for (const attempt of attempts) {
    try {
      return attempt()
    } catch (error) {
      failure ??= error
    }
  }
  throw failure
}
