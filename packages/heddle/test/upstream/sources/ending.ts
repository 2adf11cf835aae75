/** Programs that submit while they end. The argument names the executor. */
import { ProcessPoolExecutor, ThreadPoolExecutor } from "heddle"

const make = process.argv[2] === "processes" ? ProcessPoolExecutor : ThreadPoolExecutor
const executor = new make({ maxWorkers: 2 })
console.log(await executor.submit((x: number) => x, 42))

process.on("exit", () => {
  const late = executor.submit(() => console.log("never"))
  late.addDoneCallback(() => console.log("never"))
  console.log(late.state)
})
