import assert from "node:assert/strict"
import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs"
import { hostname } from "node:os"
import { join } from "node:path"
import { describe, it } from "node:test"
import { DirectoryStore } from "../../src/memory/store/index.ts"
import { Random } from "../scheduler/random.ts"
import { start } from "./children.ts"
import { folder, stores } from "./stores.ts"

const name = `${"a".repeat(26)}.${"b".repeat(26)}`
const key = `f/${name}`

describe("a claim", () => {
  it("is one program's at a time, also where those that have it are killed", async () => {
    const root = folder()
    const random = new Random(5)
    const killed = new Set<number>()
    const children = Array.from({ length: 6 }, () => start("claimer", root, "40"))
    await Promise.all(
      children.map(async (child, i) => {
        if (i % 2 === 1) {
          for (let line = random.below(30); line >= 0; line--) await child.line()
          killed.add(child.process.pid!)
          child.process.kill("SIGKILL")
        }
        await child.rest()
      }),
    )
    let holder: number | undefined
    let turns = 0
    for (const line of readFileSync(join(root, "log"), "utf8").trim().split("\n")) {
      const [what, pid] = line.split(" ")
      if (what === "end") {
        assert.equal(holder, Number(pid))
        holder = undefined
        turns++
        continue
      }
      assert.ok(holder === undefined || killed.has(holder), `${pid} has what ${holder} has`)
      holder = Number(pid)
    }
    assert.ok(turns >= 3 * 40)
    // What the last of the dead has left.
    await new DirectoryStore(join(root, "cache")).sweep()
    assert.deepEqual(readdirSync(join(root, "cache", "f")), [])
  })

  for (const { name: kind, make } of stores) {
    it(`goes from one to the next in ${kind}, and ends for those who need it no more`, async () => {
      const store = make()
      const first = store.tryClaim(key)
      assert.ok(first !== undefined)
      assert.equal(store.tryClaim(key), undefined)
      assert.ok(store.tryClaim("f/other") !== undefined)
      let isThere = false
      const others = Array.from({ length: 3 }, () => store.claim(key, () => isThere))
      first.release()
      const second = await Promise.race(others)
      assert.ok(second !== undefined)
      isThere = true
      second.release()
      const rest = await Promise.all(others)
      assert.equal(rest.filter((claim) => claim === undefined).length, 2)
    })
  }

  it("of another host is over when it has not been renewed for a minute", async () => {
    const root = folder()
    const store = new DirectoryStore(root)
    store.tryClaim(key)!.release()
    const path = join(root, "f", `${name}.entry.lock`)
    writeFileSync(path, JSON.stringify({ host: `not ${hostname()}`, boot: "", pid: 1, thread: "1", started: "1" }))
    let asked = 0
    assert.equal(await store.claim(key, () => ++asked > 3), undefined)
    const before = (Date.now() - 61_000) / 1000
    utimesSync(path, before, before)
    const claim = await store.claim(key, () => false)
    assert.ok(claim !== undefined)
    claim.release()
  })

  it("of a process whose number another one has now is over", async () => {
    const root = folder()
    const store = new DirectoryStore(root)
    const claim = store.tryClaim(key)!
    const path = join(root, "f", `${name}.entry.lock`)
    const owner = JSON.parse(readFileSync(path, "utf8")) as { started: string; thread: string }
    claim.release()
    if (owner.thread === "") return
    writeFileSync(path, JSON.stringify({ ...owner, started: "1" }))
    const next = await store.claim(key, () => false)
    assert.ok(next !== undefined)
    next.release()
  })

  it("that was written half is over after a minute", async () => {
    const root = folder()
    const store = new DirectoryStore(root)
    store.tryClaim(key)!.release()
    const path = join(root, "f", `${name}.entry.lock`)
    writeFileSync(path, "{")
    assert.equal(await store.claim(key, () => true), undefined)
    const before = (Date.now() - 61_000) / 1000
    utimesSync(path, before, before)
    assert.ok((await store.claim(key, () => false)) !== undefined)
  })
})
