import { threadId } from "node:worker_threads"
import { cpuCount, prepareFunction } from "../../core/backend/index.ts"
import { HeddleError } from "../../core/errors/index.ts"
import { Future } from "../../core/future/index.ts"
import type { FutureOwner } from "../../core/future/index.ts"
import { currentTraceparent, onTaskSettled, runningTask } from "../../core/task/index.ts"
import type { Mail, TaskContext } from "../../core/task/index.ts"
import { decodeError } from "../../core/wire/index.ts"
import { atCallSite, callSite } from "../../pool/index.ts"
import { linkOf, makeHandle } from "../actor/handle.ts"
import type { ActorHandleObject, ActorRequest, MethodOptions } from "../actor/handle.ts"
import type { Called, Engine, Lent } from "../engine.ts"
import { isGeneratorFunction, ObjectRefGenerator } from "../generator.ts"
import { ObjectRef } from "../object-ref.ts"
import { creditOf } from "../options.ts"
import type { CancelOptions, RemoteOptions } from "../options.ts"
import { pack, whenUnpacked } from "./parcel.ts"
import type { Parcel } from "./parcel.ts"
import { actorsRoom, plainRoom } from "./protocol.ts"
import type { FromStation, SentFunction, ToStation } from "./protocol.ts"

/** Where a task says which actor it is of. */
const ofActor: unique symbol = Symbol.for("heddle.actor")

/** A message that comes later than this after the last one, in ms, goes at once; others go together. */
const together = 1

