import { ThreadPoolExecutor } from "heddle"
import { executorSuite } from "./suite.ts"

executorSuite("a ThreadPoolExecutor", (options) => new ThreadPoolExecutor(options), [
  "submitting",
  "mapping",
  "workers",
  "failures",
  "shutdown",
])
