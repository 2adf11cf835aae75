import { connectBroker } from "../broker/index.ts"
import type { Broker } from "../broker/index.ts"
import { heddleVersion, open, protocol, subjects } from "../lease/index.ts"
import type { MachineNews } from "../lease/index.ts"
import { connectOptions } from "./arguments.ts"
import type { Connection } from "./arguments.ts"
import { plain } from "./say.ts"

/** Each machine says every second that it is there: after so long without any, in ms, there is none. */
const anyWithin = 1500
/** They answer at once when they are asked: who has not after so long without another, in ms, does not. */
const nextWithin = 300
const allWithin = 3000

export interface Survey {
  /** By name. */
  readonly machines: readonly MachineNews[]
  /** How many others are there, whose keys the credentials do not trust. */
  readonly strangers: number
}

/** Does something as a program of the cluster. */
export async function asProgram<T>(connection: Connection, act: (broker: Broker) => Promise<T>): Promise<T> {
  const broker = await connectBroker(connection.url, {
    ...connectOptions(connection),
    credentials: connection.credentials,
    role: "submitter",
    name: "heddle cluster",
    warn: (text) => process.stderr.write(`heddle cluster: ${text}\n`),
  })
  try {
    return await act(broker)
  } finally {
    await broker.close()
  }
}

/** The machines that are there. */
export async function survey({ connection, trusts }: Broker): Promise<Survey> {
  const machines = new Map<string, MachineNews>()
  const strangers = new Set<string>()
  const { promise, resolve } = Promise.withResolvers<void>()
  let quiet = setTimeout(resolve, anyWithin)
  const end = setTimeout(resolve, allWithin)
  const subscription = connection.subscribe(subjects.allNews, {
    callback: (error, message) => {
      if (error !== null) return resolve()
      const { subject, data } = message
      const news = open(data, "node", trusts) as MachineNews | undefined
      if (!machines.has(subject) && !strangers.has(subject)) {
        clearTimeout(quiet)
        quiet = setTimeout(resolve, nextWithin)
      }
      if (news === undefined) strangers.add(subject)
      else if (subject === subjects.news(news.agent, news.node)) machines.set(subject, news)
    },
  })
  connection.publish(subjects.who)
  await promise
  clearTimeout(quiet)
  clearTimeout(end)
  subscription.unsubscribe()
  const all = [...machines.values()].toSorted((a, b) => (a.name + a.node < b.name + b.node ? -1 : 1))
  return { machines: all, strangers: strangers.size }
}

/** Why a machine takes no workers of programs here, whatever they ask for; undefined if it does. */
export function refusalOf({ leaving, version, protocol: theirs }: MachineNews): string | undefined {
  if (theirs !== protocol || version !== heddleVersion())
    return `it runs heddle ${version} (protocol ${theirs}), and here is heddle ${heddleVersion()} (protocol ${protocol})`
  return leaving ? "it takes no new workers: it drains" : undefined
}

/** What a machine is called here: by its name, or by that of its start if several have the name. */
export function calledOf({ name, node }: MachineNews, machines: readonly MachineNews[]): string {
  return plain(machines.filter((other) => other.name === name).length > 1 ? node : name)
}
