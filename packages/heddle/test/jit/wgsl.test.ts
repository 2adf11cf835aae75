import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { globSync } from "node:fs"
import path from "node:path"
import { compileFunction } from "node:vm"
import { describe, it } from "node:test"
import { emitWgsl, refusalByGpu } from "../../src/jit/emit/wgsl/index.ts"
import type { GpuProgram, WgslOptions } from "../../src/jit/emit/wgsl/index.ts"
import { compile } from "../../src/jit/front/index.ts"
import { prange } from "../../src/jit/index.ts"
import { cases } from "./cases.ts"
import { sourceOf } from "./native-kernel.ts"
import { RandomIntegers } from "./random-integers.ts"

// The texts are what kernels become. To change them on purpose: npm test -- jit/wgsl --update

type Fn = (...args: never[]) => unknown

function programOf(fn: Fn, args: readonly unknown[], options?: WgslOptions, slots?: readonly number[]): GpuProgram {
  const { source, types } = sourceOf(fn, args)
  return emitWgsl(compile(source, types).ir, options, slots)
}

function refusal(fn: Fn, args: readonly unknown[]): string | undefined {
  const { source, types } = sourceOf(fn, args)
  return refusalByGpu(compile(source, types).ir)
}

const f32 = new Float32Array(1)
const i32 = new Int32Array(1)

/** What stands in `wgsl/`: a kernel, arguments, and how its arrays lie. */
const texts: readonly {
  readonly name: string
  readonly fn: Fn
  readonly args: readonly unknown[]
  readonly options?: WgslOptions
  readonly slots?: readonly number[]
}[] = [
  {
    name: "map",
    fn(a: Float32Array, b: Float32Array, out: Float32Array, by: number) {
      for (const i of prange(out)) out[i] = by * a[i]! + b[i]!
    },
    args: [f32, f32, f32, 2],
  },
  {
    name: "one-memory",
    fn(a: Float32Array, out: Float32Array) {
      for (const i of prange(out)) out[i] = a[i]! + 1
    },
    args: [f32, f32],
    slots: [0, 0],
  },
  {
    name: "reduction",
    fn(a: Float32Array) {
      let [sum, most, bits] = [0, -Infinity, 0]
      for (const i of prange(a)) {
        if (a[i]! < 0) continue
        sum += a[i]!
        most = Math.max(most, a[i]!)
        bits |= i
      }
      return [sum, most, bits]
    },
    args: [f32],
  },
  {
    name: "rows",
    fn(a: Float32Array, out: Float32Array, width: number) {
      for (const i of prange(out)) {
        const y = Math.floor(i / width)
        const x = i % width
        out[i] = a[y * width + (width - 1 - x)]!
      }
    },
    args: [f32, f32, 1],
  },
  {
    name: "hash",
    fn(out: Uint32Array) {
      for (const i of prange(out)) {
        let h = 17
        for (let k = 0; k < 10; k++) h = (h * 31 + i) >>> 0
        out[i] = h
      }
    },
    args: [new Uint32Array(1)],
  },
  {
    name: "jumps",
    fn(a: Int32Array, out: Uint8Array) {
      for (const i of prange(a)) {
        let count = 0
        rows: for (let y = 0; y < 9; y++) {
          for (let x = 0; x < 9; x++) {
            if (x === a[i]!) continue rows
            if (x * y > a[i]!) break rows
            count = (count + 1) | 0
          }
        }
        out[i] = count
      }
    },
    args: [i32, new Uint8Array(1)],
  },
  {
    name: "maths",
    fn(a: Float32Array, out: Float32Array) {
      for (const i of prange(out)) out[i] = Math.sin(a[i]!) ** 1.5 + Math.log(a[i]! % 3)
    },
    args: [f32, f32],
  },
  {
    name: "maths-fast",
    fn(a: Float32Array, out: Float32Array) {
      for (const i of prange(out)) out[i] = Math.sin(a[i]!) ** 1.5 + Math.log(a[i]! % 3)
    },
    args: [f32, f32],
    options: { fastmath: true },
  },
  {
    name: "nested",
    fn(a: Float64Array, n: number) {
      let s = 0
      for (const i of prange(n)) for (const j of prange(n, 0, -3)) s += a[i * n + j]!
      return s
    },
    args: [new Float64Array(1), 1],
  },
]

describe("the WGSL of a kernel", () => {
  for (const { name, fn, args, options, slots } of texts) {
    it(`${name} is the text in wgsl/${name}.wgsl`, (t) => {
      const text = programOf(fn, args, options, slots).shaders.map((shader) => shader.text)
      const file = path.join(import.meta.dirname, "wgsl", `${name}.wgsl`)
      const plain = text.join("\n").replaceAll(/wgsl\.test\.ts:\d+:\d+/g, "wgsl.test.ts")
      t.assert.fileSnapshot(plain, file, { serializers: [String] })
    })
  }

  const hasNaga = spawnSync("naga", ["--version"]).status === 0
  it("is WGSL", { skip: hasNaga ? false : "not run: cargo install naga-cli" }, () => {
    const check = (file: string, input?: string): void => {
      const args = input === undefined ? [file] : ["--stdin-file-path", file]
      const { status, stderr } = spawnSync("naga", args, { encoding: "utf8", input })
      assert.equal(status, 0, `${stderr}\n${input ?? file}`)
    }
    for (const file of globSync("wgsl/*.wgsl", { cwd: import.meta.dirname }))
      check(path.join(import.meta.dirname, file))
    for (const { fn, args } of cases) {
      if (refusal(fn, args()) !== undefined) continue
      for (const { text } of programOf(fn, args()).shaders) check("case.wgsl", text)
    }
    for (let seed = 1; seed <= 20; seed++) {
      const make = compileFunction(`return ${new RandomIntegers(seed).text()}`, ["prange"]) as (p: unknown) => Fn
      for (const { text } of programOf(make(prange), [i32, i32, 1]).shaders) check("random.wgsl", text)
    }
  })

  it("is of each prange that is in no other one, and JavaScript of what is around them", () => {
    const fn = (a: Float32Array, steps: number): number => {
      let total = 0
      for (let step = 0; step < steps; step++) {
        for (const i of prange(a)) a[i]! += step
        for (const i of prange(a)) total += a[i]!
        a[0] = total
      }
      return total
    }
    const { host, shaders, touches } = programOf(fn, [f32, 2])
    assert.equal(shaders.length, 2)
    assert.match(host, /await gpu\.run\(0, .*\n(.*\n)*.*await gpu\.run\(1, /)
    assert.match(host, /if \(gpu\.isAway\[0\]\) await gpu\.fetch\(0\)\n.*a.*\[.*\] = .*\ngpu\.changed\(0\)/)
    assert.equal(touches, true)
  })

  it("cannot be where there is no prange, or random numbers are drawn", () => {
    assert.equal(
      refusal((x: number) => x * 2, [1]),
      "it has no prange",
    )
    const drawn = (a: Float32Array): void => {
      for (const i of prange(a)) a[i] = Math.random()
    }
    assert.equal(refusal(drawn, [f32]), "it draws random numbers")
    const names = cases.flatMap(({ name, fn, args }) => (refusal(fn, args()) === undefined ? [name.split(" ")[0]] : []))
    const some = [
      "1",
      "2",
      "2",
      "3",
      "4",
      "5",
      "7",
      "8",
      "10",
      "12",
      "13",
      "14",
      "16",
      "17",
      "18",
      "21",
      "22",
      "23",
      "27",
    ]
    assert.deepEqual(names, [...some, "31", "33", "34", "35", "36"])
  })
})
