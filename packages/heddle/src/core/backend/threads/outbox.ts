import { heard } from "../../events/index.ts"
import type { CodeUnit, Graph, Transferable } from "../../wire/index.ts"
import type { Run } from "../backend.ts"
import { hasLists } from "../column.ts"
import type { PreparedFunction } from "../functions.ts"
import type { CallMessage, FunctionMessage, RunMessage, RunsMessage } from "../protocol.ts"

/** Functions that are not lasting and may be needed again soon: further chunks of a map. */
const keptTemporary = 64
/** What they capture may take so much there, in bytes. */
const keptBytes = 32 * 2 ** 20

/** Packs runs for one worker, and knows which functions and code it has already. */
export class Outbox {
  readonly #functions = new Set<number>()
  /** What each captures, in bytes. */
  readonly #temporary = new Map<number, number>()
  #bytes = 0
  readonly #codes = new Set<string>()
  #watch = 0

  pack(seq: number, runs: readonly Run[]): { message: RunsMessage; transfer: readonly Transferable[] } {
    const fns: FunctionMessage[] = []
    const codes: CodeUnit[] = []
    const transfer: Transferable[] = []
    for (const run of runs) {
      this.#addFunction(run.call.fn, fns, codes)
      for (const code of run.items.codes) this.#addCode(code, codes)
      transfer.push(...run.items.transfer)
    }
    const message: RunsMessage = {
      t: "run",
      seq,
      codes: codes.length > 0 ? codes : undefined,
      fns: fns.length > 0 ? fns : undefined,
      drop: this.#dropOld(runs),
      watch: this.#watchNow(),
      runs: merged(runs),
    }
    return { message, transfer }
  }

  /** Which kinds of events are heard, if that is news to the worker. */
  #watchNow(): number | undefined {
    const now = heard()
    return now === this.#watch ? undefined : (this.#watch = now)
  }

  #addFunction(fn: PreparedFunction, fns: FunctionMessage[], codes: CodeUnit[]): void {
    if (!fn.lasting) {
      // Most recently used last.
      const known = this.#temporary.get(fn.id)
      const bytes = known ?? bytesOf(fn.frozen!.data as Graph)
      if (known === undefined) this.#bytes += bytes
      else this.#temporary.delete(fn.id)
      this.#temporary.set(fn.id, bytes)
    }
    if (this.#functions.has(fn.id)) return
    this.#functions.add(fn.id)
    fns.push({ id: fn.id, data: fn.frozen!.data })
    for (const code of fn.frozen!.codes) this.#addCode(code, codes)
  }

  #addCode(code: CodeUnit, codes: CodeUnit[]): void {
    if (this.#codes.has(code.hash)) return
    this.#codes.add(code.hash)
    codes.push(code)
  }

  /** The worker drops before it adds, and runs what it was sent in order, so only what this message names is kept. */
  #dropOld(runs: readonly Run[]): number[] | undefined {
    if (this.#temporary.size <= keptTemporary && this.#bytes <= keptBytes) return undefined
    const named = new Set(runs.map((run) => run.call.fn.id))
    const drop: number[] = []
    for (const [id, bytes] of this.#temporary) {
      if (this.#temporary.size <= keptTemporary / 2 && this.#bytes <= keptBytes) break
      if (named.has(id)) continue
      this.#temporary.delete(id)
      this.#bytes -= bytes
      this.#functions.delete(id)
      drop.push(id)
    }
    return drop.length > 0 ? drop : undefined
  }
}

/** What the buffers and arrays take that a function captures. */
function bytesOf({ nodes }: Graph): number {
  let bytes = 0
  for (const node of nodes) {
    for (const value of Object.values(node) as unknown[]) {
      if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer || value instanceof SharedArrayBuffer) {
        bytes += value.byteLength
      } else if (Array.isArray(value)) bytes += 8 * value.length
    }
  }
  return bytes
}

/** Single calls of one function that follow each other go as one run: that is most of the price of a message. */
function merged(runs: readonly Run[]): RunMessage[] {
  const messages: RunMessage[] = []
  for (let i = 0; i < runs.length;) {
    const first = runs[i]!
    let end = i + 1
    while (end < runs.length && alike(first, runs[end]!)) end++
    if (end === i + 1) messages.push(runMessage(first))
    else messages.push({ ...runMessage(first), count: end - i, ...joined(runs, i, end) })
    i = end
  }
  return messages
}

function alike(a: Run, b: Run): boolean {
  return (
    a.count === 1 &&
    b.count === 1 &&
    a.call.fn.id === b.call.fn.id &&
    hasLists(a) === hasLists(b) &&
    a.call.mode === b.call.mode &&
    a.call.timeout === b.call.timeout &&
    a.call.grace === b.call.grace &&
    a.call.credit === b.call.credit &&
    a.call.traceparent === b.call.traceparent &&
    a.call.out === undefined &&
    b.call.out === undefined &&
    a.attempt === b.attempt
  )
}

function joined(runs: readonly Run[], from: number, to: number): { data: unknown[]; graphs: number[] | undefined } {
  const data: unknown[] = []
  let graphs: number[] | undefined
  for (let i = from; i < to; i++) {
    const { items } = runs[i]!
    if (items.graphs !== undefined) (graphs ??= []).push(data.length)
    data.push(items.data[0])
  }
  return { data, graphs }
}

function runMessage(run: Run): RunMessage {
  const { call, items, count, attempt, id, index } = run
  return {
    fn: call.fn.id,
    count,
    spread: hasLists(run),
    stream: call.mode === "stream",
    timeout: call.timeout,
    grace: call.grace,
    credit: call.credit,
    attempt,
    id,
    out: call.out,
    index,
    traceparent: call.traceparent,
    data: items.data,
    graphs: items.graphs,
  }
}

/** One call with all that it needs, for a worker that has nothing yet. */
export function callMessage(run: Run): CallMessage {
  const { id, frozen } = run.call.fn
  return {
    fn: { id, data: frozen!.data },
    run: runMessage(run),
    codes: [...frozen!.codes, ...run.items.codes],
  }
}
