import { Random } from "../scheduler/random.ts"
import { play, tell } from "./episode.ts"
import { backends } from "./plan.ts"
import type { BackendName, Plan } from "./plan.ts"
import { planOf } from "./planner.ts"

const { env } = process
/** Episodes that failed before a run gives up. */
const enough = Number(env["HEDDLE_FUZZ_FAILURES"] ?? 3)

/** How a run of many episodes went. */
export interface Report {
  readonly episodes: number
  readonly tasks: number
  /** What each failed episode was, and how to repeat it. */
  readonly failures: readonly string[]
}

/**
 * Plays episodes on a backend: `episodes` of the standing seed; or, with HEDDLE_FUZZ_SECONDS, as many of a fresh seed as
 * fit into that time; or, with HEDDLE_FUZZ_EPISODE, that one alone, HEDDLE_FUZZ_TIMES times.
 */
export async function fuzz(backend: BackendName, episodes: number): Promise<Report> {
  const seconds = Number(env["HEDDLE_FUZZ_SECONDS"] ?? 0)
  const fresh = seconds > 0 ? Date.now() % 1e6 : 1
  const seed = Number(env["HEDDLE_FUZZ_SEED"] ?? fresh)
  const only = env["HEDDLE_FUZZ_EPISODE"]
  const until = performance.now() + 1000 * seconds
  const failures: string[] = []
  let played = 0
  let tasks = 0
  /** False: it did not end, and took the time of many. */
  const one = async (episode: number): Promise<boolean> => {
    const plan = cut(planOf(backend, seedOf(backend, seed, episode)))
    // Should it block this thread, this line is the last that is seen.
    console.log(`${backend}: episode ${episode} of seed ${seed}, ${plan.tasks} tasks`)
    const { complaints, ended } = await play(plan)
    played++
    tasks += plan.tasks
    if (complaints.length > 0) failures.push(report(plan, seed, episode, complaints))
    if (seconds > 0 && played % 50 === 0) tellMemory(played)
    return ended
  }
  if (only !== undefined) {
    for (let i = Number(env["HEDDLE_FUZZ_TIMES"] ?? 1); i > 0 && failures.length === 0; i--) await one(Number(only))
  } else {
    const goesOn = (): boolean => (seconds > 0 ? performance.now() < until : played < episodes)
    for (let episode = 0; goesOn() && failures.length < enough; episode++) if (!(await one(episode))) break
  }
  console.log(`${backend}: ${played} episodes of seed ${seed}, ${tasks} tasks, ${failures.length} failed`)
  return { episodes: played, tasks, failures }
}

/** The seed of one episode. */
function seedOf(backend: BackendName, seed: number, episode: number): number {
  return new Random((seed * 1_000_003 + episode) * backends.length + backends.indexOf(backend)).below(2 ** 31)
}

/** With HEDDLE_FUZZ_STEPS=0,3 only these steps of an episode are played: how a failure is cut down. */
function cut(plan: Plan): Plan {
  const steps = env["HEDDLE_FUZZ_STEPS"]?.split(",").map(Number)
  return steps === undefined ? plan : { ...plan, cut: true, steps: plan.steps.filter((_, i) => steps.includes(i)) }
}

function report(plan: Plan, seed: number, episode: number, complaints: readonly string[]): string {
  const again = `HEDDLE_FUZZ_SEED=${seed} HEDDLE_FUZZ_EPISODE=${episode} npm test -- fuzz/${plan.backend}`
  return `episode ${episode} of seed ${seed} on ${plan.backend}:\n${complaints.map((text) => `  - ${text}`).join("\n")}\nrepeat it: ${again}\n${tell(plan)}`
}

/** What a long run takes should not grow. */
function tellMemory(played: number): void {
  globalThis.gc?.()
  const { rss, heapUsed, external, arrayBuffers } = process.memoryUsage()
  const mb = (bytes: number): number => Math.round(bytes / 2 ** 20)
  console.log(
    `after ${played} episodes: ${mb(rss)} MB resident, ${mb(heapUsed)} heap, ${mb(external)} external, ${mb(arrayBuffers)} buffers`,
  )
}