/** The runtime as it is reached from a worker: whatever it is asked for, the program that started the worker does. */
export class LinkedEngine implements Engine {
  readonly cpus: number = cpuCount()
  readonly #mail: Mail
  /** What is named here begins with this: nobody else has it. */
  readonly #worker = threadId === 0 ? process.pid : threadId
  #made = 0
  #out: FromStation[] = []
  #lastPost = 0
  readonly #known = new Map<string, WeakRef<object>>()
  /** What was asked for and has not come. */
  readonly #asked = new Map<string, Pick<Asked, "settle">>()
  readonly #sent = new Set<number>()
  /** Tasks of this worker that have called others, and what. */
  readonly #parents = new WeakMap<TaskContext, Set<ObjectRef<unknown>>>()
  readonly #collected = new FinalizationRegistry<string>((id) => {
    if (this.#known.get(id)?.deref() === undefined) this.#known.delete(id)
    this.#send(["drop", id])
  })

  readonly #forgotten = new FinalizationRegistry<string>((id) => this.#send(["forget", id]))

  constructor(mail: Mail) {
    this.#mail = mail
    mail.listen((message) => this.#receive(message as ToStation))
  }

  #send(message: FromStation): void {
    this.#out.push(message)
    if (this.#out.length > 1) return
    if (performance.now() - this.#lastPost > together) this.#flush()
    else queueMicrotask(() => this.#flush())
  }

  #flush(): void {
    if (this.#out.length === 0) return
    this.#mail.post(this.#out)
    this.#out = []
    this.#lastPost = performance.now()
  }

  task(fn: Function, args: unknown[], options: RemoteOptions): Called {
    const { signal, transfer: _, ...told } = options
    const { numReturns } = options
    const isStream = creditOf(options, isGeneratorFunction(fn)) !== undefined
    const refs = Array.from({ length: typeof numReturns === "number" ? numReturns : 1 }, () => this.#newRef())
    const ids = isStream ? [this.#newId("gen"), refs[0]!.id] : refs.map(({ id }) => id)
    const task = this.#child(refs)
    const sent = this.#function(fn, options.allowCopyWrites ?? false)
    this.#send(["task", ids, sent, this.#pack(args), told, task, currentTraceparent()])
    if (signal !== undefined) {
      const abort = (): void => refs.forEach((ref) => this.cancel(ref, {}))
      if (signal.aborted) abort()
      else signal.addEventListener("abort", abort, { once: true })
    }
    if (isStream) return this.#generator(ids[0]!, refs[0]!)
    return numReturns === undefined ? refs[0]! : refs
  }

  #generator(id: string, completed: ObjectRef<unknown>): ObjectRefGenerator<unknown> {
    let asked = 0
    const source = {
      next: async () => {
        const back = this.#standAside()
        try {
          return (await this.#request("next", id, ++asked)) as IteratorResult<ObjectRef<unknown>, undefined>
        } finally {
          back?.()
        }
      },
      stop: () => this.#send(["stop", id]),
      completed,
    }
    const generator = new ObjectRefGenerator(source)
    this.#forgotten.register(source, id)
    return generator
  }

  #request(op: "next", id: string, n: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const settle = (ok: boolean, value: unknown): void => (ok ? resolve(value) : reject(value))
      this.#asked.set(`${id}#${n}`, { settle })
      this.#send([op, id, n])
    })
  }

  actor(Class: Function, request: ActorRequest, args: unknown[]): ActorHandleObject {
    const id = this.#newId("actor")
    this.#send(["actor", id, this.#function(Class, true), request, this.#pack(args)])
    return this.#handle({ id, methods: request.methods, streams: request.streams })
  }

  put(value: unknown): ObjectRef<unknown> {
    const ref = this.#newRef()
    this.#send(["put", ref.id, pack(value, "value", this.#mail.shares)])
    return ref
  }

  named(name: string): ActorHandleObject {
    const id = this.#newId("actor")
    this.#send(["named", id, name])
    return this.#handle({ id })
  }

  cancel(ref: Future<unknown>, options: CancelOptions): void {
    if (ref instanceof ObjectRef && !ref.done()) this.#send(["cancel", ref.id, options])
  }

  kill(actor: ActorHandleObject, noRestart: boolean): void {
    this.#send(["kill", linkOf(actor)!.id, noRestart])
  }

  get isActor(): boolean {
    return this.#mail.name === actorsRoom
  }

  checkpoint(state: unknown): void {
    const actor = (runningTask() as { [ofActor]?: string } | undefined)?.[ofActor]
    if (actor === undefined) throw new HeddleError("checkpoint is for methods of actors")
    this.#send(["checkpoint", actor, pack(state, "state", this.#mail.shares)])
    // Before whatever may end this worker.
    this.#flush()
  }

  /** The program knows all names that are known here. */
  lend(): void {}

  take(lent: Lent): ObjectRef<unknown> | ActorHandleObject {
    const { id } = lent
    const known = this.#known.get(id)?.deref()
    if (known !== undefined) return known
    this.#send(["hold", id])
    return id.startsWith("ref-") ? this.#ref(id) : this.#handle(lent)
  }

  release(ref: ObjectRef<unknown>): void {
    if (!this.#collected.unregister(ref)) return
    this.#known.delete(ref.id)
    this.#send(["drop", ref.id])
  }

  hold(thing: object): object {
    return thing
  }

  #newId(kind: "ref" | "actor" | "gen"): string {
    return `${kind}-w${this.#worker}-${++this.#made}`
  }

  #newRef(): ObjectRef<unknown> {
    return this.#ref(this.#newId("ref"))
  }

  #ref(id: string): ObjectRef<unknown> {
    const asked = new Asked(id, this.#ask)
    const ref = ObjectRef.named<unknown>(id, asked)
    asked.weak = new WeakRef(ref)
    this.#keep(id, ref)
    return ref
  }

  #handle({ id, methods, streams }: Lent): ActorHandleObject {
    const call = (
      method: string,
      args: unknown[],
      options: MethodOptions,
    ): ObjectRef<unknown> | ObjectRefGenerator<unknown> => {
      const ref = this.#newRef()
      const isStream = creditOf(options, streams?.includes(method) === true) !== undefined
      const ids = isStream ? [this.#newId("gen"), ref.id] : [ref.id]
      const task = this.#child([ref])
      this.#send(["call", ids, id, method, this.#pack(args), options, task, currentTraceparent()])
      return isStream ? this.#generator(ids[0]!, ref) : ref
    }
    const handle = makeHandle({ id, methods, streams, call })
    this.#keep(id, handle)
    return handle
  }

  #keep(id: string, thing: object): void {
    this.#known.set(id, new WeakRef(thing))
    this.#collected.register(thing, id, thing)
  }

  #pack(args: unknown[]): Parcel {
    return pack(args, "args", this.#mail.shares)
  }

  #function(fn: Function, allowCopyWrites: boolean): SentFunction {
    const { id, frozen, lasting } = prepareFunction(fn, { copies: true, shares: this.#mail.shares, allowCopyWrites })
    if (lasting && this.#sent.has(id)) return { number: id, lasting }
    this.#sent.add(id)
    return { number: id, lasting, parcel: { data: frozen!.data, graph: true, codes: frozen!.codes } }
  }

  /** What a task calls goes when the task is cancelled. Gives the task's number; 0: none is running. */
  #child(refs: readonly ObjectRef<unknown>[]): number {
    const task = runningTask()
    if (task === undefined) return 0
    let children = this.#parents.get(task)
    if (children === undefined) {
      const all = new Set<ObjectRef<unknown>>()
      children = all
      this.#parents.set(task, all)
      const { signal } = task
      const stop = (): void => {
        if ((signal.reason as { recursive?: boolean } | undefined)?.recursive === false) return
        for (const ref of all) this.cancel(ref, {})
      }
      signal.addEventListener("abort", stop)
      onTaskSettled(task, () => {
        signal.removeEventListener("abort", stop)
        this.#send(["ended", task.id])
      })
    }
    for (const ref of refs) children.add(ref)
    return task.id
  }

  /** Asks for a value, and lets others have the place of the task that waits for it. */
  readonly #ask = (asked: Asked): void => {
    const ref = asked.weak!.deref()!
    asked.site = callSite()
    asked.back = this.#standAside()
    asked.ref = ref
    this.#asked.set(asked.id, asked)
    this.#send(["get", asked.id])
  }

  /** What the running task waits for may have its place, and its processors. Gives what to call when it goes on. */
  #standAside(): (() => void) | undefined {
    const task = runningTask()
    if (task === undefined) return undefined
    const back = task.aside?.()
    if (this.#mail.name === plainRoom) return back
    this.#send(["aside", task.id])
    return () => {
      back?.()
      this.#send(["back", task.id])
    }
  }

  #receive(message: ToStation): void {
    if (message[0] === "sync") {
      this.#send(["synced", message[1]])
      return this.#flush()
    }
    const [op, id] = message
    const asked = this.#asked.get(id)
    if (asked === undefined) return
    this.#asked.delete(id)
    if (op === "error") return asked.settle(false, decodeError(message[2]))
    const fail = (error: unknown): void => asked.settle(false, error)
    void whenUnpacked(message[2], (value) => asked.settle(true, value), fail)
  }
}

/** The owner of a reference whose value is elsewhere. */
class Asked implements FutureOwner {
  readonly id: string
  readonly #ask: (asked: Asked) => void
  weak: WeakRef<ObjectRef<unknown>> | undefined
  /** Set when the value was asked for: where, by whom it is kept, and what ends the wait of the task that did. */
  site: Error | undefined
  ref: ObjectRef<unknown> | undefined
  back: (() => void) | undefined

  constructor(id: string, ask: (asked: Asked) => void) {
    this.id = id
    this.#ask = ask
  }

  asked(): void {
    if (this.site === undefined) this.#ask(this)
  }

  settle(ok: boolean, value: unknown): void {
    this.back?.()
    Future.settle(this.ref!, ok, ok ? value : atCallSite(value, this.site!))
    this.ref = undefined
  }

  /** Whether it can be is known elsewhere: `cancel(ref)` asks for it. */
  cancel(): boolean {
    return false
  }

  running(): boolean {
    return false
  }
}
