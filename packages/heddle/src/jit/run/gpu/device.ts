import { createRequire } from "node:module"
import path from "node:path"
import { pathToFileURL } from "node:url"
import { KernelCompileError, ownModule } from "../../../core/errors/index.ts"
import type { GpuAdapter, GpuDevice, WebGpu } from "./webgpu.ts"

/** A GPU of this machine. */
export interface Gpu {
  readonly device: GpuDevice
  /** What it says of itself. */
  readonly name: string
  /** What it complained of since the last call. Empties it. */
  complaint(): string | undefined
}

interface Problem {
  readonly problem: string
  readonly fix: string
}

let found: Promise<Gpu | Problem> | undefined
/** Devices do not keep it: collected, it would take them with it. */
let instance: ReturnType<WebGpu["create"]> | undefined

/** Why kernels cannot run on a GPU here, and what to do; undefined: they can. */
export async function gpuProblem(): Promise<string | undefined> {
  const gpu = await (found ??= look())
  return "problem" in gpu ? `${gpu.problem}: ${gpu.fix}` : undefined
}

/**
 * The GPU, for the kernel of that name.
 *
 * @throws KernelCompileError where there is a problem
 */
export async function openGpu(kernel: string): Promise<Gpu> {
  const gpu = await (found ??= look())
  if (!("problem" in gpu)) return gpu
  throw new KernelCompileError(`cannot compile ${kernel} for a GPU: ${gpu.problem}`, {
    hint: `${gpu.fix}; or use target "wasm"`,
  })
}

async function look(): Promise<Gpu | Problem> {
  const webgpu = await loadWebGpu()
  if (webgpu === undefined) return { problem: "the package webgpu is not installed", fix: "npm install webgpu" }
  let adapter: GpuAdapter | null
  try {
    instance = webgpu.create([])
    adapter = await instance.requestAdapter({ powerPreference: "high-performance" })
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error)
    return { problem: `webgpu finds no GPU (${said})`, fix: driver }
  }
  if (adapter === null) return { problem: "webgpu finds no GPU", fix: driver }
  const { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage } = adapter.limits
  const device = await adapter.requestDevice({
    requiredLimits: { maxBufferSize, maxStorageBufferBindingSize, maxStorageBuffersPerShaderStage },
  })
  let complaint: string | undefined
  device.addEventListener("uncapturederror", ({ error }) => void (complaint ??= error.message))
  void device.lost.then(({ message }) => {
    complaint ??= `it was lost: ${message}`
    // The next call looks for another.
    found = undefined
  })
  const { vendor, device: model, description } = adapter.info
  return {
    device,
    name: [vendor, description === "" ? model : description].filter((text) => text !== "").join(" "),
    complaint() {
      const said = complaint
      complaint = undefined
      return said
    },
  }
}

const driver = process.platform === "linux" ? "install its Vulkan driver, and libvulkan1" : "install its driver"

/** It is not a dependency: few programs need its 50 MB. */
async function loadWebGpu(): Promise<WebGpu | undefined> {
  for (const from of [ownModule, path.resolve("index.js")]) {
    try {
      return (await import(pathToFileURL(createRequire(from).resolve("webgpu")).href)) as WebGpu
    } catch {
      // Not installed there, or native code is not allowed.
    }
  }
  return undefined
}
