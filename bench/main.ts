import { parseArgs } from "node:util"
import { captureTable } from "./capture.ts"
import { cpuTable } from "./cpu.ts"
import { executorsTable } from "./executors.ts"
import { mapTable } from "./map.ts"
import { memoryTable } from "./memory.ts"
import { parallelTable } from "./parallel.ts"
import { recoveryTable } from "./recovery.ts"
import { machine, markdown, save } from "./report.ts"
import type { Table } from "./report.ts"
import { seedsTable } from "./seeds.ts"
import { startupTable } from "./startup.ts"
import { submitTable } from "./submit.ts"

const tables: Readonly<Record<string, () => Promise<Table>>> = {
  cpu: cpuTable,
  map: mapTable,
  submit: submitTable,
  executors: executorsTable,
  parallel: parallelTable,
  recovery: recoveryTable,
  capture: captureTable,
  memory: memoryTable,
  startup: startupTable,
  seeds: seedsTable,
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { save: { type: "boolean" } } })
const names = positionals.includes("all") ? Object.keys(tables) : positionals
if (names.length === 0 || names.some((name) => !Object.hasOwn(tables, name))) {
  console.error(`npm run bench -- ${Object.keys(tables).join("|")}|all [--save]`)
  process.exit(2)
}
for (const name of names) {
  const on = machine()
  const table = await tables[name]!()
  console.log(`\n${markdown(table)}\n${on}`)
  if (values.save === true) save(table, on)
}
