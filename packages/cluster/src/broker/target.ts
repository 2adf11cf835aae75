import { lookup } from "node:dns/promises"
import { BlockList } from "node:net"
import { BrokerError } from "../errors/index.ts"

/** What an URL of a broker means here and now. */
export interface Target {
  readonly host: string
  readonly port: number
  readonly isTls: boolean
  /** What the host's name stands for, as `address:port`. */
  readonly addresses: readonly string[]
  /** True if all of them are of this machine. */
  readonly isLoopback: boolean
}

const loopback = new BlockList()
loopback.addSubnet("127.0.0.0", 8, "ipv4")
loopback.addAddress("::1", "ipv6")

/** Looks at an URL and asks for its addresses. Its text alone says nothing of where it leads. */
export async function targetOf(url: string): Promise<Target> {
  const { host, port, isTls } = parse(url)
  const found = await lookup(host, { all: true }).catch((cause: unknown) => {
    throw new BrokerError(
      `The host of ${url} is not known`,
      "Is its name right, and does this machine's DNS know it?",
      {
        cause,
      },
    )
  })
  return {
    host,
    port,
    isTls,
    addresses: found.map(({ address, family }) => (family === 6 ? `[${address}]:${port}` : `${address}:${port}`)),
    isLoopback: found.every(({ address, family }) => loopback.check(address, family === 6 ? "ipv6" : "ipv4")),
  }
}

function parse(text: string): Pick<Target, "host" | "port" | "isTls"> {
  const hint = 'It is "nats://host:4222" or "tls://host:4222".'
  const url = URL.parse(text.includes("://") ? text : `nats://${text}`)
  if (url === null || url.hostname === "" || !["nats:", "tls:"].includes(url.protocol)) {
    // Not shown: it may hold a password.
    throw new BrokerError("The broker's URL is none", hint)
  }
  if (url.username !== "" || url.password !== "") {
    throw new BrokerError("The broker's URL has a user or a password", `Credentials are used instead. ${hint}`)
  }
  return {
    host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
    port: url.port === "" ? 4222 : Number(url.port),
    isTls: url.protocol === "tls:",
  }
}
