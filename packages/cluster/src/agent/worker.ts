import { FarHost } from "heddle/extend"
import type { Broker } from "../broker/index.ts"
import { Exchange, Link, beatOf } from "../link/index.ts"
import { subjects } from "../lease/index.ts"
import type { LeaseRequest } from "../lease/index.ts"

/** A worker that says more than the program has taken waits when there is so much of it, in bytes. */
const mostBacklog = 8 * 2 ** 20

/** What an agent needs to know of a worker it has. */
export interface AgentWorker {
  readonly name: string
  readonly session: string
  readonly program: string
  /** The agent's key of the link. */
  readonly key: string
  /** The broker was away. */
  again(): void
  /** The worker is ended. */
  end(): void
  /** Nothing more is said or heard. */
  leave(): void
}

/** Starts a process for a program, linked to it, until either ends. `dead` is called when the process has ended, then `gone` when the program knows. */
export function startWorker(
  broker: Broker,
  request: LeaseRequest,
  env: Readonly<Record<string, string | undefined>>,
  cpus: number,
  dead: () => void,
  gone: () => void,
): AgentWorker {
  const { session, program, worker } = request
  const exchange = new Exchange()
  const name = JSON.stringify(worker.name).slice(1, -1)
  const keys = exchange.agree(Buffer.from(request.key, "base64url"), session, false)
  const subject = subjects.toProgram(program, session)
  let held = false
  let isDead = false
  const link = new Link({
    ...keys,
    lease: request.lease,
    send: (packet) => broker.publish(subject, packet),
    message: (bytes) => {
      try {
        host.take(bytes)
      } catch {
        // Who is trusted may still have bugs. It gets no more of this worker, and the others go on.
        host.kill()
      }
    },
    drained: () => flow(true),
    // The process goes with the link, and the link with the process.
    ended: () => (isDead ? leave() : host.kill()),
  })
  const flow = (open: boolean): void => {
    if (held !== open) return
    held = !open
    host.flow(open)
  }
  const subscription = broker.connection.subscribe(subjects.toWorker(request.agent, request.node, session), {
    callback: (_, message) => link.packet(message.data),
  })
  const timer = setInterval(() => link.beat(), beatOf(request.lease))
  const leave = (): void => {
    clearInterval(timer)
    if (!subscription.isClosed()) subscription.unsubscribe()
    gone()
  }
  const spec = { ...worker, env: worker.env ?? env, budget: { cpus, depth: worker.depth } }
  const host = new FarHost(
    spec,
    (...pieces) => {
      link.send(...pieces)
      if (link.backlog > mostBacklog) flow(false)
    },
    () => {
      isDead = true
      dead()
      // Its end is the last that the program must hear of it: it leaves the link then.
      if (link.ended) leave()
    },
  )
  return {
    name,
    session,
    program,
    key: Buffer.from(exchange.publicKey).toString("base64url"),
    again: () => link.again(),
    end: () => host.kill(),
    leave: () => link.close(),
  }
}
