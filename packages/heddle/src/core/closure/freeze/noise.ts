import type { NoiseRow } from "../thaw/index.ts"

/**
 * What tools put into functions: `__name` of esbuild and tsx keeps names, `cov_…` of Istanbul counts. The first is small
 * enough to be rebuilt, the second means nothing in a worker.
 */
export function noiseRow(name: string, value: unknown): NoiseRow | undefined {
  if (typeof value !== "function") return undefined
  if (/^cov_[\da-z]+$/i.test(name)) return { t: "fn:noise", what: "coverage" }
  if (/^__name\d*$/.test(name) && isNameKeeper(value)) return { t: "fn:noise", what: "name" }
  return undefined
}

/** Did a tool put this variable into the function? It means nothing to what the function does. */
export function isNoise(name: string, value: unknown): boolean {
  return isRegistrar(name) || noiseRow(name, value) !== undefined
}

/** The global that a rewritten module calls with each function. */
export function isRegistrar(name: string): boolean {
  return /^\$heddle_\d+$/.test(name)
}

/** `(target, value) => __defProp(target, "name", { value, configurable: true })` */
function isNameKeeper(fn: Function): boolean {
  return /^\(?\w+,\s*\w+\)?\s*=>\s*[\w$.]+\(\w+,\s*"name",\s*\{[^{}]*\}\)$/.test(Function.prototype.toString.call(fn))
}
