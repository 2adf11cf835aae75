import { parentPort } from "node:worker_threads"
import spin from "../contestants/spin.mjs"

parentPort.on("message", (list) => {
  let sum = 0
  for (let i = 0; i < list.length; i++) sum ^= spin(list[i])
  parentPort.postMessage(sum)
})
