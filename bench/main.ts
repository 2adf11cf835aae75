import { parseArgs } from "node:util"
import { arrayTables } from "./array/tables.ts"
import { clusterTables } from "./cluster/tables.ts"
import { dispatchTables } from "./dispatch/tables.ts"
import { onEveryNode } from "./every-node.ts"
import { frameTables } from "./frame/tables.ts"
import { kernelTables } from "./kernels/tables.ts"
import { monitorTables } from "./monitor/tables.ts"
import { watchOtherPrograms } from "./other-programs.ts"
import { saverTo } from "./page.ts"
import { machine, markdown, save, short } from "./report.ts"
import type { Table } from "./report.ts"
import { remoteTables } from "./remote/tables.ts"
import { isSmall } from "./small.ts"

/** Each is loaded when it is asked for: not every Node that runs the dispatch tables can parse the others. */
const tables: Readonly<Record<string, () => Promise<Table>>> = {
  cpu: async () => (await import("./cpu.ts")).cpuTable(),
  map: async () => (await import("./map.ts")).mapTable(),
  submit: async () => (await import("./submit.ts")).submitTable(),
  executors: async () => (await import("./executors.ts")).executorsTable(),
  parallel: async () => (await import("./parallel.ts")).parallelTable(),
  recovery: async () => (await import("./recovery.ts")).recoveryTable(),
  capture: async () => (await import("./capture.ts")).captureTable(),
  cache: async () => (await import("./cache.ts")).cacheTable(),
  profile: async () => (await import("./monitor/profile.ts")).profileTable(),
  memory: async () => (await import("./memory.ts")).memoryTable(),
  sharing: async () => (await import("./sharing.ts")).sharingTable(),
  startup: async () => (await import("./startup.ts")).startupTable(),
  seeds: async () => (await import("./seeds.ts")).seedsTable(),
}

type Makers = Readonly<Record<string, () => Promise<Table>>>
type Group = Readonly<Record<string, { make: () => Promise<Table>; keep: (table: Table, on: string) => void }>>

/** Tables whose names begin with the group's, and that are kept on its page. */
function paged(group: string, name: string, file: string, made: Makers): Group {
  const keep = saverTo({ file, name, order: Object.keys(made) })
  return Object.fromEntries(Object.entries(made).map(([one, make]) => [`${group}/${one}`, { make, keep }]))
}

const rest: Group = Object.fromEntries(Object.entries(tables).map(([name, make]) => [name, { make, keep: save }]))
const dispatch = paged("dispatch", "Dispatch", "README.md", dispatchTables)
const kernels = paged("kernels", "Kernels", "kernels/README.md", kernelTables)
const remote = paged("remote", "Remote", "remote/README.md", remoteTables)
const array = paged("array", "Array", "array/README.md", arrayTables)
const monitor = paged("monitor", "Monitor", "monitor/README.md", monitorTables)
const frame = paged("frame", "Frame", "frame/README.md", frameTables)
const cluster = paged("cluster", "Cluster", "cluster/README.md", clusterTables)
const groups: Readonly<Record<string, Group>> = { all: rest, cluster, dispatch, kernels, remote, array, frame, monitor }
const known: Group = { ...rest, ...cluster, ...dispatch, ...kernels, ...remote, ...array, ...frame, ...monitor }

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
    if (values.save === true && !isSmall) keep(table, on)
  }
}
