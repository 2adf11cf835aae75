// What the page knows: rows by their lists and ids, spans by worker, points. Messages say what has changed.

/** @typedef {import("../../board/message.ts").Batch} Batch */
/** @typedef {import("../../board/message.ts").Snapshot} Snapshot */
/** @typedef {import("../../board/message.ts").Span} Span */
/** @typedef {import("../../board/message.ts").Lists} Lists */

/** @type {(keyof Lists)[]} */
const listNames = ["workers", "tasks", "errors", "actors", "stages", "caches", "hints"]

export class State {
  /** @type {import("../../board/message.ts").About | undefined} */
  about
  isEnded = false
  now = 0
  /** When the last message came, on the page's clock. */
  told = 0
  /** @type {import("../../board/message.ts").Totals} */
  totals = { done: 0, failed: 0, retried: 0, undrawn: 0, moved: 0, movedMs: 0, spilled: 0 }
  /** @type {{ [K in keyof Lists]: Map<number, Lists[K][number]> }} */
  rows = {
    workers: new Map(),
    tasks: new Map(),
    errors: new Map(),
    actors: new Map(),
    stages: new Map(),
    caches: new Map(),
    hints: new Map(),
  }
  /** @type {Span[]} */
  spans = []
  /** The spans of each worker. @type {Map<number, Span[]>} */
  byWorker = new Map()
  /** The longest span there was, and the first one's beginning: where to look for those in sight. */
  longest = 0
  first = Infinity
  /** @type {import("../../board/message.ts").Point[]} */
  points = []

  /** Begins anew. @param {Snapshot} snapshot */
  begin(snapshot) {
    for (const name of listNames) this.rows[name].clear()
    this.spans = []
    this.byWorker.clear()
    this.points = []
    this.longest = 0
    this.first = Infinity
    this.about = snapshot.about
    this.isEnded = snapshot.ended === true
    this.add(snapshot)
  }

  /** @param {Batch} batch */
  add(batch) {
    this.now = batch.now
    this.told = performance.now()
    if (batch.totals !== undefined) this.totals = batch.totals
    for (const name of listNames) {
      const rows = /** @type {Map<number, { id: number }>} */ (this.rows[name])
      for (const id of batch.gone?.[name] ?? []) rows.delete(id)
      for (const row of batch[name] ?? []) rows.set(row.id, row)
    }
    for (const span of batch.spans ?? []) this.#addSpan(span)
    const most = this.about?.spans ?? Infinity
    if (this.spans.length > most * 1.1) this.#forget(most)
    this.points.push(...(batch.points ?? []))
    this.points.splice(0, this.points.length - (this.about?.points ?? Infinity))
  }

  /** The time that the stream has something of, in ms since the beginning. */
  get extent() {
    return { from: Math.min(this.first, this.now), to: this.now }
  }

  /** The workers in the order in which they are shown: by pool, those that are there before those that have ended. */
  get workers() {
    return [...this.rows.workers.values()].toSorted((a, b) => {
      return a.pool.localeCompare(b.pool, "en", { numeric: true }) || a.id - b.id
    })
  }

  /** @param {number} id */
  taskName(id) {
    return this.rows.tasks.get(id)?.name ?? ""
  }

  /** @param {Span} span */
  #addSpan(span) {
    this.spans.push(span)
    const own = this.byWorker.get(span[0])
    if (own === undefined) this.byWorker.set(span[0], [span])
    else own.push(span)
    this.longest = Math.max(this.longest, span[3])
    this.first = Math.min(this.first, span[2])
  }

  /** @param {number} most */
  #forget(most) {
    const kept = this.spans.slice(-most)
    this.spans = []
    this.byWorker.clear()
    this.longest = 0
    this.first = Infinity
    for (const span of kept) this.#addSpan(span)
  }
}
