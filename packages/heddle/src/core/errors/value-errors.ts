import { HeddleError, named } from "./heddle-error.ts"
import type { HeddleErrorOptions } from "./heddle-error.ts"

/** What could not be sent. */
export type UnsendableRole = "argument" | "captured variable" | "result" | "error"

/**
 * A value cannot cross to or from a worker: a socket, a promise, a proxy, a running generator, … Only this task
 * fails. Thrown synchronously by nothing: the task's future rejects with it.
 */
export class UnsendableError extends HeddleError {
  static override readonly code: string = "HEDDLE_UNSENDABLE"
  static {
    named(this, "UnsendableError")
  }
  /** Where in the value it is: `"args[0].db.conn"`, `"ctx.db.conn"`, `"result.sockets[3]"`. */
  readonly path: string
  readonly role: UnsendableRole
  constructor(
    message: string,
    where: { readonly path: string; readonly role: UnsendableRole },
    options?: HeddleErrorOptions,
  ) {
    super(message, options)
    this.path = where.path
    this.role = where.role
  }
}

/** A function cannot be sent: it assigns a captured variable, uses a surrounding `this`, calls `eval`, … */
export class ClosureError extends HeddleError {
  static override readonly code: string = "HEDDLE_CLOSURE"
  static {
    named(this, "ClosureError")
  }
}

/** An option has a wrong name, type or range. Thrown before anything starts. */
export class OptionError extends HeddleError {
  static override readonly code: string = "HEDDLE_OPTION"
  static {
    named(this, "OptionError")
  }
  /** The option, e.g. `"chunkSize"`. */
  readonly option: string
  /** The value that was given. */
  readonly value: unknown

  /** @param rule what it must be, e.g. `a positive integer or "auto"` */
  constructor(option: string, rule: string, value: unknown, options?: HeddleErrorOptions) {
    super(`\`${option}\` must be ${rule}, got ${show(value)} (${typeName(value)})`, options)
    this.option = option
    this.value = value
  }
}

function show(value: unknown): string {
  if (typeof value === "string") return JSON.stringify(value)
  if (typeof value === "bigint") return `${value}n`
  if (typeof value === "function") return value.name || "an anonymous function"
  if (typeof value !== "object" || value === null) return String(value)
  if (Array.isArray(value)) return `an array of ${value.length}`
  return Object.prototype.toString.call(value)
}

function typeName(value: unknown): string {
  if (value === null) return "null"
  return Array.isArray(value) ? "array" : typeof value
}

/**
 * A function cannot be a kernel. The message has file, line and column, three lines of code with a caret, the reason, and
 * what to do about it.
 */
export class KernelCompileError extends HeddleError {
  static override readonly code: string = "HEDDLE_KERNEL_COMPILE"
  static {
    named(this, "KernelCompileError")
  }
}

/** The heap of kernels has no room for an array. The message has a table of what is there. */
export class HeapExhaustedError extends HeddleError {
  static override readonly code: string = "HEDDLE_HEAP_EXHAUSTED"
  static {
    named(this, "HeapExhaustedError")
  }
  /** Bytes that were asked for. */
  readonly bytes: number

  constructor(bytes: number, message: string) {
    super(message, {
      hint: "free arrays with `using` or dispose() as soon as they are not needed: garbage is only collected between the turns of the event loop",
    })
    this.bytes = bytes
  }
}

/** An array of the heap is used after it was disposed. */
export class DisposedError extends HeddleError {
  static override readonly code: string = "HEDDLE_DISPOSED"
  static {
    named(this, "DisposedError")
  }
}

/**
 * A value cannot be told from another one by its contents, so no result can be kept for it: a socket, a promise, a symbol,
 * a proxy, … What a cached function is given, or takes from around it.
 */
export class UnhashableError extends HeddleError {
  static override readonly code: string = "HEDDLE_UNHASHABLE"
  static {
    named(this, "UnhashableError")
  }
  /** Where it is: `"args[0].db"`, `"load → client"`. */
  readonly path: string

  constructor(path: string, what: string, hint: string | undefined) {
    super(`${path} is ${what}: it cannot be part of a key`, {
      hint: hint ?? "name the parameter or variable in `ignore`, or hand over the data that the result depends on",
    })
    this.path = path
  }
}

/** A folder cannot be made or not be written to, where results are to be kept. The system's own error is the cause. */
export class StorageError extends HeddleError {
  static override readonly code: string = "HEDDLE_STORAGE"
  static {
    named(this, "StorageError")
  }
  readonly path: string

  constructor(path: string, cause: Error) {
    super(`cannot keep results in ${path}: ${cause.message}`, {
      cause,
      hint: "name a folder that this program may write to",
    })
    this.path = path
  }
}

/** A result that was shelved is not there any more: it was cleared, had to go, or its file was damaged. */
export class NotKeptError extends HeddleError {
  static override readonly code: string = "HEDDLE_NOT_KEPT"
  static {
    named(this, "NotKeptError")
  }
  readonly key: string

  constructor(key: string) {
    super(`the result ${key} is not there: it was cleared, had to make room, or its file is damaged`, {
      hint: "call the function again",
    })
    this.key = key
  }
}
