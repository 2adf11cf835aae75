import type { PortableKernel } from "../../jit/bound/index.ts"
import type { DType } from "../dtype/index.ts"
import type { ScanNode } from "../expr/index.ts"
import { arrayType, kernelOf } from "./kernels.ts"

/** Running sums in place, one element after the other, as NumPy's: `a[(k * count + i) * behind + c]` along i. */
export function scanKernel(name: ScanNode["name"], dtype: DType): PortableKernel {
  const isSum = name.endsWith("cumsum")
  const isNan = name.startsWith("nan") && dtype.startsWith("float")
  const operator = isSum ? "+" : "*"
  const neutral = isSum ? "0" : "1"
  const value = isNan ? `(x === x ? x : ${neutral})` : "x"
  const next =
    dtype === "int64"
      ? `BigInt.asIntN(64, y ${operator} ${value})`
      : dtype === "float32"
        ? `Math.fround(y ${operator} ${value})`
        : `y ${operator} ${value}`
  const text = `(a, first, last, count, behind, from, to) => {
for (let k = first; k < last; k++) {
const base = (k * count * behind) | 0
${isNan ? `for (let c = from; c < to; c++) { const x = a[base + c]; a[base + c] = ${value} }` : ""}
if (behind === 1) {
  if (count > 0) {
    let y = a[base]
    for (let i = 1; i < count; i++) { const x = a[base + i]; y = ${next}; a[base + i] = y }
  }
} else {
  for (let i = 1; i < count; i++) {
    const p = (base + i * behind) | 0
    const q = (p - behind) | 0
    for (let c = from; c < to; c++) { const x = a[p + c]; const y = a[q + c]; a[p + c] = ${next} }
  }
}
}
}`
  return kernelOf(text, [arrayType(dtype), "int", "int", "int", "int", "int", "int"])
}
