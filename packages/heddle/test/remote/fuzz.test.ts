import assert from "node:assert/strict"
import { test } from "node:test"
import { Random } from "../scheduler/random.ts"
import { planOf } from "./fuzz/plan.ts"
import type { Plan } from "./fuzz/plan.ts"
import { play } from "./fuzz/play.ts"

const { env } = process
/** Episodes that failed before a run gives up. */
const enough = Number(env["HEDDLE_FUZZ_FAILURES"] ?? 3)
const backends = ["threads", "processes"] as const

/**
 * Plays episodes: `episodes` of the standing seed; or, with HEDDLE_FUZZ_SECONDS, as many of a fresh seed as fit into that
 * time; or, with HEDDLE_FUZZ_EPISODE, that one alone, HEDDLE_FUZZ_TIMES times.
 */
async function fuzz(backend: Plan["backend"], episodes: number): Promise<readonly string[]> {
  const seconds = Number(env["HEDDLE_FUZZ_SECONDS"] ?? 0)
  const seed = Number(env["HEDDLE_FUZZ_SEED"] ?? (seconds > 0 ? Date.now() % 1e6 : 1))
  const only = env["HEDDLE_FUZZ_EPISODE"]
  const until = performance.now() + 1000 * seconds
  const failures: string[] = []
  let played = 0
  /** False: it did not end. */
  const one = async (episode: number): Promise<boolean> => {
    const plan = cut(planOf(backend, seedOf(backend, seed, episode)))
    if (env["HEDDLE_FUZZ_TELL"] !== undefined) console.log(`${backend}: episode ${episode} of seed ${seed}`)
    const { complaints, ended } = await play(plan)
    played++
    if (complaints.length > 0) failures.push(report(plan, seed, episode, complaints))
    return ended
  }
  if (only !== undefined) {
    for (let i = Number(env["HEDDLE_FUZZ_TIMES"] ?? 1); i > 0 && failures.length === 0; i--) await one(Number(only))
  } else {
    const goesOn = (): boolean => (seconds > 0 ? performance.now() < until : played < episodes)
    for (let episode = 0; goesOn() && failures.length < enough; episode++) if (!(await one(episode))) break
  }
  console.log(`${backend}: ${played} episodes of seed ${seed}, ${failures.length} failed`)
  return failures
}

function seedOf(backend: Plan["backend"], seed: number, episode: number): number {
  return new Random((seed * 1_000_003 + episode) * backends.length + backends.indexOf(backend)).below(2 ** 31)
}

/** With HEDDLE_FUZZ_STEPS=0,3 only these steps of an episode are played: how a failure is cut down. */
function cut(plan: Plan): Plan {
  const kept = env["HEDDLE_FUZZ_STEPS"]?.split(",").map(Number)
  if (kept === undefined) return plan
  return { ...plan, steps: plan.steps.map((step, i) => (kept.includes(i) ? step : { op: "turns", count: 0 })) }
}

function report(plan: Plan, seed: number, episode: number, complaints: readonly string[]): string {
  const again = `HEDDLE_FUZZ_SEED=${seed} HEDDLE_FUZZ_EPISODE=${episode} npm test -- remote/fuzz`
  const steps = plan.steps.map((step, i) => `  s${i} ${JSON.stringify(step)}`)
  const actors = plan.actors.map((actor, i) => `  actor ${i} ${JSON.stringify(actor)}`)
  const kind = plan.calm ? ", calm" : plan.abrupt ? ", abrupt" : ""
  return [
    `episode ${episode} of seed ${seed} on ${plan.backend}${kind}:`,
    ...complaints.map((text) => `  - ${text}`),
    `repeat it: ${again}`,
    ...actors,
    ...steps,
  ].join("\n")
}

for (const [backend, episodes] of [
  ["threads", 8],
  ["processes", 3],
] as const) {
  if (env["HEDDLE_FUZZ_BACKEND"] !== undefined && env["HEDDLE_FUZZ_BACKEND"] !== backend) continue
  test(`random programs of tasks and actors keep what is promised (${backend})`, async () => {
    const failures = await fuzz(backend, episodes)
    assert.equal(failures.length, 0, failures.join("\n\n"))
  })
}
