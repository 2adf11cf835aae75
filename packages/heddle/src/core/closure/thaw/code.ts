import vm from "node:vm"
import type { CodeUnit } from "../../wire/index.ts"
import { defaultLoader } from "./modules.ts"

type Factory = (...args: unknown[]) => unknown

const units = new Map<string, CodeUnit>()
const factories = new Map<string, Factory>()
/** V8 forgets optimised code with the last function that has it. So one of each stays, which captures nothing. */
const twins: unknown[] = []

/** Makes a code unit known to this thread. It is compiled when it is first used. */
export function storeCode(unit: CodeUnit): void {
  units.set(unit.hash, unit)
}

/** The compiled code of a hash, shared by all functions that have it. */
export function factoryOf(hash: string): Factory {
  let factory = factories.get(hash)
  if (factory === undefined) {
    const unit = units.get(hash)
    if (unit === undefined) throw new TypeError(`the code ${hash} was not sent to this worker`)
    factories.set(hash, (factory = compile(unit)))
    if (plain.test(unit.src)) twins.push(factory())
  }
  return factory
}

/** Has this thread compiled code that says it is from a file of the program, and is only a piece of it? */
export function hasRevivedCode(): boolean {
  return factories.size > 0
}

/** To make it runs nothing of the program, as a class or a computed name may. */
const plain = /^(?:"use strict";)?return\((?:async\b\s*)?(?:function\b|\(|[\w$]+\s*=>)/

function compile({ src, params, url, line, col }: CodeUnit): Factory {
  const options: vm.CompileFunctionOptions = { filename: url, lineOffset: line, columnOffset: col }
  if (/\bimport\b/.test(src)) options.importModuleDynamically = defaultLoader()
  return vm.compileFunction(src, [...params], options) as unknown as Factory
}
