import { CancelledError, transfer } from "heddle"
import type { Future, PoolVerbs } from "heddle"
import type { Game } from "./game.ts"
import { timer, turn } from "./game.ts"
import type { Ledger } from "./ledger.ts"
import type { Intervention } from "./oracle.ts"
import type { Settings, Stop, Submits } from "./plan.ts"
import { brief } from "./plan.ts"
import { perform, performWith, saltOf, unsendable } from "./tasks.ts"
import type { Order } from "./tasks.ts"
import { make } from "./values.ts"

/** One call of submit. */
interface Call {
  readonly order: Order
  readonly settings: Settings
  readonly future: Future<unknown>
  /** What was sent, or the like of what was moved. */
  readonly sent: unknown
  callbacks: number
  by: Intervention
}

/** Up to so many calls of a step are watched with a callback each. */
const watched = 300

type Performer = (order: Order, value: unknown) => unknown

/** Makes the calls of a step now, takes back those that it says, and judges what comes of each. */
export function submits(game: Game, step: Submits): void {
  const controller = step.stop?.how === "abort" ? new AbortController() : undefined
  if (step.stop?.when === "before") controller?.abort("before")
  const shared = closure(game.ledger)
  const calls = step.orders.map((order) => callOne(game, step, order, shared, controller?.signal))
  const judged = Promise.all(calls.map(async (call) => await judge(game, call)))
  const stopped = step.stop === undefined ? undefined : takeBack(game, step.stop, calls, controller)
  game.expect(
    Promise.all([judged, stopped]).then(() => {}),
    () => `submit of ${calls.length} tasks: ${missing(game, calls)}`,
  )
}

function closure(ledger: Ledger): Performer {
  return (order, value) => perform(ledger, order, value)
}

function closureOf(ledger: Ledger, id: number): Performer {
  const salt = saltOf(id)
  return (order, value) => performWith(ledger, salt, order, value)
}

function callOne(game: Game, step: Submits, order: Order, shared: Performer, signal: AbortSignal | undefined): Call {
  game.orders.set(order.id, order)
  // Only what needs a limit to end has a short one.
  const endless = order.deed === "spin" || order.deed === "never" || step.settings.timeout > 1000
  const settings = endless ? step.settings : { ...step.settings, timeout: 0 }
  const value = step.refused ? unsendable(order.id) : make(order.recipe)
  const sent = step.moves ? make(order.recipe) : value
  const argument = step.moves && order.id % 2 === 0 ? transfer(value) : value
  let view = game.view(settings, signal)
  if (step.moves && order.id % 2 === 1) view = view.with({ transfer: [value] })
  const future = submitOne(view, step, game.ledger, order, argument, shared)
  if (step.moves && game.copies && signal?.aborted !== true && !isDetached(value))
    game.oracle.complain(`task ${brief(order)}: what was moved to it is still here`)
  const by: Intervention =
    signal?.aborted === true ? { must: "neverBegan" } : { refused: step.refused, moved: step.moves }
  const call: Call = { order, settings, future, sent, callbacks: 0, by }
  // Each of them is a resource that others keep account of: not for thousands.
  if (step.orders.length <= watched) future.addDoneCallback(() => call.callbacks++)
  else call.callbacks = 1
  game.futures.push(future)
  return call
}

function submitOne(
  view: PoolVerbs,
  { spelling, fn }: Submits,
  ledger: Ledger,
  order: Order,
  value: unknown,
  shared: Performer,
): Future<unknown> {
  if (fn === "imported") {
    if (spelling === "submit") return view.submit(perform, ledger, order, value)
    if (spelling === "apply") return view.apply(perform, [ledger, order, value])
    return view.applyAsync(perform, [ledger, order, value], { callback: () => {}, errorCallback: () => {} })
  }
  const own = fn === "closures" ? closureOf(ledger, order.id) : shared
  if (spelling === "submit") return view.submit(own, order, value)
  if (spelling === "apply") return view.apply(own, [order, value])
  return view.applyAsync(own, [order, value], { callback: () => {}, errorCallback: () => {} })
}

function isDetached(value: unknown): boolean {
  const buffer = ArrayBuffer.isView(value) ? value.buffer : (value as ArrayBuffer)
  return buffer instanceof ArrayBuffer && buffer.detached
}

async function judge(game: Game, call: Call): Promise<void> {
  const { order, settings, future } = call
  const [one] = await Promise.allSettled([future])
  game.oracle.outcome(order, settings, one, call.by, call.sent)
  const what = `task ${brief(order)}: its future`
  if (!future.done() || future.running()) game.oracle.complain(`${what} is ${future.state} behind its end`)
  const cancelled = one.status === "rejected" && one.reason instanceof CancelledError
  if (future.cancelled() !== cancelled) game.oracle.complain(`${what} is ${future.state}, and ${one.status}`)
  if (call.callbacks !== 1) game.oracle.complain(`${what} called back ${call.callbacks} times`)
  if (one.status === "fulfilled" && order.tells && !game.told.has(order.id))
    game.oracle.complain(`task ${brief(order)}: what it told did not arrive before its result`)
}

/** Aborts the calls, or cancels some of them, at the moment that the plan names. */
async function takeBack(
  game: Game,
  stop: Stop,
  calls: readonly Call[],
  controller: AbortController | undefined,
): Promise<void> {
  if (stop.when === "before") return
  await moment(game, stop, calls[0]!.order.id, () => calls.some(({ future }) => future.done()))
  if (controller === undefined) {
    for (const call of calls.filter((_, i) => i % stop.some === 0)) {
      const { order, future } = call
      if (future.done()) continue
      if (future.cancel()) call.by = { must: "cancelled" }
      else if (game.takesBack && !future.running())
        game.oracle.complain(`task ${brief(order)}: cancel() says no although it is ${future.state}`)
    }
    return
  }
  for (const call of calls) if (!call.future.done()) call.by = { must: "aborted" }
  controller.abort("enough")
  const left = calls.filter(({ future }) => !future.done()).length
  if (left > 0) game.oracle.complain(`${left} of ${calls.length} calls are not done behind their abort`)
}

/** Waits as a stop says. `over`: there is nothing left to wait for. */
export async function moment(game: Game, { when, after }: Stop, id: number, over: () => boolean): Promise<void> {
  switch (when) {
    case "before":
    case "now":
      return
    case "microtask":
      for (let i = 0; i < after; i++) await Promise.resolve()
      return
    case "turns":
      for (let i = 0; i < after; i++) await turn()
      return
    case "timer":
      return await timer(after)
    case "begun":
      while (!over() && !game.began(id)) await turn()
  }
}

function missing(game: Game, calls: readonly Call[]): string {
  const left = calls.filter(({ future }) => !future.done())
  const some = left
    .slice(0, 5)
    .map(({ order, future }) => `${brief(order)} is ${future.state}, ${game.counts(order.id)}`)
  return `${left.length} have not settled: ${some.join("; ")}`
}
