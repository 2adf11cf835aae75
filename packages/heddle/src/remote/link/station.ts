import { ObjectLostError } from "../../core/errors/index.ts"
import type { Crew } from "../../core/scheduler/index.ts"
import { Future } from "../../core/future/index.ts"
import { withTraceparent } from "../../core/task/index.ts"
import { encodeError } from "../../core/wire/index.ts"
import { linkOf } from "../actor/handle.ts"
import type { Called, Engine } from "../engine.ts"
import { failedGenerator, ObjectRefGenerator } from "../generator.ts"
import { failedRef, refFrom } from "../object-ref.ts"
import type { ObjectRef } from "../object-ref.ts"
import { drop, hold, lentAs } from "./lent.ts"
import { pack, whenUnpacked } from "./parcel.ts"
import type { Parcel } from "./parcel.ts"
import type { FromStation, SentFunction, ToStation } from "./protocol.ts"
import type { Stations } from "./stations.ts"

/** One worker in which something asks for tasks, actors and values. What it asks is done in its order. */
export class Station {
  readonly #engine: Engine
  readonly #stations: Stations
  readonly #crew: Crew
  readonly #functions = new Map<number, Function>()
  /** What waits behind something whose modules are being loaded. */
  #line: FromStation[] = []
  #isLoading = false
  readonly #generators = new Map<string, ObjectRefGenerator<unknown>>()
  readonly #rounds = new Map<number, () => void>()
  /** What running tasks there have called. */
  readonly #children = new Map<number, Set<Future<unknown>>>()
  #hasLeft = false

  constructor(engine: Engine, stations: Stations, crew: Crew) {
    this.#engine = engine
    this.#stations = stations
    this.#crew = crew
  }

  receive(requests: readonly FromStation[]): void {
    this.#line.push(...requests)
    if (!this.#isLoading) void this.#serve()
  }

  async #serve(): Promise<void> {
    this.#isLoading = true
    for (let at = 0; at < this.#line.length; at++) {
      const waiting = this.#handle(this.#line[at]!)
      if (waiting === undefined) continue
      this.#line = this.#line.slice(at + 1)
      at = -1
      await waiting
    }
    this.#line = []
    this.#isLoading = false
  }

