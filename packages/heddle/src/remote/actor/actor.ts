import { column, resendable } from "../../core/backend/index.ts"
import type { Column, JobCall } from "../../core/backend/index.ts"
import {
  ActorDiedError,
  ActorExit,
  ActorUnavailableError,
  CancelledError,
  OptionError,
  PendingCallsLimitError,
  WorkerDiedError,
  WorkerOutOfMemoryError,
} from "../../core/errors/index.ts"
import { isHeard, moment, tell } from "../../core/events/index.ts"
import { Deque } from "../../core/sequences/index.ts"
import type { Crew } from "../../core/scheduler/index.ts"
import { encodeArguments, isLendable, isPrimitive } from "../../core/wire/index.ts"
import { whenKnown } from "../../pool/index.ts"
import type { TaskSettings } from "../../pool/index.ts"
import { whenUnpacked } from "../link/parcel.ts"
import type { Parcel } from "../link/parcel.ts"
import type { Lease } from "../resources.ts"
import { ActorCall } from "./call.ts"
import { CallGroup } from "./group.ts"
import type { ActorRequest, MethodOptions } from "./handle.ts"
import { hostOf, Op } from "./host.ts"
import type { Hosts } from "./hosts.ts"

/** What is fixed for an actor when it is made. */
export interface ActorSettings extends ActorRequest {
  /** What its workers run for its class. */
  readonly call: JobCall
  readonly task: TaskSettings
  /** Tells of a method's arguments whether it only reads them. */
  readonly readsOnly: (method: string) => ((index: number) => boolean) | undefined
  /** Calls `place` when what it asks for is there. Undefined: it asks for nothing. */
  readonly admit: ((actor: Actor, place: (lease: Lease) => void) => void) | undefined
}

/** Longer ones are begun anew: what is settled is kept in them by its place. */
const longestGroup = 32_768

let actors = 0

/**
 * An actor as the program sees it: where it lives, the calls that wait for it, and what becomes of them when its worker
 * dies. It is alive, starting again, or dead.
 */
export class Actor {
  readonly id: string
  readonly settings: ActorSettings
  readonly #hosts: Hosts
  /** The numbers of its methods. */
  readonly #methods: ReadonlyMap<string, number>
  readonly #site: Error
  /** What its constructor is given, each time; undefined while a reference among it has no value. */
  #making: Pick<ActorCall, "args" | "column"> | undefined
  /** What its latest checkpoint kept, for the next instance. */
  kept: Parcel | undefined
  /** What it has while it lives. */
  lease: Lease | undefined
  #home: Crew | undefined
  #group: CallGroup | undefined
  #inGroup = 0
  /** Those whose calls are with a worker. */
  readonly #groups: Set<CallGroup> = new Set()
  /** Calls that have not gone to the worker: the first waits for its arguments, or the actor for a worker. */
  readonly #line: Deque<ActorCall> = new Deque()
  /** Calls that came back from a worker that died. */
  readonly #back: ActorCall[] = []
  #pending = 0
  #restarts = 0
  #dead: { readonly cause: unknown; readonly why: string } | undefined
  readonly #ended: (() => void)[] = []

  constructor(hosts: Hosts, settings: ActorSettings, args: unknown[], site: Error) {
    this.id = `${settings.className} ${++actors}`
    this.settings = settings
    this.#hosts = hosts
    this.#methods = new Map(settings.methods.map((method, number) => [method, number]))
    this.#site = site
    this.#tell("created")
    if (settings.admit === undefined) this.#place()
    const call = this.#make()
    const { maxConcurrency, concurrencyGroups } = settings
    this.#supply(call, [[maxConcurrency, ...concurrencyGroups.map(({ most }) => most)], ...args])
    this.#line.push(call)
    this.flush()
  }

