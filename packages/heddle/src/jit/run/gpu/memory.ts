import { OptionError } from "../../../core/errors/index.ts"
import { bufferOf, plainKind } from "../../../core/heap/index.ts"
import { storageOf } from "../../emit/wgsl/index.ts"
import type { ArrayRef } from "../../ir/index.ts"
import { usage } from "./webgpu.ts"
import type { GpuBuffer, GpuDevice } from "./webgpu.ts"

type NumberArray = Float64Array | Float32Array | Int32Array | Uint32Array | Int16Array | Uint8Array

/** An array of a call, and where its memory begins in its slot. */
interface Given {
  readonly array: ArrayRef
  readonly view: NumberArray
}

/** Which arrays lie over one memory, so that the kernel must see what it writes in both: a slot for each memory. */
export function slotsOf(given: readonly Given[]): readonly number[] {
  const slots = given.map((_, i) => i)
  for (const [i, one] of given.entries()) {
    for (const [j, other] of given.slice(0, i).entries()) {
      if (!(one.array.written || other.array.written) || !overlap(one.view, other.view)) continue
      if (one.array.element !== other.array.element) {
        throw new OptionError(
          one.array.name,
          `no memory of \`${other.array.name}\`, or as an array of its kind`,
          one.view,
          {
            hint: "a GPU has the elements of each as float32 or int32",
          },
        )
      }
      const [from, to] = [Math.max(slots[i]!, slots[j]!), Math.min(slots[i]!, slots[j]!)]
      for (const [k, slot] of slots.entries()) if (slot === from) slots[k] = to
    }
  }
  return slots
}

function overlap(a: NumberArray, b: NumberArray): boolean {
  if (bufferOf(a) !== bufferOf(b)) return false
  return a.byteOffset < b.byteOffset + b.byteLength && b.byteOffset < a.byteOffset + a.byteLength
}

/** One memory of a call: here, and on the GPU as float32 or int32. */
export class Slot {
  readonly #device: GpuDevice
  /** All of it. */
  readonly #view: NumberArray
  readonly #isFloat: boolean
  #buffer: GpuBuffer | undefined
  /** The elements there are the newest; those here are. */
  isAway = false
  #isChanged = false

  constructor(device: GpuDevice, given: readonly Given[]) {
    const [{ array, view }] = given as [Given]
    const start = Math.min(...given.map((one) => one.view.byteOffset))
    const end = Math.max(...given.map((one) => one.view.byteOffset + one.view.byteLength))
    const Kind = plainKind(view)
    const length = (end - start) / view.BYTES_PER_ELEMENT
    this.#view = given.length === 1 ? view : (new Kind(bufferOf(view), start, length) as NumberArray)
    this.#device = device
    this.#isFloat = storageOf(array.element) === "f32"
    const most = Math.min(device.limits.maxStorageBufferBindingSize, device.limits.maxBufferSize)
    if (this.bytes > most) {
      throw new OptionError(`${array.name}.length`, `at most ${Math.floor(most / 4)} elements on this GPU`, length)
    }
  }

  get bytes(): number {
    return 4 * Math.max(1, this.#view.length)
  }

  /** Where an array of it begins, in elements. */
  offsetOf(view: NumberArray): number {
    return (view.byteOffset - this.#view.byteOffset) / view.BYTES_PER_ELEMENT
  }

  /** The buffer, with the newest elements. */
  get buffer(): GpuBuffer {
    if (this.#buffer === undefined) {
      this.#buffer = this.#device.createBuffer({
        size: this.bytes,
        usage: usage.storage | usage.copySource | usage.copyTarget,
        mappedAtCreation: true,
      })
      this.#words(this.#buffer.getMappedRange()).set(this.#view)
      this.#buffer.unmap()
    } else if (this.#isChanged) {
      const words = this.#words(new ArrayBuffer(this.bytes))
      words.set(this.#view)
      this.#device.queue.writeBuffer(this.#buffer, 0, words)
    }
    this.#isChanged = false
    return this.#buffer
  }

  #words(bytes: ArrayBuffer): Float32Array | Int32Array {
    return this.#isFloat ? new Float32Array(bytes) : new Int32Array(bytes)
  }

  changed(): void {
    this.#isChanged = true
  }

  /** Elements that come back: of float64, those that are no longer what was sent. */
  receive(bytes: ArrayBuffer): void {
    const words = this.#words(bytes)
    const view = this.#view
    this.isAway = false
    if (!(view instanceof Float64Array)) return view.set(words.subarray(0, view.length))
    for (let i = 0; i < view.length; i++) {
      const [next, before] = [words[i]!, view[i]!]
      if (!Object.is(next, Math.fround(before))) view[i] = next
    }
  }

  destroy(): void {
    this.#buffer?.destroy()
  }
}
