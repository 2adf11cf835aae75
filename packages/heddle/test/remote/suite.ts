import { after, before } from "node:test"
import { init, shutdown } from "heddle/remote"
import type { InitOptions } from "heddle/remote"
import { acrossProcesses } from "../contract/gates.ts"
import { actorPool } from "./actor-pool.ts"
import { actorLives } from "./actor-lives.ts"
import { actors } from "./actors.ts"
import { arrays } from "./arrays.ts"
import { clients } from "./clients.ts"
import { deaths } from "./deaths.ts"
import { found } from "./found.ts"
import { generators } from "./generators.ts"
import { nested } from "./nested.ts"
import { queues } from "./queues.ts"
import { ray } from "./ray.ts"
import { references } from "./references.ts"
import { resources } from "./resources.ts"
import { tasks } from "./tasks.ts"

/** What remote tasks, references and actors are, whatever they run on. */
export function suite(backend: NonNullable<InitOptions["backend"]>): void {
  if (backend !== "threads") acrossProcesses()
  // An idle runtime does not keep the program.
  let alive: NodeJS.Timeout
  before(() => {
    alive = setInterval(() => {}, 60_000)
    init({ numCpus: 2, backend, resources: { slot: 2, scanner: 1 } })
  })
  after(async () => {
    clearInterval(alive)
    await shutdown()
  })
  references()
  tasks()
  actors()
  actorLives()
  actorPool()
  deaths()
  nested()
  generators()
  resources()
  found()
  ray()
  arrays(backend === "threads")
  queues()
  clients()
}
