/*
 * What calls do where they run. Tasks import it by reference; what they did they note in a file, whose lines outlive them:
 * `s id by n actor` it was called; `b id token instance` it began; `e id` it came to its end; `y id n` it yields;
 * `n id` somebody asks for its next value; `k id` it is cancelled; `o id how` how it ended for who called it;
 * `c actor instance` a constructor ran; `v text` something is wrong.
 */
import { appendFileSync, readFileSync } from "node:fs"
import { threadId } from "node:worker_threads"
import { currentTask } from "heddle"
import { ObjectRef, cancel, remote } from "heddle/remote"
import type { ObjectRefGenerator } from "heddle/remote"
import { opened, turn } from "../../contract/gates.ts"
import type { Gates } from "../../contract/gates.ts"
import type { Act, ActorPlan, CallPlan } from "./plan.ts"

export interface World {
  readonly file: string
  readonly gates: Gates
  readonly plans: readonly ActorPlan[]
}

export type Handle = Record<
  "act" | "actNow" | "stream" | "streamNow",
  { remote(...args: unknown[]): Made } & {
    options(options: object): { remote(...args: unknown[]): Made }
  }
>

type Made = ObjectRef<unknown> | ObjectRefGenerator<unknown>

/** What goes with a call. */
export interface Job {
  readonly world: World
  readonly id: string
  readonly plan: CallPlan
  readonly by: string
  /** The how manieth call of its caller to that actor it is. */
  readonly n: number
  readonly handles: Readonly<Record<number, Handle>>
  /** What its arguments are to be; of nested ones the references, too. */
  readonly expected: readonly string[]
  readonly nested: readonly { readonly ref: ObjectRef<unknown>; readonly value: string }[]
}

export function note({ file }: World, line: string): void {
  appendFileSync(file, `${line}\n`)
}

/** A name that nobody else has, and that says which worker it is. */
function token(): string {
  return `${process.pid}.${threadId}.${Math.random().toString(36).slice(2)}`
}

/** Who calls, and how often it has called which actor. */
export interface Caller {
  readonly by: string
  readonly counts: Map<number, number>
}

/** Notes that it begins; gives who it is as a caller. */
function begin({ world, id, by, n, plan, expected }: Job, instance: string, args: readonly unknown[]): Caller {
  const as = token()
  note(
    world,
    `b ${id} ${as} ${instance} ${by} ${plan.again || (plan.stream && (world.plans[plan.actor ?? -1]?.maxConcurrency ?? 1) > 1) ? -1 : n}`,
  )
  if (args.length !== expected.length || args.some((arg, i) => arg !== expected[i])) {
    note(world, `v ${id} was given ${JSON.stringify(args)} for ${JSON.stringify(expected)}`)
  }
  return { by: as, counts: new Map() }
}

/** How often it has begun, this time included. */
function begun({ world, id }: Job): number {
  return readFileSync(world.file, "utf8")
    .split("\n")
    .filter((line) => line.startsWith(`b ${id} `)).length
}

function harm(job: Job, act: Act): void {
  if ((act.do !== "throw" && act.do !== "exit") || begun(job) > act.times) return
  note(job.world, `x ${job.id}`)
  if (act.do === "throw") throw new RangeError(`boom ${job.id}`)
  process.exit(1)
}

function child(job: Job, as: Caller, index: number): { readonly made: Made; readonly id: string } {
  const plan = job.plan.children[index]!
  const id = `${job.id}/${index}-${as.by}`
  return { made: call(job.world, plan, id, as, job.handles, [], [], []), id }
}

/** What a sync call does. */
function* actsNow(job: Job, as: Caller): Generator<number> {
  let yielded = 0
  for (const act of job.plan.acts) {
    harm(job, act)
    if (act.do === "call" || act.do === "cancel") {
      const { made, id } = child(job, as, act.child)
      void watch(job.world, id, made)
      if (act.do === "cancel") takeBack(job.world, id, made, {})
    } else if (act.do === "yield") {
      for (let i = 0; i < act.count; i++) {
        note(job.world, `y ${job.id} ${as.by}`)
        yield yielded++
      }
    }
  }
}

