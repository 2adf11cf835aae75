import { HeddleError } from "../core/errors/index.ts"

/**
 * A function cannot be a kernel. The message has file, line and column, three lines of code with a caret, the reason, and
 * what to do about it.
 */
export class KernelCompileError extends HeddleError {
  static override readonly code: string = "HEDDLE_KERNEL_COMPILE"
  static {
    Object.defineProperty(this.prototype, "name", { value: "KernelCompileError", configurable: true, writable: true })
  }
}
