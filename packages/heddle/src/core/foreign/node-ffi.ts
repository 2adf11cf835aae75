/** As much of Node's `node:ffi` as is used here. */
export interface NodeFfi {
  dlopen(
    library: string,
    functions: Record<string, { readonly arguments: readonly string[]; readonly return: string }>,
  ): { readonly functions: Record<string, (...args: unknown[]) => unknown> }
  getRawPointer(view: ArrayBufferView): bigint
  toArrayBuffer(pointer: bigint, size: number, copy: boolean): ArrayBuffer
}

/** Node has it from 26 on, as an experiment of which it warns once; undefined where it has none, or does not allow it. */
export function loadNodeFfi(): NodeFfi | undefined {
  try {
    return process.getBuiltinModule("node:ffi") as unknown as NodeFfi | undefined
  } catch {
    return undefined
  }
}
