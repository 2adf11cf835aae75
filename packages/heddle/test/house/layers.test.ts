import assert from "node:assert/strict"
import test from "node:test"
import { folders, sources } from "./tree.ts"
import type { Import, SourceFile } from "./tree.ts"

/**
 * The rooms from the ground up. A room imports only from the lines above its own. Those on one line do not know each
 * other. `""` is the files of `src/` itself, which gather.
 */
const order: readonly (readonly string[])[] = [
  ["core/errors"],
  ["core/foreign"],
  ["core/options"],
  ["core/sequences"],
  ["core/picture"],
  ["core/budget"],
  ["core/progress-line"],
  ["core/events"],
  ["core/task"],
  ["core/leftovers"],
  ["core/heap"],
  ["core/wire"],
  ["core/closure/thaw"],
  ["core/closure"],
  ["core/future"],
  ["core/backend"],
  ["core/scheduler"],
  ["pool"],
  ["sync"],
  ["parallel", "async", "executors", "multiprocessing"],
  ["memory"],
  ["jit/bound"],
  ["jit"],
  ["array"],
  ["extend"],
  ["remote"],
  ["monitor"],
  ["cli"],
  [""],
]

/** Rooms that must not know each other although one stands above the other, and why. */
const apart: readonly { readonly room: string; readonly never: string; readonly because: string }[] = [
  { room: "jit", never: "pool", because: "kernels have a fork-join of their own on the heap" },
]

const drawers = /^(utils?|helpers?|common|misc|shared-code|lib|stuff)(\.|$)/
const longest = 400

function roomOf(path: string): string {
  const rooms = order.flat().filter((room) => room !== "" && path.startsWith(`${room}/`))
  if (rooms[0] !== undefined) return rooms[0]
  return path.includes("/") ? `unknown room ${path.slice(0, path.lastIndexOf("/"))}` : ""
}

function level(room: string): number {
  return order.findIndex((line) => line.includes(room))
}

/** Every import between two rooms, as `[file, import, its room, the room it reaches into]`. */
function* crossings(): Generator<[SourceFile, Import, string, string]> {
  for (const file of sources) {
    for (const found of file.imports) {
      if (found.target === undefined) continue
      const [here, there] = [roomOf(file.path), roomOf(found.target)]
      if (here !== there) yield [file, found, here, there]
    }
  }
}

function none(faults: readonly string[]): void {
  assert.equal(faults.length, 0, `\n${faults.join("\n")}`)
}

test("every folder of src belongs to a room of the list", () => {
  none(folders.filter((folder) => roomOf(`${folder}/x`).startsWith("unknown") && folder !== "."))
})

test("imports point only to rooms further down", () => {
  const faults: string[] = []
  for (const [file, { line, from }, here, there] of crossings()) {
    if (level(there) >= level(here))
      faults.push(`src/${file.path}:${line} imports "${from}": ${there} is not below ${here}`)
  }
  none(faults)
})

/** Workers load only the receiver's half of wire, programs only the capturing half of closure: side doors. */
function isSideDoor(from: string, target: string | undefined): boolean {
  if (target === "core/closure/transform/index.ts") return from === "register.ts"
  const forWorkers = /^core\/(backend\/(worker|threads)|closure\/thaw)\//
  return target === "core/wire/arrivals.ts" && forWorkers.test(from)
}

test("outside a room only its index.ts is imported", () => {
  const faults: string[] = []
  for (const [file, { line, from, target }, here, there] of crossings()) {
    const isIndex = target === `${there}/index.ts` || (there === "" && here === "cli") || isSideDoor(file.path, target)
    if (!isIndex) faults.push(`src/${file.path}:${line} imports "${from}": import ${there}/index.ts`)
  }
  none(faults)
})

test("rooms that are kept apart do not import each other", () => {
  const faults: string[] = []
  for (const [file, { line }, here, there] of crossings()) {
    for (const { room, never, because } of apart) {
      if (here === room && there === never)
        faults.push(`src/${file.path}:${line}: ${room} never imports ${never}: ${because}`)
    }
  }
  none(faults)
})

test("every folder has an index.ts that begins with a doc comment", () => {
  const faults = folders.flatMap((folder) => {
    const path = folder === "." ? "index.ts" : `${folder}/index.ts`
    const index = sources.find((file) => file.path === path)
    if (!index) return [`src/${path} is missing`]
    return /^(#!.*\n)?\/\*\*/.test(index.text) ? [] : [`src/${path} does not begin with a doc comment`]
  })
  none(faults)
})

test("the doc comment of every room shows a program", () => {
  const indexes = sources.filter(({ path }) => path === "index.ts" || path === `${roomOf(path)}/index.ts`)
  none(
    indexes
      .filter(({ text }) => !/```(ts|sh)/.test(text.slice(0, text.indexOf("*/"))))
      .map(({ path }) => `src/${path} shows no program`),
  )
})

test("no file and no folder is a drawer", () => {
  none(sources.map(({ path }) => path).filter((path) => path.split("/").some((part) => drawers.test(part))))
})

test(`a file of more than ${longest} lines says why in its first line`, () => {
  none(
    sources
      .filter(({ text }) => text.split("\n").length - 1 > longest && !text.startsWith("// Long because:"))
      .map(({ path, text }) => `src/${path} has ${text.split("\n").length - 1} lines`),
  )
})
