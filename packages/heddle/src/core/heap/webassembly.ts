/** As much of the JavaScript interface of WebAssembly as is used here: TypeScript has it only for browsers. */
interface Api {
  readonly Memory: new (limits: { initial: number; maximum: number; shared: boolean }) => WasmMemory
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> }
}

export interface WasmMemory {
  readonly buffer: SharedArrayBuffer
  /** By so many pages of 64 KB. Throws a RangeError beyond the maximum. */
  grow(pages: number): number
}

export const wasm: Api = (globalThis as unknown as { readonly WebAssembly: Api }).WebAssembly
