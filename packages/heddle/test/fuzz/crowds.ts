import { range, shared } from "heddle"
import type { Future } from "heddle"
import { inputOf, rest } from "./game.ts"
import type { Game } from "./game.ts"
import { itemsOf } from "./plan.ts"
import type { Backlog, Flood, Sweep, Writes } from "./plan.ts"
import { difference, show } from "./same.ts"
import { answerText, answerTo, half, idOf, reckon, spin, textOf, tiny } from "./tasks.ts"
import type { Item } from "./tasks.ts"

/** Thousands of tiny tasks in one call. */
export function sweep(game: Game, step: Sweep): void {
  const { ledger } = game
  const items = itemsOf(step)
  const slow = step.first + step.slowFrom
  const ms = step.spin
  const one = (item: Item): unknown => {
    if (idOf(item) >= slow) spin(ms)
    return tiny(ledger, item)
  }
  const given = (): Iterable<Item> | AsyncIterable<Item> =>
    step.input === "range" ? range(step.first, step.first + step.count) : inputOf(items, step.input)
  const { chunkSize } = step
  const view = game.pool.with({ priority: step.priority })
  let taken = 0
  const left = (): string => `${step.how} of ${step.count} tiny tasks from ${step.first}: ${taken} given`
  if (step.how === "map") {
    const paired = (item: Item, next: number): unknown => {
      if (next !== idOf(item) + 1) throw new Error(`${next} came with item ${idOf(item)}`)
      return one(item)
    }
    const all = step.paired
      ? view.map(paired as (item: Item, next: number) => {}, given(), range(step.first + 1, 1e9), { chunkSize })
      : view.map(one as (item: Item) => {}, given(), { chunkSize })
    return game.expect(judgeAll(game, all, items), left)
  }
  const pull = async (): Promise<void> => {
    const numbered = (item: Item): unknown => [idOf(item), one(item)]
    const ordered = step.how === "imap"
    const stream = ordered
      ? view.imap(one, given(), { chunkSize })
      : (view.imapUnordered(numbered, given(), { chunkSize }) as AsyncIterable<unknown>)
    const seen = new Set<number>()
    try {
      for await (const result of stream) {
        const [id, value] = ordered ? [step.first + taken, result] : (result as [number, unknown])
        if (seen.has(id)) game.oracle.complain(`imapUnordered gave task ${id} twice`)
        seen.add(id)
        judgeOne(game, items[id - step.first]!, value)
        await rest(step.pace, ++taken)
      }
      if (taken !== step.count) game.oracle.complain(`${step.how} of ${step.count} gave ${taken} results`)
    } catch (reason) {
      if (!game.oracle.excuses(reason)) game.oracle.complain(`${step.how} of tiny tasks rejected with ${show(reason)}`)
      for (const item of items) if (!seen.has(idOf(item))) game.oracle.unheard(idOf(item))
    }
  }
  game.expect(pull(), left)
}

function judgeOne(game: Game, item: Item, value: unknown, right: unknown = reckon(item)): void {
  game.oracle.wentWell(idOf(item))
  const wrong = typeof right === "object" ? difference(value, right) : Object.is(value, right) ? undefined : show(value)
  if (wrong !== undefined) game.oracle.complain(`tiny task ${show(item)} gave ${wrong}, not ${show(right)}`)
}

async function judgeAll(game: Game, all: Promise<unknown[]>, items: readonly Item[]): Promise<void> {
  const [one] = await Promise.allSettled([all])
  if (one.status === "fulfilled") {
    if (one.value.length !== items.length)
      game.oracle.complain(`map of ${items.length} tiny tasks gave ${one.value.length} results`)
    for (const [i, item] of items.entries()) judgeOne(game, item, one.value[i])
    return
  }
  if (!game.oracle.excuses(one.reason)) game.oracle.complain(`map of tiny tasks rejected with ${show(one.reason)}`)
  for (const item of items) game.oracle.unheard(idOf(item))
}

