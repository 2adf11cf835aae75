import assert from "node:assert/strict"
import { chmod, mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { after, test } from "node:test"
import { CredentialsError } from "@heddle/cluster"
import { createIdentity, readCredentials, writeCredentials } from "../../src/identity/index.ts"
import type { Credentials } from "../../src/identity/index.ts"

const folder = await mkdtemp(join(tmpdir(), "heddle-credentials-"))
after(async () => await rm(folder, { recursive: true }))

const { seed } = createIdentity()
const good: Credentials = { role: "agent", seed, trusts: [createIdentity().publicKey] }
const skip = process.platform === "win32" && "Windows has no such bits"
let files = 0

async function fileOf(content: unknown, mode = 0o600): Promise<string> {
  const file = join(folder, `${files++}.json`)
  await writeFile(file, typeof content === "string" ? content : JSON.stringify(content), { mode })
  return file
}

async function refused(file: string, message: RegExp, hint: RegExp, role?: "agent" | "submitter"): Promise<void> {
  await assert.rejects(readCredentials(file, role), (error) => {
    assert.ok(error instanceof CredentialsError)
    assert.match(error.message, message)
    assert.match(error.hint!, hint)
    assert.ok(!`${error.message}${error.hint}${String(error.cause)}`.includes(seed))
    return true
  })
}

test("what is written is read, and only by its owner", async () => {
  const file = join(folder, "written.json")
  const all = { ...good, url: "tls://broker:4222", ca: "-----BEGIN CERTIFICATE-----\n" }
  for (const credentials of [good, all]) {
    await writeCredentials(file, credentials)
    assert.deepEqual(await readCredentials(file), credentials)
    assert.deepEqual(await readCredentials(file, "agent"), credentials)
  }
  if (skip === false) assert.equal((await stat(file)).mode & 0o777, 0o600)
  assert.deepEqual(
    (await readdir(folder)).filter((name) => name.startsWith("written")),
    ["written.json"],
  )
})

test("a file that others may read or write is refused", { skip }, async () => {
  const file = await fileOf(good)
  for (const mode of [0o640, 0o620, 0o604, 0o602, 0o666, 0o644]) {
    await chmod(file, mode)
    await refused(file, new RegExp(mode.toString(8)), new RegExp(`^chmod 600 ${file}$`))
  }
  await chmod(file, 0o400)
  assert.deepEqual(await readCredentials(file), good)
})

test("what is wrong with a file is told", async () => {
  const hint = /heddle cluster keys/
  await refused(join(folder, "none.json"), /There is no file of credentials .*none\.json/, hint)
  await refused(folder, /cannot be read|others may read/, /./)
  for (const [content, message] of [
    [`{ "seed": "${seed}", `, /is not JSON/],
    [[good], /not a JSON object/],
    ["null", /not a JSON object/],
    [{ ...good, role: undefined }, /no "role"/],
    [{ ...good, role: "keeper" }, /no "role" that is "submitter" or "agent"/],
    [{ ...good, seed: undefined }, /no "seed"/],
    [{ ...good, seed: seed.slice(1) }, /"seed" that is not one/],
    [{ ...good, trusts: undefined }, /no list "trusts"/],
    [{ ...good, trusts: good.trusts[0] }, /no list "trusts"/],
    [{ ...good, trusts: ["x"] }, /key in "trusts" that is none/],
    [{ ...good, url: 1 }, /"url"/],
    [{ ...good, ca: 1 }, /"ca"/],
  ] as const) {
    await refused(await fileOf(content), message, hint)
  }
})

test("a file is for one role", async () => {
  await refused(await fileOf(good), /is for the role "agent", and "submitter" is needed/, /submitter/, "submitter")
})

test("what is none is not written, nor is anything left behind where it cannot be", async () => {
  const before = await readdir(folder)
  await assert.rejects(writeCredentials(join(folder, "x.json"), { ...good, seed: "x" }), CredentialsError)
  await assert.rejects(writeCredentials(join(folder, "no/x.json"), good), CredentialsError)
  assert.deepEqual(await readdir(folder), before)
})
