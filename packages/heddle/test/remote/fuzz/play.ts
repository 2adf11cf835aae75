import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import v8 from "node:v8"
import vm from "node:vm"
import { ObjectRef, init, kill, put, remote, shutdown } from "heddle/remote"
import { heldCount } from "../../../src/remote/link/lent.ts"
import { fileGates } from "../../contract/file-gates.ts"
import { release, turn, wordGates } from "../../contract/gates.ts"
import { audit, linesOf } from "./audit.ts"
import { gateCount } from "./plan.ts"
import type { CallPlan, Plan, Step } from "./plan.ts"
import { Async, Plain, call, note, takeBack, watch } from "./world.ts"
import type { Handle, World } from "./world.ts"

v8.setFlagsFromString("--expose-gc")
const collect = vm.runInNewContext("gc") as () => void

/** How long an episode may take, in ms, before what is pending is told. */
const limit = Number(process.env["HEDDLE_FUZZ_LIMIT"] ?? 30_000)

/** Plays an episode; what is wrong with it, in words. `ended`: all settled, and the runtime is gone. */
export async function play(plan: Plan): Promise<{ readonly complaints: readonly string[]; readonly ended: boolean }> {
  const folder = mkdtempSync(join(tmpdir(), "heddle-fuzz-"))
  const file = join(folder, "notes")
  writeFileSync(file, "")
  const alive = setInterval(() => {}, 1000)
  const stray: string[] = []
  const onStray = (error: unknown): void => void stray.push(`nobody caught ${String((error as Error)?.stack ?? error)}`)
  process.on("unhandledRejection", onStray).on("uncaughtException", onStray)
  try {
    const gates = plan.backend === "threads" ? wordGates(gateCount) : fileGates(gateCount)
    const world: World = { file, gates, plans: plan.actors }
    const complaints = await new Game(plan, world).play()
    const ended = complaints.length === 0
    if (ended) complaints.push(...audit(plan, linesOf(file)))
    if (ended) complaints.push(...leftovers(plan, linesOf(file)))
    complaints.push(...stray)
    if (complaints.length > 0 && process.env["HEDDLE_FUZZ_NOTES"] !== undefined) console.log(readFileSync(file, "utf8"))
    return { complaints, ended }
  } finally {
    process.off("unhandledRejection", onStray).off("uncaughtException", onStray)
    clearInterval(alive)
    rmSync(folder, { recursive: true, force: true })
  }
}

/** What is there of a runtime that was shut down. */
function leftovers({ backend }: Plan, lines: readonly (readonly string[])[]): string[] {
  const held = heldCount()
  const wrong = held === 0 ? [] : [`${held} references and actors are held for workers that are gone`]
  const names = lines.flatMap(([op, , token, instance]) => {
    if (op === "c") return [token!.split("@")[1]!]
    return op === "b" ? [token!, ...(instance === "-" ? [] : [instance!.split("@")[1]!])] : []
  })
  const workers = new Set(names.map((name) => name.split(".").slice(0, 2).join(".")))
  if (backend === "processes") {
    for (const worker of workers) {
      const pid = worker.split(".")[0]!
      if (existsSync(`/proc/${pid}/stat`)) wrong.push(`process ${pid} is alive`)
    }
    return wrong
  }
  const live = threads()
  for (const worker of workers) if (live.has(Number(worker.split(".")[1]))) wrong.push(`thread ${worker} is alive`)
  return wrong
}

/** The threads of this process that are alive. */
function threads(): Set<number> {
  const report = process.report.getReport() as unknown as { workers: { header: { threadId: number } }[] }
  return new Set(report.workers.map(({ header }) => header.threadId))
}

class Game {
  readonly #plan: Plan
  readonly #world: World
  readonly #handles: Record<number, Handle> = {}
  readonly #as = { by: "program", counts: new Map<number, number>() }
  readonly #made = new Map<number, ReturnType<typeof call>>()
  /** What has not settled, by step. */
  readonly #pending = new Map<number, Promise<void>>()

