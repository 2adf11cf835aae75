import type net from "node:net"
import { encodeError } from "../../core/wire/index.ts"
import { Call, cancelled, Given, Party } from "./call.ts"
import { encodeFrame, FrameReader } from "./frame.ts"
import { Op, Outcome, version } from "./protocol.ts"
import type { Reply, Request } from "./protocol.ts"
import { dropped, lentOn, partyLeft, stateOf, taken } from "./registry.ts"

type Method = (call: Call, ...args: readonly unknown[]) => unknown

/** The owner's end of a connection: one thread that uses its objects. */
export class Peer {
  readonly #socket: net.Socket
  readonly #isKey: (key: unknown) => boolean
  readonly #reader = new FrameReader()
  readonly #party = new Party(false)
  readonly #calls = new Map<number, Call>()
  /** What was given and has not been acknowledged, in order. */
  readonly #given = new Map<number, Given>()
  #known = false

  constructor(socket: net.Socket, isKey: (key: unknown) => boolean) {
    this.#socket = socket
    this.#isKey = isKey
    socket.unref()
    socket.on("error", () => {})
    socket.on("close", () => this.#left())
    socket.on("data", (piece: Buffer) => this.#read(piece))
  }

  /** What it was given last goes back first, so that the order is as it was. */
  #left(): void {
    for (const given of [...this.#given.values()].toReversed()) given.takeBack()
    this.#given.clear()
    partyLeft(this.#party)
  }

  #read(piece: Buffer): void {
    try {
      this.#socket.cork()
      for (const request of this.#reader.push(piece)) this.#handle(request as Request)
    } catch {
      // Not one of ours.
      this.#socket.destroy()
    } finally {
      this.#socket.uncork()
    }
  }

  #handle(request: Request): void {
    if (!this.#known) {
      this.#known = request[0] === Op.hello && this.#isKey(request[1]) && request[2] === version
      if (!this.#known) throw new Error("a stranger")
      return
    }
    switch (request[0]) {
      case Op.call:
        return void this.#call(request[1], request[2], request[3], request[4], request[5])
      case Op.cancel:
        return this.#calls.get(request[1])?.cancel()
      case Op.take:
        return taken(request[1], this.#party, request[2])
      case Op.drop:
        return dropped(request[1], this.#party)
      case Op.received:
        return void this.#given.delete(request[1])
      case Op.lend:
        return lentOn(request[1])
      default:
        throw new Error("an unknown request")
    }
  }

  async #call(seq: number, object: number, method: string, args: readonly unknown[], task: number): Promise<void> {
    const call = new Call(this.#party, task)
    this.#calls.set(seq, call)
    let reply: Reply
    let given: Given | undefined
    try {
      const state = stateOf(object) as Record<string, Method>
      let value = state[method]!(call, ...args)
      if (value instanceof Promise) value = await value
      if (value instanceof Given) given = value
      if (given !== undefined) reply = [Outcome.given, seq, given.value]
      else reply = value === undefined ? [Outcome.value, seq] : [Outcome.value, seq, value]
    } catch (error) {
      reply =
        error === cancelled ? [Outcome.cancelled, seq] : [Outcome.error, seq, encodeError(error, { shared: false })]
    }
    this.#calls.delete(seq)
    if (this.#socket.destroyed) return given?.takeBack()
    if (given !== undefined) this.#given.set(seq, given)
    this.#socket.write(encodeFrame(reply))
  }
}