/** Many tiny calls of submit in one go, and then this thread is blocked. */
export function backlog(game: Game, step: Backlog): void {
  const { ledger } = game
  const view = game.pool.with({ priority: step.priority })
  const words = ledger as Int32Array
  // It names no import: such a closure is looked at anew for each call, which takes much longer than the call.
  const halve = (id: number): unknown => {
    Atomics.add(words, 2 * id, 1)
    Atomics.add(words, 2 * id + 1, 1)
    return id / 2
  }
  const futures = Array.from({ length: step.count }, (_, i) =>
    step.captures ? view.submit(halve, step.first + i) : view.submit(tiny, ledger, step.first + i),
  )
  game.futures.push(...futures)
  spin(step.block)
  const judged = Promise.allSettled(futures).then((outcomes) => {
    for (const [i, outcome] of outcomes.entries()) {
      const id = step.first + i
      if (outcome.status === "fulfilled") judgeOne(game, id, outcome.value, step.captures ? id / 2 : reckon(id))
      else {
        if (!game.oracle.excuses(outcome.reason))
          game.oracle.complain(`tiny task ${id} rejected with ${show(outcome.reason)}`)
        game.oracle.unheard(id)
      }
    }
  })
  game.expect(judged, () => {
    const left = futures.flatMap((future, i) => (future.done() ? [] : [step.first + i]))
    return `backlog of ${step.count}: ${left.length} have not settled, the first is ${left[0]}, ${game.counts(left[0] ?? 0)}`
  })
}

/** More text there and back than fits into the memory that it goes through. */
export function flood(game: Game, { how, first, count, size, block, chunkSize }: Flood): void {
  const { ledger, pool } = game
  const texts = Array.from({ length: count }, (_, i) => textOf(first + i, size))
  const words = ledger as Int32Array
  // As in a backlog: a closure that names no import, and gets nothing but a text.
  const own = (text: string): string => {
    const id = Number.parseInt(text, 10)
    Atomics.add(words, 2 * id, 1)
    Atomics.add(words, 2 * id + 1, 1)
    return `${text.slice(0, -1)}!`
  }
  const submitOne = (text: string): Future<string> =>
    typeof ledger === "string" ? pool.submit(answerText, ledger, text) : pool.submit(own, text)
  const futures = how === "submit" ? texts.map(submitOne) : []
  const all =
    how === "submit" ? Promise.all(futures) : pool.map((text: string) => answerText(ledger, text), texts, { chunkSize })
  game.futures.push(...futures)
  const clock = block > 0 ? setInterval(() => spin(block), 2 * block) : undefined
  const judged = Promise.allSettled([all, ...futures]).then(([one]) => {
    clearInterval(clock)
    if (one.status === "rejected") {
      if (!game.oracle.excuses(one.reason)) game.oracle.complain(`a flood rejected with ${show(one.reason)}`)
      for (let i = 0; i < count; i++) game.oracle.unheard(first + i)
      return
    }
    if (one.value.length !== count) game.oracle.complain(`a flood of ${count} texts gave ${one.value.length}`)
    for (const [i, text] of texts.entries()) {
      game.oracle.wentWell(first + i)
      if (one.value[i] === answerTo(text)) continue
      game.oracle.complain(`task ${first + i} gave ${show(one.value[i])} for ${show(text)}`)
    }
  })
  game.expect(judged, () => `${count} texts of ${size} from ${first}, the first ${game.counts(first)}`)
}

/** Numbers, in all the ways in which they can come back. */
export function writes(game: Game, { first, count, to, chunkSize }: Writes): void {
  const { ledger, pool } = game
  const items = Array.from({ length: count }, (_, i) => first + i)
  const places = to === "out" || to === "results" ? new Float64Array(count) : shared(new Float64Array(count))
  const write = (places: Float64Array, id: number): number => (places[id - first] = half(ledger, id))
  const options = to === "out" || to === "outShared" ? { chunkSize, out: places } : { chunkSize }
  const call =
    to === "captured"
      ? pool.map((id: number) => write(places, id), items, options)
      : to === "argument"
        ? pool.starmap(
            write,
            items.map((id) => [places, id] as const),
            options,
          )
        : pool.map((id: number) => half(ledger, id), items, options)
  const judged = Promise.allSettled([call as Promise<ArrayLike<number>>]).then(([one]) => {
    if (one.status === "rejected") {
      if (!game.oracle.excuses(one.reason)) game.oracle.complain(`map of numbers rejected with ${show(one.reason)}`)
      for (const id of items) game.oracle.unheard(id)
      return
    }
    if ("out" in options && one.value !== places) game.oracle.complain("map did not give its `out`")
    if (one.value.length !== count) game.oracle.complain(`map of ${count} numbers gave ${one.value.length}`)
    const lists = to === "results" ? [one.value] : [one.value, places]
    for (const [i, id] of items.entries()) {
      game.oracle.wentWell(id)
      for (const list of lists) if (list[i] !== id + 0.5) game.oracle.complain(`task ${id} gave ${list[i]} (${to})`)
    }
  })
  game.expect(judged, () => `${count} numbers from ${first} (${to})`)
}
