import type { LeaseReply, LeaseRequest, MachineNews } from "./protocol.ts"

/*
 * Who signed something is trusted to run code, not to have no bugs, nor to be of this version: what is read of it has been looked at.
 */

type Fields<T> = { readonly [Name in keyof T]-?: (value: unknown) => boolean }

const isText = (value: unknown): value is string => typeof value === "string" && value.length <= 4096
const isName = (value: unknown): boolean => isText(value) && /^[\w-]{1,200}$/.test(value)
const isId = (value: unknown): boolean => isText(value) && /^[A-Z2-7]{16}$/.test(value)
const isSession = (value: unknown): value is string => isText(value) && /^[\da-f]{32}$/.test(value)
const isKey = (value: unknown): boolean => isText(value) && /^[\w-]{43}$/.test(value)
const isCount = (value: unknown): boolean => typeof value === "number" && Number.isSafeInteger(value) && value >= 0
const isNumber = (value: unknown): boolean => typeof value === "number" && Number.isFinite(value)
const isFlag = (value: unknown): boolean => typeof value === "boolean"
const isTexts = (value: unknown): boolean => Array.isArray(value) && value.every((one) => typeof one === "string")

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function recordOf(is: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => isRecord(value) && Object.values(value).every(is)
}

function maybe(is: (value: unknown) => boolean): (value: unknown) => boolean {
  return (value) => value === undefined || is(value)
}

function has<T>(value: unknown, fields: Fields<T>): value is T {
  if (!isRecord(value)) return false
  return Object.entries<(value: unknown) => boolean>(fields).every(([name, is]) => is(value[name]))
}

/** Who asks in which version: all that a request of any version has. */
export function isAsking(value: unknown): value is Pick<LeaseRequest, "session" | "protocol" | "version"> {
  return has<Pick<LeaseRequest, "session" | "protocol" | "version">>(value, {
    session: isSession,
    protocol: isNumber,
    version: isText,
  })
}

export function isRequest(value: unknown): value is LeaseRequest {
  return has<Omit<LeaseRequest, "session" | "protocol" | "version">>(value, {
    agent: isText,
    node: isText,
    boot: isText,
    program: isId,
    key: isKey,
    lease: isNumber,
    worker: (worker) =>
      has<LeaseRequest["worker"]>(worker, {
        name: isText,
        env: maybe(recordOf((text) => typeof text === "string")),
        argv: maybe(isTexts),
        execArgv: maybe(isTexts),
        memoryLimit: maybe(isNumber),
        resourceLimits: maybe(recordOf(isNumber)),
        depth: isCount,
      }),
  })
}

export function isReply(value: unknown, session: string): value is LeaseReply {
  if (!isRecord(value) || value["session"] !== session) return false
  if ("key" in value) return isKey(value["key"]) && isCount(value["cpus"])
  return (value["refused"] === "full" || value["refused"] === "other") && typeof value["why"] === "string"
}

/** Of another version there may be more, or less. */
export function isNews(value: unknown): value is MachineNews {
  return has<MachineNews>(value, {
    protocol: isNumber,
    version: isText,
    node: isName,
    agent: isId,
    name: isText,
    boot: isText,
    places: isCount,
    free: isNumber,
    room: isCount,
    cpus: isCount,
    memory: isCount,
    labels: recordOf(isText),
    nodeVersion: isText,
    platform: isText,
    leaving: isFlag,
  })
}
