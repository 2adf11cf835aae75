/** What was found: fine, slower or less than it could be, or something that heddle needs does not work. */
export interface Finding {
  readonly name: string
  readonly status: "ok" | "warn" | "fail"
  readonly text: string
  /** What to do. */
  readonly fix?: string
}

/** Looks at one thing. */
export type Check = () => Finding | Promise<Finding>

export function ok(name: string, text: string): Finding {
  return { name, status: "ok", text }
}

export function warn(name: string, text: string, fix: string): Finding {
  return { name, status: "warn", text, fix }
}

export function fail(name: string, text: string, fix: string): Finding {
  return { name, status: "fail", text, fix }
}

/** The check, where what it throws is what it found. */
export async function found(name: string, check: Check): Promise<Finding> {
  try {
    return await check()
  } catch (error) {
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
    return fail(name, text.split("\n", 1)[0]!, "this is not expected: please report it")
  }
}
