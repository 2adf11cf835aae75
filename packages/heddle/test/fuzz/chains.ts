import type { Future } from "heddle"
import type { Game } from "./game.ts"
import { expected } from "./oracle.ts"
import { brief } from "./plan.ts"
import type { Broadcast, Chain } from "./plan.ts"
import { difference, show } from "./same.ts"
import { perform } from "./tasks.ts"
import type { Order } from "./tasks.ts"
import { make } from "./values.ts"

/** Tasks whose arguments are futures of other tasks. */
export function chain(game: Game, step: Chain): void {
  const { ledger } = game
  const { sources, followers, settings, mapped } = step
  for (const order of [...sources, ...followers.map(({ order }) => order), ...mapped]) game.orders.set(order.id, order)
  const view = game.view(settings)
  const values = sources.map((order) => make(order.recipe))
  const futures = sources.map((order, i) => view.submit(perform, ledger, order, values[i]))
  const both = (order: Order, left: unknown, right: unknown): unknown => perform(ledger, order, [left, right])
  const following = followers.map(({ order, left, right }) => view.submit(both, order, futures[left], futures[right]))
  const one = (order: Order, value: unknown): {} => perform(ledger, order, value) as {}
  const rows = mapped.map((order, i): [Order, Future<unknown>] => [order, futures[i]!])
  const mapping = view.starmap(one, rows, { onError: "settle" }) as unknown as Promise<PromiseSettledResult<unknown>[]>
  game.futures.push(...futures, ...following)

  // All are looked at from now on: what nobody looks at is told as unobserved.
  const whole = [Promise.allSettled(futures), Promise.allSettled(following), Promise.allSettled([mapping])] as const
  const judged = Promise.all(whole).then(([outcomes, followed, [all]]) => {
    for (const [i, order] of sources.entries()) game.oracle.outcome(order, settings, outcomes[i]!, {}, values[i])
    for (const [i, { order, left, right }] of followers.entries()) {
      judge(game, step, order, followed[i]!, [outcomes[left]!, outcomes[right]!], (given) => given)
    }
    for (const [i, order] of mapped.entries()) {
      if (all.status === "fulfilled") judge(game, step, order, all.value[i]!, [outcomes[i]!], ([given]) => given)
      else if (game.oracle.excuses(all.reason)) game.oracle.unheard(order.id)
      else game.oracle.complain(`a map of futures rejected with ${show(all.reason)}`)
    }
  })
  game.expect(judged, () => {
    const states = [...futures, ...following].map(({ state }) => state)
    return `chain of ${sources.length} and ${followers.length} from ${brief(sources[0]!)}: ${states.join(" ")}`
  })
}

/** A task gets the values of its futures, or fails as they do and never runs. */
function judge(
  game: Game,
  { settings }: Chain,
  order: Order,
  outcome: PromiseSettledResult<unknown>,
  sources: readonly PromiseSettledResult<unknown>[],
  sent: (values: unknown[]) => unknown,
): void {
  const reasons = sources.flatMap((one) => (one.status === "rejected" ? [one.reason as unknown] : []))
  if (reasons.length === 0) {
    const values = sources.map((one) => (one as PromiseFulfilledResult<unknown>).value)
    return game.oracle.outcome(order, settings, outcome, {}, sent(values))
  }
  game.oracle.neverBegan(order.id)
  if (outcome.status === "rejected" && (reasons.includes(outcome.reason) || game.oracle.excuses(outcome.reason))) return
  const came = outcome.status === "fulfilled" ? outcome.value : outcome.reason
  game.oracle.complain(`task ${brief(order)} waited for ${show(reasons[0])} and ${outcome.status} with ${show(came)}`)
}

/** One call in every worker. */
export function broadcast(game: Game, { order }: Broadcast): void {
  game.orders.set(order.id, order)
  const { ledger, oracle, pool } = game
  const value = make(order.recipe)
  const workers = pool.stats().maxWorkers
  const called = pool.broadcast((order: Order, value: unknown) => perform(ledger, order, value), order, value)
  const judged = Promise.allSettled([called]).then(([one]) => {
    if (one.status === "rejected") {
      if (!oracle.excuses(one.reason)) oracle.complain(`broadcast rejected with ${show(one.reason)}`)
      for (let i = 0; i < workers; i++) oracle.unheard(order.id, workers)
      return
    }
    if (one.value.length !== workers)
      oracle.complain(`broadcast to ${workers} workers gave ${one.value.length} results`)
    oracle.everywhere(order.id, workers)
    const wrong = one.value.map((given) => difference(given, expected(order, value))).find((text) => text !== undefined)
    if (wrong !== undefined) oracle.complain(`broadcast ${brief(order)} gave a wrong value: ${wrong}`)
  })
  game.expect(judged, () => `broadcast of ${brief(order)}: ${game.counts(order.id)}`)
}
