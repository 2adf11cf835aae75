import { execFile } from "node:child_process"
import { constants } from "node:fs"
import { access, mkdir, mkdtemp, readdir, rename, rm } from "node:fs/promises"
import { delimiter, join } from "node:path"
import { fileURLToPath } from "node:url"
import { onlyOne } from "./only-one.ts"

/** The oldest nats-server that is supported, which Debian 12 has, and the newest that was tried. */
export type NatsVersion = "2.9" | "newest"

const newest = "v2.15.2"
const root = fileURLToPath(new URL("../..", import.meta.url))
const cache = join(root, "node_modules/.cache/heddle-nats")

/** What installs a nats-server by hand. */
export const natsLines: Readonly<Record<NatsVersion, string>> = {
  "2.9": "apt-get install nats-server (Debian 12; NATS_SERVER_2_9 names another)",
  newest: `go install github.com/nats-io/nats-server/v2@${newest} (NATS_SERVER names another)`,
}

/** The file of a nats-server, which is installed if it is not there; undefined where it cannot be had. */
export async function natsServer(version: NatsVersion): Promise<string | undefined> {
  const own = process.env[version === "2.9" ? "NATS_SERVER_2_9" : "NATS_SERVER"]
  if (own !== undefined) return own
  const there = await found(version)
  if (there !== undefined) return there
  // Test files ask at the same time, each in a process of its own.
  return await onlyOne(`${cache}/${version}`, async () => {
    const meanwhile = await found(version)
    if (meanwhile !== undefined) return meanwhile
    await mkdir(cache, { recursive: true })
    const folder = await mkdtemp(join(cache, "install-"))
    try {
      const file = await (version === "2.9" ? fromDebian(folder) : fromSource(folder))
      if (file !== undefined && (await isOf(version, file))) {
        await mkdir(join(cache, version), { recursive: true })
        await rename(file, installed(version))
      }
    } finally {
      await rm(folder, { recursive: true })
    }
    return await found(version)
  })
}

async function found(version: NatsVersion): Promise<string | undefined> {
  // Debian's is in /usr/sbin, which is not on everybody's PATH.
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/sbin"]
  for (const file of [installed(version), ...folders.map((folder) => join(folder, "nats-server"))]) {
    if ((await isProgram(file)) && (await isOf(version, file))) return file
  }
  return undefined
}

function installed(version: NatsVersion): string {
  return join(cache, version, "nats-server")
}

/** Unpacks the package and does not install it: so it needs no rights and no lock of dpkg, and starts no service. */
async function fromDebian(folder: string): Promise<string | undefined> {
  if (!(await run("apt-get", ["download", "nats-server"], folder)).ok) {
    // Lists of its own: those of the machine may be missing, and are not to be waited for while another program holds them.
    const own = ["-o", `Dir::State::lists=${folder}/lists`, "-o", `Dir::Cache=${folder}/cache`]
    await mkdir(join(folder, "lists/partial"), { recursive: true })
    await mkdir(join(folder, "cache/archives/partial"), { recursive: true })
    await run("apt-get", [...own, "update"], folder)
    if (!(await run("apt-get", [...own, "download", "nats-server"], folder)).ok) return undefined
  }
  const file = (await readdir(folder)).find((name) => name.endsWith(".deb"))
  if (file === undefined || !(await run("dpkg-deb", ["-x", file, "."], folder)).ok) return undefined
  return join(folder, "usr/sbin/nats-server")
}

async function fromSource(folder: string): Promise<string | undefined> {
  const { ok } = await run("go", ["install", `github.com/nats-io/nats-server/v2@${newest}`], folder, { GOBIN: folder })
  return ok ? join(folder, "nats-server") : undefined
}

async function isOf(version: NatsVersion, file: string): Promise<boolean> {
  const { ok, output } = await run(file, ["--version"], root)
  return ok && output.includes(version === "2.9" ? " v2.9." : ` ${newest}`)
}

async function isProgram(file: string): Promise<boolean> {
  return await access(file, constants.X_OK).then(
    () => true,
    () => false,
  )
}

async function run(
  command: string,
  args: readonly string[],
  cwd: string,
  more: NodeJS.ProcessEnv = {},
): Promise<{ readonly ok: boolean; readonly output: string }> {
  return await new Promise((resolve) => {
    const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive", ...more }
    execFile(command, args, { cwd, env, maxBuffer: 1 << 24 }, (error, stdout) => {
      resolve({ ok: error === null, output: stdout })
    })
  })
}
