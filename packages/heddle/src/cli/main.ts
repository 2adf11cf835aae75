import { readFileSync } from "node:fs"
import { HeddleError } from "../core/errors/index.ts"
import { nearest } from "../core/options/index.ts"
import type { Command } from "./command.ts"

/** What `heddle --help` says of each command. A command is loaded when it is run. */
const commands: Readonly<Record<string, { readonly summary: string; load(): Promise<Command> }>> = {
  map: {
    summary: "call a function for each input: files, lines, CSV, JSON lines, a range",
    load: async () => (await import("./map/index.ts")).mapCommand,
  },
  dashboard: {
    summary: "run a program with a page in the browser that shows what it does",
    load: async () => (await import("./dashboard/index.ts")).dashboardCommand,
  },
  bench: {
    summary: "how a function is best run for its inputs: serial against parallel, chunk sizes, workers, technique",
    load: async () => (await import("./bench/index.ts")).benchCommand,
  },
  profile: {
    summary: "run a script, and tell where the time of all its threads went",
    load: async () => (await import("./profile/index.ts")).profileCommand,
  },
  top: {
    summary: "what a running program's workers do now; without a PID, which programs there are",
    load: async () => (await import("./top/index.ts")).topCommand,
  },
  dump: {
    summary: "the stack of each thread of a running program, busy or not",
    load: async () => (await import("./top/index.ts")).dumpCommand,
  },
  cache: {
    summary: "what a folder of results (heddle/memory) holds: list it, sum it up, check it, remove from it",
    load: async () => (await import("./cache/index.ts")).cacheCommand,
  },
  worker: {
    summary: "this machine joins a cluster and runs workers of its programs (@heddle/cluster)",
    load: async () => (await import("./cluster/index.ts")).workerCommand,
  },
  cluster: {
    summary: "start a cluster's broker, make its keys, look at its machines (@heddle/cluster)",
    load: async () => (await import("./cluster/index.ts")).clusterCommand,
  },
  doctor: {
    summary: "does this machine have what heddle needs, and what to do about what it has not",
    load: async () => (await import("./doctor/index.ts")).doctorCommand,
  },
}

/** Runs the command that the arguments name. Resolves with the exit status: 2 for what is wrong before anything starts. */
export async function main(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  if (name === "--version" || name === "-v" || name === "-V") return print(`${version()}\n`)
  if (name === "--help" || name === "-h") return print(help())
  if (name === "help") return print((await commands[rest[0] ?? ""]?.load())?.help ?? help())
  if (name === undefined) return refuse(help())
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined
  if (command === undefined) {
    const meant = nearest(name, Object.keys(commands))
    return refuse(
      `heddle: there is no command ${name}${meant === undefined ? "" : `; did you mean ${meant}?`}\n\n${help()}`,
    )
  }
  try {
    return await (await command.load()).run(rest)
  } catch (error) {
    if (!(error instanceof HeddleError)) throw error
    return refuse(`heddle ${name}: ${error.message}\n`)
  }
}

function help(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length))
  const lines = Object.entries(commands).map(([name, { summary }]) => `  ${name.padEnd(width)}   ${summary}`)
  return `heddle - parallel computing from plain TypeScript functions

Usage: heddle COMMAND [arguments]

Commands:
${lines.join("\n")}

  heddle COMMAND --help   says more of a command
  heddle --version
`
}

function version(): string {
  const file = new URL("../../package.json", import.meta.url)
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version
}

function print(text: string): number {
  process.stdout.write(text)
  return 0
}

function refuse(text: string): number {
  process.stderr.write(text)
  return 2
}
