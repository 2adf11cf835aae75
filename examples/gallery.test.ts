import assert from "node:assert/strict"
import { spawnSync } from "node:child_process"
import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, extname, join } from "node:path"
import { describe, it } from "node:test"
import { inflateSync } from "node:zlib"

const gallery = join(import.meta.dirname, "../docs/kernels")
const pictures = globSync("*.{png,svg}", { cwd: gallery }).toSorted()

/** What a picture shows. Compressed, the same pixels may be other bytes on another machine. */
function content(file: string): string | readonly Buffer[] {
  if (extname(file) === ".svg") return readFileSync(file, "utf8")
  const bytes = readFileSync(file)
  const chunks: Buffer[] = []
  for (let at = 8; at < bytes.length;) {
    const data = bytes.subarray(at + 8, at + 8 + bytes.readUInt32BE(at))
    chunks.push(bytes.toString("latin1", at + 4, at + 8) === "IDAT" ? inflateSync(data) : data)
    at += 12 + data.length
  }
  return chunks
}

/** The page's part about a picture. */
function sectionOf(picture: string): string {
  const page = readFileSync(join(gallery, "gallery.md"), "utf8")
  return page.split(/^## /m).find((section) => section.includes(`](${picture})`))!
}

/** What differs from machine to machine is left out. */
function anywhere(text: string): string {
  return text.replaceAll(/on (this thread|\d+ threads)/g, "on all threads")
}

describe("the gallery of kernels", () => {
  it("shows seven pictures, none of them large", () => {
    assert.equal(pictures.length, 7)
    for (const picture of pictures) assert.ok(readFileSync(join(gallery, picture)).length < 150_000, picture)
  })

  for (const picture of pictures) {
    it(`has the ${picture} that its example draws, its kernel, and what explain() says`, () => {
      const name = basename(picture, extname(picture))
      const [example] = globSync(`4?-${name}.ts`, { cwd: import.meta.dirname })
      const cwd = mkdtempSync(join(tmpdir(), "heddle-gallery-"))
      const args = ["-C", "@heddle/source", join(import.meta.dirname, example!)]
      const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd, encoding: "utf8" })
      assert.equal(status, 0, stderr)
      assert.deepEqual(content(join(cwd, picture)), content(join(gallery, picture)), "make it again: npm run gallery")
      rmSync(cwd, { recursive: true })

      const section = sectionOf(picture)
      const kernel = /^const \w+ = (?:jit|stencil)\([^]*?^\}?\)$/m.exec(section)![0]
      assert.ok(readFileSync(join(import.meta.dirname, example!), "utf8").includes(kernel), "the kernel has changed")
      const explained = /^```text\n([^]*?)^```$/m.exec(section)?.[1] ?? ""
      assert.ok(anywhere(stdout).includes(anywhere(explained)), `the page says\n${explained}it printed\n${stdout}`)
    })
  }
})
