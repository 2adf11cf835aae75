import { setTimeout as sleep } from "node:timers/promises"

interface Message {
  readonly id?: number
  readonly method?: string
  readonly params?: Record<string, unknown>
  readonly result?: Record<string, unknown>
}
interface CallFrame {
  readonly functionName: string
  readonly location: { readonly scriptId: string; readonly lineNumber: number; readonly columnNumber: number }
}
interface Thread {
  readonly title: string
  readonly urls: Map<string, string>
  stack?: string
}
type Send = (method: string, params?: object) => void

/** How long a thread has to answer. One that waits in native code does not. */
const patience = 1500

/**
 * The stack of every thread of a Node process that hangs, as text, and what keeps its event loop alive. The process
 * needs no preparation but `--inspect-port=0`: SIGUSR1 opens its inspector even while its main thread spins.
 */
export async function stacksOf(pid: number, output: () => string): Promise<string> {
  process.kill(pid, "SIGUSR1")
  const socket = await connect(await inspectorUrl(output))
  const threads = new Map<string, Thread>([["", { title: "main thread", urls: new Map() }]])
  let resources = "unknown: the main thread does not answer"
  let nextId = 0

  const toMain: Send = (method, params = {}) => socket.send(JSON.stringify({ id: ++nextId, method, params }))
  const toWorker = (sessionId: string): Send => {
    return (method, params = {}) =>
      toMain("NodeWorker.sendMessageToWorker", {
        sessionId,
        message: JSON.stringify({ id: ++nextId, method, params }),
      })
  }
  function receive(message: Message, sessionId: string): void {
    const params = message.params ?? {}
    const thread = threads.get(sessionId)
    if (message.method === "Debugger.scriptParsed") {
      thread?.urls.set(String(params["scriptId"]), String(params["url"]))
    }
    if (message.method === "Debugger.paused" && thread) {
      thread.stack ??= show(params["callFrames"] as CallFrame[], thread.urls)
    }
    if (message.method === "NodeWorker.attachedToWorker") {
      const id = String(params["sessionId"])
      const info = params["workerInfo"] as { workerId: string; title: string; url: string }
      threads.set(id, { title: `thread ${info.workerId} (${info.title || info.url})`, urls: new Map() })
      pause(toWorker(id))
    }
    if (message.method === "NodeWorker.receivedMessageFromWorker") {
      receive(JSON.parse(String(params["message"])) as Message, String(params["sessionId"]))
    }
    const value = (message.result?.["result"] as { value?: unknown } | undefined)?.value
    if (sessionId === "" && typeof value === "string") resources = value || "nothing"
  }
  socket.addEventListener("message", (event) => receive(JSON.parse(String(event.data)) as Message, ""))

  toMain("Runtime.evaluate", { expression: "process.getActiveResourcesInfo().join(', ')", returnByValue: true })
  toMain("NodeWorker.enable", { waitForDebuggerOnStart: false })
  await sleep(patience)
  pause(toMain)
  await sleep(patience)
  socket.close()

  const texts = [...threads.values()].map(({ title, stack }) => {
    return `${title}:\n${stack || "    no JavaScript runs: it is idle, or waits in native code (Atomics.wait, a system call)"}`
  })
  return [...texts, `what keeps the main thread's event loop alive: ${resources}`].join("\n")
}

function pause(send: Send): void {
  send("Debugger.enable")
  send("Debugger.pause")
}

async function inspectorUrl(output: () => string): Promise<string> {
  for (let waited = 0; waited < 5000; waited += 50) {
    const url = /Debugger listening on (ws:\S+)/.exec(output())?.[1]
    if (url !== undefined) return url
    await sleep(50)
  }
  throw new Error("its inspector did not open")
}

async function connect(url: string): Promise<WebSocket> {
  const socket = new WebSocket(url)
  await new Promise((resolve, reject) => {
    socket.addEventListener("open", resolve)
    socket.addEventListener("error", () => reject(new Error("its inspector refused the connection")))
  })
  return socket
}

function show(frames: readonly CallFrame[], urls: ReadonlyMap<string, string>): string {
  return frames
    .filter(({ location }) => !urls.get(location.scriptId)?.startsWith("node:internal"))
    .slice(0, 20)
    .map(({ functionName, location }) => {
      const url = urls.get(location.scriptId) ?? ""
      return `    at ${functionName || "<anonymous>"} (${url}:${location.lineNumber + 1}:${location.columnNumber + 1})`
    })
    .join("\n")
}
