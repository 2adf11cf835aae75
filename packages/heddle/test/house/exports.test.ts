import assert from "node:assert/strict"
import { existsSync, readFileSync } from "node:fs"
import { join } from "node:path"
import test from "node:test"
import { folders, home } from "./tree.ts"

interface Manifest {
  readonly name: string
  readonly version: string
  readonly type: string
  readonly files: readonly string[]
  readonly bin: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}
const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as Manifest

/** Folders of `src/` that are not public: `core` is the ground floor, `cli` is reached through `bin`. */
const closed = ["core", "cli"]

/** Files of `src/` that are public beside `index.ts`. */
const extra = ["./register"]

const rooms = [...new Set(folders.map((folder) => folder.split("/")[0]!))].filter((room) => {
  return room !== "." && !closed.includes(room) && folders.includes(room)
})

/** What is published of a room: `public.ts` where other rooms are shown more. */
function doorOf(room: string): string {
  return existsSync(join(home, "src", room, "public.ts")) ? `${room}/public` : `${room}/index`
}

function entry(module: string): Record<string, string> {
  return { "@heddle/source": `./src/${module}.ts`, types: `./dist/${module}.d.ts`, default: `./dist/${module}.js` }
}

test("package.json exports index.ts, every public folder, and nothing else", () => {
  const expected: Record<string, unknown> = { ".": entry("index") }
  for (const room of rooms) expected[`./${room}`] = entry(doorOf(room))
  for (const path of extra.filter((path) => path in manifest.exports)) expected[path] = entry(path.slice("./".length))
  expected["./package.json"] = "./package.json"
  assert.deepEqual(manifest.exports, expected)
})

test("the source condition comes first and the default last", () => {
  for (const conditions of Object.values(manifest.exports)) {
    if (typeof conditions !== "string")
      assert.deepEqual(Object.keys(conditions), ["@heddle/source", "types", "default"])
  }
})

test("every source that package.json names exists", () => {
  const missing = Object.values(manifest.exports)
    .map((conditions) => (typeof conditions === "string" ? conditions : conditions["@heddle/source"]!))
    .concat(Object.values(manifest.bin).map((file) => file.replace("./dist/", "./src/").replace(/\.js$/, ".ts")))
    .filter((file) => !existsSync(join(home, file)))
  assert.deepEqual(missing, [])
})

test("only the built files, the README and the license are published", () => {
  assert.deepEqual(manifest.files, ["dist", "!dist/.tsbuildinfo", "README.md", "LICENSE"])
  for (const file of ["README.md", "LICENSE"]) assert.ok(existsSync(join(home, file)), `${file} is missing`)
})

test("the ground floor cannot be imported from outside", async () => {
  for (const path of ["heddle/core/wire", "heddle/core/errors/index.ts", "heddle/src/index.ts", "heddle/cli"]) {
    await assert.rejects(import(path), { code: "ERR_PACKAGE_PATH_NOT_EXPORTED" }, path)
  }
})
