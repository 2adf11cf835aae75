const forms = new WeakMap<Function, Function>()

/** What a function is in a kernel, where that is another one than outside. */
export function kernelForm(fn: Function): Function {
  return forms.get(fn) ?? fn
}

export function setKernelForm(fn: Function, form: Function): void {
  forms.set(fn, form)
}

const fixes = new WeakMap<Function, string>()

/** What to do instead of calling a function in a kernel; undefined: it may be called there. */
export function fixOf(fn: Function): string | undefined {
  return fixes.get(fn)
}

/** Says that these members, or all, are called outside of kernels only, and what to do. */
export function onlyOutside<H extends object>(
  fix: string,
  holder: H,
  names: readonly (keyof H)[] = Object.keys(holder) as (keyof H)[],
): void {
  for (const name of names) fixes.set(holder[name] as Function, fix)
}
