import type { InputSource } from "../map/inputs/index.ts"
import { functionKey, loadFunction, problemOf } from "../map/call-module.ts"
import type { Target } from "../map/target.ts"
import { StartError } from "../start-error.ts"

/** The function of a module, loaded here: pools take it along. @throws StartError where it is not there */
export async function loadTarget({ url, exportName, file }: Target): Promise<(input: unknown) => unknown> {
  const key = functionKey(url, exportName)
  const problem = await problemOf(key, file)
  if (problem !== undefined) throw new StartError(problem)
  const fn = await loadFunction(key)
  // One that asks for the context of heddle map gets one.
  return fn.length < 2
    ? (fn as (input: unknown) => unknown)
    : (input) => fn(input, { index: 0, signal: new AbortController().signal })
}

/** All inputs. @throws StartError where there are none, or one cannot be read */
export async function readInputs(source: InputSource): Promise<unknown[]> {
  const inputs: unknown[] = []
  for await (const { value, problem } of source) {
    if (problem !== undefined) throw new StartError(`an input cannot be read: ${problem.message}`)
    inputs.push(value)
  }
  if (inputs.length === 0) throw new StartError("there are no inputs: nothing can be measured")
  return inputs
}
