/*
 * Who says what where. `<program>` and `<agent>` are ids of identities, `<node>` a machine's name among those of its agent's identity.
 *
 * hd1.who                          programs: who is there?
 * hd1.node.<agent>.<node>          agents: MachineNews, every second, when it changes, and when somebody asks
 * hd1.lease.<agent>.<node>         programs: LeaseRequest; the answer is a LeaseReply
 * hd1.drain.<agent>.<node>         programs: DrainRequest; the answer is a DrainReply
 * hd1.a.<agent>.<node>.<session>   programs: packets of a link to a worker
 * hd1.p.<program>.<session>        agents: packets of a link from a worker
 */

/** Programs and machines of different numbers do not understand each other. */
export const protocol = 1

export const subjects = {
  who: "hd1.who",
  news: (agent: string, node: string): string => `hd1.node.${agent}.${node}`,
  allNews: "hd1.node.>",
  lease: (agent: string, node: string): string => `hd1.lease.${agent}.${node}`,
  drain: (agent: string, node: string): string => `hd1.drain.${agent}.${node}`,
  toWorker: (agent: string, node: string, session: string): string => `hd1.a.${agent}.${node}.${session}`,
  toProgram: (program: string, session: string): string => `hd1.p.${program}.${session}`,
}

/** What a machine says of itself. */
export interface MachineNews {
  readonly protocol: number
  /** Of heddle and of Node. */
  readonly version: string
  readonly node: string
  /** The id of its agent's identity. */
  readonly agent: string
  /** The machine's name. */
  readonly name: string
  /** Another each time that the agent starts. */
  readonly boot: string
  /** How many workers it is to have, how many it lacks (below 0: it has more), and how many more it takes at most. */
  readonly places: number
  readonly free: number
  readonly room: number
  /** Processors that they share. */
  readonly cpus: number
  /** Bytes. */
  readonly memory: number
  readonly labels: Readonly<Record<string, string>>
  readonly nodeVersion: string
  readonly platform: string
  /** It takes no new workers. */
  readonly leaving: boolean
}

/** What a program asks of a machine: a worker. */
export interface LeaseRequest {
  readonly protocol: number
  readonly version: string
  /** The link's name: 32 random hexadecimal digits. */
  readonly session: string
  /** Whom it is meant for, and which start of its agent: nobody else takes it, and no other start. */
  readonly agent: string
  readonly node: string
  readonly boot: string
  /** The id of who asks, and its key of the link. */
  readonly program: string
  readonly key: string
  /** How long the other may be silent before a link is over, in ms. */
  readonly lease: number
  readonly worker: WorkerWish
}

/** What is fixed when a worker's process starts. */
export interface WorkerWish {
  readonly name: string
  readonly env: Readonly<Record<string, string | undefined>> | undefined
  readonly argv: readonly string[] | undefined
  readonly execArgv: readonly string[] | undefined
  readonly memoryLimit: number | undefined
  readonly resourceLimits: Readonly<Record<string, number>> | undefined
  readonly depth: number
}

export type LeaseReply =
  | { readonly session: string; readonly key: string; readonly cpus: number }
  /** `full`: perhaps later; `other`: never, as things are. */
  | { readonly session: string; readonly refused: "full" | "other"; readonly why: string }

/** Asks a machine to take no new workers. Sent again, it asks for what is done already, and nothing of a later start of the agent. */
export interface DrainRequest {
  readonly protocol: number
  /** Names the request: the answer names it too. */
  readonly request: string
  readonly agent: string
  readonly node: string
  readonly boot: string
}

export interface DrainReply {
  readonly request: string
  /** How many workers it has, whose end it waits for. */
  readonly workers: number
}
