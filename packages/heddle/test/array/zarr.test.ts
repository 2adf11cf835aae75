import assert from "node:assert/strict"
import { once } from "node:events"
import fs from "node:fs"
import http from "node:http"
import type { AddressInfo } from "node:net"
import os from "node:os"
import path from "node:path"
import { after, before, describe, it } from "node:test"
import { pathToFileURL } from "node:url"
import { IndexError, OptionError, ShapeError } from "../../src/core/errors/index.ts"
import { float64 } from "../../src/core/heap/index.ts"
import type { NDArray } from "../../src/array/ndarray/index.ts"
import { openZarr, zarrInfo } from "../../src/array/zarr/index.ts"
import { readZarr } from "./read-zarr.ts"
import { unpackZarr, zarrArrays, zarrFiles } from "./zarr-arrays.ts"

let folder = ""
before(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "heddle-zarr-"))
  unpackZarr(zarrFiles, folder)
})
after(() => fs.rmSync(folder, { recursive: true }))

describe("an array that Python's zarr wrote is read", () => {
  for (const [name, [dtype, rows]] of Object.entries(zarrArrays)) {
    // Node has a Float16Array from 24 on, which zarrita needs.
    const skip = name === "v3-float16" && !("Float16Array" in globalThis) ? "not run: Node 24" : false
    it(name, { skip }, async () => {
      const array = await readZarr(path.join(folder, name))
      assert.deepEqual([array.dtype, array.toArray()], [dtype, rows])
    })
  }

  it("from URLs of files and of http, and from a store", async () => {
    const server = http.createServer((request, response) => serve(request, response)).listen(0, "127.0.0.1")
    await once(server, "listening")
    try {
      const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
      for (const name of ["v2-zstd", "v3-shards", "v3-missing-in-shard"]) {
        const local = await readZarr(pathToFileURL(path.join(folder, name)))
        assert.ok((await readZarr(`${url}/${name}`)).equals(local), name)
        assert.ok((await readZarr(new URL(`${url}/${name}`))).equals(local), name)
      }
      await assert.rejects(openZarr(`${url}/nothing`), { name: "OptionError", message: /can be opened/ })
    } finally {
      server.close()
      server.closeAllConnections()
    }
    const store = {
      get: (key: string) => {
        const file = path.join(folder, key)
        return fs.existsSync(file) ? new Uint8Array(fs.readFileSync(file)) : undefined
      },
    }
    assert.deepEqual((await readZarr({ store, path: "/group/inner" })).toArray(), [1, 2, 3])
    assert.deepEqual((await openZarr({ store, path: "/v2-zstd" })).chunks, [2, 3])
  })

  it("in boxes, into memory of any kind", async () => {
    using heap = float64(6)
    Object.defineProperty(heap, "buffer", { get: () => assert.fail("the buffer was taken") })
    for (const name of ["v2-fortran", "v3-transposed", "v3-shards", "v3-zstd"]) {
      const array = await openZarr(path.join(folder, name))
      const rest = new Float64Array(8).fill(-1)
      await array.readBox([1, 2], [3, 2], rest)
      assert.deepEqual([...rest], [1, 2, 5, 6, 9, 10, -1, -1])
      await array.readBox([1, 2], [3, 2], heap)
      assert.deepEqual([...heap], [1, 2, 5, 6, 9, 10])
      await array.readBox([5, 4], [0, 0], new Float64Array(0))
    }
  })

  it("only inside of it, with room, as its type", async () => {
    const array = await openZarr(path.join(folder, "v3-zstd"))
    await assert.rejects(array.readBox([0, 0], [6, 1], new Float64Array(6)), IndexError)
    await assert.rejects(array.readBox([0, 0], [5, 1], new Float64Array(4)), ShapeError)
    await assert.rejects(array.readBox([0, 0], [5, 1], new Int32Array(5)), OptionError)
  })
})

