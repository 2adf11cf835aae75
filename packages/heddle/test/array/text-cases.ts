import fs from "node:fs"
import type { DType } from "../../src/array/dtype/index.ts"
import { NDArray } from "../../src/array/ndarray/index.ts"

interface TextCase {
  readonly dtype: DType
  readonly shape: readonly number[]
  /** Text where JSON has no number for it. */
  readonly values: readonly (number | boolean | string)[]
  readonly text: string
}

/** Arrays, and what NumPy prints of them. */
export function textCases(): { array: NDArray; text: string }[] {
  const file = new URL("fixtures/text.json", import.meta.url)
  return (JSON.parse(fs.readFileSync(file, "utf8")) as TextCase[]).map(({ dtype, shape, values, text }) => {
    const elements = values.map((one) => {
      if (typeof one !== "string") return one
      return dtype === "int64" ? BigInt(one) : Number(one.replace("inf", "Infinity"))
    })
    return { array: NDArray.from(elements, dtype).reshape(shape), text }
  })
}
