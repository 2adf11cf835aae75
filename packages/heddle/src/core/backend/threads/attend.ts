import type { AttendReply, AttendRequest } from "../attendant/index.ts"
import { supervision } from "./supervision.ts"

/** What the supervisor, which runs no code of the user's, answers for all threads of this process, and its child processes. */
export function attend(request: AttendRequest): Promise<AttendReply> {
  return supervision().attend(request)
}

/** The same, while this thread waits: for a listener of `exit`. Undefined: no answer within so many ms. */
export function attendAtExit(request: AttendRequest, within: number): AttendReply | undefined {
  return supervision().attendAtExit(request, within)
}
