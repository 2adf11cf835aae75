import type { PortableKernel } from "../../jit/bound/index.ts"
import type { DType } from "../dtype/index.ts"
import type { Node } from "../expr/index.ts"
import { sizeOf } from "../shape/index.ts"
import type { ContractWork } from "../tile/index.ts"
import { arrayType, kernelOf } from "./kernels.ts"
import { Kit } from "./lower.ts"
import { Slot } from "./slots.ts"
import type { Stages } from "./stages.ts"

/** Rows, columns and products of a tile: its part of `b` stays in the cache. */
const tile = [128, 256, 256] as const

/** Products of matrices, whose inputs are made in memory before. */
export function contractStage(plan: Stages, a: Node, b: Node, shape: readonly number[]): Slot {
  const kit = new Kit()
  const slot = new Slot(shape, a.dtype)
  const sizes = [sizeOf(shape.slice(0, -2)), shape.at(-2)!, a.shape.at(-1)!, shape.at(-1)!] as const
  const inputs = [plan.inMemory(a), plan.inMemory(b)]
  const work: ContractWork = {
    k: "contract",
    kernel: kit.kernel(productKernel(a.dtype)),
    sizes,
    arrays: [kit.array(inputs[0]!), kit.array(inputs[1]!), kit.array(slot)],
    tile,
  }
  const [batch, m, , n] = sizes
  const tiles = batch * Math.ceil(m / tile[0]) * Math.ceil(n / tile[1])
  plan.push(`matmul of ${m} x ${sizes[2]} by ${sizes[2]} x ${n}`, kit, work, [slot], batch * m * n * sizes[2], tiles, 0)
  return slot
}

/**
 * Adds products of `rows` by `columns` to what is there, or to 0. Four rows by four products at a time, so that what is loaded is
 * used more than once; each element is added up in the order of its products.
 */
function productKernel(dtype: DType): PortableKernel {
  const types = [
    arrayType(dtype),
    arrayType(dtype),
    arrayType(dtype),
    ...Array.from({ length: 6 }, () => "int" as const),
  ]
  const head = "(a, b, out, rows, columns, depth, k, n, isFirst) => {"
  if (dtype === "int64") {
    return kernelOf(
      `${head}
for (let i = 0; i < rows; i++) {
  for (let j = 0; j < columns; j++) {
    let sum = isFirst === 1 ? 0n : out[i * n + j]
    for (let p = 0; p < depth; p++) sum = BigInt.asIntN(64, sum + BigInt.asIntN(64, a[i * k + p] * b[p * n + j]))
    out[i * n + j] = sum
  }
}
}`,
      types,
    )
  }
  const four = [0, 1, 2, 3]
  const rowsOf = (list: readonly number[]): string => `
${list.map((r) => `const o${r} = out.subarray(((i + ${r}) * n) | 0, (((i + ${r}) * n) | 0) + columns)`).join("\n")}
${list.map((r) => `const a${r} = ((i + ${r}) * k) | 0`).join("\n")}
if (isFirst === 1) {
  ${list.map((r) => `for (let j = 0; j < columns; j++) o${r}[j] = 0`).join("\n  ")}
}
let p = 0
for (; p + 3 < depth; p += 4) {
  ${list.map((r) => four.map((q) => `const x${r}${q} = a[a${r} + p + ${q}]`).join("; ")).join("\n  ")}
  ${four.map((q) => `const b${q} = b.subarray(((p + ${q}) * n) | 0, (((p + ${q}) * n) | 0) + columns)`).join("\n  ")}
  for (let j = 0; j < columns; j++) {
    ${four.map((q) => `const y${q} = b${q}[j]`).join("; ")}
    ${list.map((r) => `o${r}[j] = o${r}[j]${four.map((q) => ` + x${r}${q} * y${q}`).join("")}`).join("\n    ")}
  }
}
for (; p < depth; p++) {
  const row = b.subarray((p * n) | 0, ((p * n) | 0) + columns)
  ${list.map((r) => `const z${r} = a[a${r} + p]`).join("; ")}
  for (let j = 0; j < columns; j++) {
    const y = row[j]
    ${list.map((r) => `o${r}[j] = o${r}[j] + z${r} * y`).join("\n    ")}
  }
}`
  return kernelOf(
    `${head}
let i = 0
for (; i + 3 < rows; i += 4) {${rowsOf(four)}
}
for (; i < rows; i++) {${rowsOf([0])}
}
}`,
    types,
  )
}
