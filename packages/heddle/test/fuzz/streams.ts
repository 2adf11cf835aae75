import { rest } from "./game.ts"
import type { Game } from "./game.ts"
import { failsWith } from "./oracle.ts"
import { brief } from "./plan.ts"
import type { Streams } from "./plan.ts"
import { difference, show } from "./same.ts"
import { yieldAll, yieldLater, yielded } from "./tasks.ts"
import type { Order } from "./tasks.ts"
import { make } from "./values.ts"

/** What one value says of itself: whose it is, and which of its. */
type Numbered = readonly [id: number, at: number, value: unknown]

/** Runs generators as tasks, and judges each value that they yield. */
export function streams(game: Game, step: Streams): void {
  for (const order of step.orders) game.orders.set(order.id, order)
  /** How much of each came. */
  const come = new Map(step.orders.map(({ id }) => [id, 0]))
  game.expect(take(game, step, come), () => {
    const left = step.orders.filter(({ id, yields }) => come.get(id) !== yields)
    return `stream: ${left.map((order) => `${brief(order)} gave ${come.get(order.id)} of ${order.yields}, ${game.counts(order.id)}`).join("; ")}`
  })
}

async function take(game: Game, step: Streams, come: Map<number, number>): Promise<void> {
  const { oracle } = game
  const { orders, ordered, onError, leaveAt } = step
  const failed = new Set<number>()
  let taken = 0
  try {
    for await (const one of open(game, step)) {
      if (onError === "settle" && !Array.isArray(one))
        settleFailure(game, step, come, failed, (one as PromiseRejectedResult).reason)
      else judge(game, step, come, failed, one as Numbered)
      await rest(step.pace, ++taken)
      if (taken === leaveAt) break
    }
    if (taken !== leaveAt && oracle.exact) {
      for (const order of orders) {
        if (come.get(order.id) !== order.yields)
          oracle.complain(`generator ${brief(order)} gave ${come.get(order.id)} of ${order.yields} values`)
        if (order.failures > 0 && !failed.has(order.id)) oracle.complain(`generator ${brief(order)} did not fail`)
      }
    }
  } catch (reason) {
    const known = orders.some((order) => order.failures > 0 && failsWith(order, reason) === undefined)
    if (!(known && onError !== "settle") && !oracle.excuses(reason))
      oracle.complain(`a stream rejected with ${show(reason)}`)
    // In order: nothing is given behind the first failure, and everything before it.
    const first = orders.find(({ failures }) => failures > 0)
    if (known && ordered && onError === "abort" && oracle.exact && failsWith(first!, reason) !== undefined)
      oracle.complain(`a stream rejected with ${show(reason)}, not with the failure of ${brief(first!)}`)
  }
  for (const order of orders) oracle.unheard(order.id)
}

function open(game: Game, step: Streams): AsyncIterable<unknown> {
  const { ledger } = game
  const { orders, buffer, onError } = step
  const view = game.view(step.settings)
  const options = { buffer, onError }
  const one = function* (order: Order): Generator<Numbered> {
    let at = 0
    for (const value of yieldAll(ledger, order)) yield [order.id, at++, value]
  }
  const later = async function* (order: Order): AsyncGenerator<Numbered> {
    let at = 0
    for await (const value of yieldLater(ledger, order)) yield [order.id, at++, value]
  }
  const fn: (order: Order) => unknown = step.later ? later : one
  return step.ordered ? view.imap(fn, orders, options) : view.imapUnordered(fn, orders, options)
}

function judge(game: Game, step: Streams, come: Map<number, number>, failed: ReadonlySet<number>, one: Numbered): void {
  const { oracle } = game
  const [id, at, value] = one
  const order = step.orders.find((order) => order.id === id)
  if (order === undefined) return oracle.complain(`a stream gave ${show(one)}, which is nobody's`)
  if (at !== come.get(id) || failed.has(id))
    oracle.complain(`generator ${brief(order)} gave value ${at} behind ${come.get(id)} values`)
  come.set(id, at + 1)
  if (step.ordered && oracle.exact) {
    const early = step.orders.find((order) => order.id < id && come.get(order.id) !== order.yields)
    if (early !== undefined)
      oracle.complain(`generator ${brief(order)} gave a value before ${brief(early)} had given all of its`)
  }
  const wrong = difference(value, make(yielded(order, at)))
  if (wrong !== undefined) oracle.complain(`generator ${brief(order)} gave a wrong value ${at}: ${wrong}`)
}

function settleFailure(
  game: Game,
  { orders }: Streams,
  come: Map<number, number>,
  failed: Set<number>,
  reason: unknown,
): void {
  const order = orders.find(
    (one) =>
      one.failures > 0 &&
      !failed.has(one.id) &&
      come.get(one.id) === one.yields &&
      failsWith(one, reason) === undefined,
  )
  if (order !== undefined) failed.add(order.id)
  else if (!game.oracle.excuses(reason))
    game.oracle.complain(`a stream gave the failure ${show(reason)}, which no generator has`)
}
