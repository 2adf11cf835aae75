const reduce = Symbol.for("heddle.reduce")

export type Step = "argument" | "task" | "result"

/** A native crash: nothing in JavaScript can catch it. */
export function crash(): void {
  process.kill(process.pid, "SIGSEGV")
}

/** Crashes the process that rebuilds it. */
export class CrashesWhenDecoded {
  [reduce](): unknown[] {
    return [rebuild]
  }
}

function rebuild(): object {
  crash()
  return {}
}

/** Crashes the process that takes it apart. */
export class CrashesWhenEncoded {
  [reduce](): unknown[] {
    crash()
    return [Object]
  }
}
