import { parentPort } from "node:worker_threads"
import computeIntensiveTask from "../contestants/intensive.mjs"

parentPort.on("message", (inputs) => parentPort.postMessage(inputs.map(computeIntensiveTask)))
