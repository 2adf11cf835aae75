import { Manager, Process, SharedArray, Value } from "heddle/multiprocessing"
import type { ListProxy } from "heddle/multiprocessing"
import assert from "node:assert/strict"
import test from "node:test"
import { elsewhere } from "./elsewhere.ts"

test("a dictionary has the methods of a Map, and Python's", async () => {
  using manager = Manager()
  const dict = manager.dict<string, number>({ a: 1, b: 2 })
  await dict.set("c", 3)
  assert.deepEqual(await dict.items(), [
    ["a", 1],
    ["b", 2],
    ["c", 3],
  ])
  assert.deepEqual([await dict.get("a"), await dict.get("z"), await dict.get("z", 9)], [1, undefined, 9])
  assert.deepEqual([await dict.has("a"), await dict.has("z"), await dict.size()], [true, false, 3])
  assert.deepEqual([await dict.pop("a"), await dict.pop("a"), await dict.pop("a", 0)], [1, undefined, 0])
  assert.deepEqual([await dict.setDefault("b", 7), await dict.setDefault("d", 7)], [2, 7])
  assert.deepEqual([await dict.delete("d"), await dict.delete("d")], [true, false])
  assert.deepEqual(
    [await dict.keys(), await dict.values()],
    [
      ["b", "c"],
      [2, 3],
    ],
  )
  await dict.assign({ e: 5 })
  assert.deepEqual(await dict.popItem(), ["e", 5])
  assert.deepEqual(
    await dict.copy(),
    new Map([
      ["b", 2],
      ["c", 3],
    ]),
  )
  assert.deepEqual(await Array.fromAsync(dict), [
    ["b", 2],
    ["c", 3],
  ])
  await dict.clear()
  assert.deepEqual([await dict.size(), await dict.popItem()], [0, undefined])
})

test("keys that hold the same are the same, and keys of different types are not", async () => {
  using manager = Manager()
  const dict = manager.dict<unknown, string>()
  await dict.set([1, 2], "pair")
  await dict.set("1", "text")
  await dict.set(1, "number")
  await dict.set(undefined, "nothing")
  assert.equal(await dict.get([1, 2]), "pair")
  assert.deepEqual([await dict.get("1"), await dict.get(1), await dict.get(undefined)], ["text", "number", "nothing"])
  assert.equal(await dict.size(), 4)
})

test("a list has Python's methods", async () => {
  using manager = Manager()
  const list = manager.list([3, 1, 2])
  assert.equal(await list.append(1), 4)
  assert.equal(await list.push(5, 6), 6)
  await list.insert(0, 9)
  assert.deepEqual(await list.toArray(), [9, 3, 1, 2, 1, 5, 6])
  assert.deepEqual([await list.get(0), await list.get(-1), await list.get(20)], [9, 6, undefined])
  await list.set(-1, 7)
  await assert.rejects(list.set(7, 0), { code: "HEDDLE_OPTION" })
  assert.deepEqual([await list.indexOf(1), await list.count(1), await list.includes(4)], [2, 2, false])
  assert.deepEqual([await list.remove(1), await list.remove(4)], [true, false])
  assert.deepEqual([await list.pop(), await list.pop(0)], [7, 9])
  // oxlint-disable-next-line unicorn/no-array-sort -- not an array
  await list.sort((a, b) => a - b)
  assert.deepEqual(await list.slice(1), [2, 3, 5])
  // oxlint-disable-next-line unicorn/no-array-reverse -- not an array
  await list.reverse()
  assert.deepEqual(await Array.fromAsync(list), [5, 3, 2, 1])
  await list.clear()
  assert.deepEqual([await list.length(), await list.pop()], [0, undefined])
})

test("a set has each item once", async () => {
  using manager = Manager()
  const set = manager.set(["a", [1]])
  await set.add("a", [1], "b")
  assert.deepEqual([await set.size(), await set.has([1]), await set.has("c")], [3, true, false])
  assert.deepEqual([await set.delete("a"), await set.discard("a")], [true, false])
  assert.deepEqual(await set.copy(), new Set([[1], "b"]))
  assert.deepEqual(await set.pop(), [1])
  await set.clear()
  assert.deepEqual(await set.values(), [])
})

test("a namespace has values by name", async () => {
  using manager = Manager()
  const ns = manager.Namespace({ x: 1, text: "a" })
  await ns.set("x", 2)
  assert.equal(await ns.update("text", (text) => `${text}b`), "ab")
  assert.deepEqual(await ns.toObject(), { x: 2, text: "ab" })
  assert.equal(await ns.delete("x"), true)
})

test("what is got is a copy: changing it changes nothing, update does", async () => {
  using manager = Manager()
  const dict = manager.dict({ list: [1] })
  ;(await dict.get("list"))!.push(2)
  assert.deepEqual(await dict.get("list"), [1])
  await dict.update("list", (list = []) => [...list, 2])
  assert.deepEqual(await dict.get("list"), [1, 2])
})

test("shared objects in containers are not copied", async () => {
  using manager = Manager()
  const inner = manager.list([1])
  const outer = manager.dict({ inner })
  await (await outer.get("inner"))!.append(2)
  assert.deepEqual(await inner.toArray(), [1, 2])
  assert.equal(await outer.get("inner"), inner)
})

