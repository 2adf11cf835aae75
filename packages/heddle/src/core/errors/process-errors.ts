import { HeddleError, named } from "./heddle-error.ts"

/** The process or thread that owns the object has ended, or has let the object go. Whatever it held is lost. */
export class OwnerGoneError extends HeddleError {
  static override readonly code: string = "HEDDLE_OWNER_GONE"
  static {
    named(this, "OwnerGoneError")
  }
}

/** A process or thread is not in the state that the call needs: started twice, joined before its start, closed. */
export class ProcessError extends HeddleError {
  static override readonly code: string = "HEDDLE_PROCESS"
  static {
    named(this, "ProcessError")
  }
}

/** Shared memory of that name exists already, does not exist, or was closed here. */
export class SharedMemoryError extends HeddleError {
  static override readonly code: string = "HEDDLE_SHARED_MEMORY"
  static {
    named(this, "SharedMemoryError")
  }
}

/** Nothing here can map pages of memory: neither the package koffi nor Node's own `node:ffi`. Nothing was copied instead. */
export class SharedMemoryUnavailableError extends HeddleError {
  static override readonly code: string = "HEDDLE_SHARED_MEMORY_UNAVAILABLE"
  static {
    named(this, "SharedMemoryUnavailableError")
  }
}