  sync(round: number): Promise<void> {
    if (this.#hasLeft) return Promise.resolve()
    return new Promise((resolve) => {
      this.#rounds.set(round, resolve)
      this.#post(["sync", round])
    })
  }

  /** The worker has ended. */
  left(): void {
    this.#hasLeft = true
    for (const resolve of this.#rounds.values()) resolve()
    for (const task of [...this.#children.keys()]) this.#stopChildren(task)
  }

  #stopChildren(task: number): void {
    for (const child of this.#children.get(task) ?? []) this.#engine.cancel(child, {})
    this.#children.delete(task)
  }

  /** What has left holds nothing. */
  #hold(id: string): void {
    if (!this.#hasLeft) hold(id, this)
  }

  #post(message: ToStation): void {
    if (!this.#hasLeft) this.#crew.lane.mail(message)
  }

  /** Does what was asked; a promise while it waits for modules. */
  #handle(request: FromStation): Promise<void> | undefined {
    switch (request[0]) {
      case "task": {
        const [, ids, sent, parcel, options, task, traceparent] = request
        return this.#withBoth(ids, sent, parcel, (fn, args, error) => {
          // Nobody has a reference that could say so.
          if (error !== undefined) return
          const call = (): Called => this.#engine.task(fn, args, options)
          this.#made(ids, withTraceparent(traceparent, call), task)
        })
      }
      case "actor": {
        const [, id, sent, actor, parcel] = request
        return this.#withBoth([], sent, parcel, (Class, args, error) => {
          this.#stations.bindActor(id, () => {
            if (error !== undefined) throw error.error
            return this.#engine.actor(Class, actor, args)
          })
          this.#hold(id)
        })
      }
      case "call": {
        const [, ids, actor, method, parcel, options, task, traceparent] = request
        return this.#withArgs(parcel, (args, error) => {
          const call = (): Called => {
            if (error !== undefined) throw error.error
            const handle = lentAs(actor)
            if (handle === undefined) throw new ObjectLostError(`there is no ${actor} any more`)
            return linkOf(handle)!.call(method, args as unknown[], options, handle)
          }
          this.#made(
            ids,
            withTraceparent(traceparent, () => calledOr(call)),
            task,
          )
        })
      }
      case "put": {
        const [, id, parcel] = request
        return this.#withArgs(parcel, (value, error) => {
          const source = refFrom<unknown>(undefined, id)
          if (error === undefined) source.resolve(value)
          else source.reject(error.error)
          this.#made([id], source.ref, 0)
        })
      }
      default:
        this.#note(request)
        return undefined
    }
  }

  /** Does what waits for nothing. */
  #note(request: Exclude<FromStation, readonly ["task" | "actor" | "call" | "put", ...unknown[]]>): void {
    const { owner } = this.#stations
    switch (request[0]) {
      case "named": {
        const [, id, name] = request
        this.#stations.bindActor(id, () => this.#engine.named(name))
        this.#hold(id)
        break
      }
      case "next":
        owner.stands(this.#crew, 0, true)
        void this.#next(request[1], request[2])
        break
      case "stop":
        void this.#generators.get(request[1])?.return()
        break
      case "forget":
        this.#generators.delete(request[1])
        break
      case "get":
        owner.stands(this.#crew, 0, true)
        void this.#tell(request[1], async () => {
          const ref = lentAs(request[1])
          if (ref === undefined) throw new ObjectLostError(`there is no ${request[1]} any more`)
          return await Future.passOn(ref as ObjectRef<unknown>)
        })
        break
      case "aside":
      case "back":
        owner.stands(this.#crew, request[1], request[0] === "aside")
        break
      case "checkpoint":
        owner.kept(request[1], request[2])
        break
      case "hold":
        this.#hold(request[1])
        break
      case "drop":
        drop(request[1], this)
        break
      case "cancel": {
        const ref = lentAs(request[1])
        if (ref instanceof Future) this.#engine.cancel(ref, request[2])
        break
      }
      case "kill": {
        const actor = lentAs(request[1])
        if (actor !== undefined) this.#engine.kill(actor, request[2])
        break
      }
      case "ended":
        this.#children.delete(request[1])
        break
      case "synced":
        this.#rounds.get(request[1])?.()
        this.#rounds.delete(request[1])
        break
    }
  }

  /** What the worker has named. */
  #made(ids: readonly string[], made: Called, task: number): void {
    if (ids[0]?.startsWith("gen") === true) {
      const generator = made instanceof ObjectRefGenerator ? made : failedGenerator(made as ObjectRef<unknown>)
      this.#generators.set(ids[0], generator)
      return this.#madeRef(ids[1]!, generator.completed(), task)
    }
    const refs = Array.isArray(made) ? made : [made as ObjectRef<unknown>]
    // One that failed stands for all.
    for (const [i, id] of ids.entries()) this.#madeRef(id, refs[i] ?? refs[0]!, task)
  }

  #madeRef(id: string, ref: ObjectRef<unknown>, task: number): void {
    this.#stations.bind(id, ref)
    this.#hold(id)
    if (task === 0) return
    let children = this.#children.get(task)
    if (children === undefined) this.#children.set(task, (children = new Set()))
    children.add(ref)
    Future.onSettled(ref, () => children.delete(ref))
    if (this.#hasLeft) this.#engine.cancel(ref, {})
  }

  async #next(id: string, n: number): Promise<void> {
    const generator = this.#generators.get(id)
    await this.#tell(`${id}#${n}`, async () => (await generator?.next()) ?? { done: true, value: undefined })
  }

  /** Sends a value when it is there. */
  async #tell(id: string, find: () => Promise<unknown>): Promise<void> {
    try {
      const value = await find()
      // What it would take to send it may be gone too.
      if (this.#hasLeft) return
      this.#post(["value", id, pack(value, "value", this.#stations.shares)])
    } catch (error) {
      this.#post(["error", id, encodeError(error, { shared: this.#stations.shares })])
    }
  }

  #withArgs(
    parcel: Parcel,
    then: (args: unknown, error?: { readonly error: unknown }) => void,
  ): Promise<void> | undefined {
    return whenUnpacked(parcel, then, (error) => then([], { error }))
  }

  /** The same with a function. Without one `ids` fail, unless `then` wants to hear of it. */
  #withBoth(
    ids: readonly string[],
    sent: SentFunction,
    parcel: Parcel,
    then: (fn: Function, args: unknown[], error?: { readonly error: unknown }) => void,
  ): Promise<void> | undefined {
    const failed = (error: { readonly error: unknown }): void => {
      if (ids.length === 0) return then(Object, [], error)
      const fail = (): never => {
        throw error.error
      }
      this.#made(ids, calledOr(fail), 0)
    }
    const withFunction = (fn: Function): Promise<void> | undefined =>
      this.#withArgs(parcel, (args, error) => {
        if (error !== undefined) return failed(error)
        try {
          then(fn, args as unknown[])
        } catch (thrown) {
          failed({ error: thrown })
        }
      })
    const known = this.#functions.get(sent.number)
    if (known !== undefined) return withFunction(known)
    let later: Promise<void> | undefined
    const loading = this.#withArgs(sent.parcel!, (fn, error) => {
      if (error !== undefined) return failed(error)
      if (sent.lasting) this.#functions.set(sent.number, fn as Function)
      later = withFunction(fn as Function)
    })
    return loading === undefined ? later : loading.then(() => later)
  }
}

/** What the call gives, or a reference that fails with what it throws. */
function calledOr(call: () => Called): Called {
  try {
    return call()
  } catch (error) {
    return failedRef(error)
  }
}
