import assert from "node:assert/strict"
import { readFileSync } from "node:fs"
import { dirname, join, posix } from "node:path"
import test from "node:test"
import { home, sources } from "./tree.ts"

// The public names are a promise. To change them on purpose: npm test -- house --update

const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as {
  readonly exports: Readonly<Record<string, string | Readonly<Record<string, string>>>>
}

/** The names of the types that a module exports, followed through `export … from`. */
function typesOf(path: string): string[] {
  const file = sources.find((source) => source.path === path)
  if (!file) return []
  const found: string[] = []
  for (const [, isType, names] of file.text.matchAll(/^export (type )?\{([^}]*)\}/gm)) {
    for (const name of names!.split(",").map((text) => text.trim())) {
      const typed = isType !== undefined || name.startsWith("type ")
      if (typed && name !== "") found.push(name.replace(/^type /, "").replace(/^.* as /, ""))
    }
  }
  for (const [, name] of file.text.matchAll(/^export (?:declare )?(?:type|interface) (\w+)/gm)) found.push(name!)
  for (const [, from] of file.text.matchAll(/^export (?:type )?\* from "(\.[^"]+)"/gm)) {
    found.push(...typesOf(posix.join(dirname(path), from!)))
  }
  return found
}

for (const [subpath, conditions] of Object.entries(manifest.exports)) {
  if (typeof conditions === "string") continue
  const name = posix.join("heddle", subpath)

  test(`the public names of ${name} are the promised ones`, async (t) => {
    const values = Object.keys((await import(name)) as object)
    const types = typesOf(conditions["@heddle/source"]!.slice("./src/".length)).map((type) => `type ${type}`)
    assert.deepEqual(types, [...new Set(types)], "a type is exported twice")
    t.assert.fileSnapshot(
      [...values.toSorted(), ...types.toSorted()].join("\n"),
      join(import.meta.dirname, snapshot(name)),
      {
        serializers: [(text: unknown) => `${String(text)}\n`],
      },
    )
  })
}

function snapshot(name: string): string {
  return `public-api/${name.replaceAll("/", ".")}.snapshot.txt`
}
