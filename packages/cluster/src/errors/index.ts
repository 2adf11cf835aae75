/**
 * What can be wrong with a cluster. All are a `HeddleError` with a `code`.
 *
 * ```ts
 * import { BrokerError } from "@heddle/cluster"
 * const error = new BrokerError("nats://127.0.0.1:4222 does not answer", "start one with `heddle cluster up`")
 * console.log(error.code) // => "HEDDLE_BROKER"
 * ```
 */
import { HeddleError } from "heddle"
import { named } from "heddle/extend"

/** The broker cannot be reached, does not let this program in, or must not be used as it is. */
export class BrokerError extends HeddleError {
  static override readonly code: string = "HEDDLE_BROKER"
  static {
    named(this, "BrokerError")
  }

  constructor(message: string, hint: string, options: { readonly cause?: unknown } = {}) {
    super(message, { hint, ...options })
  }
}

/** A file of credentials is missing, cannot be read, may be read by others, or is for another role. */
export class CredentialsError extends HeddleError {
  static override readonly code: string = "HEDDLE_CREDENTIALS"
  static {
    named(this, "CredentialsError")
  }

  constructor(message: string, hint: string, options: { readonly cause?: unknown } = {}) {
    super(message, { hint, ...options })
  }
}

/** No machine takes a worker: there is none, all refuse, or they are of another version. */
export class MachineError extends HeddleError {
  static override readonly code: string = "HEDDLE_MACHINE"
  static {
    named(this, "MachineError")
  }

  constructor(message: string, hint: string, options: { readonly cause?: unknown } = {}) {
    super(message, { hint, ...options })
  }
}
