import { connect } from "node:net"
import { OptionError } from "../../../core/errors/index.ts"
import type { Finding } from "../check.ts"
import { fail, ok, warn } from "../check.ts"

/** How long it waits, in ms. */
const patience = 3000

/** Is there a NATS server? One says what it is as soon as it is reached. @param url `nats://host:port` */
export async function nats(url: string): Promise<Finding> {
  const { hostname, port } = addressOf(url)
  const said = await greeting(hostname, port)
  if (said instanceof Error) {
    return fail(
      "nats",
      `${hostname}:${port} cannot be reached: ${said.message}`,
      "start nats-server, or say where it is: --nats URL or NATS_URL",
    )
  }
  const [, info] = /^INFO (\{.*\})/.exec(said) ?? []
  if (info === undefined)
    return warn("nats", `${hostname}:${port} answers, and is no NATS server`, "check the port: 4222 is the usual one")
  const { version, jetstream } = JSON.parse(info) as { readonly version?: string; readonly jetstream?: boolean }
  return ok(
    "nats",
    `${hostname}:${port}, version ${version ?? "unknown"}${jetstream === true ? ", with JetStream" : ""}`,
  )
}

/** @throws OptionError for what is no address */
export function addressOf(url: string): { readonly hostname: string; readonly port: number } {
  const full = url.includes("://") ? url : `nats://${url}`
  if (!URL.canParse(full)) throw new OptionError("--nats", "a URL such as nats://127.0.0.1:4222", url)
  const { hostname, port } = new URL(full)
  return { hostname: hostname.replace(/^\[|\]$/g, ""), port: port === "" ? 4222 : Number(port) }
}

function greeting(host: string, port: number): Promise<string | Error> {
  return new Promise((resolve) => {
    const socket = connect({ host, port })
    const end = (said: string | Error): void => {
      socket.destroy()
      resolve(said)
    }
    socket.setEncoding("utf8").setTimeout(patience)
    socket.once("data", (text) => end(String(text)))
    socket.once("timeout", () => end(socket.connecting ? new Error("no answer") : ""))
    socket.once("error", end)
  })
}
