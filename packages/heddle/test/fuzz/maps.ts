import { AbortError, TaskTimeoutError } from "heddle"
import type { MapOptions, PoolVerbs } from "heddle"
import { inputOf, rest } from "./game.ts"
import type { Game } from "./game.ts"
import { expected, failsWith, natural } from "./oracle.ts"
import type { Intervention } from "./oracle.ts"
import { brief } from "./plan.ts"
import type { Maps } from "./plan.ts"
import { difference, show } from "./same.ts"
import { moment } from "./submits.ts"
import { perform } from "./tasks.ts"
import type { Order } from "./tasks.ts"
import { make } from "./values.ts"

type Row = readonly [Order, unknown]

/** A call of map or its kin under way. */
class MapRun {
  readonly game: Game
  readonly step: Maps
  readonly rows: readonly Row[]
  readonly view: PoolVerbs
  readonly controller: AbortController | undefined
  readonly options: MapOptions
  /** What was given so far. */
  taken = 0
  over = false

  constructor(game: Game, step: Maps) {
    this.game = game
    this.step = step
    this.rows = step.orders.map((order) => [order, make(order.recipe)])
    for (const order of step.orders) game.orders.set(order.id, order)
    this.controller = step.stop === undefined ? undefined : new AbortController()
    if (step.stop?.when === "before") this.controller!.abort("before")
    const { timeout, ...settings } = step.settings
    this.view = game.view({ ...settings, timeout: 0 }, this.controller?.signal)
    const { chunkSize, buffer, onError } = step
    this.options = { chunkSize, buffer, onError, ...(timeout > 0 ? { taskTimeout: timeout } : {}) }
  }

  get tries(): number {
    return this.step.settings.retries + 1
  }

  /** A short limit for all of them, since some have no other end. */
  get limited(): boolean {
    return this.step.settings.timeout > 0 && this.step.settings.timeout < 1000
  }

  get by(): Intervention {
    return { limited: this.limited }
  }

  get input(): Iterable<Row> | AsyncIterable<Row> {
    return inputOf(this.rows, this.step.input)
  }

  /** Aborts the call when the plan says so. */
  async stopping(): Promise<void> {
    const { stop, orders } = this.step
    if (stop === undefined || stop.when === "before") return
    if (orders.length > 0) await moment(this.game, stop, orders[0]!.id, () => this.over)
    this.controller!.abort("enough")
  }

  /** Nobody is told how the tasks from the `from`th on ended. */
  forget(from: number): void {
    for (const order of this.step.orders.slice(from)) this.game.oracle.unheard(order.id, this.tries)
  }

  /** One outcome of `onError: "settle"`, or one value. */
  judge(at: number, one: unknown): void {
    const row = this.rows[at]
    if (row === undefined)
      return this.game.oracle.complain(`${this.step.verb} of ${this.rows.length} gave more than that`)
    const outcome =
      this.step.onError === "settle"
        ? (one as PromiseSettledResult<unknown>)
        : ({ status: "fulfilled", value: one } as const)
    this.game.oracle.outcome(row[0], this.step.settings, outcome, this.by, row[1])
  }

  /** Can the call reject with this? `at`: with the failure of this task and no other. */
  mayReject(reason: unknown, at?: number): boolean {
    const { game, step } = this
    if (this.controller?.signal.aborted === true && reason instanceof AbortError) return true
    if (game.oracle.terminated && game.oracle.excuses(reason)) return true
    if (step.onError === "settle") return false
    if (game.oracle.excuses(reason) || (this.limited && reason instanceof TaskTimeoutError)) return true
    const orders = at === undefined ? step.orders : step.orders.slice(at, at + 1)
    return orders.some((order) => natural(order, step.settings).fails && failsWith(order, reason) === undefined)
  }
}

/** Makes the call of a step, takes its results as the plan says, and judges each. */
export function maps(game: Game, step: Maps): void {
  const run = new MapRun(game, step)
  const { verb } = step
  const taking = verb === "map" || verb === "starmap" ? whole(run) : verb === "imap" ? inOrder(run) : asTheyFinish(run)
  const over = taking.finally(() => (run.over = true))
  game.expect(
    Promise.all([over, run.stopping()]).then(() => {}),
    () =>
      `${verb}: ${run.taken} of ${step.orders.length} given; ${step.orders
        .slice(run.taken, run.taken + 5)
        .map((order) => `${brief(order)} ${game.counts(order.id)}`)
        .join("; ")}`,
  )
}

