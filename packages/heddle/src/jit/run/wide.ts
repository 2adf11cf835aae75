import { heap, wasm } from "../../core/heap/index.ts"
import { emitModule } from "../emit/index.ts"
import { ArrayRef, Label, Local } from "../ir/index.ts"
import { multiplyAdd } from "./multiply-add.ts"
import type { BinaryOp, Expr, Stmt, UnaryOp } from "../ir/index.ts"

const unaries: readonly (readonly [UnaryOp, (a: number) => number])[] = [
  ["sqrt", Math.sqrt],
  ["abs", Math.abs],
  ["neg", (a) => -a],
  ["floor", Math.floor],
]
const binaries: readonly (readonly [BinaryOp, (a: number, b: number) => number])[] = [
  ["add", (a, b) => a + b],
  ["sub", (a, b) => a - b],
  ["mul", (a, b) => a * b],
  ["div", (a, b) => a / b],
  ["min", Math.min],
  ["max", Math.max],
]
const special = [0, -0, 1, -1, 0.1, 1e300, -2.5, Number.NaN, Infinity, -Infinity, 5e-324, 3]
const count = 16

/** Compiles a kernel of all that vectors do, runs it, and compares with JavaScript. */
export function isWideRight(compile: (bytes: Uint8Array<ArrayBuffer>) => object): boolean {
  const [a, b, out] = ["a", "b", "out"].map((name) => new ArrayRef(name, "f64")) as [ArrayRef, ArrayRef, ArrayRef]
  const index = new Local("i", "i32")
  const at = (array: ArrayRef, by: number): Expr => {
    const i: Expr = { k: "get", rep: "i32", local: index }
    const sum: Expr = { k: "binary", rep: "i32", op: "add", a: i, b: { k: "const", rep: "i32", value: by } }
    return { k: "index", rep: "i32", array, a: sum, site: 0, safe: true }
  }
  const [x, y] = [a, b].map((array): Expr => ({ k: "load", rep: "f64", array, index: at(array, 0) })) as [Expr, Expr]
  const less: Expr = { k: "compare", rep: "i32", op: "lt", a: x, b: y }
  const results: readonly (readonly [Expr, (a: number, b: number) => number])[] = [
    ...unaries.map(([op, js]) => [{ k: "unary", rep: "f64", op, a: x }, js] as const),
    ...binaries.map(([op, js]) => [{ k: "binary", rep: "f64", op, a: x, b: y }, js] as const),
    [{ k: "fused", rep: "f64", a: x, b: y, c: x, isNegative: false }, (p, q) => multiplyAdd()(p, q, p)],
    [{ k: "fused", rep: "f64", a: x, b: x, c: y, isNegative: true }, (p, q) => multiplyAdd()(-p, p, q)],
    [{ k: "if", rep: "f64", test: less, yes: y, no: x }, (p, q) => (p < q ? q : p)],
  ]
  const body = results.map(([value], r): Stmt => ({ k: "store", array: out, index: at(out, r * count), value }))
  const number = (value: number): Expr => ({ k: "const", rep: "i32", value })
  const { bytes } = emitModule({
    name: "trial",
    inputs: [a, b, out],
    results: [],
    body: [
      {
        k: "prange",
        index,
        start: number(0),
        step: 1,
        count: number(count),
        next: new Label("next"),
        body,
        reductions: [],
      },
    ],
    sites: [{ array: a, where: "" }],
  })
  const memory = heap()
  const room = memory.allocate(8 * count * (2 + results.length) + 65_536)
  try {
    const numbers = new Float64Array(memory.buffer, room.address, count * (2 + results.length))
    for (let i = 0; i < count; i++) {
      numbers[i] = special[i % special.length]!
      numbers[count + i] = special[(i * 5 + 1) % special.length]!
    }
    const scratch = room.address + 8 * numbers.length
    const js = {
      bounds: () => {},
      fork: (_: number, units: number, __: number, environment: number) => part(0, units, environment, 0, scratch),
    }
    const { exports } = new wasm.Instance(compile(bytes), { heap: { memory: memory.memory }, js })
    const part = exports["part0"] as (...args: readonly number[]) => void
    const run = exports["run"] as (...args: readonly number[]) => void
    const lists = [0, count, 2 * count].map((start) => room.address + 8 * start)
    run(lists[0]!, count, lists[1]!, count, lists[2]!, count * results.length, scratch)
    return results.every(([, expected], r) =>
      numbers
        .subarray(0, count)
        .every((p, i) => Object.is(numbers[(2 + r) * count + i], expected(p, numbers[count + i]!))),
    )
  } finally {
    memory.release(room.address)
  }
}
