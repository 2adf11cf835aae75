// What heddle/jit infers.
import { guvectorize, jit, reduce, stencil, vectorize } from "heddle/jit"
import type { Explained, GpuKernel, Kernel, Neighbor } from "heddle/jit"

/** Compiles only where `value` is exactly a `T`. */
function is<T>() {
  return <V>(_value: V, ..._same: [T, V] extends [V, T] ? [] : ["is another type"]): void => {}
}

const data = new Float64Array(4)

export function infers(): void {
  const heat = stencil((t, wire) => {
    is<Neighbor>()(t)
    is<Neighbor>()(wire)
    return t(0) + wire(1)
  })
  is<Float64Array>()(heat(data, data))
  const scaled = stencil((a, by: number) => a(0) * by)
  is<Float64Array>()(scaled(data, 2))
  is<Float32Array<ArrayBuffer>>()(scaled(data, 2, new Float32Array(4)))
  const weighted = stencil((a, by: Float64Array) => a(0) * by[0]!)
  is<Float64Array>()(weighted(data, data))
  const mixed = stencil((a, b, by: number) => a(0) * b(0) * by)
  is<Float64Array>()(mixed(data, data, 2))

  const product = vectorize((a: number, b: number) => a * b, { fastmath: true })
  is<number>()(product(1, 2))
  is<Float64Array>()(product(data, 2))

  const fill = jit((a: Uint8ClampedArray, value = 2) => {
    is<number>()(value)
    a[0] = value
  })
  is<Kernel<[a: Uint8ClampedArray, value?: number | undefined], void>>()(fill)
  const told = jit((a: Float32Array, by = 2) => a[0]! * by, { target: "gpu" })
  is<GpuKernel<[a: Float32Array, by?: number | undefined], number>>()(told)
  is<Kernel<[a: Float64Array], number>>()(jit<[a: Float64Array], number>((a) => a[0]!))
  is<number>()(jit(<T extends Float32Array | Float64Array>(a: T) => a[0]!)(data))
  is<Float64Array>()(vectorize((a, by = 2) => a * by)(data, 3))

  const made: Explained[] = [heat, product, reduce((a, b) => a + b, 0), guvectorize("()->()", () => {})]
  is<string[]>()(made.map((one) => one.explain()))
}

// error TS2769: Type 'boolean' is not assignable to type 'number'
stencil((a) => a(0) > 1)
// error TS2353: 'signatures' does not exist in type 'VectorizeOptions'
vectorize((a: number) => a, { signatures: [] })
