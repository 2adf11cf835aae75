/*
 * What one small result costs on its way: the byte codec (write and read), structuredClone, and v8.serialize with
 * v8.deserialize; and what a snapshot of an argument costs. Contestants take turns in one run; the median of the
 * rounds counts.
 *
 *   node -C @heddle/source bench/wire-bytes.ts
 */
import { availableParallelism, cpus } from "node:os"
import { deserialize, serialize } from "node:v8"
import { ByteReader, ByteWriter, encode } from "../packages/heddle/src/core/wire/index.ts"

const rounds = 41
const perRound = 2000

const bytes = Buffer.from(new SharedArrayBuffer(1 << 20))
const writer = new ByteWriter(bytes)
const reader = new ByteReader(bytes)
const options = { role: "argument", label: "args[0]", shared: true, functions: true } as const

const inputs: Record<string, (i: number) => unknown> = {
  integer: (i) => i,
  float: (i) => i + 0.5,
  "string of 8": (i) => `row ${1000 + i}`,
  "string of 200": (i) => `${i}`.padEnd(200, "x"),
  "[i, i + 1, i + 2]": (i) => [i, i + 1, i + 2],
  "64 floats": (i) => Array.from({ length: 64 }, (_, j) => i + j / 3),
  "{ id, name, x, ok }": (i) => ({ id: i, name: `n${i}`, x: i / 3, ok: true }),
  "3 nested objects": (i) => ({ id: i, at: { x: i, y: -i }, tags: ["a", "b"] }),
  "Map of 3": (i) => new Map([1, 2, 3].map((key) => [key, i])),
  "Float64Array(32)": (i) => new Float64Array(32).fill(i),
  "100 rows": (i) => Array.from({ length: 100 }, (_, j) => ({ id: i + j, name: `n${j}` })),
}

const contestants: Record<string, (value: unknown) => unknown> = {
  bytes(value) {
    if (writer.write(value, 0, bytes.length) < 0) throw new Error("it was refused")
    return reader.read(0)
  },
  structuredClone: (value) => structuredClone(value),
  v8: (value) => deserialize(serialize(value)),
  snapshot: (value) => encode(value, options).data,
}

function measure(values: readonly unknown[]): Record<string, number> {
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contestants)) {
      const start = performance.now()
      for (const value of values) run(value)
      times[name]!.push(((performance.now() - start) * 1e6) / values.length)
    }
  }
  return Object.fromEntries(Object.entries(times).map(([name, list]) => [name, median(list)]))
}

function median(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[list.length >> 1]!
}

console.log(`Node ${process.version}, ${cpus()[0]?.model ?? "unknown"}, ${availableParallelism()} cores`)
console.log(`ns a value, median of ${rounds} interleaved rounds; ratios above 1: the byte codec is faster`)
const header = ["bytes", "structuredClone", "v8", "snapshot", "clone/bytes", "v8/bytes"]
console.log("".padEnd(22) + header.map((name) => name.padStart(16)).join(""))
for (const [name, make] of Object.entries(inputs)) {
  const t = measure(Array.from({ length: perRound / (name === "100 rows" ? 40 : 1) }, (_, i) => make(i)))
  const row = [t["bytes"]!, t["structuredClone"]!, t["v8"]!, t["snapshot"]!].map((ns) => ns.toFixed(0))
  row.push((t["structuredClone"]! / t["bytes"]!).toFixed(1), (t["v8"]! / t["bytes"]!).toFixed(1))
  console.log(name.padEnd(22) + row.map((cell) => cell.padStart(16)).join(""))
}
