import { PoolClosedError } from "heddle"
import { inspect, isDeepStrictEqual } from "node:util"
import { broadcast, chain } from "./chains.ts"
import { backlog, flood, sweep, writes } from "./crowds.ts"
import { Game, timer, turn } from "./game.ts"
import { maps } from "./maps.ts"
import { describe } from "./plan.ts"
import type { Plan, Step } from "./plan.ts"
import { show } from "./same.ts"
import { streams } from "./streams.ts"
import { submits } from "./submits.ts"
import { spin } from "./tasks.ts"

/** An episode that takes this long, in ms, is taken for one that does not end. */
const limit = Number(process.env["HEDDLE_FUZZ_LIMIT"] ?? 60_000)

/** How an episode went. */
export interface Played {
  /** What was wrong with it. */
  readonly complaints: readonly string[]
  readonly ended: boolean
}

/** Plays an episode, and ends its pool whatever comes. */
export async function play(plan: Plan): Promise<Played> {
  const game = new Game(plan)
  // An idle pool keeps nothing alive, and an episode must be reported also when nothing happens any more. It is given
  // many short times, not a long one: the machine may stand still for one of them.
  let clock: NodeJS.Timeout | undefined
  let ticks = 0
  const late = new Promise<"late">((resolve) => {
    clock = setInterval(() => ++ticks === 30 && resolve("late"), limit / 30)
  })
  let at = "the start"
  const whole = playSteps(game, (where) => (at = where))
  let ended = true
  try {
    if ((await Promise.race([whole, late])) === "late") {
      ended = false
      tellWhatIsPending(game, at)
      await Promise.race([game.pool.terminate(), timer(5000)])
    }
  } catch (error) {
    game.oracle.complain(`the episode itself failed: ${error instanceof Error ? error.stack : String(error)}`)
    await game.pool.terminate()
  } finally {
    clearInterval(clock)
    game.clean()
  }
  return { complaints: game.oracle.complaints, ended }
}

/** Words for an episode that is to be repeated. */
export function tell(plan: Plan): string {
  const { backend, options, mood, ending, tasks } = plan
  const head = inspect({ backend, options, mood, ending, tasks }, { breakLength: Infinity, depth: 3 })
  return [head, ...plan.steps.map((step, i) => `  ${i}: ${describe(step)}`)].join("\n")
}

async function playSteps(game: Game, reached: (where: string) => void): Promise<void> {
  for (const [i, step] of game.plan.steps.entries()) {
    reached(`step ${i} (${step.verb})`)
    await playStep(game, step)
  }
  reached("the end")
  await end(game)
  reached("the audit")
  await audit(game)
}

/** Starts a step; waits only where that is the step. */
async function playStep(game: Game, step: Step): Promise<void> {
  switch (step.verb) {
    case "submit":
      return submits(game, step)
    case "map":
    case "starmap":
    case "imap":
    case "imapUnordered":
      return maps(game, step)
    case "stream":
      return streams(game, step)
    case "sweep":
      return sweep(game, step)
    case "backlog":
      return backlog(game, step)
    case "flood":
      return flood(game, step)
    case "chain":
      return chain(game, step)
    case "write":
      return writes(game, step)
    case "broadcast":
      return broadcast(game, step)
    case "wait":
      return await game.over()
    case "drain":
      return await drain(game)
    case "block":
      return spin(step.amount)
    case "turns":
      for (let i = 0; i < step.amount; i++) await turn()
      return
    case "timer":
      await timer(step.amount)
  }
}

async function drain(game: Game): Promise<void> {
  const before = [...game.futures]
  await game.pool.drain()
  const left = before.filter((future) => !future.done()).length
  if (left > 0) game.oracle.complain(`${left} of ${before.length} calls are not done behind drain()`)
}

async function end(game: Game): Promise<void> {
  const { how, turns } = game.plan.ending
  if (how === "close") await game.over()
  if (how === "terminate") {
    for (let i = 0; i < turns; i++) await turn()
    game.oracle.terminated = true
    await game.pool.terminate()
  } else await game.pool.close()
  await game.over()
}

/** What holds of a pool that is closed, and of all that was in it. */
async function audit(game: Game): Promise<void> {
  const { pool, oracle, events, plan } = game
  const [refused] = await Promise.allSettled([pool.submit(() => 1)])
  if (!(refused.status === "rejected" && refused.reason instanceof PoolClosedError))
    oracle.complain(`a closed pool took a task: ${refused.status}`)
  if (pool.workers.length > 0) oracle.complain(`a closed pool has workers: ${show(pool.workers)}`)
  const stats = pool.stats()
  const { completed, failed, retried, restarts, queued, running, busy, workers } = stats
  const counted = { completed, failed, retried, restarts, queued, running, busy, workers }
  const told = plan.listens ? { completed: events.ok, failed: events.failed, retried: events.retried } : {}
  const wanted = { ...counted, ...told, restarts: oracle.deaths, queued: 0, running: 0, busy: 0, workers: 0 }
  if (!isDeepStrictEqual(counted, wanted))
    oracle.complain(`stats() is ${inspect(counted)}, and what was told makes ${inspect(wanted)}`)
  if (!Object.values(stats.time).every((time) => Number.isFinite(time) && time >= 0))
    oracle.complain(`stats() tells of times ${inspect(stats.time)}`)
  const { fulfilled, rejected, unknown } = oracle
  if (completed < fulfilled || completed > fulfilled + unknown)
    oracle.complain(`stats() counts ${completed} completed tasks; ${fulfilled} came back, ${unknown} are not known`)
  if (failed > rejected + unknown)
    oracle.complain(`stats() counts ${failed} failed tasks; ${rejected} came back, ${unknown} are not known`)
  oracle.audit(game.ledger, plan, game.orders)
}

function tellWhatIsPending({ pool, oracle, pending }: Game, at: string): void {
  oracle.complain(`the episode did not end within ${limit} ms; it is at ${at}`)
  for (const left of pending) oracle.complain(`pending: ${left}`)
  oracle.complain(`stats: ${inspect(pool.stats(), { breakLength: Infinity })}`)
  oracle.complain(`workers: ${inspect(pool.workers, { breakLength: Infinity })}`)
}
