import assert from "node:assert/strict"
import fs from "node:fs"
import { describe, it } from "node:test"
import { fileURLToPath } from "node:url"
import { OptionError } from "../../src/core/errors/index.ts"
import { float64 } from "../../src/core/heap/index.ts"
import { NDArray } from "../../src/array/ndarray/index.ts"
import { readNpy, readNpyHeader, writeNpy } from "../../src/array/npy/index.ts"
import { folder } from "./folder.ts"

const fixture = (name: string): string => fileURLToPath(new URL(`fixtures/npy/${name}.npy`, import.meta.url))
const cube = new NDArray(
  Float64Array.from({ length: 24 }, (_, i) => i),
  [2, 3, 4],
)

describe("a .npy file that NumPy wrote is read", () => {
  const floats = [
    [-4.5, -3, -1.5],
    [0, 1.5, 3],
  ]
  const integers = [
    [-3, -2, -1],
    [0, 1, 2],
  ]
  const unsigned = [
    [97, 98, 99],
    [100, 101, 102],
  ]
  const long = integers.map((row) => row.map((one) => BigInt(one) * (2n ** 40n + 1n)))
  const files: Readonly<Record<string, readonly [dtype: string, values: unknown]>> = {
    "little-f8": ["float64", floats],
    "little-f4": ["float32", floats],
    "little-f2": ["float32", floats],
    "little-i8": ["int64", long],
    "little-i4": ["int32", integers],
    "little-i2": ["int32", integers],
    i1: ["int32", integers],
    u1: ["uint8", unsigned],
    "little-u2": ["int32", unsigned],
    "little-u4": ["int64", unsigned.map((row) => row.map(BigInt))],
    b1: ["bool", integers.map((row) => row.map((one) => one !== 0))],
    "big-f8": ["float64", floats],
    "big-f4": ["float32", floats],
    "big-f2": ["float32", floats],
    "big-i8": ["int64", long],
    "big-i4": ["int32", integers],
    "big-i2": ["int32", integers],
    "big-u4": ["int64", unsigned.map((row) => row.map(BigInt))],
  }
  for (const [name, [dtype, values]] of Object.entries(files)) {
    it(`of ${name} as ${dtype}`, () => {
      const array = readNpy(fixture(name))
      assert.deepEqual([array.dtype, array.toArray()], [dtype, values])
    })
  }

  it("of halves, exactly", () => {
    const halves = [0, -0, 0.333251953125, 65504, 5.960464477539063e-8, 6.097555160522461e-5, Infinity, -Infinity, NaN]
    assert.deepEqual(readNpy(fixture("halves")).toArray(), halves)
  })

  it("in all versions and orders, without axes and without elements", () => {
    for (const name of ["cube", "fortran", "version-2", "version-3"]) assert.ok(readNpy(fixture(name)).equals(cube))
    assert.ok(readNpy(fixture("big-fortran")).equals(cube))
    assert.equal(readNpy(fixture("scalar")).item(), 2.5)
    assert.deepEqual(readNpy(fixture("row")).toArray(), [0n, 1n, 2n, 3n, 4n])
    assert.deepEqual(readNpy(fixture("empty")).shape, [0, 3])
  })

  it("by its header alone", () => {
    assert.deepEqual(readNpyHeader(fixture("big-fortran")), {
      shape: [2, 3, 4],
      dtype: "int32",
      kind: "int32",
      order: "big",
      isFortran: true,
      dataOffset: 128,
    })
  })
})

describe("a file is refused", () => {
  it("that holds what arrays cannot", () => {
    const reasons = {
      complex: /"<c16"/,
      text: /"<U2"/,
      unsigned: /"<u8"/,
      records: /records/,
      objects: /pickled objects/,
    }
    for (const [name, message] of Object.entries(reasons)) {
      assert.throws(() => readNpy(fixture(name)), { name: "OptionError", message })
    }
  })

  it("that is none, or is cut off", (t) => {
    const path = `${folder(t)}/a.npy`
    const whole = fs.readFileSync(fixture("cube"))
    const refused = (bytes: Uint8Array, message: RegExp): void => {
      fs.writeFileSync(path, bytes)
      assert.throws(() => readNpy(path), { name: "OptionError", message })
    }
    refused(Buffer.alloc(0), /begins with/)
    refused(Buffer.from("PK\x03\x04 this is a .npz"), /begins with/)
    refused(whole.subarray(0, -1), /cut off: it has 319 of 320 bytes/)
    refused(whole.subarray(0, 100), /cut off: it has 100 of 128 bytes/)
    refused(Buffer.concat([whole.subarray(0, 6), Buffer.from([9]), whole.subarray(7)]), /this one is of 9/)
    const changed = (from: string, to: string): Buffer =>
      Buffer.from(whole.toString("latin1").replace(from, to), "latin1")
    refused(changed("(2, 3, 4)", "exit(1) "), /header that can be read/)
    refused(changed("(2, 3, 4)", "(2e9,3,4)"), /header that can be read/)
    refused(changed("(2, 3, 4)", "(99999999999999999, 3, 4)"), /cut off|of a size/)
    assert.throws(() => readNpy(`${path}.none`), { code: "ENOENT" })
  })
})

describe("a .npy file that is written", () => {
  it("has the bytes that NumPy writes", (t) => {
    const path = `${folder(t)}/a.npy`
    for (const name of [
      "cube",
      "fortran",
      "row",
      "scalar",
      "empty",
      "b1",
      "u1",
      "little-f4",
      "little-i4",
      "little-i8",
    ]) {
      writeNpy(path, readNpy(fixture(name)))
      assert.deepEqual(fs.readFileSync(path), fs.readFileSync(fixture(name)), name)
    }
  })

  it("is read as it was, of any view and of the shared heap", (t) => {
    const path = `${folder(t)}/a.npy`
    using heap = float64(Float64Array.from({ length: 24 }, (_, i) => i))
    Object.defineProperty(heap, "buffer", { get: () => assert.fail("the buffer was taken") })
    for (const view of [cube.T, cube.slice("::-1, 1:"), cube.transpose([1, 0, 2]), new NDArray(heap, [2, 3, 4])]) {
      writeNpy(path, view)
      assert.ok(readNpy(path).equals(view))
    }
    writeNpy(path, cube.slice("0, 0, 0"))
    assert.equal(fs.statSync(path).size, 136)
    assert.ok(!(readNpyHeader(path) instanceof OptionError))
  })
})
