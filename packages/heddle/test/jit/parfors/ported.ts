/** A test of Numba's as kernels are written here. It must give what plain JavaScript gives, on any number of threads. */
export interface Ported {
  readonly title: string
  readonly kernel: (...args: never[]) => unknown
  /** The arguments of each call that is compared, fresh each time. */
  readonly calls: () => readonly (readonly unknown[])[]
  /** A prange adds up floating numbers: JavaScript, which goes one by one, has other last bits. */
  readonly adds?: true
}
