import { Worker } from "node:worker_threads"

const source = `const { parentPort } = require("node:worker_threads"); parentPort.once("message", (x) => parentPort.postMessage(Math.sqrt(x)))`
const worker = new Worker(source, { eval: true })
worker.postMessage(16)
worker.once("message", (result) => console.log(result))
