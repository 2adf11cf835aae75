import { readFileSync } from "node:fs"
import type { CallPlan, Plan } from "./plan.ts"

/** What was noted, word by word. */
export function linesOf(file: string): string[][] {
  return readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => line.split(" "))
}

/** One call, as far as it was noted. */
interface Story {
  readonly id: string
  readonly actor: number | undefined
  readonly retries: number
  /** It may have begun so often before it was cancelled, and as often after. */
  begun: number
  begunAfterCancel: number
  ended: number
  cancelled: boolean
  /** It was made after the program had killed its actor for good. */
  readonly late: boolean
  readonly window: number | undefined
  asked: number
  readonly yielded: Map<string, number>
  how: string | undefined
  message: string
}

/** What does not hold of what was noted. */
export function audit(plan: Plan, lines: readonly (readonly string[])[]): string[] {
  const wrong: string[] = []
  const stories = new Map<string, Story>()
  const killed = new Set<number>()
  const made = new Map<number, number>()
  const last = new Map<string, number>()
  const slots = new Map<string, number>()
  const most = 2
  for (const [at, [op, id = "", ...rest]] of lines.entries()) {
    const story = stories.get(id)
    switch (op) {
      case "s": {
        if (story !== undefined) wrong.push(`${id} was called twice`)
        const actor = rest[1] === "-" ? undefined : Number(rest[1])
        const window = rest[4] === "-" || rest[4] === "0" ? undefined : Number(rest[4])
        const late = rest[0] === "program" && actor !== undefined && killed.has(actor)
        const counts = { begun: 0, begunAfterCancel: 0, ended: 0, asked: 0, cancelled: false }
        const end = { yielded: new Map<string, number>(), how: undefined, message: "" }
        stories.set(id, { id, actor, retries: Number(rest[2]), late, window, ...counts, ...end })
        break
      }
      case "b": {
        const [, instance, by, n] = rest as [string, string, string, string]
        if (story === undefined) wrong.push(`${id} began, and nobody called it`)
        else {
          story.begun++
          if (story.cancelled) story.begunAfterCancel++
        }
        slots.set(id, slotsOf(plan, id))
        const used = [...slots.values()].reduce((sum, one) => sum + one, 0)
        if (plan.calm && used > most)
          wrong.push(
            `${used} slots are used by ${[...slots]
              .filter(([, n]) => n > 0)
              .map(([one]) => one)
              .join(", ")}`,
          )
        if (instance === "-" || n === "-1") break
        const key = `${instance} ${by}`
        const before = last.get(key) ?? -1
        if (Number(n) <= before) wrong.push(`call ${n} (${id}) of ${by} began after call ${before} in ${instance}`)
        last.set(key, Number(n))
        break
      }
      case "e":
        if (story !== undefined) story.ended++
        slots.delete(id)
        break
      case "x":
        slots.delete(id)
        break
      case "k":
        if (story !== undefined) story.cancelled = true
        // Cancelled ones have nothing any more, whether they listen or not.
        slots.delete(id)
        break
      case "n":
        if (story !== undefined) story.asked++
        break
      case "y": {
        if (story === undefined) break
        const count = (story.yielded.get(rest[0]!) ?? 0) + 1
        story.yielded.set(rest[0]!, count)
        // What is read while a further attempt begins may be allowed for twice.
        const ahead = (story.window ?? Number.POSITIVE_INFINITY) * (story.yielded.size > 1 ? 2 : 1)
        if (count > story.asked + ahead) {
          wrong.push(`${id} yielded ${count} values when ${story.asked} were asked for, ${ahead} ahead`)
        }
        break
      }
      case "o":
        if (story === undefined) break
        if (story.how !== undefined) wrong.push(`${id} ended twice for its caller`)
        story.how = rest[0]
        story.message = rest.slice(1).join(" ")
        slots.delete(id)
        break
      case "c": {
        const actor = Number(id)
        const count = (made.get(actor) ?? 0) + 1
        made.set(actor, count)
        const { maxRestarts } = plan.actors[actor]!
        if (count > 1 + maxRestarts)
          wrong.push(`actor ${actor} was made ${count} times, and may restart ${maxRestarts} times`)
        break
      }
      case "K":
        if (rest[0] === "true") killed.add(Number(id))
        break
      case "v":
        wrong.push([id, ...rest].join(" "))
        break
      default:
        wrong.push(`line ${at} is ${op}`)
    }
  }
  const allowed = failures(plan)
  for (const story of stories.values()) {
    const { id, how, begun, begunAfterCancel, ended, retries, late, message } = story
    const told = `${id} (${how} ${message})`
    if (begun > 1 + retries) wrong.push(`${told} began ${begun} times, with ${retries} retries`)
    if (begunAfterCancel > 1) wrong.push(`${told} began ${begunAfterCancel} times after it was cancelled`)
    if (how === "ok" && begun === 0) wrong.push(`${told} never began`)
    if (how === "ok" && ended === 0) wrong.push(`${told} never came to its end`)
    if (late && (begun > 0 || how !== "ActorDiedError"))
      wrong.push(`${told} was for an actor that was dead, and began ${begun} times`)
    if (how !== undefined && how !== "ok" && !allowed.has(how)) wrong.push(`${told} had no reason to fail so`)
  }
  if (plan.calm) wrong.push(...calmly(plan, stories))
  return wrong
}

