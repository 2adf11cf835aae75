import type { Finding } from "../check.ts"
import { ok, warn } from "../check.ts"

/** Older Nodes end in bin.ts. */
export function node(version: string = process.versions.node): Finding {
  const [major = 0] = version.split(".").map(Number)
  const text = `${version} (${process.platform} ${process.arch})`
  return major >= 24
    ? ok("node", text)
    : warn(
        "node",
        `${text}: no vectors of 256 bits in kernels, no CPU profiles of busy workers`,
        "install Node 24 or newer",
      )
}

/** By it the variables around a function are read. */
export function inspector(open: () => void = openSession): Finding {
  try {
    open()
    return ok("closures", "the inspector can be opened: functions take along what they capture")
  } catch (error) {
    return warn(
      "closures",
      `the inspector is denied (${(error as Error).message}): functions cannot take along what they capture`,
      "allow it (--allow-inspector), or start with node --import heddle/register",
    )
  }
}

function openSession(): void {
  const { Session } = process.getBuiltinModule("node:inspector")
  const session = new Session()
  session.connect()
  session.disconnect()
}
