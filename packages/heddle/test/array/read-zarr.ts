import { arrayOf } from "../../src/array/dtype/index.ts"
import { NDArray } from "../../src/array/ndarray/index.ts"
import { openZarr } from "../../src/array/zarr/index.ts"
import type { ZarrLocation } from "../../src/array/zarr/index.ts"

/** The whole of an array, as one box. */
export async function readZarr(location: ZarrLocation): Promise<NDArray> {
  const { shape, dtype, readBox } = await openZarr(location)
  const elements = arrayOf(
    dtype,
    shape.reduce((a, b) => a * b, 1),
  )
  await readBox(
    shape.map(() => 0),
    shape,
    elements,
  )
  return new NDArray(elements, shape, { dtype })
}
