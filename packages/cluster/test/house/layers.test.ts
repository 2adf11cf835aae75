import assert from "node:assert/strict"
import { fileURLToPath } from "node:url"
import test from "node:test"
import { sourcesOf } from "../../../heddle/test/house/tree.ts"

/** The rooms from the ground up. A room imports only from those above it in this list. */
const order = ["errors", "identity", "broker", "link", "lease", "agent", "backend", "commands", ""]
const longest = 400

const sources = sourcesOf(fileURLToPath(new URL("../..", import.meta.url)))

function roomOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.indexOf("/")) : ""
}

function none(faults: readonly string[]): void {
  assert.equal(faults.length, 0, `\n${faults.join("\n")}`)
}

test("imports of rooms point down, and to an index.ts", () => {
  none(
    sources.flatMap((file) =>
      file.imports.flatMap(({ target, line, from }) => {
        if (target === undefined) return []
        const [here, there] = [roomOf(file.path), roomOf(target)]
        if (here === there) return []
        const isDown = order.includes(there) && order.indexOf(there) < order.indexOf(here)
        return isDown && target === `${there}/index.ts` ? [] : [`src/${file.path}:${line} imports "${from}"`]
      }),
    ),
  )
})

test("every folder has an index.ts that begins with a doc comment and shows a program", () => {
  const folders = [...new Set(sources.map(({ folder }) => folder))]
  none(
    folders.filter((folder) => {
      const index = sources.find(({ path }) => path === (folder === "." ? "index.ts" : `${folder}/index.ts`))
      return index === undefined || !/^\/\*\*[\s\S]*```(ts|sh)[\s\S]*?\*\//.test(index.text)
    }),
  )
})

test(`a file of more than ${longest} lines says why in its first line`, () => {
  none(
    sources
      .filter(({ text }) => text.split("\n").length - 1 > longest && !text.startsWith("// Long because:"))
      .map(({ path }) => path),
  )
})

test("nothing but the public modules of heddle is imported", () => {
  none(
    sources.flatMap(({ path, imports }) =>
      imports.filter(({ from }) => /heddle\/(src|dist)/.test(from)).map(({ from }) => `src/${path} imports "${from}"`),
    ),
  )
})

test("the public names are the promised ones", async (t) => {
  const values = Object.keys(await import("@heddle/cluster"))
  const index = sources.find(({ path }) => path === "index.ts")!
  const types = [...index.text.matchAll(/^export type \{([^}]*)\}/gm)].flatMap(([, names]) =>
    names!
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "")
      .map((name) => `type ${name}`),
  )
  t.assert.fileSnapshot(
    [...values.toSorted(), ...types.toSorted()].join("\n"),
    fileURLToPath(new URL("public-names.snapshot.txt", import.meta.url)),
    { serializers: [(text: unknown) => `${String(text)}\n`] },
  )
})
