import { randomBytes } from "node:crypto"
import type { Broker } from "../broker/index.ts"
import { MachineError } from "../errors/index.ts"
import { open, protocol, seal, subjects } from "../lease/index.ts"
import type { DrainReply, DrainRequest, MachineNews } from "../lease/index.ts"
import { connectionOf, connectionOptions, readArguments } from "./arguments.ts"
import { CommandError } from "./command-error.ts"
import { counted, plain, say } from "./say.ts"
import { asProgram, survey } from "./survey.ts"

/** How long a machine may take to answer, in ms. */
const answerWithin = 3000

/** `heddle cluster drain`: a machine takes no new workers, and leaves when it has none. */
export async function drain(args: readonly string[]): Promise<number> {
  const { values, positionals } = readArguments("heddle cluster drain", args, connectionOptions)
  const [called, ...rest] = positionals
  if (called === undefined)
    throw new CommandError("name the machine: heddle cluster drain MACHINE", "`heddle cluster status` lists them")
  await asProgram(connectionOf("submitter", values, rest), async (broker) => {
    const { machines } = await survey(broker)
    const news = chosen(machines, called)
    const { workers } = await askToDrain(broker, news)
    say(
      `${news.name} takes no new workers, and ${workers === 0 ? "leaves" : `leaves when ${counted(workers, "worker")} ended`}`,
    )
  })
  return 0
}

function chosen(machines: readonly MachineNews[], called: string): MachineNews {
  const such = machines.filter(({ name, node }) => name === called || node === called)
  if (such.length === 1) return such[0]!
  if (such.length > 1) {
    throw new CommandError(
      `${such.length} machines are called ${called}`,
      `name one of them: ${such.map(({ node }) => plain(node)).join(", ")}`,
    )
  }
  const names = machines.map(({ name }) => plain(name)).join(", ")
  throw new CommandError(
    `there is no machine ${called}`,
    machines.length === 0 ? "no machine has joined" : `there are: ${names}`,
  )
}

/** Asks a machine, as it was when it told its news, to take no new workers. */
export async function askToDrain(
  { connection, identity, trusts }: Broker,
  { agent, node, boot, name }: MachineNews,
): Promise<DrainReply> {
  const request: DrainRequest = { protocol, request: randomBytes(16).toString("hex"), agent, node, boot }
  let reply: DrainReply | undefined
  let cause: unknown
  try {
    const envelope = seal(identity, "drain", request)
    const answer = await connection.request(subjects.drain(agent, node), envelope, { timeout: answerWithin })
    reply = open(answer.data, "draining", trusts) as DrainReply | undefined
  } catch (error) {
    cause = error
  }
  if (reply?.request === request.request) return reply
  throw new MachineError(
    `${plain(name)} has not said that it drains`,
    "look whether it is still there (`heddle cluster status`), and whether its heddle is as new as this one",
    { cause },
  )
}
