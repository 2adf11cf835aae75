import assert from "node:assert/strict"
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { spawnSync } from "node:child_process"
import { after, test } from "node:test"
import {
  inspector,
  leftovers,
  memory,
  nats,
  node,
  optionalPackages,
  processors,
  sharedMemory,
  temporaryFolder,
  webAssembly,
} from "../../src/cli/doctor/checks/index.ts"
import type { Machine } from "../../src/cli/doctor/checks/index.ts"
import { found } from "../../src/cli/doctor/check.ts"
import type { Finding } from "../../src/cli/doctor/check.ts"
import { parseOptions } from "../../src/cli/doctor/options.ts"
import { line, verdict } from "../../src/cli/doctor/print.ts"
import { ownIdentity } from "../../src/core/leftovers/index.ts"
import { heddle } from "./heddle-process.ts"

const folder = mkdtempSync(join(tmpdir(), "heddle-doctor-test-"))
after(() => rmSync(folder, { recursive: true }))
let machines = 0

/** A machine whose /sys and /proc have these files. */
function machine(files: Record<string, string> = {}, own: Partial<Machine> = {}): Machine {
  const root = join(folder, String(++machines))
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return { root, processors: 8, available: 8, load: 0.5, memory: 16e9, free: 8e9, heap: 4e9, ...own }
}

const said = ({ status, text }: Finding): string => `${status}: ${text}`

test("Node below 24 works with less", () => {
  assert.equal(node("26.1.0").status, "ok")
  assert.match(said(node("22.18.0")), /^warn: 22\.18\.0 .*no vectors of 256 bits/)
})

test("processors are those of the machine, less affinity and the container's limit, old and new", () => {
  assert.equal(said(processors(machine())), "ok: 8 of 8")
  assert.equal(said(processors(machine({}, { available: 4 }))), "ok: 4 of 8 (affinity: 4)")
  assert.equal(
    said(processors(machine({ "sys/fs/cgroup/cpu.max": "200000 100000\n" }))),
    "ok: 2 of 8 (the container's limit: 2)",
  )
  assert.equal(said(processors(machine({ "sys/fs/cgroup/cpu.max": "max 100000\n" }))), "ok: 8 of 8")
  const old = { "sys/fs/cgroup/cpu/cpu.cfs_quota_us": "300000", "sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000" }
  assert.equal(said(processors(machine(old))), "ok: 3 of 8 (the container's limit: 3)")
  const half = processors(machine({ "sys/fs/cgroup/cpu.max": "150000 100000" }))
  assert.equal(said(half), "warn: 2 of 8 (the container's limit: 1.5): the last worker is throttled")
  assert.equal(half.fix, "set the container's limit to a whole number")
  assert.match(said(processors(machine({}, { load: 20 }))), /^warn: .*other programs keep them busy: load 20\.0/)
  assert.match(processors(machine({}, { available: 1 })).fix!, /give the program more processors/)
})

