import assert from "node:assert/strict"
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { range } from "heddle"
import { turn } from "../contract/gates.ts"
import type { Case } from "./executors.ts"

/** A full collection, in whichever thread or process it is called. */
export function collect(): void {
  setFlagsFromString("--expose-gc")
  ;(runInNewContext("gc") as () => void)()
}

/** Resolves when nothing holds them; rejects if something still does after many collections. */
export async function letGo(refs: readonly WeakRef<object>[]): Promise<void> {
  for (let i = 0; i < 50 && refs.some((ref) => ref.deref() !== undefined); i++) {
    await turn()
    collect()
  }
  assert.equal(refs.filter((ref) => ref.deref() !== undefined).length, 0, "they are held")
}

/** A task that remembers, in its worker, what it was given. */
function remember(argument: object): number {
  const memory = globalThis as { heddleSeen?: WeakRef<object>[] }
  memory.heddleSeen ??= []
  memory.heddleSeen.push(new WeakRef(argument))
  return memory.heddleSeen.length
}

async function forgotten(): Promise<number> {
  await letGo((globalThis as { heddleSeen?: WeakRef<object>[] }).heddleSeen!)
  return 0
}

/** Makes a megabyte that refers to itself. */
function ring(): void {
  const memory = globalThis as { heddleRings?: WeakRef<object>[] }
  memory.heddleRings ??= []
  const self: { data: Uint8Array; self?: object } = { data: new Uint8Array(1e6).fill(1) }
  self.self = self
  memory.heddleRings.push(new WeakRef(self))
}

function rings(): number {
  return (globalThis as { heddleRings?: WeakRef<object>[] }).heddleRings!.filter((ref) => ref.deref()).length
}

/** What nobody needs any more is not held. */
export const references: readonly Case[] = [
  [
    "a map lets go of its arguments and results",
    async ({ executor }) => {
      const refs: WeakRef<object>[] = []
      const run = async (): Promise<void> => {
        const inputs = [...range(10)].map((x) => ({ x }))
        const outputs = await executor.pool.map((x: object) => x, inputs)
        for (const value of [...inputs, ...outputs]) refs.push(new WeakRef(value))
      }
      await run()
      await letGo(refs)
    },
  ],
  [
    "a worker lets go of the arguments of a task that ran",
    async ({ open }) => {
      const executor = open({ maxWorkers: 1 })
      assert.equal(await executor.submit(remember, { some: "object" }), 1)
      assert.deepEqual(await executor.map(remember, [{}, {}]), [2, 3])
      assert.equal(await executor.submit(forgotten), 0)
    },
  ],
  [
    "rings of objects do not pile up in a worker",
    async ({ open }) => {
      const executor = open({ maxWorkers: 1 })
      // One by one: a weak reference is strong until the turn that made it ends.
      for (let i = 0; i < 300; i++) await executor.submit(ring)
      const left = await executor.submit(rings)
      assert.ok(left < 150, `${left} of 300 are left`)
    },
  ],
  [
    "a function that captures nothing does not hold the scope that it was written in",
    async ({ executor }) => {
      const refs: WeakRef<object>[] = []
      const submit = async (): Promise<number> => {
        const around = { some: "object" }
        refs.push(new WeakRef(around))
        const used = (): object => around
        return await executor.submit((x: number) => x + 1, Object.keys(used()).length)
      }
      assert.deepEqual([await submit(), await submit()], [2, 2])
      await letGo(refs)
    },
  ],
]
