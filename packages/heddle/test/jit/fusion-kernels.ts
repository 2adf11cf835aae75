import { runInThisContext } from "node:vm"
import { prange } from "../../src/jit/index.ts"
import { Dice } from "./dice.ts"

type Args = [Float64Array, Float64Array, Float64Array, Float32Array, Float64Array, number]
type Body = (...args: Args) => readonly number[]

const length = 40

/**
 * A random kernel of loops over one range. `p`, `q`, `r` and `f` lie in one memory, wherever: each loop writes one of them, of which
 * it reads the element that it writes only, and else reads `w`, which has a memory of its own; or it writes none.
 */
export function functionOf(seed: number): {
  readonly text: string
  readonly run: Body
  readonly argsOf: (other: number) => { readonly args: Args; readonly memory: Float64Array }
} {
  const dice = new Dice(seed)
  const start = dice.one(["", "", "1, ", "3, "])
  const step = dice.chance(15) && start !== "" ? ", 2" : ""
  const end = dice.one(["n", "n", "n", "p.length", "w.length"])
  const lines = Array.from({ length: 2 + dice.below(3) }, (_, k) => {
    // Now and then another range.
    return loop(dice, k, dice.chance(8) ? dice.one(["4", "1, n"]) : `${start}${end}${step}`)
  }).flat()
  const text = ["let s = 0, t = 0, top = -Infinity", ...lines, "return [s, t, top]"].join("\n")
  const make = runInThisContext(`(prange) => (p, q, r, f, w, n) => {\n${text}\n}`) as (p: typeof prange) => Body
  const argsOf = (other: number): { args: Args; memory: Float64Array } => {
    const own = new Dice(seed * 8 + other)
    const memory = Float64Array.from({ length: 4 * length }, () => own.below(1000) / 8 - 60)
    const places = own.chance(40) ? [0, length, 2 * length, 3 * length] : [0, 0, 0, 0].map(() => own.below(2 * length))
    if (own.chance(30)) places[1] = places[0]!
    if (own.chance(30)) places[2] = places[1]!
    const [p, q, r] = places.map((at) => memory.subarray(at, at + length)) as [Float64Array, Float64Array, Float64Array]
    const f = new Float32Array(memory.buffer, 8 * places[3]!, length)
    const w = Float64Array.from({ length }, () => own.below(100) - 50)
    return { args: [p, q, r, f, w, own.below(length - 2)], memory }
  }
  return { text, run: make(prange), argsOf }
}

function loop(dice: Dice, number: number, range: string): string[] {
  const [i, x] = [`i${number}`, `x${number}`]
  const between = dice.chance(30) ? [`const c${number} = n * ${dice.below(5)} + ${number === 0 ? 1 : "x"}`] : []
  const shift = dice.one(["", "", "", " + 1", " + 2"])
  const near = `w[${i}${dice.one(["", "", " + 1"])}]`
  const head = `for (const ${i} of prange(${range})) {`
  const known = between.filter((line) => !line.includes("x"))
  const more = known.length > 0 ? `c${number}` : "3"
  const isBound = /[pw]/.test(range)
  const [at, beside] = isBound ? [i, `w[${i}]`] : [`${i}${shift}`, near]
  if (dice.chance(30)) {
    const array = dice.one(["p", "q", "r", "f", "w"])
    const changes = dice.one([
      `s += ${array}[${at}] * 0.1`,
      `t -= ${array}[${at}]`,
      `top = Math.max(top, ${array}[${at}])`,
    ])
    return [...known, head, `  ${changes}`, "}"]
  }
  const target = dice.one(["p", "p", "q", "r", "f"])
  const own = `${target}[${at}]`
  const value = (): string =>
    dice.one([`${own} * 0.5 + ${beside}`, `${beside} + ${more}`, `${own} - ${beside}`, `Math.abs(${own}) + ${i}`])
  const body = dice.one([
    [`${own} = ${value()}`],
    [`const ${x} = ${value()}`, `${own} = ${x} * 2`],
    [`if (${beside} > 0) ${own} = ${value()}`],
    [`if (${beside} < 0) continue`, `${own} += ${value()}`],
    [`${own} = ${value()}`, `${own} += ${value()}`],
  ])
  return [...known, head, ...body.map((line) => `  ${line}`), "}"]
}