/** What a program's call takes of `slot`. */
function slotsOf(plan: Plan, id: string): number {
  const own = planAt(plan, id)
  return own === undefined ? 0 : own.slots
}

function planAt(plan: Plan, id: string): CallPlan | undefined {
  const [first, ...rest] = id.split("/")
  const step = plan.steps[Number(first!.slice(1))]
  let found = step?.op === "call" ? step.call : undefined
  for (const one of rest) found = found?.children[Number.parseInt(one, 10)]
  return found
}

/** How calls of an episode may fail. */
function failures(plan: Plan): Set<string> {
  const { steps, actors, abrupt } = plan
  const calls = steps.flatMap((step) => (step.op === "call" ? flat(step.call) : []))
  const acts = (call: CallPlan, what: string): boolean => call.acts.some((act) => act.do === what)
  const kills = steps.some(({ op }) => op === "kill")
  const exits = calls.some((call) => acts(call, "exit"))
  const actorExits =
    calls.some((call) => call.actor !== undefined && acts(call, "exit")) || actors.some(({ dies }) => dies > 0)
  const cancels = steps.some(({ op }) => op === "cancel") || calls.some((call) => acts(call, "cancel"))
  const forced = steps.some((step) => step.op === "cancel" && step.force)
  const names = new Set<string>()
  if (calls.some((call) => acts(call, "throw"))) names.add("Boom")
  if (calls.some((call) => call.stream && call.reads < 99)) names.add("CancelledError")
  if (actorExits || kills || actors.some(({ throws }) => throws)) names.add("ActorDiedError")
  if (actorExits || kills) names.add("ActorUnavailableError")
  if (exits || forced) names.add("WorkerDiedError")
  // What a call has called goes with it.
  if (cancels || exits || forced || kills || actorExits)
    for (const name of ["CancelledError", "ObjectLostError"]) names.add(name)
  if (abrupt) for (const name of ["PoolClosedError", "CancelledError", "ActorDiedError"]) names.add(name)
  return names
}

function flat(call: CallPlan): CallPlan[] {
  return [call, ...call.children.flatMap(flat)]
}

/** Where nothing is taken back and nothing dies, it is known how each call ends, and how often it runs. */
function calmly(plan: Plan, stories: ReadonlyMap<string, Story>): string[] {
  return [...stories.values()].flatMap(({ id, how, begun }) => {
    const call = planAt(plan, id)!
    const leaves = call.stream && call.reads < 99
    const isGiven = call.args.every(
      ({ from, nested }) =>
        nested || from === "put" || !stories.has(`s${from}`) || stories.get(`s${from}`)!.how === "ok",
    )
    const most = 1 + (call.actor === undefined || call.again ? call.retries : 0)
    const needs = 1 + Math.max(0, ...call.acts.map((act) => (act.do === "throw" ? act.times : 0)))
    const expected = !isGiven ? ["any failure", 0] : needs <= most ? ["ok", needs] : ["Boom", most]
    if (leaves) return []
    const isSame = (isGiven ? how === expected[0] : how !== "ok") && begun === expected[1]
    return isSame ? [] : [`${id} began ${begun} times and gave ${how}, not ${expected.join(" after ")}`]
  })
}