/** What an async call does. */
async function* acts(job: Job, as: Caller): AsyncGenerator<number> {
  let yielded = 0
  for (const { ref, value } of job.nested) {
    if (!(ref instanceof ObjectRef)) note(job.world, `v ${job.id} was given ${typeof ref} for a nested reference`)
    const got = await ref.catch(() => value)
    if (got !== value) note(job.world, `v ${job.id} read ${String(got)} for ${value}`)
  }
  for (const act of job.plan.acts) {
    harm(job, act)
    if (act.do === "turns") for (let i = 0; i < act.count; i++) await turn()
    else if (act.do === "hold") await opened(job.world.gates, act.gate)
    else if (act.do === "listen") {
      const { signal } = currentTask()
      if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve))
    } else if (act.do === "call" || act.do === "cancel") {
      const { made, id } = child(job, as, act.child)
      const over = watch(job.world, id, made)
      if (act.do === "cancel") takeBack(job.world, id, made, {})
      else if (act.waits) await over
    } else if (act.do === "yield") {
      for (let i = 0; i < act.count; i++) {
        note(job.world, `y ${job.id} ${as.by}`)
        yield yielded++
      }
    }
  }
}

export function takeBack(world: World, id: string, made: Made, options: object): void {
  note(world, `k ${id}`)
  cancel(made instanceof ObjectRef ? made : made.completed(), options)
}

/** What calls are made of, as tasks and as methods: sync and async, with one value or many. */
const kinds = {
  actNow(job: Job, instance: string, args: readonly unknown[]): string {
    const as = begin(job, instance, args)
    for (const _ of actsNow(job, as));
    note(job.world, `e ${job.id} ${as.by}`)
    return job.id
  },
  async act(job: Job, instance: string, args: readonly unknown[]): Promise<string> {
    const as = begin(job, instance, args)
    for await (const _ of acts(job, as));
    note(job.world, `e ${job.id} ${as.by}`)
    return job.id
  },
  *streamNow(job: Job, instance: string, args: readonly unknown[]): Generator<string> {
    const as = begin(job, instance, args)
    for (const i of actsNow(job, as)) yield `${job.id}:${i}`
    note(job.world, `e ${job.id} ${as.by}`)
  },
  async *stream(job: Job, instance: string, args: readonly unknown[]): AsyncGenerator<string> {
    const as = begin(job, instance, args)
    for await (const i of acts(job, as)) yield `${job.id}:${i}`
    note(job.world, `e ${job.id} ${as.by}`)
  },
}

const tasks = {
  actNow: remote((job: Job, ...args: unknown[]) => kinds.actNow(job, "-", args)),
  act: remote(async (job: Job, ...args: unknown[]) => await kinds.act(job, "-", args)),
  streamNow: remote(function* streamNow(job: Job, ...args: unknown[]) {
    yield* kinds.streamNow(job, "-", args)
  }),
  stream: remote(async function* stream(job: Job, ...args: unknown[]) {
    yield* kinds.stream(job, "-", args)
  }),
}

/** An actor all of whose methods are sync. */
export class Plain {
  readonly instance: string
  constructor(world: World, actor: number) {
    this.instance = `${actor}@${token()}`
    note(world, `c ${actor} ${this.instance}`)
    const { dies, throws } = world.plans[actor]!
    if (throws) throw new RangeError(`boom actor ${actor}`)
    const lives = readFileSync(world.file, "utf8")
      .split("\n")
      .filter((line) => line.startsWith(`c ${actor} `)).length
    if (lives <= dies) process.exit(1)
  }
  actNow(job: Job, ...args: unknown[]): string {
    return kinds.actNow(job, this.instance, args)
  }
  *streamNow(job: Job, ...args: unknown[]): Generator<string> {
    yield* kinds.streamNow(job, this.instance, args)
  }
}

