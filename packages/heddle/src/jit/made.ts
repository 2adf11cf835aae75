/**
 * The call, as what a tool makes of a function: with the function's name, and to another thread it goes as the tool and what that
 * was given, so that it is made and compiled there.
 */
export function made<T extends Function>(call: T, fn: Function, tool: Function, given: readonly unknown[]): T {
  return Object.defineProperties(call, {
    name: { value: fn.name, configurable: true },
    [Symbol.for("heddle.reduce")]: { value: () => [tool, ...given] },
  })
}
