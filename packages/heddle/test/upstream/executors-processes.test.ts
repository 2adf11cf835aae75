import { ProcessPoolExecutor } from "heddle"
import { acrossProcesses } from "../contract/gates.ts"
import { executors } from "./executors.ts"

acrossProcesses()
executors((options) => new ProcessPoolExecutor(options))
