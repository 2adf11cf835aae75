import assert from "node:assert/strict"
import { spawn } from "node:child_process"
import { once } from "node:events"
import { test } from "node:test"
import { onlyOne } from "./only-one.ts"

const skip = !["linux", "win32"].includes(process.platform) && "no sockets without a file"

test("one acts at a time, and each does", { skip }, async () => {
  let acting = 0
  const act = async (): Promise<number> => {
    const now = ++acting
    await new Promise((resolve) => setImmediate(resolve))
    acting--
    return now
  }
  const name = `test ${process.pid}`
  assert.deepEqual(await Promise.all(Array.from({ length: 5 }, async () => await onlyOne(name, act))), [1, 1, 1, 1, 1])
})

test("an act that fails makes way", { skip }, async () => {
  const name = `test failing ${process.pid}`
  await assert.rejects(
    onlyOne(name, async () => await Promise.reject(new Error("no"))),
    /no/,
  )
  assert.equal(await onlyOne(name, async () => await Promise.resolve(1)), 1)
})

test("so does a process that is killed", { skip }, async () => {
  const name = `test killed ${process.pid}`
  const program = `
    import { onlyOne } from ${JSON.stringify(new URL("only-one.ts", import.meta.url).href)}
    await onlyOne(${JSON.stringify(name)}, async () => { console.log("acting"); await new Promise((resolve) => process.stdin.once("end", resolve).resume()) })`
  const child = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["pipe", "pipe", "inherit"] })
  await once(child.stdout, "data")
  let isKilled = false
  const after = onlyOne(name, async () => await Promise.resolve(isKilled))
  const gone = once(child, "exit")
  isKilled = child.kill("SIGKILL")
  await gone
  assert.equal(await after, true)
})
