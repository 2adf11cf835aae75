import { open, protocol, subjects } from "../lease/index.ts"
import type { MachineNews } from "../lease/index.ts"
import type { Broker } from "../broker/index.ts"

/** A machine of which nothing was heard for so long, in ms, gets no workers. */
const silentAfter = 5000

/** A machine as a program knows it. */
export interface Machine {
  news: MachineNews
  /** In ms of performance.now(). */
  heardAt: number
  /** Workers that were asked for since its news. */
  asked: number
  /** Why it takes none of ours, until it says that it has started anew. */
  refused: string | undefined
}

/** The machines that have joined, by what they say of themselves. */
export class Machines {
  readonly #broker: Broker
  readonly #all = new Map<string, Machine>()
  readonly #changed: () => void
  readonly #whenAny: (() => void)[] = []

  constructor(broker: Broker, changed: () => void) {
    this.#broker = broker
    this.#changed = changed
    broker.connection.subscribe(subjects.allNews, {
      callback: (_, message) => this.#hear(message.subject, message.data),
    })
    this.ask()
  }

  /** Asks all of them to say what they have. */
  ask(): void {
    if (!this.#broker.connection.isClosed()) this.#broker.connection.publish(subjects.who)
  }

  #hear(subject: string, bytes: Uint8Array): void {
    const news = open(bytes, "node", this.#broker.trusts) as MachineNews | undefined
    if (news === undefined || subject !== subjects.news(news.agent, news.node)) return
    const known = this.#all.get(subject)
    const refused = known?.news.boot === news.boot ? known.refused : versionsDiffer(news)
    this.#all.set(subject, { news, heardAt: performance.now(), asked: 0, refused })
    for (const resolve of this.#whenAny.splice(0)) resolve()
    this.#changed()
  }

  /** Resolves when there is one, or after so many ms. */
  async any(ms: number): Promise<void> {
    if (this.#all.size > 0) return
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, ms)))
    await Promise.race([this.next(), late])
    clearTimeout(timer)
  }

  /** Resolves with the next news. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#whenAny.push(resolve))
  }

  /** Those that were heard lately. */
  get present(): Machine[] {
    const now = performance.now()
    return [...this.#all.values()].filter(({ heardAt }) => now - heardAt < silentAfter)
  }

  /** The one with most room for its size, of those that have all of the labels. */
  roomiest(labels: Readonly<Record<string, string>>): Machine | undefined {
    let best: Machine | undefined
    for (const machine of this.present) {
      const fits = machine.refused === undefined && !machine.news.leaving && hasLabels(machine, labels)
      if (fits && room(machine) > 0 && (best === undefined || ease(machine) > ease(best))) best = machine
    }
    return best
  }

  /** How many workers they take together. */
  places(labels: Readonly<Record<string, string>>): number {
    return this.present
      .filter((machine) => machine.refused === undefined && hasLabels(machine, labels))
      .reduce((sum, { news }) => sum + news.places, 0)
  }
}

function room({ news, asked }: Machine): number {
  return news.room - asked
}

/** The share of its places that is free; below 0 where it has more workers than places. */
function ease({ news, asked }: Machine): number {
  return (news.free - asked) / news.places
}

export function hasLabels({ news }: Machine, labels: Readonly<Record<string, string>>): boolean {
  return Object.entries(labels).every(([name, value]) => news.labels[name] === value)
}

function versionsDiffer(news: MachineNews): string | undefined {
  return news.protocol === protocol
    ? undefined
    : `it speaks protocol ${news.protocol} of heddle's, this program ${protocol}`
}