describe("what a Zarr array says of itself", () => {
  it("is read without its elements", async () => {
    const { shape, dtype, chunks, shards, format, attributes, fillValue } = zarrInfo(path.join(folder, "v3-zstd"))
    assert.deepEqual([shape, dtype, chunks, shards, format, fillValue], [[5, 4], "float64", [2, 3], undefined, 3, 0])
    assert.deepEqual(attributes, { unit: "m", scale: [1, 2] })
    const sharded = zarrInfo(pathToFileURL(path.join(folder, "v3-shards")))
    assert.deepEqual(
      [sharded.chunks, sharded.shards],
      [
        [2, 3],
        [4, 6],
      ],
    )
    const old = zarrInfo(path.join(folder, "v2-uint32"))
    assert.deepEqual([old.format, old.kind, old.dtype], [2, "uint32", "int64"])
    assert.equal(zarrInfo(path.join(folder, "v2-missing-nan")).fillValue, NaN)
    assert.equal(zarrInfo(path.join(folder, "v2-missing-null")).fillValue, 0n)
    assert.equal(zarrInfo(path.join(folder, "v3-missing-bool")).fillValue, true)
    for (const name of Object.keys(zarrArrays).filter((name) => name !== "v3-float16")) {
      const { readBox, ...rest } = await openZarr(path.join(folder, name))
      assert.deepEqual(
        { ...rest, attributes: {} },
        { ...zarrInfo(path.join(folder, name)), attributes: {} },
        readBox.name,
      )
    }
  })

  it("must be of an array that arrays can hold", async () => {
    const reasons = {
      "v3-uint64": /"uint64"/,
      "v3-text": /fixed_length_utf32/,
      group: /this is a group/,
      nothing: /zarr.json or a .zarray/,
      "group-v2": /it is a group/,
    }
    for (const [name, message] of Object.entries(reasons)) {
      assert.throws(() => zarrInfo(path.join(folder, name)), { name: "OptionError", message })
      await assert.rejects(openZarr(path.join(folder, name)), { name: "OptionError" })
    }
    await assert.rejects(openZarr("s3://bucket/a.zarr"), { name: "OptionError", message: /http/ })
    await assert.rejects(openZarr(7 as never), { name: "OptionError" })
  })

  it("is changed to what cannot be read, and refused", async () => {
    const to = path.join(folder, "changed")
    const read = (change: (metadata: any) => void): Promise<NDArray> => {
      fs.cpSync(path.join(folder, "v3-shards"), to, { recursive: true })
      const metadata = JSON.parse(fs.readFileSync(path.join(to, "zarr.json"), "utf8"))
      change(metadata)
      fs.writeFileSync(path.join(to, "zarr.json"), JSON.stringify(metadata))
      return readZarr(to)
    }
    await assert.rejects(
      read((it) => (it.codecs[0].configuration.index_location = "start")),
      /index at the end/,
    )
    await assert.rejects(
      read((it) => (it.chunk_grid.name = "rectilinear")),
      /regular grid/,
    )
    await assert.rejects(
      read((it) => (it.zarr_format = 4)),
      /version 2 or 3/,
    )
    await assert.rejects(
      read((it) => (it.codecs[0].configuration.codecs[1].name = "mystery")),
      /mystery/,
    )
    const nan = await read((it) => {
      it.fill_value = "0x7ff8000000000000"
      fs.rmSync(path.join(to, "c"), { recursive: true })
    })
    assert.equal(nan.get(0, 0), NaN)
  })

  it("is not enough where a chunk is damaged", async () => {
    const to = path.join(folder, "damaged")
    fs.cpSync(path.join(folder, "v3-plain"), to, { recursive: true })
    fs.truncateSync(path.join(to, "c/1/0"), 40)
    await assert.rejects(readZarr(to), { name: "ShapeError", message: /chunk \(1, 0\) is damaged: it has 5 of 6/ })
  })
})

/** Gives files, and ranges of them. */
function serve(request: http.IncomingMessage, response: http.ServerResponse): void {
  const file = path.join(folder, new URL(request.url!, "http://here").pathname)
  if (!fs.existsSync(file)) return void response.writeHead(404).end()
  const bytes = fs.readFileSync(file)
  const [, from, to] = /bytes=(\d+)-(\d+)/.exec(request.headers.range ?? "") ?? []
  const part = from === undefined ? bytes : bytes.subarray(Number(from), Number(to) + 1)
  response.writeHead(from === undefined ? 200 : 206, { "content-length": part.length })
  response.end(request.method === "HEAD" ? undefined : part)
}
