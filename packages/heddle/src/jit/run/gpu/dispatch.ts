import { blocksOf, groupsOf } from "../../emit/wgsl/index.ts"
import type { Dispatcher, GivenWord, Shader } from "../../emit/wgsl/index.ts"
import type { Gpu } from "./device.ts"
import type { Slot } from "./memory.ts"
import { forReading, usage } from "./webgpu.ts"
import type { GpuBuffer, GpuPipeline } from "./webgpu.ts"

/** A shader that the GPU's driver compiled. */
export interface Compiled {
  readonly shader: Shader
  readonly pipeline: GpuPipeline
}

/** An index that is outside. */
export interface Failure {
  readonly site: number
  readonly index: number
}

export interface Input {
  readonly slot: Slot
  /** Where it begins in its slot, in elements. */
  readonly offset: number
}

const failureBytes = 32

/** One call of a kernel: its buffers, and what goes to and fro. */
export class Dispatch implements Dispatcher {
  readonly #gpu: Gpu
  readonly shaders: readonly Compiled[]
  /** By the number of a slot. */
  readonly #slots: ReadonlyMap<number, Slot>
  /** By the number of an input. */
  readonly #inputs: ReadonlyMap<number, Input>
  readonly #fail: (failure: Failure) => never
  readonly #own: GpuBuffer[] = []
  readonly isAway: boolean[] = []
  #failure: GpuBuffer | undefined
  /** Something runs of which nothing is known yet. */
  #isOpen = false

  constructor(
    gpu: Gpu,
    shaders: readonly Compiled[],
    slots: ReadonlyMap<number, Slot>,
    inputs: ReadonlyMap<number, Input>,
    fail: (failure: Failure) => never,
  ) {
    this.#gpu = gpu
    this.shaders = shaders
    this.#slots = slots
    this.#inputs = inputs
    this.#fail = fail
  }

  async run(number: number, start: number, count: number, values: readonly number[]): Promise<readonly number[]> {
    if (count === 0) return []
    const { shader, pipeline } = this.shaders[number]!
    const { device } = this.#gpu
    const sums = shader.reductions.length
    const { blocks, each } = blocksOf(count)
    const partials = sums === 0 ? undefined : this.#buffer(4 * blocks * sums, usage.storage | usage.copySource)
    const given = this.#given(shader.given, { start, count, blocks, each }, values)
    const entries = [{ binding: 0, resource: { buffer: given } }]
    if (shader.canFail) {
      this.#failure ??= this.#buffer(failureBytes, usage.storage | usage.copySource)
      entries.push({ binding: 1, resource: { buffer: this.#failure } })
    }
    if (partials !== undefined) entries.push({ binding: 2, resource: { buffer: partials } })
    for (const [i, { slot, isWritten }] of shader.slots.entries()) {
      const one = this.#slots.get(slot)!
      entries.push({ binding: 3 + i, resource: { buffer: one.buffer } })
      one.isAway ||= isWritten
    }
    this.#see()
    const encoder = device.createCommandEncoder()
    const pass = encoder.beginComputePass()
    pass.setPipeline(pipeline)
    pass.setBindGroup(0, device.createBindGroup({ layout: pipeline.getBindGroupLayout(0), entries }))
    pass.dispatchWorkgroups(sums === 0 ? groupsOf(count) : blocks)
    pass.end()
    device.queue.submit([encoder.finish()])
    given.destroy()
    this.#isOpen = true
    if (partials === undefined) return []
    const [bytes] = await this.#read([{ buffer: partials, bytes: 4 * blocks * sums }])
    partials.destroy()
    return shader.reductions.map(({ combine, isFloat }, r) => {
      const words = isFloat ? new Float32Array(bytes!) : new Int32Array(bytes!)
      return pairwise([...words.subarray(r * blocks, (r + 1) * blocks)], combine)
    })
  }

  /** What comes with a prange, as the shader reads it. */
  #given(
    words: readonly GivenWord[],
    range: { readonly start: number; readonly count: number; readonly blocks: number; readonly each: number },
    values: readonly number[],
  ): GpuBuffer {
    const bytes = new ArrayBuffer(Math.ceil(words.length / 2) * 16)
    const [floats, integers] = [new Float32Array(bytes), new Int32Array(bytes)]
    let at = 0
    for (const word of words) {
      if (word.kind === "f32") floats[at++] = values[word.at]!
      else if (word.kind === "i32") integers[at++] = values[word.at]!
      else if (word.kind === "wide") {
        const whole = BigInt(values[word.at]!)
        integers[at++] = Number(BigInt.asIntN(32, whole))
        integers[at++] = Number(BigInt.asIntN(32, whole >> 32n))
      } else integers[at++] = word.kind === "offset" ? this.#inputs.get(word.array)!.offset : range[word.kind]
    }
    const buffer = this.#buffer(bytes.byteLength, usage.uniform | usage.copyTarget)
    this.#gpu.device.queue.writeBuffer(buffer, 0, integers)
    return buffer
  }

  #buffer(size: number, use: number): GpuBuffer {
    const buffer = this.#gpu.device.createBuffer({ size, usage: use })
    this.#own.push(buffer)
    return buffer
  }

  /** The arrays that lie there know it. */
  #see(): void {
    for (const [input, { slot }] of this.#inputs) this.isAway[input] = slot.isAway
  }

  /** Bytes of buffers, once all that was sent is over. */
  async #read(
    list: readonly { readonly buffer: GpuBuffer; readonly bytes: number }[],
  ): Promise<readonly ArrayBuffer[]> {
    const { device } = this.#gpu
    const failure = this.#failure
    const all = [...(failure === undefined ? [] : [{ buffer: failure, bytes: failureBytes }]), ...list]
    const size = all.reduce((sum, { bytes }) => sum + bytes, 0)
    const staging = this.#buffer(Math.max(4, size), usage.mapRead | usage.copyTarget)
    const encoder = device.createCommandEncoder()
    let at = 0
    for (const { buffer, bytes } of all) {
      encoder.copyBufferToBuffer(buffer, 0, staging, at, bytes)
      at += bytes
    }
    device.queue.submit([encoder.finish()])
    try {
      await staging.mapAsync(forReading)
    } catch (error) {
      throw new Error(`the GPU ${this.#gpu.name} did not answer: ${this.#gpu.complaint() ?? String(error)}`, {
        cause: error,
      })
    }
    this.#isOpen = false
    const complaint = this.#gpu.complaint()
    if (complaint !== undefined) throw new Error(`the GPU ${this.#gpu.name} refuses: ${complaint}`)
    const bytes = staging.getMappedRange().slice(0)
    staging.destroy()
    at = 0
    const parts = all.map((one) => bytes.slice(at, (at += one.bytes)))
    const failed = failure === undefined ? undefined : failureIn(parts.shift()!)
    // What was written before is there nevertheless.
    if (failed !== undefined) {
      await this.#home()
      this.#fail(failed)
    }
    return parts
  }

