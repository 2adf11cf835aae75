import type { HeddleEvent } from "../../../core/events/index.ts"
import { folded } from "../samples.ts"
import type { ThreadSamples } from "../samples.ts"
import type { Saved } from "./saved.ts"

/**
 * One event of Chrome's trace format, which ui.perfetto.dev and chrome://tracing read. `ph`: X is a span, M a name, C a counter,
 * i a moment, s and f the ends of an arrow. Times are microseconds.
 */
export interface TraceEvent {
  readonly ph: "X" | "M" | "C" | "i" | "s" | "f"
  readonly name: string
  readonly pid: number
  readonly tid: number
  readonly ts?: number
  readonly dur?: number
  readonly cat?: string
  readonly id?: number
  readonly bp?: "e"
  readonly s?: "g" | "t"
  readonly args?: Readonly<Record<string, unknown>>
}

/** The groups of rows, as Perfetto shows them one below the other. */
const group = { tasks: 1, stacks: 2 } as const

/** Stacks over time, and the program's events. */
export function writeTrace({ threads, frames, events }: Saved): string {
  const start = Math.min(...threads.map(({ at }) => at), ...events.map(({ at }) => at))
  const stacks = threads.flatMap((thread, i) => stackEvents(folded(thread, frames), i + 1, start))
  return traceText([...traceEvents(events, start), named("process_name", "stacks", group.stacks, 0), ...stacks])
}

export function traceText(events: readonly TraceEvent[]): string {
  return `{"displayTimeUnit":"ms","traceEvents":[\n${events.map((event) => JSON.stringify(event)).join(",\n")}\n]}\n`
}

/** The rows of workers, by their names. */
class Rows {
  readonly names: string[] = ["main"]

  of(name: string | undefined): number {
    if (name === undefined) return 0
    const known = this.names.indexOf(name)
    return known < 0 ? this.names.push(name) - 1 : known
  }
}

/**
 * The trace of a program's events: a row for each worker with a span for each `task`, an arrow from where it was `sent`,
 * stages on the row of the main thread, counters of what was used. `start`: what counts as 0, in ms since 1970.
 */
export function traceEvents(events: readonly HeddleEvent[], start: number = firstOf(events)): TraceEvent[] {
  const rows = new Rows()
  const micros = (at: number): number => Math.round((at - start) * 1000)
  const ran = new Set(events.flatMap((event) => (event.kind === "task" ? [`${event.pool}\n${event.id}`] : [])))
  const sent = new Map<string, number>()
  const made = events.flatMap((event): TraceEvent[] => {
    const at = { pid: group.tasks, ts: micros(event.at) }
    switch (event.kind) {
      case "sent": {
        const key = `${event.pool}\n${event.id}`
        // An arrow has two ends.
        if (!ran.has(key)) return []
        const id = sent.size + 1
        sent.set(key, id)
        return [{ ...at, ph: "s", id, name: event.name, cat: "sent", tid: rows.of(event.source) }]
      }
      case "task": {
        const tid = rows.of(event.worker)
        const { name, pool, id, count, failed, ms } = event
        const span: TraceEvent = {
          ...at,
          ph: "X",
          name: count === 1 ? name : `${name} ×${count}`,
          cat: failed > 0 ? "task,failed" : "task",
          dur: Math.round(ms * 1000),
          tid,
          args: { pool, id, count, failed },
        }
        const arrow = sent.get(`${pool}\n${id}`)
        if (arrow === undefined) return [span]
        return [span, { ...at, ph: "f", bp: "e", id: arrow, name, cat: "sent", tid }]
      }
      case "stage": {
        if (event.change !== "ended" || event.ms === undefined) return []
        const { of, label, ms, number, stages, computation } = event
        const began = micros(event.at - ms)
        const args = { computation, stage: `${number} of ${stages}` }
        return [
          {
            ...at,
            ph: "X",
            ts: began,
            dur: Math.round(ms * 1000),
            name: label,
            cat: of,
            tid: rows.of(event.source),
            args,
          },
        ]
      }
      case "worker":
        return [
          { ...at, ph: "i", s: "t", name: event.change, cat: "worker", tid: rows.of(event.worker), args: { ...event } },
        ]
      case "error": {
        const { name, message } = event.error
        return [{ ...at, ph: "i", s: "t", name: `${name}: ${message}`, cat: "error", tid: rows.of(event.worker) }]
      }
      case "sample": {
        const memory = { rss: event.rss, heap: event.heap }
        const cpu = { "this program": round(event.cpu), everything: round(event.systemCpu) }
        return [
          { ...at, ph: "C", name: "processors", tid: 0, args: cpu },
          { ...at, ph: "C", name: "memory", tid: 0, args: memory },
        ]
      }
      case "transfer": {
        const { name, ms, bytes, what, source } = event
        const args = { bytes, function: name }
        return [{ ...at, ph: "X", dur: Math.round(ms * 1000), name: what, cat: "transfer", tid: rows.of(source), args }]
      }
      case "spill":
        return [
          {
            ...at,
            ph: "i",
            s: "g",
            name: `spilled ${event.label}`,
            cat: "spill",
            tid: 0,
            args: { bytes: event.bytes },
          },
        ]
      default:
        return []
    }
  })
  const names = rows.names.map((name, tid) => named("thread_name", name, group.tasks, tid))
  return [named("process_name", "tasks", group.tasks, 0), ...names, ...made]
}

function firstOf(events: readonly HeddleEvent[]): number {
  return events.reduce((first, { at }) => Math.min(first, at), Number.POSITIVE_INFINITY)
}

function round(share: number): number {
  return Math.round(share * 1000) / 1000
}

function named(what: "process_name" | "thread_name", name: string, pid: number, tid: number): TraceEvent {
  return { ph: "M", name: what, pid, tid, args: { name } }
}

/** Samples in a row that have the same functions outermost are one call of each. */
function* spansOf(thread: ThreadSamples): Generator<{ node: number; from: number; to: number }> {
  const { nodes, samples, weights } = thread
  let open: { node: number; from: number }[] = []
  let time = 0
  for (const [i, sample] of samples.entries()) {
    const stack: number[] = []
    for (let at = sample; at >= 0; at = nodes[at]!.parent) if (nodes[at]!.frame.kind !== "engine") stack.unshift(at)
    const kept = open.findIndex(({ node }, depth) => stack[depth] !== node)
    const same = kept < 0 ? open.length : kept
    for (const { node, from } of open.slice(same)) yield { node, from, to: time }
    open = [...open.slice(0, same), ...stack.slice(same).map((node) => ({ node, from: time }))]
    time += weights[i]!
  }
  for (const { node, from } of open) yield { node, from, to: time }
}

function stackEvents(thread: ThreadSamples, tid: number, start: number): TraceEvent[] {
  const first = Math.round((thread.at - start) * 1000)
  const spans = [...spansOf(thread)].map(({ node, from, to }): TraceEvent => {
    const { name, url, line } = thread.nodes[node]!.frame
    const where = url === "" ? {} : { args: { at: `${url}:${line}` } }
    return { ph: "X", name, cat: "stack", pid: group.stacks, tid, ts: first + from, dur: to - from, ...where }
  })
  return [named("thread_name", thread.name, group.stacks, tid), ...spans]
}