export class Async extends Plain {
  async act(job: Job, ...args: unknown[]): Promise<string> {
    return await kinds.act(job, this.instance, args)
  }
  async *stream(job: Job, ...args: unknown[]): AsyncGenerator<string> {
    yield* kinds.stream(job, this.instance, args)
  }
}

/** Calls something, here or in a worker. */
export function call(
  world: World,
  plan: CallPlan,
  id: string,
  as: Caller,
  handles: Readonly<Record<number, Handle>>,
  args: readonly unknown[],
  expected: readonly string[],
  nested: Job["nested"],
): Made {
  const { actor, retries, backpressure } = plan
  const n = as.counts.get(actor ?? -1) ?? 0
  as.counts.set(actor ?? -1, n + 1)
  note(
    world,
    `s ${id} ${as.by} ${actor ?? "-"} ${retries} ${plan.again ? 1 : 0} ${plan.stream ? (backpressure ?? 0) : "-"}`,
  )
  const kind = plan.stream ? (plan.async ? "stream" : "streamNow") : plan.async ? "act" : "actNow"
  const some = Object.fromEntries(Object.entries(handles).filter(([i]) => needed(plan).has(Number(i))))
  const job: Job = { world, id, plan, by: as.by, n, handles: some, expected, nested }
  const stream = plan.stream && backpressure !== undefined ? { backpressure } : {}
  if (actor !== undefined) {
    const again = plan.again ? { retryExceptions: true } : {}
    return handles[actor]![kind].options({ maxTaskRetries: retries, ...stream, ...again }).remote(job, ...args)
  }
  const { slots, cpus } = plan
  const more = { ...(slots > 0 && { resources: { slot: slots } }), ...(cpus !== undefined && { cpus }) }
  return (tasks[kind] as unknown as Handle["act"]).options({ retries, ...stream, ...more }).remote(job, ...args)
}

/** The actors that it or its children call. */
function needed(plan: CallPlan): Set<number> {
  const all = plan.children.flatMap((one) => [one.actor ?? -1, ...needed(one)])
  return new Set(all)
}

/** Notes how a call ends. Resolves when it has. */
export async function watch(world: World, id: string, made: Made, reads = 99): Promise<void> {
  try {
    if (made instanceof ObjectRef) {
      const value = await made
      note(world, value === id ? `o ${id} ok` : `v ${id} gave ${String(value)}`)
      return
    }
    // `completed` is looked at whatever becomes of the reading.
    const completed = made.completed().then(
      () => undefined,
      (error: unknown) => ({ error }),
    )
    let failed: { readonly error: unknown } | undefined
    for (let i = 0; ; i++) {
      if (i >= reads) {
        await made.return()
        break
      }
      note(world, `n ${id}`)
      const step = await made.next()
      if (step.done === true) break
      try {
        const value = await step.value
        if (failed !== undefined) note(world, `v ${id} gave ${String(value)} after it had failed`)
        if (value !== `${id}:${i}`) note(world, `v ${id} gave ${String(value)} for ${id}:${i}`)
      } catch (error) {
        if (failed !== undefined) note(world, `v ${id} failed twice`)
        failed = { error }
      }
    }
    const end = await completed
    if (failed !== undefined && end === undefined) note(world, `v ${id} completed, and its last reference failed`)
    if (end !== undefined) throw end.error
    note(world, `o ${id} ok`)
  } catch (error) {
    const { name, message, stack } = error as Error
    if (name === "TypeError" || name === "ReferenceError")
      note(world, `v ${id} failed: ${String(stack).replaceAll("\n", " ")}`)
    note(world, `o ${id} ${message.startsWith("boom ") ? "Boom" : name} ${message.split("\n")[0]}`)
  }
}
