import { ArrayRef } from "../../ir/index.ts"
import type { KernelIr, Local } from "../../ir/index.ts"
import { Refused } from "../refused.ts"
import { bigPrelude } from "./bigints.ts"
import { Body } from "./body.ts"
import type { KernelParts } from "./body.ts"
import { typeOf, typeOfElement } from "./operators.ts"
import type { COptions } from "./operators.ts"
import { prelude, Word } from "./prelude.ts"
import { randomPrelude } from "./random.ts"

/** A kernel as a function of a C file, `int32_t entry(double *io)`. */
export interface CEntry {
  readonly name: string
  /** Where in its list the results begin; the inputs do at `Word.inputs`, an array as its address and its length. */
  readonly results: number
  /** How long the list is. */
  readonly words: number
}

export interface CLibrary {
  readonly text: string
  readonly entries: readonly CEntry[]
}

/**
 * Kernels as one C11 file for gcc or clang, with the bits of the WebAssembly.
 *
 * @throws Refused where one has something that the C library does not compute as JavaScript does
 */
export function emitC(kernels: readonly KernelIr[], options: COptions = {}): CLibrary {
  const printed = kernels.map((kernel, i) => oneKernel(kernel, i, options))
  return {
    text: [prelude, bigPrelude, randomPrelude, ...printed.map(({ text }) => text)].join("\n"),
    entries: printed.map(({ entry }) => entry),
  }
}

/** Why a kernel cannot be C: `it calls Math.sin, …`; undefined: it can. */
export function refusalOf(kernel: KernelIr, options: COptions = {}): string | undefined {
  try {
    emitC([kernel], options)
    return undefined
  } catch (error) {
    if (error instanceof Refused) return error.message
    throw error
  }
}

function oneKernel(kernel: KernelIr, number: number, options: COptions): { text: string; entry: CEntry } {
  const { inputs } = kernel
  const results = Word.inputs + inputs.reduce((sum, input) => sum + (input instanceof ArrayRef ? 2 : 1), 0)
  const names = new Map<object, string>()
  const parts: KernelParts = {
    options,
    results,
    functions: [],
    name(key, like) {
      let name = names.get(key)
      if (name === undefined) {
        name = `${like.replaceAll(/[^A-Za-z0-9]/g, "_")}_${number}_${names.size}`
        names.set(key, name)
      }
      return name
    },
  }
  const body = new Body(parts, false)
  const given: string[] = []
  const bits = (local: Local, word: number): void => {
    const name = body.local(local)
    given.push(`int64_t ${name};`, `__builtin_memcpy(&${name}, io + ${word}, sizeof ${name});`)
  }
  let word: number = Word.inputs
  for (const input of inputs) {
    if (input instanceof ArrayRef) {
      const type = typeOfElement(input.element)
      const address = `(uintptr_t)io[${word++}]`
      given.push(`${type} *const ${body.array(input)} = (${type} *)${address};`)
      given.push(`const uintptr_t ${body.local(input.pointer)} = ${address};`)
      given.push(`const int32_t ${body.local(input.length)} = (int32_t)io[${word++}];`)
    } else if (input.rep === "big") bits(input, word++)
    else given.push(`${typeOf(input.rep)} ${body.local(input)} = (${typeOf(input.rep)})io[${word++}];`)
  }
  if (kernel.key !== undefined) bits(kernel.key, Word.key)
  const before = new Set(body.locals)
  body.statements(kernel.body)
  const own = [...body.locals].filter((local) => !before.has(local))
  const name = `heddle_kernel${number}`
  const run = [
    `int32_t ${name}(double *io) {`,
    `struct heddle_failure *const failure = (struct heddle_failure *)(io + ${Word.failed});`,
    "failure->state = 0;",
    ...given,
    ...own.map((local) => `${typeOf(local.rep)} ${body.local(local)} = 0;`),
    ...body.text(),
    "return 0;",
    "}",
  ].join("\n")
  const text = [...parts.functions.map((one) => one()), run].join("\n")
  return { text, entry: { name, results, words: results + kernel.results.length } }
}
