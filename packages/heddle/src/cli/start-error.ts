import { HeddleError } from "../core/errors/index.ts"

/** The command could not start: a missing file, export or input. Printed as one line; the exit status is 2. */
export class StartError extends HeddleError {
  static override readonly code: string = "HEDDLE_COULD_NOT_START"
  static {
    Object.defineProperty(this.prototype, "name", { value: "StartError", configurable: true, writable: true })
  }
}
