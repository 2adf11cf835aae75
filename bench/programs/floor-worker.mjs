import { parentPort, workerData } from "node:worker_threads"

// Answers word 0 in word 16, a cache line further, in the way that the message asks for.
const words = new Int32Array(workerData)

parentPort.on("message", async ({ how, from, to }) => {
  // The answer to a bare message is a message.
  if (how === "message") {
    parentPort.postMessage(to)
    return
  }
  for (let i = from; i <= to; i++) {
    if (how === "spin") while (Atomics.load(words, 0) < i);
    else if (how === "futex") while (Atomics.load(words, 0) < i) Atomics.wait(words, 0, i - 1)
    else {
      while (Atomics.load(words, 0) < i) {
        const { async, value } = Atomics.waitAsync(words, 0, i - 1)
        if (async) await value
      }
    }
    Atomics.store(words, 16, i)
    if (how !== "spin") Atomics.notify(words, 16)
  }
})
parentPort.postMessage("ready")
