import { runInThisContext } from "node:vm"
import { prange } from "../../src/jit/index.ts"
import { Dice } from "./dice.ts"

export type BigArgs = readonly [BigInt64Array, BigUint64Array, Float64Array, bigint, number]

const literals = [
  "0n",
  "1n",
  "-1n",
  "2n",
  "3n",
  "-5n",
  "63n",
  "255n",
  "4294967296n",
  "9223372036854775807n",
  "-9223372036854775808n",
  "0xcbf29ce484222325n",
]
const comparisons = ["<", "<=", ">", ">=", "===", "!==", "==", "!="]
const ring = ["+", "-", "*", "&", "|", "^"]

/**
 * The text of a random kernel `(a: BigInt64Array, u: BigUint64Array, f: Float64Array, n: bigint, k: int)` of arrays of 16
 * elements.
 */
export class RandomBigints {
  readonly #dice: Dice
  #names: string[] = []
  #constants = ["n"]
  #made = 0
  #own: string | undefined
  #arrays = ["a", "u"]

  constructor(seed: number) {
    this.#dice = new Dice(seed)
  }

  text(): string {
    return [`let s = n`, ...this.#body(3, 2 + this.#dice.below(5)), `return [s, ${this.#value(2)}]`].join("\n")
  }

  #body(depth: number, count: number): string[] {
    this.#names.push("s")
    const lines = this.#block(depth, count)
    return lines
  }

  #block(depth: number, count: number): string[] {
    const [names, constants] = [[...this.#names], [...this.#constants]]
    const lines = Array.from({ length: count }, () => this.#statement(depth)).flat()
    this.#names = names
    this.#constants = constants
    return lines.map((line) => `  ${line}`)
  }

  #fresh(): string {
    return `v${this.#made++}`
  }

  #target(): string {
    return this.#own ?? `${this.#dice.one(["a", "u"])}[${this.#index()}]`
  }

