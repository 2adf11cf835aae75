import type { Bench, Case } from "./contract.ts"
import type { Trait } from "./differences.ts"

/** `has("does something", ["spinning"], async ({ pool }) => …)`: the traits may be left out. */
export function has(name: string, run: Case["run"]): Case
export function has(name: string, needs: readonly Trait[], run: Case["run"]): Case
export function has(
  name: string,
  ...rest: readonly [readonly Trait[], (bench: Bench) => unknown] | readonly [(bench: Bench) => unknown]
): Case {
  const [needs, run] = rest.length === 2 ? rest : ([[], rest[0]] as const)
  return { name, needs, run: run as Case["run"] }
}
