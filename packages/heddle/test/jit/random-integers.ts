/** A random prange over elements of int32 or uint32 whose numbers are all integers that JavaScript keeps: jumps, loops, all operators. */
export class RandomIntegers {
  #state: number
  #depth = 0
  #loops = 0

  constructor(seed: number) {
    this.#state = (seed * 2_654_435_761) >>> 0 || 1
  }

  #next(below: number): number {
    let x = this.#state
    x ^= x << 13
    x ^= x >>> 17
    x ^= x << 5
    this.#state = x >>> 0
    return this.#state % below
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#next(list.length)]!
  }

  /** The text of a function of `(a, out, n)`. */
  text(): string {
    return `(a, out, n) => {
  const m = n | 0
  for (const i of prange(out)) {
    let x = a[i], y = i | 0, z = 0
${this.#statements(2)}
    out[i] = ${this.#pick(["x ^ y ^ z", "x + y - (z >>> 0)", "(x >>> 0) + (y ^ z) + 3000000000"])}
  }
}`
  }

  #statements(count: number): string {
    return Array.from({ length: count }, () => this.#statement()).join("\n")
  }

  #statement(): string {
    this.#depth++
    const text = this.#oneOf()
    this.#depth--
    return text
  }

  #oneOf(): string {
    const name = this.#pick(["x", "y", "z"])
    const kind = this.#depth > 2 ? 0 : this.#next(9)
    if (kind === 8) return `{ const w = ${this.#pick(["a[i]", this.#unsigned()])}; ${name} = (${this.#sum("w")}) | 0 }`
    if (kind < 3) return `${name} = ${this.#int()}`
    if (kind === 3) return `if (${this.#test()}) { ${this.#statements(2)} } else { ${this.#statement()} }`
    if (kind === 4)
      return `{ const k = ${this.#pick(["Math.floor", "Math.trunc"])}(${this.#int()} / ${this.#divisor()}); ${name} = (k * 31 + ${this.#int()}) | 0 }`
    if (kind === 5)
      return `{ let h = ${this.#unsigned()}; h = (h * 31 + ${this.#int()}) >>> 0; ${name} = h & 0x7fffffff }`
    const label = `l${++this.#loops}`
    const counter = `c${this.#loops}`
    const leave = this.#pick(["break", "continue", `break ${label}`, `continue ${label}`])
    const head = this.#pick([
      `for (let ${counter} = 0; ${counter} < ${2 + this.#next(6)}; ${counter}++)`,
      `for (let ${counter} = ${2 + this.#next(6)}; ${counter} > 0; ${counter} -= 2)`,
    ])
    const inner =
      this.#next(2) === 0 ? `for (let d = 0; d < 3; d++) { if (${this.#test()}) ${leave}\n${this.#statement()} }` : ""
    const own = this.#next(3) === 0 ? `if (${this.#test()}) ${this.#pick(["break", "continue"])}` : ""
    return `${label}: ${head} { ${this.#statement()}\n${own}\n${inner}\n${name} = (${name} + ${counter}) | 0 }`
  }

  #test(): string {
    const operator = this.#pick(["<", "<=", ">", ">=", "===", "!=="])
    const sides = this.#pick([() => this.#int(), () => `${this.#int()} * ${this.#int()}`, () => this.#unsigned()])
    return `${sides()} ${operator} ${sides()}`
  }

  #divisor(): string {
    return this.#pick(["3", "m", "-7", "1000", "(y | 1)"])
  }

  /** Of what may have 32 bits without a sign, as JavaScript keeps it. */
  #sum(first: string): string {
    const part = (): string =>
      this.#pick([() => this.#unsigned(), () => this.#int(), () => "a[i]", () => "4000000007"])()
    return `${first} ${this.#pick(["+", "-"])} ${part()} ${this.#pick(["+", "-"])} ${part()}`
  }

  #unsigned(): string {
    return this.#pick([`(${this.#int()} >>> 0)`, `(${this.#int()} >>> ${this.#next(32)})`])
  }

  #int(): string {
    this.#depth++
    const text = this.#depth > 3 ? this.#leaf() : this.#deep()
    this.#depth--
    return text
  }

  #leaf(): string {
    return this.#pick(["x", "y", "z", "i", "a[i]", "m", String(this.#next(100)), String(this.#state | 0)])
  }

  #deep(): string {
    const [a, b] = [(): string => this.#int(), (): string => this.#int()]
    switch (this.#next(16)) {
      case 0:
        return `((${a()} + ${b()}) | 0)`
      case 1:
        return `((${a()} - ${b()}) | 0)`
      case 2:
        return `((${a()} * ${b()}) | 0)`
      case 3:
        return `Math.imul(${a()}, ${b()})`
      case 4:
        return `(${a()} ${this.#pick(["&", "|", "^"])} ${b()})`
      case 5:
        return `(${a()} ${this.#pick(["<<", ">>"])} ${this.#pick([String(this.#next(40)), b()])})`
      case 6:
        return `((${a()} % ${this.#divisor()}) | 0)`
      case 7:
        return `((${a()} / ${this.#divisor()}) | 0)`
      case 8:
        return `(Math.${this.#pick(["min", "max"])}(${a()}, ${b()}) | 0)`
      case 9:
        return `(Math.abs(${a()}) | 0)`
      case 10:
        return `(${this.#test()} ? ${a()} : ${b()})`
      case 11:
        return `Math.clz32(${a()})`
      case 12:
        return `((${this.#unsigned()} * ${1 + this.#next(2000)} + ${b()}) | 0)`
      case 13:
        return `((${this.#sum(a())}) ${this.#pick(["| 0", ">>> 3", "<< 5", "& 1023", "^ 5"])})`
      case 14:
        return `((a[i] >>> ${this.#next(32)}) ^ (a[i] << ${this.#next(32)}))`
      default:
        return this.#leaf()
    }
  }
}