  #index(): string {
    const dice = this.#dice
    return dice.chance(60) ? String(dice.below(16)) : `Number(BigInt.asUintN(4, ${this.#value(1)}))`
  }

  #statement(depth: number): string[] {
    const dice = this.#dice
    switch (dice.below(depth === 0 ? 6 : this.#own === undefined ? 12 : 9)) {
      case 0: {
        const name = this.#fresh()
        const line = `let ${name} = ${this.#value(3)}`
        this.#names.push(name)
        return [line]
      }
      case 1:
        return [`${dice.one(this.#names)} = ${this.#value(3)}`]
      case 2:
        return [
          dice.chance(20)
            ? `${dice.one(this.#names)}${dice.one(["++", "--"])}`
            : `${dice.one(this.#names)} ${dice.one([...ring, "/", "%"])}= ${this.#value(2)}`,
        ]
      case 3:
      case 4:
        return [`${this.#target()} = ${this.#value(3)}`]
      case 5:
        return [
          dice.chance(20)
            ? `${this.#target()}++`
            : `${this.#target()} ${dice.one([...ring, "<<", ">>", "%"])}= ${this.#small()}`,
        ]
      case 6:
        return [
          `if (${this.#condition(2)}) {`,
          ...this.#block(depth - 1, 2),
          `} else {`,
          ...this.#block(depth - 1, 1),
          `}`,
        ]
      case 7: {
        const name = this.#fresh()
        this.#constants.push(name)
        const body = this.#block(depth - 1, 1 + dice.below(2))
        this.#constants.pop()
        return [`for (let ${name} = 0n; ${name} < ${dice.one(["3n", "5n"])}; ${name}++) {`, ...body, `}`]
      }
      case 8:
        return [
          `switch (BigInt.asUintN(2, ${this.#value(2)})) {`,
          `case 0n: {`,
          ...this.#block(depth - 1, 1),
          `}`,
          `case ${dice.one(["1n", "3n", "-1n"])}: {`,
          ...this.#block(depth - 1, 1),
          `break }`,
          `default: {`,
          ...this.#block(depth - 1, 1),
          `}`,
          `}`,
        ]
      case 9: {
        const index = this.#fresh()
        const own = dice.one(["a", "u"])
        const [names, constants, arrays] = [this.#names, this.#constants, this.#arrays]
        this.#constants = [...constants, ...names, `BigInt(${index})`]
        const first = this.#fresh()
        const start = `  let ${first} = ${this.#value(1)}`
        this.#names = [first]
        this.#arrays = [own === "a" ? "u" : "a"]
        this.#own = `${own}[${index}]`
        const lines = this.#block(depth - 1, 1 + dice.below(3))
        this.#own = undefined
        ;[this.#names, this.#constants, this.#arrays] = [names, constants, arrays]
        return [
          `for (const ${index} of prange(16)) {`,
          start.replaceAll(`${own}[`, `${own === "a" ? "u" : "a"}[`),
          ...lines,
          `}`,
        ]
      }
      default: {
        const [index, name] = [this.#fresh(), this.#fresh()]
        const x = this.#fresh()
        const from = dice.one(["a", "u"])
        const value = dice.one([
          `${from}[${index}]`,
          `${from}[${index}] >> 5n`,
          `BigInt(${index}) * 3n`,
          `(${from}[${index}] ^ n)`,
        ])
        const reduce = dice.one([
          `${name} += ${x} >> 8n`,
          `${name} -= ${x} % 1000n`,
          `${name} ^= ${x}`,
          `${name} |= ${x}`,
          `${name} &= ${x}`,
          `${name} = ${x} < ${name} ? ${x} : ${name}`,
          `${name} = ${name} >= ${x} ? ${name} : ${x}`,
          `${name} *= ${dice.one(["2n", "-1n", "3n"])}`,
          `${name}++`,
        ])
        this.#constants.push(name)
        return [
          `let ${name} = ${dice.one(literals)}`,
          `for (const ${index} of prange(${reduce.includes("*=") ? "16" : dice.one(["a", "16"])})) { const ${x} = ${value}; ${reduce} }`,
        ]
      }
    }
  }

  #condition(depth: number): string {
    const dice = this.#dice
    if (dice.chance(15)) return `(${this.#value(depth)})`
    const left = dice.chance(20) ? dice.one(["k", "f[3]", "1.5", "2 ** 63", "x"]) : this.#value(depth)
    return `(${left} ${dice.one(comparisons)} ${this.#value(depth)})`
  }

  #small(): string {
    return this.#dice.one(["1n", "2n", "3n", "7n", "31n", "255n"])
  }

  #value(depth: number): string {
    const dice = this.#dice
    const again = (): string => this.#value(depth - 1)
    if (depth === 0 || dice.chance(15)) {
      const names = [...this.#names, ...this.#constants]
      return dice.chance(40) ? `(${dice.one(literals)})` : dice.one(names)
    }
    switch (dice.below(13)) {
      case 0:
      case 1:
        return `BigInt.asIntN(64, ${again()} ${dice.one([...ring, "+", "*"])} ${again()})`
      case 2:
        return `BigInt.asUintN(64, ${again()} ${dice.one([...ring, "-", "*"])} ${again()})`
      case 3:
        if (dice.chance(40)) {
          const mask = dice.one(["0n", "255n", "0xffffffffn", "0x7fffffffffffffffn", "0xffffffffffffffffn"])
          const operator = dice.one([...ring, "+", "*", "*"])
          return dice.one([`((${again()} ${operator} ${again()}) & ${mask})`, `(-${again()} & ${mask})`])
        }
        return `BigInt.as${dice.one(["Int", "Uint"])}N(${dice.one([0, 1, 17, 32, 63])}, ${again()})`
      case 4:
        return `(${again()} ${dice.one(["&", "|", "^"])} ${again()})`
      case 5:
        return `((${again()} >> ${dice.one(["3n", "32n", "40n", "70n"])}) ${dice.one(["+", "-", "*"])} ${this.#small()})`
      case 6:
        return `(${again()} ${dice.one(["/", "%"])} ${dice.chance(70) ? this.#small() : again()})`
      case 7:
        return `(${this.#condition(depth - 1)} ? ${again()} : ${again()})`
      case 8:
        return this.#own !== undefined && dice.chance(50) ? this.#own : `${dice.one(this.#arrays)}[${dice.below(16)}]`
      case 9:
        return dice.one([`(~${again()})`, `(-(${again()} >> 1n))`, `BigInt.asIntN(64, -${again()})`])
      case 10:
        return dice.one([
          `BigInt(k)`,
          `BigInt(Math.floor(Number(${again()}) / 3))`,
          `BigInt.asIntN(64, ${again()} << BigInt.asUintN(7, ${again()}))`,
          `(BigInt.asIntN(9, ${again()}) ** ${dice.one(["2n", "3n", "5n"])})`,
          `(BigInt.asIntN(3, ${again()}) ** BigInt.asUintN(4, ${again()}))`,
          `BigInt.asIntN(64, ${again()} ** BigInt.asUintN(4, ${again()}))`,
          `(BigInt.asIntN(20, ${again()}) << BigInt.asUintN(5, ${again()}))`,
        ])
      case 11:
        return `(${again()} >> BigInt.asUintN(7, ${again()}))`
      default:
        return `helper(${again()}, ${again()})`
    }
  }
}

/** The kernel of that text, and its own helper. */
export function bigFunctionOf(text: string): (...args: BigArgs) => unknown {
  const make = runInThisContext(`(prange) => {
function helper(p, q) {
  if (p > q) return p >> 1n
  return q & p
}
return (a, u, f, n, k) => {
const x = Number(n)
${text}
}
}`) as (p: typeof prange) => (...args: BigArgs) => unknown
  return make(prange)
}

export function bigArgsOf(seed: number): BigArgs {
  const dice = new Dice(seed)
  const small = (): bigint => BigInt(dice.below(2000) - 1000)
  const large = (): bigint => (BigInt(dice.below(2 ** 32)) << 32n) | BigInt(dice.below(2 ** 32))
  const any = (): bigint => (dice.chance(70) ? small() : dice.one([large(), -(2n ** 63n), 2n ** 63n - 1n, -1n, 0n]))
  return [
    BigInt64Array.from({ length: 16 }, any),
    BigUint64Array.from({ length: 16 }, () => BigInt.asUintN(64, dice.chance(30) ? any() : any() & 0xffffn)),
    Float64Array.from({ length: 16 }, () => dice.below(100) / 4),
    BigInt.asIntN(64, any()),
    dice.below(40) - 10,
  ]
}
