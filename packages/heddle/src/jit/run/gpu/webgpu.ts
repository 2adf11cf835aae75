/** What is used of WebGPU, as the package `webgpu` has it; the numbers are those of its specification. */
export interface GpuBuffer {
  getMappedRange(offset?: number, size?: number): ArrayBuffer
  unmap(): void
  destroy(): void
  mapAsync(mode: number): Promise<void>
}

export interface GpuPipeline {
  getBindGroupLayout(index: number): object
}

interface GpuPass {
  setPipeline(pipeline: GpuPipeline): void
  setBindGroup(index: number, group: object): void
  dispatchWorkgroups(count: number): void
  end(): void
}

interface GpuEncoder {
  beginComputePass(): GpuPass
  copyBufferToBuffer(from: GpuBuffer, fromOffset: number, to: GpuBuffer, toOffset: number, size: number): void
  finish(): object
}

export interface GpuDevice {
  readonly limits: GpuLimits
  readonly lost: Promise<{ readonly message: string }>
  readonly queue: {
    writeBuffer(buffer: GpuBuffer, offset: number, data: ArrayBufferView): void
    submit(commands: readonly object[]): void
  }
  createBuffer(descriptor: { size: number; usage: number; mappedAtCreation?: boolean }): GpuBuffer
  createShaderModule(descriptor: { code: string }): object
  createComputePipelineAsync(descriptor: {
    layout: "auto"
    compute: { module: object; entryPoint: string }
  }): Promise<GpuPipeline>
  createBindGroup(descriptor: {
    layout: object
    entries: readonly { binding: number; resource: { buffer: GpuBuffer } }[]
  }): object
  createCommandEncoder(): GpuEncoder
  addEventListener(
    type: "uncapturederror",
    listener: (event: { readonly error: { readonly message: string } }) => void,
  ): void
}

export interface GpuLimits {
  readonly maxBufferSize: number
  readonly maxStorageBufferBindingSize: number
  readonly maxStorageBuffersPerShaderStage: number
}

export interface GpuAdapter {
  readonly limits: GpuLimits
  readonly info: {
    readonly vendor: string
    readonly architecture: string
    readonly device: string
    readonly description: string
  }
  requestDevice(descriptor: { requiredLimits: Record<string, number> }): Promise<GpuDevice>
}

/** The package. */
export interface WebGpu {
  create(options: readonly string[]): {
    requestAdapter(options: { powerPreference: "high-performance" }): Promise<GpuAdapter | null>
  }
}

export const usage = { mapRead: 1, copySource: 4, copyTarget: 8, uniform: 64, storage: 128 } as const
/** Of `mapAsync`. */
export const forReading = 1
