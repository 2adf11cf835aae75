import type { TimeSpent } from "./time-spent.ts"
import { parameterName } from "./copies.ts"
import type { CopyAccount } from "./copies.ts"

/** What a pool knows of itself. */
export interface Facts {
  readonly time: TimeSpent
  /** Tasks that ended. */
  readonly tasks: number
  readonly maxWorkers: number
  readonly cpus: number
  /** How long the pool had something to do, and how long this thread was busy, both in ms. */
  readonly active: number
  readonly mainBusy: number
  /** Processor time of this program since the pool was made, in ms; undefined: its workers are other programs. */
  readonly cpu: number | undefined
  readonly copies: CopyAccount | undefined
}

/** From here on a part of the time is what limits. */
const most = 0.6
/** Tasks that use a processor for less than this part of their time wait. */
const waits = 0.4

/** Says in one sentence what limits the program that uses the pool, and what would help. */
export function explain(facts: Facts): string {
  const { time, tasks, maxWorkers } = facts
  if (tasks === 0) return "No task has ended yet: there is nothing to explain."
  const work = time.run + time.serialize + time.dispatch
  if (time.serialize > time.run && time.serialize > time.dispatch) return explainCopies(facts, time.serialize / work)
  if (time.dispatch > time.run) {
    return (
      `${percent(time.dispatch / work)} of the work is dispatch: a task runs ${duration(time.run / tasks)}, and to give it out takes ` +
      `${duration(time.dispatch / tasks)} of the main thread: let each do more, or give them to map, which packs them.`
    )
  }
  // A worker that was still starting could not have had a task.
  const share = time.run / Math.min(1e6 * facts.active * maxWorkers, time.lifetime)
  const together = share * maxWorkers
  if (share >= most) return explainRun(facts, share)
  const busy = facts.mainBusy / facts.active
  const idle = `While there is something to do, ${together.toFixed(1)} of ${maxWorkers} workers have a task on average`
  return busy >= most
    ? `${idle}, and the main thread is busy ${percent(busy)} of the time: move what it does between the tasks into them.`
    : `${idle}, and the main thread waits for them: too few tasks are ready at a time. Submit before the first await; an input that comes slowly, or one long task at the end, does the same.`
}

function explainRun({ time, tasks, maxWorkers, cpus, cpu }: Facts, share: number): string {
  const what = `${percent(share)} of the workers' time goes into the tasks themselves, ${duration(time.run / tasks)} each`
  if (cpu !== undefined && 1e6 * cpu < waits * time.run) {
    return `${what}, and most of that they wait: let each worker have several at once (tasksPerWorker), or use the async backend.`
  }
  return maxWorkers < cpus
    ? `${what}: more workers make it shorter, ${maxWorkers} of ${cpus} processors are used.`
    : `${what}: all ${cpus} processors are used, only faster tasks or more machines make it shorter.`
}

function explainCopies({ copies, time, tasks }: Facts, share: number): string {
  const what = `${percent(share)} of the time is spent on copying`
  if (copies === undefined) {
    return `${what} arguments, captured values and results: send less, share typed arrays with shared(), or move them with transfer().`
  }
  const name = parameterName(copies.code, copies.place)
  const argument = name === undefined ? `argument ${copies.place + 1}` : `the argument \`${name}\``
  const size = `(${bytes(copies.bytes)} a task, ${duration(Math.min((1e6 * copies.ms) / copies.calls, time.serialize / tasks))} each)`
  const fix = copies.isMemory
    ? `share it, with shared(${name ?? "it"}), or move it with transfer().`
    : "send only what a task needs, keep numbers in shared() arrays, or let an initializer load it once in each worker."
  return `${what} ${argument} ${size}: ${fix}`
}

function percent(share: number): string {
  return `${Math.round(100 * Math.min(1, share))} %`
}

/** From nanoseconds, in the unit that suits. */
function duration(nanoseconds: number): string {
  const units: readonly (readonly [string, number])[] = [
    ["s", 1e9],
    ["ms", 1e6],
    ["µs", 1e3],
    ["ns", 1],
  ]
  const [unit, size] = units.find(([, one]) => nanoseconds >= one) ?? units[3]!
  return `${(nanoseconds / size).toPrecision(nanoseconds / size >= 100 ? 3 : 2)} ${unit}`
}

function bytes(count: number): string {
  if (count >= 1e6) return `${(count / 1e6).toPrecision(2)} MB`
  return count >= 1e3 ? `${Math.round(count / 1e3)} kB` : `${count} bytes`
}
