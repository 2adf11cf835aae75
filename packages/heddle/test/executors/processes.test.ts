import { ProcessPoolExecutor } from "heddle"
import { acrossProcesses } from "../contract/gates.ts"
import { executorSuite } from "./suite.ts"

acrossProcesses()
executorSuite("a ProcessPoolExecutor", (options) => new ProcessPoolExecutor(options), ["submitting", "mapping"])