  async fetch(input: number): Promise<void> {
    await this.#receive([this.#inputs.get(input)!.slot])
  }

  changed(input: number): void {
    this.#inputs.get(input)!.slot.changed()
  }

  /** All arrays are here, and it is known that all went well. */
  async finish(): Promise<void> {
    const away = [...this.#slots.values()].filter((slot) => slot.isAway)
    if (away.length > 0 || this.#isOpen) await this.#receive(away)
  }

  async #receive(slots: readonly Slot[]): Promise<void> {
    const list = slots.map((slot) => ({ buffer: slot.buffer, bytes: slot.bytes }))
    for (const [i, bytes] of (await this.#read(list)).entries()) slots[i]!.receive(bytes)
    this.#see()
  }

  /** After a failure. */
  async #home(): Promise<void> {
    const failure = this.#failure
    this.#failure = undefined
    await this.finish()
    this.#failure = failure
  }

  destroy(): void {
    for (const buffer of this.#own) buffer.destroy()
    for (const slot of this.#slots.values()) slot.destroy()
  }
}

function failureIn(bytes: ArrayBuffer): Failure | undefined {
  const [state, site, kind, low, high] = new Int32Array(bytes)
  if (state === 0) return undefined
  const index =
    kind === 1 ? new Float32Array(bytes)[3]! : Number(BigInt.asUintN(32, BigInt(low!)) + (BigInt(high!) << 32n))
  return { site: site!, index }
}

const both: Readonly<Record<string, (a: number, b: number) => number>> = {
  add: (a, b) => a + b,
  mul: (a, b) => a * b,
  min: Math.min,
  max: Math.max,
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
}

/** Neighbours first, an odd one goes up alone. */
function pairwise(list: readonly number[], combine: string): number {
  const of = both[combine]!
  while (list.length > 1) {
    const next: number[] = []
    for (let i = 0; i < list.length; i += 2) next.push(i + 1 < list.length ? of(list[i]!, list[i + 1]!) : list[i]!)
    list = next
  }
  return list[0]!
}
