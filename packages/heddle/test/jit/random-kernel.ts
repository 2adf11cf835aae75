import { Dice } from "./dice.ts"
import { arithmetic, binaryMaths, bitwise, comparisons, numbers, numberTests, unaryMaths } from "./random-words.ts"

/**
 * `sums`: floating numbers are added up too, whose last bits JavaScript's order does not give. `plain`: there is no prange,
 * so arrays may overlap.
 */
export type Kind = "exact" | "sums" | "plain"

/**
 * The text of a random kernel `(a: Float64Array, b: Int32Array, c: Uint8Array, d: Float64Array,
 * e: Float32Array, g: Uint8ClampedArray, n: int, x: number) => number`. It ends, and keeps its indices within arrays of 16 elements.
 */
export class RandomKernel {
  readonly #dice: Dice
  #names: string[] = ["n", "x"]
  #constants: string[] = []
  #made = 0
  #readable: readonly string[] = ["a", "a", "b", "c", "d"]
  /** In a prange: the one element that its iteration has for itself. */
  #own: string | undefined
  readonly #kind: Kind
  readonly #sums: boolean

  constructor(seed: number, kind: Kind = "exact") {
    this.#dice = new Dice(seed)
    this.#kind = kind
    this.#sums = kind === "sums"
  }

  text(): string {
    const lines = this.#block(3, 2 + this.#dice.below(5))
    return [...lines, `return ${this.#expression(3)}`].join("\n")
  }

  #block(depth: number, count: number): string[] {
    const names = [...this.#names]
    const constants = [...this.#constants]
    const lines = Array.from({ length: count }, () => this.#statement(depth)).flat()
    this.#names = names
    this.#constants = constants
    return lines.map((line) => `  ${line}`)
  }

  #fresh(): string {
    return `v${this.#made++}`
  }

  #assignable(): string {
    return this.#dice.one(this.#names)
  }