test("an update that throws changes nothing, and others go on", async () => {
  using manager = Manager()
  const dict = manager.dict({ n: 1 })
  const failing = dict.update("n", () => {
    throw new RangeError("no")
  })
  const after = dict.update("n", (n = 0) => n + 1)
  await assert.rejects(failing, { name: "RangeError" })
  assert.equal(await after, 2)
  await assert.rejects(
    dict.update("n", () => ({ promise: Promise.resolve() }) as never),
    { code: "HEDDLE_UNSENDABLE" },
  )
  assert.equal(await dict.get("n"), 2)
})

test("an update inside an update of the same object is an error, not a deadlock", async () => {
  using manager = Manager()
  const dict = manager.dict({ n: 1 })
  await assert.rejects(
    dict.update("n", async () => (await dict.get("m"))!),
    { code: "HEDDLE_ERROR", message: /inside an update of itself/ },
  )
  assert.equal(await dict.get("n"), 1)
})

test("steps wait for an update that is under way", async () => {
  using manager = Manager()
  const dict = manager.dict({ n: 1 })
  const { promise, resolve } = Promise.withResolvers<number>()
  const updated = dict.update("n", () => promise)
  const read = dict.get("n")
  resolve(5)
  assert.deepEqual([await updated, await read], [5, 5])
})

test("a value and an array hold what their type can hold, and start at zero", async () => {
  const [int, big, float] = [new Value("i"), new Value("q", 2n ** 40n), new Value("d", 1.5)]
  assert.deepEqual([await int.get(), await big.get(), await float.get()], [0, 2n ** 40n, 1.5])
  await assert.rejects(int.set(2 ** 31), { code: "HEDDLE_OPTION", message: /fits into Int32/ })
  await assert.rejects(int.set(1.5), { code: "HEDDLE_OPTION" })
  await assert.rejects(int.set(1n as never), { code: "HEDDLE_OPTION" })
  assert.equal(await int.add(3), 3)
  assert.throws(() => new Value("x" as "i"), { code: "HEDDLE_OPTION" })
  const array = new SharedArray("int16", [1, 2, 3])
  await assert.rejects(array.assign([4, 5, 70_000]), { code: "HEDDLE_OPTION" })
  await assert.rejects(array.assign([1, 2], 2), { code: "HEDDLE_OPTION" })
  await assert.rejects(array.get(3), { code: "HEDDLE_OPTION" })
  assert.deepEqual(await array.slice(), new Int16Array([1, 2, 3]))
  await array.assign([8, 9], 1)
  assert.deepEqual([await array.get(-1), await array.length(), await array.update(0, (n) => n + 1)], [9, 3, 2])
  assert.equal(await new SharedArray("d", 5).length(), 5)
})

test("a value's lock goes with it", async () => {
  const value = new Value("i", 1)
  {
    await using held = await value.getLock().hold()
    assert.equal(held.poisoned, false)
    await value.set((await value.get()) + 1)
  }
  assert.equal(await value.get(), 2)
})

test("after the manager was shut down its objects are gone for others", async () => {
  const manager = Manager()
  const list = manager.list([1])
  const child = new Process(async (list: ListProxy<number>) => {
    await list.append(2)
    const end = Promise.withResolvers<void>()
    const fails = async (): Promise<void> => {
      for (;;) await list.length()
    }
    fails().catch((error: Error & { code: string }) => {
      if (error.code === "HEDDLE_OWNER_GONE") end.resolve()
    })
    await end.promise
  }, list)
  child.start()
  while ((await list.length()) < 2) await new Promise((resolve) => setImmediate(resolve))
  manager.shutdown()
  await child.join()
  assert.equal(child.exitCode, 0)
  assert.throws(() => manager.list(), { code: "HEDDLE_POOL_CLOSED" })
})

elsewhere("containers", (open) => {
  test("updates of many are steps that nothing comes between", async () => {
    await using pool = open()
    await using manager = new Manager()
    const [value, array, dict, list] = [
      new Value("i"),
      new SharedArray("i", 2),
      manager.dict({ n: 0 }),
      manager.list([0]),
    ]
    const count = async (i: number): Promise<void> => {
      for (let k = 0; k < 25; k++) {
        await value.update((n) => n + 1)
        await array.update(i, (n) => n + 1)
        await dict.update("n", (n = 0) => n + 1)
        await list.update(0, (n) => n + 1)
      }
    }
    await pool.map(count, [0, 1])
    assert.deepEqual(
      [await value.get(), [...(await array.slice())], await dict.get("n"), await list.get(0)],
      [50, [25, 25], 50, 50],
    )
  })

  test("an update whose worker dies has changed nothing", async () => {
    await using pool = open()
    await using manager = new Manager()
    const dict = manager.dict({ n: 1 })
    const dies = pool.submit(() => dict.update("n", () => process.exit(1)))
    await assert.rejects(dies, { code: "HEDDLE_WORKER_DIED" })
    assert.equal(await dict.update("n", (n = 0) => n + 1), 2)
  })

  test("what a worker puts into a container stays when the worker forgets it", async () => {
    await using pool = open()
    await using manager = new Manager()
    const dict = manager.dict<string, ListProxy<number>>()
    await dict.set("list", manager.list([1]))
    await pool.submit(async () => void (await (await dict.get("list"))!.append(2)))
    assert.deepEqual(await (await dict.get("list"))!.toArray(), [1, 2])
  })
})
