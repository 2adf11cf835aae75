import test from "node:test"
import { inspect, isDeepStrictEqual } from "node:util"
import { frameHeaderBytes, messageFrame, readMessage } from "../../src/core/backend/processes/frames.ts"
import { decode, encode } from "../../src/core/wire/index.ts"
import { argument, arrive, assertSame, cross, result } from "./crossing.ts"
import { RandomValues, seeded } from "./random-value.ts"

const rounds = Number(process.env["HEDDLE_FUZZ"] ?? 3000)

test("any value arrives equal in every respect, aliases and cycles too", () => {
  const values = new RandomValues(seeded(1), { plain: false, aliases: true })
  for (let i = 0; i < rounds; i++) {
    const value = values.next()
    for (const options of [argument, result]) {
      const arrived = cross(value, options)
      assertSame(arrived, value)
    }
  }
})

test("values arrive as equal between processes", () => {
  const values = new RandomValues(seeded(5), { plain: false, aliases: true })
  for (let i = 0; i < rounds / 3; i++) {
    const value = values.next()
    const { data, graph } = encode(value, { ...argument, shared: false })
    const posted: unknown = readMessage(messageFrame(data).subarray(frameHeaderBytes))
    assertSame(graph ? decode(posted) : posted, value)
  }
})

test("plain values arrive as structured clone would have them, without a graph", () => {
  const values = new RandomValues(seeded(2), { plain: true, aliases: true })
  for (let i = 0; i < rounds; i++) {
    const value = values.next()
    const encoded = encode(value, argument)
    if (encoded.graph) throw new Error(`a graph for ${inspect(value, { depth: 9 })}`)
    const arrived = arrive(encoded)
    const cloned = structuredClone(value)
    assertSame(arrived, cloned)
    if (isDeepStrictEqual(arrived, value) !== isDeepStrictEqual(cloned, value))
      throw new Error(inspect(value, { depth: 9 }))
  }
})
