import assert from "node:assert/strict"
import { describe, it } from "node:test"
import { float64, jit, KernelCompileError, prange } from "../../src/jit/index.ts"
import { nativeProblem, NativeVariant } from "../../src/jit/run/native/index.ts"
import { agrees } from "./agrees.ts"
import { edges, kinds } from "./kinds.ts"
import { sourceOf } from "./native-kernel.ts"

const ends = [0, 1, 3, 4, 5, 9, -1, -2, -5, -6, 1.7, -1.2, Number.NaN, Infinity, -Infinity, 2 ** 31, -(2 ** 31), 1e300]
const pairs = ends.flatMap((from) => ends.map((to) => [from, to] as const))
const count = (length: number): Float64Array => Float64Array.from({ length }, (_, i) => i + 1)

type Kind = Float64ArrayConstructor

interface Placed {
  readonly bytes: Uint8Array
  readonly args: [a: Float64Array, b: Float64Array, at: number]
}

/** Arrays over one buffer, by the bytes at which is written and read. The array that is written begins an element earlier. */
function placements(To: Kind, From: Kind): (written: number, read: number, length: number) => Placed {
  const isBig = (From as Function) === BigInt64Array || (From as Function) === BigUint64Array
  return (written, read, length) => {
    const bytes = Uint8Array.from({ length: 256 }, (_, i) => i % 100)
    const buffer = bytes.buffer
    const b = new From(buffer, read + 8, length)
    for (let i = 0; i < length; i++) b[i] = isBig ? (BigInt(i * 37) as unknown as number) : i * 37 + 1
    return { bytes, args: [new To(buffer, written + 8 - To.BYTES_PER_ELEMENT, length + 1), b, 1] }
  }
}

/** Where it is written, where read, and how many elements. */
function ways(To: Kind, From: Kind): (readonly [number, number, number])[] {
  const [to, from] = [To.BYTES_PER_ELEMENT, From.BYTES_PER_ELEMENT]
  const multiples = (size: number): number[] => Array.from({ length: 136 / size }, (_, i) => i * size)
  return [48, 48 + from, 48 + 3 * from].flatMap((read) =>
    multiples(to).flatMap((written) => [1, 2, 11].map((length) => [written, read, length] as const)),
  )
}

describe("a.fill", () => {
  it("is JavaScript's, wherever it begins and ends", () => {
    agrees((a: Float64Array, from: number, to: number) => void a.fill(-0, from, to), ...pairs.map(call(5)))
    agrees(
      (a: Float64Array, from: number) => void a.fill(7, from),
      ...ends.map((from) => [count(5), from] as [Float64Array, number]),
    )
    agrees((a: Float64Array) => void a.fill(Number.NaN), [count(19)], [count(0)])
  })

  for (const Kind of kinds) {
    it(`puts into an ${Kind.name} what that holds`, () => {
      for (const x of edges) agrees((a: Float64Array, x: number) => void a.fill(x), [new Kind(9) as Float64Array, x])
    })
  }

  for (const Big of [BigInt64Array, BigUint64Array]) {
    it(`puts the lowest 64 bits of a bigint into a ${Big.name}`, () => {
      const made = (): BigInt64Array => new Big(9).fill(5n) as BigInt64Array
      agrees((a: BigInt64Array) => void a.fill(0n), [made()])
      agrees((a: BigInt64Array) => a.fill(-1n, 1, 3).fill(2n ** 70n + 3n, 4).length, [made()])
      agrees((a: BigInt64Array, x: bigint, to: number) => void a.fill(x * x * x, 2, to), [made(), 3n ** 30n, -1])
      agrees((a: BigInt64Array, from: number) => void a.subarray(1).fill(a[0]! + 1n, from), [made(), 6])
      agrees((a: BigInt64Array, x: bigint) => a.set([x, 2n ** 64n - 1n, 0n], 4), [made(), -7n])
    })
  }

  it("takes bigints for bigints alone", () => {
    const refuses = (fn: (...args: never[]) => void, a: BigInt64Array | Float64Array, hint: string): void =>
      assert.throws(() => jit(fn as (a: unknown) => void)(a), { name: "KernelCompileError", hint })
    refuses(
      (a: BigInt64Array) => void a.fill(0 as never),
      new BigInt64Array(1),
      "write BigInt(0), or a literal such as 1n",
    )
    refuses((a: Float64Array) => void a.fill(0n as never), count(1), "write Number(0n)")
    refuses((a: BigInt64Array) => void a.fill(0n, 1n as never), new BigInt64Array(1), "write Number(1n)")
  })

  it("is the array", () => {
    agrees(
      (a: Float64Array, b: Int32Array) => a.fill(2).length + a.subarray(1).fill(3, 1)[0]! + b.fill(5)[0]!,
      [count(4), new Int32Array(2)],
    )
  })

  it("goes on in a prange, each iteration with a row of its own", () => {
    agrees(
      (a: Float64Array, width: number) => {
        for (const row of prange(a.length / width)) a.fill(row, row * width, (row + 1) * width)
      },
      [count(600), 30],
    )
  })

  it("is done eight at once", () => {
    const clear = jit((a: Float64Array, x: number) => {
      a.fill(x)
    })
    clear(count(3), 1)
    assert.match(clear.explain(), /loop +map +eight at once/)
  })
})

