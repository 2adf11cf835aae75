import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { encodeItem, freeze, onHint } from "../../src/core/closure/index.ts"
import { Moment } from "../../src/core/wire/index.ts"

/** What is said while `run` runs. */
function said(run: () => void): string[] {
  const messages: string[] = []
  const stop = onHint(({ kind, at, variables, message }) => {
    assert.equal(kind, "size")
    assert.match(at.url, /hints-on-size\.test\.ts$/)
    messages.push(`${variables.join()}: ${message}`)
  })
  run()
  stop()
  return messages
}

function give(fn: Function, args: readonly unknown[], hints: string[], shared: boolean = true): void {
  const hint = ({ message }: { readonly message: string }): void => void hints.push(message)
  const frozen = freeze(fn, { shared })
  encodeItem(args, frozen, { shared, spread: true, moment: new Moment(), hint })
}

const megabytes = (n: number): Float64Array<ArrayBuffer> => new Float64Array(n * 125_000)

describe("a hint on a captured array", () => {
  it("is not given where it is shared, or is shared memory", () => {
    const table = megabytes(16)
    const shared = new Float64Array(new SharedArrayBuffer(16_000_000))
    const f = (i: number): number => (shared[i] = table[i]!)
    const messages = said(() => [freeze(f), freeze(f)])
    assert.deepEqual(messages, [])
  })

  it("says once for a place what was copied, what it cost, why, and what to do", () => {
    const table = megabytes(16)
    const f = (i: number): number => {
      return (table[i] = 1)
    }
    const messages = said(() => [freeze(f), freeze(f), freeze(f)])
    assert.equal(messages.length, 1)
    const line = String.raw`captured .table. at file:.*:\d+ was copied once, 16 MB in \d+ ms so far, because it is written at line \d+`
    assert.match(
      messages[0]!,
      new RegExp(`^table: ${line}: shared.table. is one array for all tasks, transfer.table. moves it$`),
    )
    const [place, reason] = messages[0]!.match(/:\d+ was|line \d+/g) as [string, string]
    assert.equal(/\d+/.exec(place)![0], /\d+/.exec(reason)![0])
  })

  it("waits until 8 MB were copied in all", () => {
    const table = megabytes(3)
    const f = (): Float64Array => table.fill(1)
    assert.deepEqual(
      said(() => [freeze(f), freeze(f)]),
      [],
    )
    assert.match(said(() => freeze(f))[0]!, /was copied 3 times, 9 MB in .* because it is written by \.fill\(\)/)
  })

  it("tells of a function that it is passed to", () => {
    const table = megabytes(9)
    const draw = (pixels: Float64Array): boolean => Reflect.has(pixels, "length")
    assert.match(said(() => freeze(() => draw(table)))[0]!, /because it is passed to Reflect\.has\(\) at line \d+/)
  })

  it("tells of what holds it, of kinds that are not shared, of neighbours, and of processes", () => {
    const [table, other, buffer] = [megabytes(9), megabytes(9), Buffer.alloc(9e6)]
    const box = { table }
    const bytes = new Uint8Array(other.buffer)
    const reasons = said(() => {
      freeze(() => box.table[0])
      freeze(() => buffer[0])
      freeze(() => other[0]! + (bytes[0] = 1))
      freeze(() => table[0], { shared: false })
    }).map((message) => message.match(/^\w+|because [^:]*/g)!.join())
    assert.deepEqual(reasons, [
      "box,because it is inside of another value",
      "buffer,because it is a Buffer",
      "other,because other things that are sent with it show the same memory",
      "bytes,because other things that are sent with it show the same memory",
      "table,because worker processes have no memory in common",
    ])
  })
})

describe("a hint on an argument", () => {
  it("is not given where it is shared", () => {
    const hints: string[] = []
    give((a: Float64Array, i: number) => a[i], [megabytes(16), 1], hints)
    assert.deepEqual(hints, [])
  })

  it("names the parameter, and the line in another function that writes", () => {
    const hints: string[] = []
    const clear = (array: Float64Array): void => void (array[0] = 0)
    const f = (_i: number, a: Float64Array): void => clear(a)
    for (let i = 0; i < 3; i++) give(f, [i, megabytes(16)], hints)
    assert.equal(hints.length, 1)
    assert.match(hints[0]!, /^argument 2, `a`, of the function at file:.*:\d+ was copied once, 16 MB in \d+ ms so far/)
    assert.match(hints[0]!, /because it is written at line \d+: shared\(a\) is one array/)
  })

  it("counts the number of an argument that has no name, and of one that holds arrays", () => {
    const hints: string[] = []
    give((...all: Float64Array[]) => all[0]![0], [megabytes(9)], hints)
    give(({ table }: { table: Float64Array }) => table[0], [{ table: megabytes(9) }], hints)
    assert.match(
      hints[0]!,
      /^argument 1 of the function .* because it is taken by a rest parameter .*: shared\(args\[0\]\)/,
    )
    assert.match(hints[1]!, /^argument 1 of the function .* because it is inside of another value/)
  })

  it("is given for worker processes too", () => {
    const hints: string[] = []
    give((a: Float64Array) => a[0], [megabytes(9)], hints, false)
    assert.match(hints[0]!, /^argument 1, `a`, .* because worker processes have no memory in common/)
  })
})
