/** As much of the JavaScript interface of WebAssembly as is used here: TypeScript has it only for browsers. */
interface Api {
  readonly Memory: new (limits: Limits<number> | (Limits<bigint> & { address: "i64" })) => WasmMemory
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => object
  readonly Instance: new (
    module: object,
    imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>,
  ) => { readonly exports: Readonly<Record<string, unknown>> }
}

interface Limits<N> {
  initial: N
  maximum: N
  shared: boolean
}

export interface WasmMemory {
  readonly buffer: SharedArrayBuffer
  /** By so many pages of 64 KB: a bigint where addresses have 64 bits. Throws a RangeError beyond the maximum. */
  grow(pages: number | bigint): number | bigint
}

export const wasm: Api = (globalThis as unknown as { readonly WebAssembly: Api }).WebAssembly
