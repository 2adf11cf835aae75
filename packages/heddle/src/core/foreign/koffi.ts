import { createRequire } from "node:module"
import path from "node:path"
import { ownModule } from "../errors/index.ts"

export interface KoffiFunction {
  (...args: unknown[]): unknown
  /** Called on another thread; the callback, the last argument, gets an error or null, and the result. */
  async(...args: unknown[]): void
}

/** As much of the package koffi as is used here. */
export interface Koffi {
  load(library: string): { func(prototype: string): KoffiFunction }
  address(view: ArrayBufferView): bigint
  view(pointer: unknown, size: number): ArrayBuffer
  errno(): number
}

/** The package, from beside this library or from the program's folder; undefined where it cannot be loaded. */
export function loadKoffi(): Koffi | undefined {
  for (const from of [ownModule, path.resolve("index.js")]) {
    try {
      return createRequire(from)("koffi") as Koffi
    } catch {
      // Not installed there, or native code is not allowed.
    }
  }
  return undefined
}
