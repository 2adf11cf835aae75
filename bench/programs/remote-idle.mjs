/** remote-idle.mjs threads|processes: prints the first result of a task; then makes an actor, calls it, prints that, and waits for the end of its input. */
import { once } from "node:events"
import { get, init, remote, shutdown } from "heddle/remote"

init({ numCpus: 2, backend: process.argv[2] })

const half = remote((x) => x / 2)
const Counter = remote(
  class Counter {
    count = 0
    increment() {
      return ++this.count
    }
  },
)

console.log(await get(half.remote(2)))
const counter = Counter.remote()
console.log(await get(counter.increment.remote()))
process.stdin.resume()
await once(process.stdin, "end")
await shutdown()