  #statement(depth: number): string[] {
    const dice = this.#dice
    const mayPrange = this.#own === undefined && this.#kind !== "plain"
    if (depth > 0 && dice.chance(8)) return this.#switch(depth)
    if (mayPrange && dice.chance(6)) return this.#bins()
    if (mayPrange && dice.chance(6)) return this.#neighbours()
    if (dice.chance(6)) return this.#literal()
    const kind = dice.below(depth === 0 ? 7 : mayPrange ? 16 : 12)
    switch (mayPrange || kind < 10 ? kind : this.#own !== undefined && kind === 11 ? 12 : 15) {
      case 15:
        return this.#map()
      case 13:
      case 14:
        return this.#iterations(depth)
      case 12: {
        const index = this.#fresh()
        const name = this.#fresh()
        // Inside another prange iterations write to a.
        const near = [mayPrange ? `a[${index}]` : `b[${index}]`, `d[${index}]`, `d[${index} + 2]`, index]
        const operator = dice.one(this.#sums ? ["+=", "-=", "*="] : ["max"])
        const value = this.#vector(3, near)
        const line = operator === "max" ? `${name} = Math.max(${name}, ${value})` : `${name} ${operator} ${value}`
        const condition = dice.chance(40)
          ? `if (${this.#vector(1, near)} ${dice.one(comparisons)} ${this.#vector(1, near)}) `
          : ""
        const text = `for (const ${index} of prange(${dice.one(["a", "16", "3, 14"])})) { ${condition}${line} }`
        this.#constants.push(name)
        return [`let ${name} = ${dice.one(numbers)}`, text]
      }
      case 0:
      case 1: {
        const name = this.#fresh()
        if (dice.chance(15)) {
          // More than 32 bits on its way, and an index in the end.
          this.#constants.push(name)
          return [`const ${name} = (n & 3) * (a.length & 3) + ${dice.below(4)}`, `${this.#target()} = d[${name}]`]
        }
        const line = `let ${name} = ${this.#expression(3)}`
        this.#names.push(name)
        return [line]
      }
      case 2:
        return [`${this.#assignable()} = ${this.#expression(3)}`]
      case 3:
        return [`${this.#assignable()} ${dice.one(["+=", "-=", "*=", "|=", "^=", ">>>="])} ${this.#expression(2)}`]
      case 4:
        if (this.#own === undefined && dice.chance(15)) return [this.#wholeArray()]
        return [`${this.#target()} = ${this.#expression(3)}`]
      case 5:
        return [`${this.#target()} ${dice.one(["+=", "-=", "*="])} ${this.#expression(2)}`]
      case 6:
        return [dice.one([`${this.#assignable()}++`, `--${this.#assignable()}`, `${this.#target()}++`])]
      case 7:
        if (dice.chance(15)) {
          const name = this.#fresh()
          const parts = [this.#expression(1), dice.one(numbers), this.#expression(1)].join(", ")
          this.#constants.push(name)
          const body = this.#block(depth - 1, 1 + dice.below(2))
          this.#constants.pop()
          return [`for (const ${name} of [${parts}]) {`, ...body, `}`]
        }
        return [
          `if (${this.#condition(2)}) {`,
          ...this.#block(depth - 1, 1 + dice.below(3)),
          `} else {`,
          ...this.#block(depth - 1, dice.below(3)),
          `}`,
        ]
      case 8: {
        const name = this.#fresh()
        const step = dice.one(["++", " += 2", " += 1"])
        this.#constants.push(name)
        const body = this.#block(depth - 1, 1 + dice.below(3))
        if (dice.chance(30)) body.push(`  if (${this.#condition(1)}) ${dice.one(["break", "continue"])}`)
        this.#constants.pop()
        return [
          `for (let ${name} = ${dice.below(4)}; ${name} < ${dice.one(["5", "9", "a.length", "b.length - 3"])}; ${name}${step}) {`,
          ...body,
          `}`,
        ]
      }
      case 9: {
        const name = this.#fresh()
        this.#constants.push(name)
        const body = this.#block(depth - 1, 1 + dice.below(2))
        this.#constants.pop()
        return [`let ${name} = 0`, `while (${name} < 6 && ${this.#condition(1)}) {`, `  ${name}++`, ...body, `}`]
      }
      case 10: {
        const index = this.#fresh()
        // What other iterations write must not be read: they run side by side.
        this.#readable = ["b", "c", "d"]
        const near = [`a[${index}]`, `d[${index}]`, `d[${index} + 1]`, `d[2 + ${index}]`, index]
        const expression = (): string => this.#vector(3, near)
        const name = this.#fresh()
        const lines = dice.chance(50)
          ? [`a[${index}] = ${expression()}`]
          : [
              `let ${name} = ${expression()}`,
              `if (${expression()} ${dice.one(comparisons)} ${expression()}) { ${name} = ${expression()} } else { a[${index}] += ${expression()} }`,
              `a[${index}] = ${name}`,
            ]
        this.#readable = ["a", "a", "b", "c", "d"]
        return [
          `for (const ${index} of prange(${dice.one(["a", "a.length", "1, 15", "13", "15, 2, -(n & 3) - 1"])})) { ${lines.join("; ")} }`,
        ]
      }
      default: {
        const name = this.#fresh()
        const index = this.#fresh()
        const exact = [
          `${name} = Math.max(${name}, E)`,
          `${name} = Math.min(E, ${name})`,
          `${name} |= E`,
          `${name} ^= E`,
          `${name} &= E`,
        ]
        const sums = [`${name} += E`, `${name} -= E`, `${name} *= E`, `${name} /= E`, `${name}++`]
        const value = this.#fresh()
        const running = [
          `if (${value} > ${name}) ${name} = ${value}`,
          `${name} = ${value} < ${name} ? ${value} : ${name}`,
        ]
        const extremes = running.map((text) => `const ${value} = E; ${text}`)
        const reduce = dice.one(this.#sums ? [...exact, ...sums, ...sums, ...extremes] : exact)
        const first = /[|&^]/.test(reduce) ? `${dice.one(numbers)} | 0` : dice.one(numbers)
        const expression = this.#expression(2, index)
        // More than one leaf of the tree, and a part of one.
        const count = this.#sums ? dice.one(["b", "b", "9001", "12288"]) : "b"
        this.#constants.push(name)
        return [
          `let ${name} = ${first}`,
          `for (const ${index} of prange(${count})) { ${reduce.replace("E", () => expression)} }`,
        ]
      }
    }
  }

  /** A literal whose parts are assigned, or a pattern that is. */
  #literal(): string[] {
    const [dice, name] = [this.#dice, this.#fresh()]
    const [x, y] = [this.#expression(2), this.#expression(2)]
    const [one, other] = [this.#names.length > 0 ? this.#assignable() : this.#target(), this.#target()]
    switch (dice.below(4)) {
      case 0:
        this.#names.push(`${name}.x`, `${name}.y`)
        return [`const ${name} = { x: ${x}, y: ${y} }`]
      case 1:
        this.#names.push(`${name}[0]`, `${name}[1]`)
        return [`const ${name} = [${x}, ${y}]`]
      case 2:
        return [`;[${one}, ${other}] = [${x}, ${y}]`]
      default:
        return [`;({ x: ${one}, y: ${other} } = { x: ${other}, y: ${one} })`]
    }
  }

  /** A prange whose iterations change elements that others change too, or none does. */
  #bins(): string[] {
    const dice = this.#dice
    const [names, constants, readable] = [this.#names, this.#constants, this.#readable]
    const index = this.#fresh()
    const bins = dice.one(["a", "d", "e", "g"])
    ;[this.#constants, this.#names] = [[...constants, ...names, index, index], []]
    this.#readable = ["a", "b", "c", "d"].filter((one) => one !== bins)
    const at = (): string =>
      dice.one([
        `(${this.#expression(2)}) & 15`,
        `b[${index}] & 7`,
        `${index} & 3`,
        `${index} >> 1`,
        `15 - ${index}`,
        index,
        "3",
        `${index} * 2 & 15`,
      ])
    const change = (): string => {
      const place = at()
      const value = this.#expression(2)
      return dice.one([
        `${bins}[${place}] ${dice.one(["+=", "-=", "*="])} ${value}`,
        `if (${bins}[${place}] < ${value}) ${bins}[${place}] = ${value}`,
        `${bins}[${place}] = Math.max(${bins}[${place}], ${value})`,
        `${bins}[${place}]++`,
      ])
    }
    const lines = [change(), ...(dice.chance(30) ? [change()] : [])]
    if (dice.chance(30))
      lines.push(
        `for (let k = 0; k < 3; k++) ${bins}[${dice.one([`${index} * 3 + k`, `${index} + k`, "k"])} & 15] += k`,
      )
    ;[this.#names, this.#constants, this.#readable] = [names, constants, readable]
    return [
      `for (const ${index} of prange(${dice.one(["16", "13", "b"])})) {`,
      ...lines.map((line) => `  ${line}`),
      `}`,
    ]
  }

  /** Pranges of one range, mostly, which may become one. */
  #neighbours(): string[] {
    const dice = this.#dice
    const range = dice.one(["a", "16", "13", "1, 15", "a.length"])
    return Array.from({ length: 2 + dice.below(3) }, () => {
      const [index, name] = [this.#fresh(), this.#fresh()]
      const at = dice.one([index, index, index, `${index} + 1`])
      const own = `${dice.one(at === index ? ["a", "a", "d", "e", "g"] : ["d", "g"])}[${at}]`
      const others = [`a[${index}]`, `d[${index}]`, `e[${index}]`, `g[${index} + 1]`, `b[${index}]`, index]
      const near = [own, own, ...others.filter((one) => one[0] !== own[0])]
      const value = (): string => this.#vector(2, near)
      const head = `for (const ${index} of prange(${dice.chance(90) ? range : dice.one(["e", "14"])})) {`
      if (dice.chance(25)) {
        const sum = this.#fresh()
        this.#constants.push(sum)
        const change = this.#sums ? `${sum} += ${value()}` : `${sum} = Math.max(${sum}, ${value()})`
        return [`let ${sum} = ${dice.one(numbers)}`, head, `  ${change}`, `}`]
      }
      const lines = dice.one([
        [`${own} = ${value()}`],
        [`const ${name} = ${value()}`, `${own} = ${name}`],
        [`if (${value()} < ${value()}) ${own} = ${value()}`],
        [`if (${value()} < ${value()}) continue`, `${own} = ${value()}`],
      ])
      const between = dice.chance(15) ? [`${this.#assignable()} = ${this.#expression(1)}`] : []
      return [...between, head, ...lines.map((line) => `  ${line}`), `}`]
    }).flat()
  }

  /** Cases in any order that may go on into the next. */
  #switch(depth: number): string[] {
    const dice = this.#dice
    const tests = Array.from({ length: 1 + dice.below(4) }, () =>
      dice.chance(70) ? `case ${dice.one(numbers)}:` : `case ${this.#expression(1)}:`,
    )
    if (dice.chance(60)) tests.splice(dice.below(tests.length + 1), 0, "default:")
    const cases = tests.flatMap((test) => {
      if (dice.chance(20)) return [test]
      const body = this.#block(depth - 1, 1 + dice.below(2))
      if (dice.chance(30)) body.push(`  if (${this.#condition(1)}) break`)
      return [`${test} {`, ...body, dice.chance(60) ? "  break" : "", `}`]
    })
    const value = dice.chance(50) ? `(${this.#expression(2)}) & 3` : this.#expression(2)
    return [`switch (${value}) {`, ...cases, `}`]
  }

  /** A plain loop whose iterations may be done side by side, or look as if. */
  #map(): string[] {
    const dice = this.#dice
    const index = this.#fresh()
    const name = this.#fresh()
    const near = [
      `a[${index}]`,
      `d[${index}]`,
      `d[${index} + 1]`,
      `d[${index} + 4]`,
      `b[${index}]`,
      `c[${index}]`,
      index,
    ]
    const own = this.#own?.[0]
    if (own !== undefined)
      near.splice(0, near.length, ...near.filter((one) => !one.startsWith(own) && !one.startsWith("a")))
    const value = (): string => this.#vector(2, near)
    const target =
      this.#own ?? dice.one([`a[${index}]`, `d[${index}]`, `d[${index} + 1]`, `d[${index} + 4]`, `b[${index}]`])
    const lines = dice.one([
      [`${target} = ${value()}`],
      [`const ${name} = ${value()}`, `if (${name} ${dice.one(comparisons)} ${value()}) ${target} += ${name}`],
      [`let ${name} = ${value()}`, `if (${value()} > ${name}) ${name} = ${value()}`, `${target} = ${name}`],
      [`if (${value()} < ${value()}) continue`, `${target} = ${value()}`],
    ])
    const range = dice.one([
      `= 0; ${index} < 16`,
      `= 1; ${index} <= 14`,
      `= 0; 16 > ${index}`,
      `= 2; ${index} < (n & 15)`,
      `= 3; ${index} < a.length`,
    ])
    return [`for (let ${index} ${range}; ${index}++) {`, ...lines.map((line) => `  ${line}`), `}`]
  }

  /** A prange of any statements. Each iteration has variables of its own and one element. */
  #iterations(depth: number): string[] {
    const dice = this.#dice
    const [names, constants, readable] = [this.#names, this.#constants, this.#readable]
    const index = this.#fresh()
    const first = this.#fresh()
    ;[this.#constants, this.#names] = [[...constants, ...names, index, index], []]
    const [own, range] = dice.one([
      [`a[${index}]`, "a"],
      [`a[${index}]`, "13"],
      [`a[${index} + 2]`, "13"],
      [`a[${index} * 5 & 15]`, "16"],
      [`a[${index} * 2]`, "1, 8"],
      [`e[${index}]`, "e"],
      [`g[${index}]`, "g.length"],
      [`c[${index}]`, "c"],
    ] as const)
    this.#readable = own.startsWith("c") ? ["b", "d"] : ["b", "c", "d"]
    const start = `  let ${first} = ${this.#expression(1)}`
    this.#names = [first]
    this.#own = own
    const lines = this.#block(depth - 1, 1 + dice.below(3))
    if (dice.chance(30)) lines.push(`  if (${this.#condition(1)}) continue`)
    lines.push(...this.#block(depth - 1, 1 + dice.below(2)))
    const last = `  ${own} = ${this.#expression(2)}`
    this.#own = undefined
    ;[this.#names, this.#constants, this.#readable] = [names, constants, readable]
    return [`for (const ${index} of prange(${range})) {`, start, ...lines, ...(dice.chance(70) ? [last] : []), `}`]
  }

  #wholeArray(): string {
    const value = (): string => this.#expression(1)
    return this.#dice.one([
      `a.fill(${value()}, ${value()}, ${value()})`,
      `${this.#dice.one(["b", "c", "d", "e", "g"])}.fill(${value()})`,
      `d.copyWithin(${value()}, ${value()}, ${value()})`,
      `d.set(a, ${value()} & 7)`,
      `a.set(c)`,
      `b.set(e)`,
    ])
  }

  /** An element that may be written to. */
  #target(): string {
    return this.#own ?? this.#element()
  }

  /** An element, at an index that is there. */
  #element(): string {
    if (this.#own !== undefined && this.#dice.chance(30)) return this.#own
    return `${this.#dice.one(this.#readable)}[${this.#index()}]`
  }

  #index(): string {
    const dice = this.#dice
    return dice.chance(40) ? String(dice.below(16)) : `(${this.#expression(1)}) & 15`
  }

  #expression(depth: number, extra?: string): string {
    const dice = this.#dice
    const again = (): string => this.#expression(depth - 1, extra)
    if (depth === 0 || dice.chance(15)) {
      const names = [...this.#names, ...this.#constants, ...(extra === undefined ? [] : [extra, extra])]
      return dice.chance(40) ? `(${dice.one(numbers)})` : dice.one(names)
    }
    switch (dice.below(11)) {
      case 0:
      case 1:
      case 2:
        return `(${again()} ${dice.one(arithmetic)} ${again()})`
      case 3:
        return `(${again()} ${dice.one(bitwise)} ${again()})`
      case 4:
        return `Math.${dice.one(unaryMaths)}(${again()})`
      case 5:
        if (dice.chance(5)) return `Math.hypot(${again()}, ${again()}, ${again()})`
        return `Math.${dice.one(binaryMaths)}(${again()}, ${again()})`
      case 6:
        return `(${this.#condition(depth - 1)} ? ${again()} : ${again()})`
      case 7:
        return this.#element()
      case 8:
        return dice.one([`(-${again()})`, `(~${again()})`, `(${again()} ** 2)`, `(+${again()})`])
      case 9:
        if (dice.chance(15)) return `[${again()}, ${again()}, ${again()}, ${again()}][(${again()}) & 3]`
        return `helper(${again()}, ${again()})`
      default:
        return dice.one([
          `a.length`,
          `(${again()} || ${again()})`,
          `(${again()} && ${again()})`,
          `(${this.#condition(1)} ? 1 : 0)`,
        ])
    }
  }

  /** Of what vectors can do, mostly. */
  #vector(depth: number, near: readonly string[]): string {
    const dice = this.#dice
    const again = (): string => this.#vector(depth - 1, near)
    if (depth === 0 || dice.chance(15))
      return dice.chance(70) ? dice.one(near) : dice.one([...numbers.map((x) => `(${x})`), "x", "n"])
    switch (dice.below(8)) {
      case 0:
        return `Math.${dice.one(["sqrt", "abs", "floor", "ceil", "trunc"])}(${again()})`
      case 1:
        return `Math.${dice.one(["min", "max"])}(${again()}, ${again()})`
      case 2:
        return `(${again()} ${dice.one(comparisons)} ${again()} ? ${again()} : ${again()})`
      case 3:
        if (dice.chance(20)) return `(${dice.one(numberTests)}(${again()}) ? ${again()} : ${again()})`
        return `(${again()} > ${again()} && !(${again()} < x) ? ${again()} : ${again()} ** 2)`
      case 4:
        return dice.one([`(-${again()})`, `helper(${again()}, ${again()})`])
      default:
        return `(${again()} ${dice.one(["+", "-", "*", "/"])} ${again()})`
    }
  }

  #condition(depth: number): string {
    const dice = this.#dice
    const value = (): string => this.#expression(Math.max(0, depth))
    const compare = dice.chance(10)
      ? `${dice.one(numberTests)}(${value()})`
      : `${value()} ${dice.one(comparisons)} ${value()}`
    if (depth <= 0 || dice.chance(60)) return `(${compare})`
    return dice.one([
      `(!(${compare}))`,
      `(${compare} && ${this.#condition(depth - 1)})`,
      `(${compare} || ${this.#condition(depth - 1)})`,
    ])
  }
}
