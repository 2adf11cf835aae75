/** The function that was compiled, of what jit and vectorize made of it: a kernel calls that. */
export const originals: WeakMap<Function, Function> = new WeakMap()
