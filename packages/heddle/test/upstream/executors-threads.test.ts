import { ThreadPoolExecutor } from "heddle"
import { executors } from "./executors.ts"

executors((options) => new ThreadPoolExecutor(options))
