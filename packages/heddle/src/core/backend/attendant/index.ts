/**
 * Who answers for a process what its threads do, also while all of them are busy: README.md.
 *
 * ```ts skip a fragment: the names around it are internal
 * const [program] = addresses()
 * const { threads } = (await ask(program, { do: "look" }, 1000)) as ProcessLook
 * ```
 */
export { addresses } from "./address.ts"
export type { Address } from "./address.ts"
export { ask } from "./ask.ts"
export { Attendant } from "./attendant.ts"
export type { Attended } from "./attendant.ts"
export type {
  AttendReply,
  AttendRequest,
  CpuFrame,
  CpuNode,
  CpuProfile,
  ProcessLook,
  ThreadLook,
  ThreadProfile,
  Work,
} from "./protocol.ts"
