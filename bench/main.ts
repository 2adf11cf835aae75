import { parseArgs } from "node:util"
import { saveToPage } from "./dispatch/page.ts"
import { dispatchTables } from "./dispatch/tables.ts"
import { onEveryNode } from "./every-node.ts"
import { watchOtherPrograms } from "./other-programs.ts"
import { machine, markdown, save, short } from "./report.ts"
import type { Table } from "./report.ts"

/** Each is loaded when it is asked for: not every Node that runs the dispatch tables can parse the others. */
const tables: Readonly<Record<string, () => Promise<Table>>> = {
  cpu: async () => (await import("./cpu.ts")).cpuTable(),
  map: async () => (await import("./map.ts")).mapTable(),
  submit: async () => (await import("./submit.ts")).submitTable(),
  executors: async () => (await import("./executors.ts")).executorsTable(),
  parallel: async () => (await import("./parallel.ts")).parallelTable(),
  recovery: async () => (await import("./recovery.ts")).recoveryTable(),
  capture: async () => (await import("./capture.ts")).captureTable(),
  memory: async () => (await import("./memory.ts")).memoryTable(),
  sharing: async () => (await import("./sharing.ts")).sharingTable(),
  startup: async () => (await import("./startup.ts")).startupTable(),
  seeds: async () => (await import("./seeds.ts")).seedsTable(),
}

const dispatch = Object.fromEntries(
  Object.entries(dispatchTables).map(([name, make]) => [`dispatch/${name}`, { make, keep: saveToPage }]),
)
const rest = Object.fromEntries(Object.entries(tables).map(([name, make]) => [name, { make, keep: save }]))
const groups: Readonly<Record<string, typeof rest>> = { all: rest, dispatch }
const known = { ...rest, ...dispatch }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { save: { type: "boolean" }, nodes: { type: "boolean" } },
})
const names = positionals.flatMap((name) => Object.keys(groups[name] ?? { [name]: true }))
if (names.length === 0 || names.some((name) => !Object.hasOwn(known, name))) {
  console.error(`npm run bench -- ${[...Object.keys(known), ...Object.keys(groups)].join("|")} [--save] [--nodes]`)
  process.exit(2)
}
if (values.nodes === true) {
  process.exitCode = await onEveryNode(process.argv.slice(1).filter((argument) => argument !== "--nodes"))
} else {
  for (const name of names) {
    const { make, keep } = known[name]!
    const others = watchOtherPrograms()
    const made = await make()
    const share = others()
    const note = `other programs took ${short(100 * share)} % of the processors meanwhile: absolute times are not to be trusted`
    const table = share > 0.03 ? { ...made, notes: [...made.notes, note] } : made
    const on = machine()
    console.log(`\n${markdown(table)}\n${on}`)
    if (values.save === true) keep(table, on)
  }
}
