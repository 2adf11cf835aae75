import { ThreadWorker } from "poolifier"

export default new ThreadWorker({ noop: { taskFunction: (x) => x }, sqrt: { taskFunction: (x) => Math.sqrt(x) } })