  constructor(plan: Plan, world: World) {
    this.#plan = plan
    this.#world = world
  }

  async play(): Promise<string[]> {
    const { abrupt, actors, backend, calm, steps } = this.#plan
    init({ numCpus: 2, backend, resources: { slot: 2 } })
    for (const [i, { async: isAsync, dies: _, throws: __, slots, ...options }] of actors.entries()) {
      const resources = slots > 0 ? { slot: slots } : {}
      const Class = remote(isAsync ? Async : Plain, { ...options, resources })
      this.#handles[i] = Class.remote(this.#world, i) as unknown as Handle
    }
    for (const [i, step] of steps.entries()) await this.#step(i, step)
    for (let i = 0; i < gateCount; i++) release(this.#world.gates, i)
    if (abrupt && !(await within(shutdown()))) return ["shutdown does not end"]
    if (!(await within(Promise.all(this.#pending.values()))))
      return [...this.#pending.keys()].map((i) => `s${i} does not settle`)
    if (calm) {
      const waits = this.#untilAllEnded()
      if (!(await within(waits))) return ["a call of a call does not settle"]
    }
    if (!abrupt && !(await within(shutdown()))) return ["shutdown does not end"]
    return []
  }

  async #step(i: number, step: Step): Promise<void> {
    const world = this.#world
    switch (step.op) {
      case "call":
        return this.#call(i, step.call)
      case "turns":
        for (let n = step.count; n > 0; n--) await turn()
        return
      case "open":
        return release(world.gates, step.gate)
      case "drop":
        delete this.#handles[step.actor]
        return collect()
      case "kill": {
        const handle = this.#handles[step.actor]
        if (handle === undefined) return
        note(world, `K ${step.actor} ${step.noRestart}`)
        return kill(handle, { noRestart: step.noRestart })
      }
      case "cancel": {
        const made = this.#made.get(step.step)
        const { force, recursive } = step
        if (made !== undefined) takeBack(world, `s${step.step}`, made, { force, recursive })
        return
      }
      case "settle":
        for (let n = 100; n > 0 && this.#pending.has(step.step); n--) await turn()
    }
  }

  #call(i: number, plan: CallPlan): void {
    const world = this.#world
    // Who has no handle any more does not call.
    if (actorsOf(plan).some((actor) => this.#handles[actor] === undefined)) return
    const args: unknown[] = []
    const expected: string[] = []
    const nested: { ref: ObjectRef<unknown>; value: string }[] = []
    for (const { from, nested: isNested } of plan.args) {
      const ref = from === "put" ? put(`put ${i}`) : this.#made.get(from)
      const value = from === "put" ? `put ${i}` : `s${from}`
      if (!(ref instanceof ObjectRef)) continue
      if (isNested) nested.push({ ref, value })
      else {
        args.push(ref)
        expected.push(value)
      }
    }
    const id = `s${i}`
    const made = call(world, plan, id, this.#as, this.#handles, args, expected, nested)
    this.#made.set(i, made)
    const over = watch(world, id, made, plan.reads).then(() => void this.#pending.delete(i))
    this.#pending.set(i, over)
  }

  async #untilAllEnded(): Promise<void> {
    for (let size = -1; ;) {
      const now = statSync(this.#world.file).size
      if (now === size) {
        await turn()
        continue
      }
      size = now
      const lines = linesOf(this.#world.file)
      const over = new Set(lines.filter(([op]) => op === "o" || op === "v").map(([, id]) => id))
      if (lines.every(([op, id]) => op !== "s" || over.has(id))) return
    }
  }
}

function actorsOf(plan: CallPlan): number[] {
  return [...(plan.actor === undefined ? [] : [plan.actor]), ...plan.children.flatMap(actorsOf)]
}

/** False: it takes too long. */
async function within(promise: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(resolve, limit, false)
  })
  try {
    return await Promise.race([promise.then(() => true), late])
  } finally {
    clearTimeout(timer)
  }
}
