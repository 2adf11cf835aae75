import { isOwnFile } from "../../errors/index.ts"
import { getCallSites } from "node:util"

/** Where heddle itself is: frames from here are not the caller's. */
/** More frames than heddle ever has between a call of its public face and here. */
const depth = 14

/** A place in the program's own code. */
export interface CallSite {
  readonly url: string
  /** `url:line:column` */
  readonly place: string
}

/** Where the program called heddle, 2 to 7 us; undefined if that cannot be told (heddle is bundled into the program). */
export function callSite(): CallSite | undefined {
  for (const { scriptName, lineNumber, columnNumber } of getCallSites(depth)) {
    if (isOwnFile(scriptName) || scriptName.startsWith("node:")) continue
    return { url: scriptName, place: `${scriptName}:${lineNumber}:${columnNumber}` }
  }
  return undefined
}
