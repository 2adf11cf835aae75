// `node claimer.ts <folder> <rounds>`: takes a claim that others want too, and says in a file when it has it.
import { appendFileSync } from "node:fs"
import { join } from "node:path"
import { DirectoryStore } from "../../../src/memory/store/index.ts"

const [, , folder = "", rounds = "1"] = process.argv
const store = new DirectoryStore(join(folder, "cache"))
const log = join(folder, "log")
for (let round = 0; round < Number(rounds); round++) {
  const claim = (await store.claim(`f/${"a".repeat(26)}.${"b".repeat(26)}`, () => false))!
  appendFileSync(log, `begin ${process.pid}\n`)
  process.stdout.write(`${round}\n`)
  appendFileSync(log, `end ${process.pid}\n`)
  claim.release()
}
