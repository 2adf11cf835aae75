import { ObjectLostError } from "../../core/errors/index.ts"
import type { Crew } from "../../core/scheduler/index.ts"
import type { MailRoom } from "../../pool/index.ts"
import { linkOf, makeHandle } from "../actor/handle.ts"
import type { ActorHandleObject } from "../actor/handle.ts"
import type { Engine, Lent } from "../engine.ts"
import { generatorLater, ObjectRefGenerator } from "../generator.ts"
import { creditOf } from "../options.ts"
import { follow, refFrom } from "../object-ref.ts"
import type { ObjectRef, RefSource } from "../object-ref.ts"
import type { Parcel } from "./parcel.ts"
import { holderLeft, lend, lentAs, rooms } from "./lent.ts"
import type { FromStation } from "./protocol.ts"
import { Station } from "./station.ts"

/** Something that a worker has named in a result, and of which it has not said yet what it is. */
interface Expected {
  readonly worker: string
  readonly source: RefSource<unknown>
}

/** Who is told what tasks in the workers do. */
export interface StationsOwner {
  /** A task waits for what others do, or goes on. */
  stands(crew: Crew, task: number, isAside: boolean): void
  /** An actor wants this to be kept. */
  kept(actor: string, state: Parcel): void
}

/** The workers of a runtime, as far as what runs in them asks for something. */
export class Stations {
  /** Can memory be shared with them? */
  readonly shares: boolean
  readonly owner: StationsOwner
  readonly #engine: Engine
  readonly #stations = new Map<Crew, Station>()
  readonly #expected = new Map<string, Expected>()
  #rounds = 0
  #isOver = false

  constructor(engine: Engine, shares: boolean, owner: StationsOwner) {
    this.owner = owner
    this.#engine = engine
    this.shares = shares
  }

  /** Where the workers of a pool speak. */
  room(name: string): MailRoom {
    return { name, mail: (crew, data) => this.#mail(crew, data), left: (crew) => this.#left(crew) }
  }

  #mail(crew: Crew, data: unknown): void {
    if (this.#isOver) return
    let station = this.#stations.get(crew)
    if (station === undefined) {
      station = new Station(this.#engine, this, crew)
      this.#stations.set(crew, station)
      rooms.add(this)
    }
    station.receive(data as FromStation[])
  }

  #left(crew: Crew): void {
    const station = this.#stations.get(crew)
    this.#stations.delete(crew)
    if (this.#stations.size === 0) rooms.delete(this)
    station?.left()
    if (station !== undefined) holderLeft(station)
    const worker = String(crew.lane.threadId)
    for (const [id, { source, ...expected }] of this.#expected) {
      if (expected.worker !== worker) continue
      this.#expected.delete(id)
      source.reject(new ObjectLostError(`${id} is lost: its worker ended before it had said what it is`))
    }
  }

  async sync(): Promise<void> {
    const round = ++this.#rounds
    await Promise.all([...this.#stations.values()].map((station) => station.sync(round)))
  }

  /** The reference or actor that a worker named. It may be one of which that worker has not said yet what it is. */
  take(lent: Lent): ObjectRef<unknown> | ActorHandleObject {
    const { id } = lent
    const known = lentAs(id)
    if (known !== undefined) return known
    const worker = /^(?:ref|actor)-w(\d+)-\d+$/.exec(id)?.[1]
    if (worker === undefined) {
      throw new ObjectLostError(`there is no ${id} here: it is of another runtime, or nobody held it any more`)
    }
    if (id.startsWith("ref")) {
      const source = refFrom<unknown>(undefined, id)
      this.#expected.set(id, { worker, source })
      lend(id, source.ref)
      return source.ref
    }
    // The actor itself is what such a reference is waited for.
    const source = refFrom<unknown>()
    this.#expected.set(id, { worker, source })
    return this.actorLater(lent, source.ref)
  }

  /** A handle of an actor that is not known yet: calls wait for it. */
  actorLater({ id, methods, streams }: Lent, actor: Promise<unknown>): ActorHandleObject {
    const handle = makeHandle({
      id,
      methods,
      streams,
      call: (method, args, options) => {
        // In an object: a promise would resolve with the value of a reference.
        const called = actor.then((found) => ({
          made: linkOf(found as object)!.call(method, args, options, found as object),
        }))
        const source = refFrom<unknown>()
        called.then(({ made }) => {
          follow(source, made instanceof ObjectRefGenerator ? made.completed() : made)
        }, source.reject)
        if (creditOf(options, streams?.includes(method) === true) === undefined) return source.ref
        const generator = called.then(({ made }) => made as ObjectRefGenerator<unknown>)
        return generatorLater(generator, source.ref)
      },
    })
    waited.set(handle, actor)
    lend(id, handle)
    return handle
  }

  /** Says what a reference is that a worker has named. */
  bind(id: string, future: ObjectRef<unknown>): void {
    const expected = this.#expected.get(id)
    if (expected === undefined) return lend(id, future)
    this.#expected.delete(id)
    follow(expected.source, future)
  }

  bindActor(id: string, make: () => ActorHandleObject): void {
    const expected = this.#expected.get(id)
    this.#expected.delete(id)
    try {
      const handle = make()
      if (expected === undefined) lend(id, handle)
      else expected.source.resolve(handle)
    } catch (error) {
      if (expected !== undefined) return expected.source.reject(error)
      const failed = Promise.reject(error)
      failed.catch(() => {})
      kept.set(failed, this.actorLater({ id }, failed))
    }
  }

  kill(actor: ActorHandleObject, noRestart: boolean): void {
    waited.get(actor)?.then(
      (found) => this.#engine.kill(found as ActorHandleObject, noRestart),
      () => {},
    )
  }

  end(): void {
    this.#isOver = true
    for (const crew of [...this.#stations.keys()]) this.#left(crew)
  }
}

/** What handles of actors that are not known yet wait for. */
const waited = new WeakMap<object, Promise<unknown>>()
const kept = new WeakMap<Promise<unknown>, object>()