test("memory is the machine's or the container's, whichever is less", () => {
  assert.match(said(memory(machine())), /^ok: 15G, 7\.5G of it free; heap of a thread up to 3\.7G/)
  assert.match(
    said(memory(machine({ "proc/meminfo": "MemFree: 1 kB\nMemAvailable:    1048576 kB\n" }))),
    /^warn: 15G, 1\.0G of it free/,
  )
  const inside = { "sys/fs/cgroup/memory.max": "8589934592", "sys/fs/cgroup/memory.current": "1073741824" }
  assert.match(said(memory(machine(inside))), /^ok: 8\.0G \(the container's limit\), 7\.0G of it free/)
  const small = memory(machine({ ...inside, "sys/fs/cgroup/memory.max": "2147483648" }))
  assert.deepEqual(
    [small.status, small.fix],
    ["warn", "node --max-old-space-size=1536: the heap may grow beyond the limit"],
  )
  assert.match(said(memory(machine({ "sys/fs/cgroup/memory.max": "max" }))), /^ok: 15G, /)
})

test("without SharedArrayBuffer nothing is shared", () => {
  assert.equal(sharedMemory(machine(), false).status, "fail")
  assert.match(said(sharedMemory(machine())), /SharedArrayBuffer/)
})

test("an inspector that is denied leaves functions without what they capture", () => {
  assert.equal(inspector().status, "ok")
  const denied = inspector(() => {
    throw new Error("Access to this API has been restricted")
  })
  assert.match(said(denied), /^warn: the inspector is denied \(Access/)
  assert.match(denied.fix!, /--import heddle\/register/)
})

test("WebAssembly without SIMD fails, without memory64 it does not", () => {
  assert.match(said(webAssembly()), /^ok: SIMD, threads/)
  assert.equal(webAssembly(() => false).status, "fail")
  assert.match(said(webAssembly((bytes) => bytes.length > 16)), /^ok: SIMD, threads, relaxed SIMD; not memory64$/)
})

test("a folder that cannot be written to fails, with what to set", () => {
  assert.match(said(temporaryFolder(folder)), /^(ok|warn): .* free$/)
  const missing = temporaryFolder(join(folder, "none"))
  assert.match(said(missing), /^fail: .*none cannot be written to: ENOENT/)
  assert.match(missing.fix!, /TMPDIR/)
})

test("what killed programs left is removed, and nothing of those that live", () => {
  const own = mkdtempSync(join(folder, "leftovers-"))
  const { pid } = spawnSync(process.execPath, ["--version"])
  const mine = `heddle-array-${ownIdentity()}-1.npy`
  writeFileSync(join(own, mine), "mine")
  assert.equal(said(leftovers(own, () => [])), "ok: none")
  assert.equal(said(leftovers(own, () => ["a", "b"])), "ok: 2 leftovers of killed programs removed")
  writeFileSync(join(own, `heddle-array-${pid}-1-1.npy`), "x")
  mkdirSync(join(own, `heddle-frame-${pid}-1-x`))
  assert.equal(said(leftovers(own, () => [])), "ok: 2 leftovers of killed programs removed")
  assert.deepEqual(readdirSync(own), [mine])
})

test("packages that are not there are named with their use; one that cannot be loaded is a warning", async () => {
  const missing = (name: string): never => {
    throw Object.assign(new Error(`Cannot find package '${name}'`), { code: "ERR_MODULE_NOT_FOUND" })
  }
  assert.match(said(await optionalPackages(missing)), /^ok: none of those that may be there; not installed: koffi \(/)
  const broken = (name: string): unknown => {
    if (name !== "@duckdb/node-api") return {}
    throw Object.assign(new Error("Cannot find module '@duckdb/node-bindings-linux-x64/duckdb.node'"), {
      code: "MODULE_NOT_FOUND",
    })
  }
  const finding = await optionalPackages(broken)
  assert.match(
    said(finding),
    /^warn: @duckdb\/node-api is installed and cannot be loaded: Cannot find module '@duckdb\/node-bindings/,
  )
  assert.equal(finding.fix, "npm install @duckdb/node-api, on this machine")
})

test("a NATS server is known by its greeting; another server, and none, are told apart", async () => {
  const listening = async (greeting: string): Promise<[string, () => void]> => {
    const server = createServer((socket) => socket.end(greeting))
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve))
    return [`nats://127.0.0.1:${(server.address() as AddressInfo).port}`, () => server.close()]
  }
  const [url, close] = await listening('INFO {"version":"2.12.1","jetstream":true}\r\n')
  assert.match(said(await nats(url)), /^ok: 127\.0\.0\.1:\d+, version 2\.12\.1, with JetStream$/)
  close()
  assert.match(said(await nats(url)), /^fail: .* cannot be reached: /)
  const [other, closeOther] = await listening("220 mail.example\r\n")
  assert.match(said(await nats(other)), /^warn: .* is no NATS server$/)
  closeOther()
})

test("what a check throws is what it found", async () => {
  const finding = await found("folder", () => {
    throw new RangeError("too deep\nmore")
  })
  assert.deepEqual(finding, {
    name: "folder",
    status: "fail",
    text: "RangeError: too deep",
    fix: "this is not expected: please report it",
  })
})

test("a line has the mark, the name, what was found, and below what to do", () => {
  const findings: Finding[] = [
    { name: "node", status: "ok", text: "26" },
    { name: "memory", status: "warn", text: "little", fix: "buy some" },
  ]
  const plain = Object.assign(Object.create(process.stdout) as NodeJS.WriteStream, { isTTY: false })
  assert.equal(line(findings[1]!, plain), "warn  memory            little\n                        fix: buy some\n")
  assert.deepEqual(
    [verdict(findings), verdict(findings.slice(0, 1)), verdict([{ ...findings[0]!, status: "fail" }])],
    ["all works; 1 thing could be better", "all is well", "1 of 1 checks failed"],
  )
})

test("--nats takes a URL, NATS_URL, or the usual one", () => {
  const read = (args: string[], env = {}) => {
    const options = parseOptions(args, env)
    return options === "help" ? options : options.nats
  }
  assert.equal(read([]), undefined)
  assert.equal(read([], { NATS_URL: "nats://a:1" }), "nats://a:1")
  assert.equal(read(["--nats"]), "nats://127.0.0.1:4222")
  assert.equal(read(["--nats", "--json"], { NATS_URL: "nats://a:1" }), "nats://a:1")
  assert.equal(read(["--nats", "b:2"]), "b:2")
  assert.throws(() => read(["--nats", "nats://:::"]), /`--nats` must be a URL/)
  assert.throws(() => read(["now"]), /without arguments/)
  assert.throws(() => read(["--jso"]), /did you mean `--json`/)
})

test("on this machine a pool of threads and one of processes give results, as JSON", async () => {
  const { code, stdout, stderr } = await heddle(folder, ["doctor", "--json"])
  const findings = JSON.parse(stdout) as Finding[]
  assert.deepEqual([code, stderr], [0, ""])
  for (const name of ["threads", "processes"]) {
    assert.match(findings.find((one) => one.name === name)!.text, /a worker .* result/)
  }
})
