import { provideMail } from "../../task/index.ts"
import type { Budget } from "../budget.ts"
import type { CallMessage, ToWorker } from "../protocol.ts"
import { callOnce } from "./call-once.ts"
import type { Channel } from "./channel.ts"
import { sending } from "./load-sending.ts"
import { forwardOutput } from "./output.ts"
import { Runner } from "./runner.ts"

/** What a worker is told of its work when it starts. */
export interface Service {
  readonly tasksPerWorker: number
  readonly aside: number
  readonly mail: string | undefined
  readonly budget: Budget
  readonly initializer: CallMessage | undefined
  readonly finalizer: CallMessage | undefined
}

/** A worker that is given what comes. */
export interface Receiver {
  take(message: ToWorker): void
  /** The event loop has turned. */
  turned(): void
  /** The worker had nothing to do until a message was there that took so many microseconds to come. */
  arrived(micros: number): void
}

/** How what is sent to a worker reaches it. */
export interface Arrivals {
  /** The worker is there: give it what comes, from now on. */
  listen(receiver: Receiver): void
  /** Its last message was sent. */
  closed?(): void
}

/** A worker's life: its initializer, what it is sent, its finalizer. What no task caught ends it. */
export async function serve(channel: Channel, service: Service, id: number, arrivals: Arrivals): Promise<void> {
  const runner = new Runner(channel, service.tasksPerWorker, service.aside, service.mail !== undefined)
  forwardOutput(channel, () => {
    for (const task of runner.running) task.noisy = true
  })
  let read: ((data: unknown) => void) | undefined
  if (service.mail !== undefined) {
    const post = (data: unknown): void => channel.post({ t: "mail", data })
    provideMail({ name: service.mail, shares: channel.shares, post, listen: (reader) => (read = reader) })
  }
  const encodeError = (error: unknown): ReturnType<ReturnType<typeof sending>["encodeError"]> =>
    sending().encodeError(error, { shared: channel.shares })

  const escaped = (error: unknown): void => {
    if (!runner.failRunning(error)) channel.post({ t: "stray", error: encodeError(error) })
    // What threw is in an unknown state: the worker is replaced.
    process.exit(1)
  }
  process.on("uncaughtException", escaped)
  process.on("unhandledRejection", escaped)

  if (service.initializer !== undefined) {
    try {
      await callOnce(service.initializer)
    } catch (error) {
      channel.post({ t: "initializer", error: encodeError(error) })
      return
    }
  }
  channel.busy(false)
  channel.post({ t: "ready", threadId: id })
  arrivals.listen({
    take(message) {
      if (message.t === "close") void close()
      else if (message.t === "mail") read?.(message.data)
      else runner.handle(message)
    },
    turned: () => runner.turned(),
    arrived: (micros) => runner.arrived(micros),
  })

  async function close(): Promise<void> {
    await runner.settled()
    if (service.finalizer !== undefined) {
      try {
        await callOnce(service.finalizer)
      } catch (error) {
        channel.post({ t: "stray", error: encodeError(error) })
      }
    }
    channel.post({ t: "closed" })
    arrivals.closed?.()
  }
}
