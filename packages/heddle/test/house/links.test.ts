import assert from "node:assert/strict"
import { existsSync, globSync, readFileSync } from "node:fs"
import { dirname, join } from "node:path"
import test from "node:test"
import { home } from "./tree.ts"

const root = join(home, "../..")
const places = [
  "*.md",
  "docs/**/*.md",
  "examples/**/*.md",
  "bench/**/*.md",
  "packages/*/*.md",
  "packages/*/src/**/*.md",
]
const pages = globSync(places, { cwd: root, exclude: ["**/node_modules/**"] }).toSorted()

/** The heading's name in a link, as the code hosts make it. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-")
}

function anchors(file: string): string[] {
  return [...readFileSync(file, "utf8").matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchor(heading!.trim()))
}

test("every link between the repository's pages and files leads somewhere", () => {
  const dead: string[] = []
  for (const page of pages) {
    const text = readFileSync(join(root, page), "utf8").replace(/^( *)```[\s\S]*?^\1```/gm, "")
    for (const [, target] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^[a-z]+:/.test(target!)) continue
      const [path, hash] = target!.split("#")
      const file = path === "" ? join(root, page) : join(root, dirname(page), path!)
      if (!existsSync(file) || (hash !== undefined && !anchors(file).includes(hash))) dead.push(`${page}: ${target}`)
    }
  }
  assert.deepEqual(dead, [])
})