async function whole(run: MapRun): Promise<void> {
  const { game, step, view, options } = run
  const { ledger } = game
  const call =
    step.verb === "map"
      ? view.map(([order, value]: Row) => perform(ledger, order, value) as {}, run.input, options)
      : view.starmap((order: Order, value: unknown) => perform(ledger, order, value) as {}, run.input, options)
  const [one] = await Promise.allSettled([call as Promise<unknown[]>])
  if (one.status === "fulfilled") {
    if (step.stop?.when === "before")
      game.oracle.complain(`${step.verb} came to its end although it was aborted before`)
    if (one.value.length !== run.rows.length)
      game.oracle.complain(`${step.verb} of ${run.rows.length} gave ${one.value.length} results`)
    for (let at = 0; at < run.rows.length; at++) run.judge(at, one.value[at])
    return
  }
  if (!run.mayReject(one.reason)) game.oracle.complain(`${step.verb} rejected with ${show(one.reason)}`)
  for (const order of step.orders) {
    if (step.stop?.when === "before") game.oracle.neverBegan(order.id)
    else if (step.onError === "finish" && !run.limited && !(one.reason instanceof AbortError))
      game.oracle.ranUnheard(order, step.settings)
    else game.oracle.unheard(order.id, run.tries)
  }
}

/** Results in the order of the input. With `"finish"` those that fail are left out. */
async function inOrder(run: MapRun): Promise<void> {
  const { game, step, rows, view, options } = run
  const { ledger } = game
  let at = 0
  try {
    const stream = view.imap(([order, value]: Row) => perform(ledger, order, value), run.input, options)
    for await (const one of stream as AsyncIterable<unknown>) {
      while (step.onError === "finish" && rows[at] !== undefined && mayBeLeftOut(run, rows[at]!, one)) {
        game.oracle.unheard(rows[at]![0].id, run.tries)
        at++
      }
      run.judge(at++, one)
      run.taken++
      await rest(step.pace, run.taken)
      if (run.taken === step.leaveAt) return run.forget(at)
    }
    if (step.onError === "finish" ? false : at !== rows.length)
      game.oracle.complain(`imap gave ${at} of ${rows.length} results`)
  } catch (reason) {
    if (!run.mayReject(reason, step.onError === "abort" ? at : undefined))
      game.oracle.complain(`imap rejected with ${show(reason)} at ${at}`)
  }
  run.forget(at)
}

/** Has this task failed, so that what came is the value of one behind it? */
function mayBeLeftOut(run: MapRun, [order, value]: Row, came: unknown): boolean {
  const { fails } = natural(order, run.step.settings)
  if (!fails && run.game.oracle.exact && !run.limited) return false
  return fails || difference(came, expected(order, value)) !== undefined
}

/** Results with the numbers of their tasks. */
async function asTheyFinish(run: MapRun): Promise<void> {
  const { game, step, rows, view, options } = run
  const { ledger } = game
  const left = new Map(rows.map((row, at) => [row[0].id, at]))
  /** Failures of tasks that share somebody else's fate: nobody knows which. */
  let others = 0
  const numbered = ([order, value]: Row): unknown => {
    const given = perform(ledger, order, value)
    return given instanceof Promise ? given.then((value) => [order.id, value]) : [order.id, given]
  }
  try {
    const stream = view.imapUnordered(numbered, run.input, options)
    for await (const one of stream as AsyncIterable<unknown>) {
      const failed = step.onError === "settle" && (one as PromiseSettledResult<unknown>).status === "rejected"
      if (failed) {
        if (!settleFailure(run, left, (one as PromiseRejectedResult).reason)) others++
      } else settleValue(run, left, one)
      run.taken++
      await rest(step.pace, run.taken)
      if (run.taken === step.leaveAt) break
    }
    if (run.taken !== step.leaveAt && step.onError !== "finish" && left.size !== others)
      game.oracle.complain(`imapUnordered gave ${rows.length - left.size} of ${rows.length} results`)
  } catch (reason) {
    if (!run.mayReject(reason)) game.oracle.complain(`imapUnordered rejected with ${show(reason)}`)
  }
  for (const id of left.keys()) game.oracle.unheard(id, run.tries)
}

function settleValue(run: MapRun, left: Map<number, number>, one: unknown): void {
  const settle = run.step.onError === "settle"
  const [id, value] = (settle ? (one as PromiseFulfilledResult<unknown>).value : one) as [number, unknown]
  const at = left.get(id)
  if (at === undefined)
    return run.game.oracle.complain(`imapUnordered gave task ${id} twice, or one that is not of this call`)
  left.delete(id)
  run.judge(at, settle ? { status: "fulfilled", value } : value)
}

/** True: it is known whose failure it is. */
function settleFailure(run: MapRun, left: Map<number, number>, reason: unknown): boolean {
  for (const [id, at] of left) {
    const [order] = run.rows[at]!
    if (!natural(order, run.step.settings).fails || failsWith(order, reason) !== undefined) continue
    left.delete(id)
    run.judge(at, { status: "rejected", reason })
    return true
  }
  const { oracle } = run.game
  if (!oracle.excuses(reason) && !(run.limited && reason instanceof TaskTimeoutError))
    oracle.complain(`imapUnordered gave the failure ${show(reason)}, which no task of it has`)
  return false
}
