const forms = new WeakMap<Function, Function>()

/** What a function is in a kernel, where that is another one than outside. */
export function kernelForm(fn: Function): Function {
  return forms.get(fn) ?? fn
}

export function setKernelForm(fn: Function, form: Function): void {
  forms.set(fn, form)
}
