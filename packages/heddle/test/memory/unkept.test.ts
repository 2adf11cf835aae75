import assert from "node:assert/strict"
import { generateKeySync } from "node:crypto"
import { describe, it } from "node:test"
import { InMemoryStore, Memory } from "../../src/memory/index.ts"

class Point {
  x = 1
}

describe("a result that cannot be kept", () => {
  it("is said to be so, and why, and what to return instead", async () => {
    const make: Readonly<Record<string, () => unknown>> = {
      "the result cannot be kept on disk: it is a function, return data, and make": () => (x: number) => x,
      "result.run cannot be kept on disk: it is the function parseInt, return data": () => ({ run: parseInt }),
      "the result cannot be kept on disk: it is the class Point, return data": () => Point,
      "the result cannot be kept on disk: it is a running generator, return an array": () => (function* () {})(),
      "the result cannot be kept on disk: it is an iterator that is under way, return an array": () => [1].values(),
      "result.later cannot be kept on disk: it is a Promise, await it": () => ({ later: Promise.resolve() }),
      "the result cannot be kept on disk: it is an AbortSignal, return data, and open it": () => AbortSignal.abort(),
      "result[0] cannot be kept on disk: it is a Timeout, return data, and open it": () => [
        setTimeout(() => {}).unref(),
      ],
      "the result cannot be kept on disk: it is a WeakMap, return a Map": () => new WeakMap(),
      "the result cannot be kept on disk: it is a Proxy, return the plain": () => new Proxy({}, {}),
      "the result cannot be kept on disk: it is a MessagePort, return data": () => new MessageChannel().port1,
      "the result cannot be kept on disk: it is a key, export it": () => generateKeySync("aes", { length: 128 }),
    }
    const memory = new Memory(new InMemoryStore())
    const give = memory.cache(async (what: string) => make[what]!(), { ignore: ["make"] })
    const told: string[] = []
    memory.on("unkept", ({ error }) => {
      assert.equal(error.name, "UnsendableError")
      told.push(error.message.replace("\n  hint: ", ", "))
    })
    for (const what of Object.keys(make)) await give(what).then(() => undefined)
    assert.deepEqual(
      told.map((text, i) => text.slice(0, Object.keys(make)[i]!.length)),
      Object.keys(make),
    )
    for (const text of told) assert.doesNotMatch(text, /worker|thread|imap|currentTask|send/)
  })

  it("is one of a function in a file, where the function has no name", async (t) => {
    const warned = t.mock.method(process, "emitWarning", () => {})
    const memory = new Memory(new InMemoryStore())
    await memory.cache(() => (x: number) => x)()
    const [text] = warned.mock.calls[0]!.arguments as unknown as [string]
    assert.match(text, /^a result of a function in \S+unkept\.test\.ts is not kept: the result cannot be kept on disk/)
  })
})
