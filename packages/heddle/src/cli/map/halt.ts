import { OptionError } from "../../core/errors/index.ts"

/** When a run ends before its inputs do. */
export interface HaltRule {
  /** `now`: what runs is aborted; `soon`: it may finish. */
  readonly when: "now" | "soon"
  readonly what: "fail" | "success" | "done"
  readonly count: number
  /** `count` is a percentage of those that finished. */
  readonly percent: boolean
}

/** A share says nothing before this many have finished. */
const leastForShare = 3

/**
 * Reads GNU parallel's `now,fail=1`, `soon,fail=30%`, `now,success=1`, `soon,done=100`; `never` is undefined.
 * @throws OptionError
 */
export function parseHalt(text: string): HaltRule | undefined {
  if (text === "never") return undefined
  const [, when, what, count, percent] = /^(now|soon),(fail|success|done)=(\d+)(%?)$/.exec(text) ?? []
  if (count === undefined || Number(count) === 0 || (percent === "%" && Number(count) > 100)) {
    throw new OptionError("--halt", 'like "now,fail=1", "soon,fail=30%", "now,success=1" or "never"', text)
  }
  return {
    when: when as HaltRule["when"],
    what: what as HaltRule["what"],
    count: Number(count),
    percent: percent === "%",
  }
}

/** Does the rule end the run, with so many finished? */
export function halts(rule: HaltRule, finished: { readonly ok: number; readonly failed: number }): boolean {
  const all = finished.ok + finished.failed
  const counted = { fail: finished.failed, success: finished.ok, done: all }[rule.what]
  if (!rule.percent) return counted >= rule.count
  return all >= leastForShare && counted * 100 >= rule.count * all
}