  /** Asks for what it needs, once its constructor has its arguments: others may need the same to make them. */
  #ask(): void {
    this.settings.admit?.(this, (lease) => {
      this.lease = lease
      this.#place()
      this.flush()
    })
  }

  get dead(): boolean {
    return this.#dead !== undefined
  }

  /** A call of it has ended. */
  callEnded({ op }: ActorCall): void {
    if (op >= 0) this.#pending--
    if (this.#home?.retiring === true && this.#line.size > 0) this.flush()
  }

  /** Calls back when it is dead. */
  onEnd(callback: () => void): void {
    if (this.dead) callback()
    else this.#ended.push(callback)
  }

  /** `credit`: how many values it may yield ahead; undefined: it is no generator. */
  submit(method: string, args: unknown[], credit: number | undefined, given: MethodOptions, handle: object): ActorCall {
    const { maxTaskRetries = this.settings.maxTaskRetries, retryExceptions = false, concurrencyGroup } = given
    const retries = maxTaskRetries === -1 ? Number.POSITIVE_INFINITY : maxTaskRetries
    const { sites, scheduler } = this.#hosts.core
    const site = sites.of(hostOf, scheduler.turn)
    const group = this.#groupOf(concurrencyGroup)
    const number = this.#methods.get(method)
    const op = number === undefined ? undefined : number + Math.max(0, group) * this.#methods.size
    const call = this.#callOf(op ?? Op.none, method, retries, site)
    call.handle = handle
    call.ahead = credit
    call.retryExceptions = retryExceptions
    if (op === undefined) {
      call.fail(new TypeError(`${this.settings.className} has no method ${method}`))
    } else if (group < 0) {
      const names = this.settings.concurrencyGroups.map(({ name }) => name).join(", ")
      call.fail(new OptionError("concurrencyGroup", `one of: ${names}`, concurrencyGroup))
    } else if (this.#pending > this.settings.maxPendingCalls) {
      const hint = "await some of them first, or raise maxPendingCalls"
      call.fail(new PendingCallsLimitError(`${this.#pending - 1} calls wait for ${this.id}`, { hint }))
    } else if (this.#dead !== undefined) call.fail(this.#diedError(call))
    else {
      this.#supply(call, args)
      this.#line.push(call)
      this.flush()
    }
    return call
  }

  /** The number of a group, from 1 on; 0: none; -1: there is none of this name. */
  #groupOf(name: string | undefined): number {
    if (name === undefined) return 0
    return this.settings.concurrencyGroups.findIndex((group) => group.name === name) + 1 || -1
  }

  #callOf(op: number, name: string, retries: number, site: Error): ActorCall {
    const { core } = this.#hosts
    core.callBegins()
    if (op >= 0) this.#pending++
    return new ActorCall(this, core, { op, name, retries, site, task: this.settings.task })
  }

  #tell(change: "created" | "alive" | "restarting" | "dead", reason?: string): void {
    if (!isHeard("actor")) return
    const name = this.settings.className
    const why = reason === undefined ? {} : { reason }
    const where = this.#home === undefined ? {} : { worker: this.#home.name }
    tell({ kind: "actor", at: moment(), actor: this.settings.name ?? this.id, name, change, ...where, ...why })
  }

  /** The call of its constructor. */
  #make(): ActorCall {
    const call = this.#callOf(Op.make, "constructor", Number.POSITIVE_INFINITY, this.#site)
    // Whoever calls it hears of a failure.
    call.future.then(
      () => this.#tell("alive"),
      () => {},
    )
    return call
  }

  /** Arguments are taken as they are now; references among them are waited for. */
  #supply(call: ActorCall, args: unknown[]): void {
    const { core } = this.#hosts
    if (args.every(isPrimitive)) {
      call.args = [this.id, call.op, ...args]
      return this.#supplied(call)
    }
    call.isReady = false
    // What may be written to is copied for the actor, and that is as it must be: no hint.
    const options = { ...core.columnOptions(true, this.settings.call.fn), hint: undefined }
    const send = (values: unknown[]): void => {
      const list = [this.id, call.op, ...values]
      const large = core.settings.backend.shares && values.some(isLendable)
      const packed = large ? this.#large(call, list) : column([list], options, (_, error) => this.failed(call, error))
      if (!call.over) call.column = call.retries > 0 ? resendable(packed) : packed
      this.#supplied(call)
      this.flush()
    }
    whenKnown(core, call, args, send, (error) => this.failed(call, error))
  }

  /** Large arrays that the method only reads are shared with it; of others it gets copies. */
  #large(call: ActorCall, list: unknown[]): Column {
    const method = call.op < 0 ? undefined : this.settings.readsOnly(call.name)
    try {
      const { data, transfer, codes } = encodeArguments(list, true, (i) => i > 1 && method?.(i - 2) === true, {
        role: "argument",
        label: "args",
        shared: true,
        functions: true,
      })
      return { data: [data], graphs: [0], transfer, codes }
    } catch (error) {
      this.failed(call, error)
      return { data: [undefined], graphs: undefined, transfer: [], codes: [] }
    }
  }

  #supplied(call: ActorCall): void {
    call.isReady = true
    if (call.op !== Op.make) return
    this.#making = { args: call.args, column: call.column }
    this.#ask()
  }

  /** Sends what may go. */
  flush(): void {
    if (this.#home === undefined) return
    // Until its worker has ended: what is there comes back, and goes first.
    if (this.#home.retiring && this.#groups.size > 0) return
    const { scheduler } = this.#hosts.core
    for (let call = this.#line.peek(); call?.isReady === true || call?.over === true; call = this.#line.peek()) {
      this.#line.shift()
      if (call.over) continue
      if (call.ahead !== undefined) {
        this.#stream(this.#home, call, call.ahead)
        continue
      }
      if (this.#group === undefined || this.#inGroup >= longestGroup || !call.isOfTrace(this.#group)) {
        this.#group = this.#newGroup({ ...this.settings.call, traceparent: call.traceparent }, this.#home)
        this.#inGroup = 0
      }
      const isIdle = this.#group.ready() === 0
      this.#group.add(call, scheduler.turn)
      this.#inGroup++
      if (isIdle) scheduler.enqueue(this.#group)
    }
    scheduler.kick()
  }

  /** A call that yields goes by itself, and those behind it by themselves again. */
  #stream(home: Crew, call: ActorCall, credit: number): void {
    const { scheduler } = this.#hosts.core
    const streaming = { ...this.settings.call, traceparent: call.traceparent, mode: "stream", credit } as const
    const group = this.#newGroup(streaming, home)
    group.add(call, scheduler.turn)
    scheduler.enqueue(group)
    this.#group = undefined
  }

  #newGroup(call: JobCall, home: Crew): CallGroup {
    return new CallGroup(call, home, this.settings.task.grace, this.#hosts.core.scheduler.ledger, this.#groups)
  }

  #place(): void {
    this.#home = this.#hosts.place(this.settings.dedicated || this.#hosts.offences(this.settings.className) > 1)
    this.#group = undefined
  }

  /** A call ended badly: it threw, or its worker died. */
  failed(call: ActorCall, error: unknown): void {
    const isLoss = error instanceof WorkerDiedError || error instanceof WorkerOutOfMemoryError
    // It may also be what the call itself was told by another.
    if (!isLoss || !call.isLost) {
      if (error instanceof ActorExit) this.#die("it ended by itself", undefined)
      else if (call.retryExceptions && call.hasThrown && call.retries > 0 && this.#dead === undefined) {
        return this.#again(call)
      }
      if (call.op === Op.make) this.#die("its constructor failed", error)
      if (call.op === Op.restarted) this.#die("its onRestart failed", error)
      return call.fail(this.#dead === undefined ? error : this.#diedError(call))
    }
    const isUnstarted = error instanceof WorkerDiedError && error.phase === "queued"
    if (this.#home !== undefined) this.#lost(error, !isUnstarted, call.op === Op.make && isUnstarted)
    if (this.#dead !== undefined) return call.fail(this.#diedError(call, error))
    if (call.op < 0) call.fail(error)
    else if (isUnstarted || call.retries > 0) {
      if (!isUnstarted) {
        call.retries--
        call.stream?.retried()
      }
      call.isLost = false
      this.#back.push(call)
    } else {
      const what = `the worker of ${this.id} died during ${call.name}(): it starts again, and whether the call had an effect is not known`
      call.fail(new ActorUnavailableError(what, { cause: error, hint: "maxTaskRetries repeats such calls" }))
    }
  }

  /** A call that threw runs once more. */
  #again(call: ActorCall): void {
    call.retries--
    call.stream?.retried()
    this.#line.unshift(call)
    this.flush()
  }

  /** Its worker died. All its calls are told in this turn; then it starts again. */
  #lost(error: unknown, wasRunning: boolean, wasNew: boolean): void {
    this.#hosts.leave(this.#home!)
    this.lease?.anew()
    if (wasRunning) this.#hosts.offended(this.settings.className)
    this.#home = this.#group = undefined
    // On a worker that never got to it: it goes to another, as anything that has not begun.
    if (wasNew) return queueMicrotask(() => this.#restart())
    if (this.#restarts >= this.settings.maxRestarts) {
      const often = this.#restarts === 0 ? "" : ` once more after ${this.#restarts} restarts`
      return this.#die(`its worker died${often}`, error)
    }
    this.#restarts++
    this.#tell("restarting", "its worker died")
    queueMicrotask(() => this.#restart())
  }

  #restart(): void {
    if (this.#dead !== undefined) return
    const line = [...this.#back.splice(0), ...this.#line.drain()]
    // If its arguments are still waited for, the first call of its constructor is in the line.
    if (this.#making !== undefined) {
      this.#line.push(Object.assign(this.#make(), this.#making))
      if (this.#restarts > 0 && this.#methods.has("onRestart")) this.#restore()
    }
    for (const call of line) this.#line.push(call)
    this.#place()
    this.flush()
  }

  /** Gives the new instance what the one before it kept. */
  #restore(): void {
    const call = this.#callOf(Op.restarted, "onRestart", Number.POSITIVE_INFINITY, this.#site)
    call.future.then(undefined, () => {})
    this.#line.push(call)
    call.isReady = false
    const supply = (state: unknown): void => {
      this.#supply(call, [state, this.#restarts])
      this.flush()
    }
    void whenUnpacked(this.kept ?? { data: undefined }, supply, (error) => this.failed(call, error))
  }

  #die(why: string, cause: unknown): void {
    if (this.#dead !== undefined) return
    this.#tell("dead", why)
    this.#dead = { why, cause }
    this.lease?.release()
    const home = this.#home
    this.#home = this.#group = undefined
    if (home !== undefined) {
      if (this.#hosts.leave(home)) {
        home.retiring = true
        home.lane.kill()
      } else {
        const { scheduler } = this.#hosts.core
        for (const group of [...this.#groups]) {
          scheduler.cancel(group, new CancelledError())
          group.abandon(() => new CancelledError())
        }
        this.#drop(home)
      }
    }
    for (const call of [...this.#back.splice(0), ...this.#line.drain()]) call.fail(this.#diedError(call))
    for (const callback of this.#ended.splice(0)) callback()
  }

  /** Its worker forgets it. */
  #drop(home: Crew): void {
    const { scheduler } = this.#hosts.core
    const call = this.#callOf(Op.drop, "", 0, this.#site)
    call.future.then(undefined, () => {})
    call.args = [this.id, Op.drop]
    const group = this.#newGroup(this.settings.call, home)
    group.add(call, scheduler.turn)
    scheduler.enqueue(group)
  }

  #diedError(call: ActorCall, cause: unknown = this.#dead!.cause): ActorDiedError {
    const hint =
      this.settings.maxRestarts === 0 && cause instanceof WorkerDiedError ? "maxRestarts starts it again" : undefined
    return new ActorDiedError(`${this.id} is dead: ${this.#dead!.why} (${call.name})`, { cause, hint })
  }

  /** Nothing is left to run it. */
  end(error: unknown): void {
    this.#die("its runtime has ended", error)
  }

  /** Ends it. What runs is stopped with its worker, if that is its own; else it is asked to stop, and its worker ended if it does not. */
  kill(noRestart: boolean): void {
    if (noRestart) return this.#die("it was killed", undefined)
    if (this.#home === undefined) return
    this.#home.retiring = true
    this.#home.lane.kill()
  }
}
