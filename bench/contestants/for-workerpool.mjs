import { worker } from "workerpool"

worker({ noop: (x) => x, sqrt: (x) => Math.sqrt(x) })