function call(length: number): (pair: readonly [number, number]) => [Float64Array, number, number] {
  return ([from, to]) => [count(length), from, to]
}

describe("a.copyWithin", () => {
  it("is JavaScript's, also where parts overlap", () => {
    agrees((a: Float64Array, to: number, from: number) => void a.copyWithin(to, from), ...pairs.map(call(5)))
    agrees((a: Float64Array, from: number, to: number) => void a.copyWithin(1, from, to), ...pairs.map(call(5)))
    agrees((a: Float64Array, from: number, to: number) => void a.copyWithin(from, 2, to), ...pairs.map(call(40)))
  })
})

describe("a.set", () => {
  it("copies an array to a place, and changes nothing where it has no room", () => {
    const set = (a: Float64Array, b: Float64Array, at: number): void => a.set(b, at)
    for (const length of [0, 1, 3, 5, 6]) {
      agrees(set, ...ends.map((at): [Float64Array, Float64Array, number] => [count(5), count(length), at]))
    }
    agrees((a: Float64Array, b: Float64Array) => a.set(b), [count(30), count(20)], [count(3), count(4)])
  })

  it("says which element is not there", () => {
    const set = jit((a: Float64Array, b: Float64Array, at: number) => a.set(b, at))
    assert.throws(
      () => set(count(5), count(3), 3),
      /^RangeError: a\[5\] at whole-arrays\.test\.ts:\d+:\d+ is outside: a has 5/,
    )
    assert.throws(() => set(count(5), count(3), -1), /^RangeError: a\[-1\]/)
    assert.throws(() => set(count(5), count(0), 6), /^RangeError: a\[6\]/)
  })

  it("takes a literal", () => {
    agrees(
      (a: Float64Array, x: number, at: number) => {
        a.set([x, a[0]!, 3], at)
        a.set([])
      },
      [count(5), 0.5, 0],
      [count(5), 0.5, 2],
      [count(5), 0.5, 3],
    )
  })

  for (const Kind of kinds) {
    it(`puts into an ${Kind.name} what that holds`, () => {
      agrees(
        (a: Float64Array, b: Float64Array) => a.set(b),
        [new Kind(edges.length) as Float64Array, Float64Array.from(edges)],
      )
    })
  }

  it("is as if the array were copied first, wherever both lie in one memory", () => {
    const set = jit((a: Float64Array, b: Float64Array, at: number) => a.set(b, at))
    const part = jit((a: Float64Array, from: number, to: number, at: number) => a.set(a.subarray(from, to), at))
    for (const make of [() => count(30), () => float64(count(30))]) {
      for (const [from, at] of [
        [0, 3],
        [3, 0],
        [5, 5],
        [0, 15],
        [1, 2],
      ] as const) {
        const given = [make(), make(), make(), make(), make()] as const
        set(given[0], given[0].subarray(from, from + 12), at)
        set.reference(given[1], given[1].subarray(from, from + 12), at)
        part(given[2], from, from + 12, at)
        part.reference(given[3], from, from + 12, at)
        given[4].set(given[4].subarray(from, from + 12), at)
        for (const one of given) assert.deepEqual([...one], [...given[4]], `${from} to ${at}`)
      }
    }
  })

  const ofEachSize: readonly Function[] = [Float64Array, Float32Array, Int16Array, Uint8Array]
  for (const To of [...kinds, BigInt64Array, BigUint64Array]) {
    it(`is that into an ${To.name} from whatever kind of array lies over it`, () => {
      const isBig = To === BigInt64Array || To === BigUint64Array
      for (const From of isBig ? [BigInt64Array, BigUint64Array] : kinds) {
        const fn = (a: Float64Array, b: Float64Array, at: number): void => a.set(b, at)
        const over = placements(To as Kind, From as Kind)
        const kernel = jit(fn)
        const targets = [kernel, kernel.reference]
        if (nativeProblem() === undefined && ofEachSize.includes(To) && ofEachSize.includes(From)) {
          const { source, types } = sourceOf(fn, over(0, 0, 1).args)
          const variant = new NativeVariant(source, types, { fastmath: false })
          targets.push((...args) => void variant.call(args))
        }
        for (const [written, read, length] of ways(To as Kind, From as Kind)) {
          const expected = over(written, read, length)
          fn(...expected.args)
          for (const target of targets) {
            const { bytes, args } = over(written, read, length)
            target(...args)
            if (Buffer.compare(bytes, expected.bytes) === 0) continue
            assert.deepEqual(bytes, expected.bytes, `${From.name}, ${length} from byte ${read} on to ${written}`)
          }
        }
      }
    })
  }

  it("takes nothing else", () => {
    const set = jit((a: Float64Array, x: number) => a.set(x as unknown as Float64Array))
    assert.throws(() => set(count(1), 1), KernelCompileError)
  })
})
