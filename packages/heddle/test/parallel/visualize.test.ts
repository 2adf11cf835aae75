import assert from "node:assert/strict"
import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { describe, it } from "node:test"
import { OptionError, delayed, visualize } from "heddle"
import { layout } from "../../src/core/picture/layout.ts"

const load = delayed((file: string) => [file], { name: "load" })
const merge = delayed((...parts: string[][]) => parts.flat(), { name: "merge" })
const report = delayed((rows: string[], o: { title: string }) => rows.length + o.title.length, { name: "report" })

describe("visualize", () => {
  it("draws a box for each call, a line for each result that is used, and runs nothing", () => {
    const never = delayed((): string[] => assert.fail("it ran"), { name: "never" })()
    const svg = report(merge(load("a"), load("b"), never), { title: "<b>&" }).visualize()
    const texts = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text)
    assert.deepEqual(
      texts,
      [
        "load(&apos;a&apos;)",
        "load(&apos;b&apos;)",
        "never()",
        "merge(·, ·, ·)",
        "report(·, { title: &apos;&lt;b&gt;&amp;&apos; })",
      ].map((text) => text.replaceAll("&apos;", "'")),
    )
    assert.equal(svg.match(/marker-end/g)?.length, 4)
    assert.equal(svg.match(/class="source"/g)?.length, 3)
    assert.equal(svg.match(/class="root"/g)?.length, 1)
    assert.match(svg, /prefers-color-scheme: dark/)
    assert.match(svg, /^<svg xmlns=/)
  })

  it("draws several together: what they share once", () => {
    const shared = load("a")
    const svg = visualize([merge(shared), { deep: report(shared, { title: "" }) }])
    assert.equal(svg.match(/<rect/g)?.length, 3)
    assert.equal(svg.match(/class="root"/g)?.length, 2)
    assert.match(visualize([]), /A graph of 0 calls/)
    assert.equal(visualize(delayed(5)).match(/<rect/g), null)
  })

  it("writes the file, and refuses one that is no picture", () => {
    const folder = mkdtempSync(join(tmpdir(), "heddle-"))
    try {
      const file = join(folder, "graph.svg")
      const svg = load("a").visualize({ file })
      assert.equal(readFileSync(file, "utf8"), svg)
    } finally {
      rmSync(folder, { recursive: true })
    }
    assert.throws(() => load("a").visualize({ file: "graph.png" }), OptionError)
    assert.throws(() => load("a").visualize({ filename: "x.svg" } as never), /did you mean `file`/)
  })

  it("cuts labels that would be too long", () => {
    const svg = load("x".repeat(500)).visualize()
    assert.match(svg, />load\('x+…<\/text>/)
    assert.ok(svg.length < 3000)
  })
})

describe("the layout", () => {
  /** A made-up graph: each box after up to three of those before it. */
  const boxes = Array.from({ length: 120 }, (_, i) => ({
    width: 40 + ((i * 37) % 90),
    from: i < 8 ? [] : [...new Set([(i * 7) % i, (i * 13) % i, i - 1 - (i % 5)])],
  }))

  it("puts each box below all that lead to it, and none over another", () => {
    const placed = layout(boxes)
    for (const [i, { from }] of boxes.entries()) {
      for (const above of from) assert.ok(placed.boxes[above]!.layer < placed.boxes[i]!.layer)
    }
    const sides = placed.boxes.map(({ x, layer }, i) => ({
      layer,
      left: x - boxes[i]!.width / 2,
      right: x + boxes[i]!.width / 2,
    }))
    for (const [i, a] of sides.entries()) {
      assert.ok(a.left >= -1e-6 && a.right <= placed.width + 1e-6)
      for (const b of sides.slice(i + 1)) assert.ok(a.layer !== b.layer || a.right < b.left || b.right < a.left)
    }
  })

  it("leads lines of more than a layer past the boxes between", () => {
    const placed = layout(boxes)
    for (const { from, to, by } of placed.lines) {
      const [top, bottom] = [placed.boxes[from]!.layer, placed.boxes[to]!.layer]
      assert.deepEqual(
        by.map(({ layer }) => layer),
        Array.from({ length: bottom - top - 1 }, (_, i) => top + 1 + i),
      )
      for (const { x, layer } of by) {
        for (const [i, box] of placed.boxes.entries()) {
          assert.ok(box.layer !== layer || Math.abs(box.x - x) > boxes[i]!.width / 2)
        }
      }
    }
  })

  it("draws a tree without crossings, each box in the middle above", () => {
    const placed = layout(
      [0, 1, 2, 3]
        .map(() => ({ width: 50, from: [] as number[] }))
        .concat([
          { width: 50, from: [0, 1] },
          { width: 50, from: [2, 3] },
          { width: 50, from: [4, 5] },
        ]),
    )
    const x = placed.boxes.map((box) => box.x)
    assert.ok(Math.abs(x[4]! - (x[0]! + x[1]!) / 2) < 1e-6)
    assert.ok(Math.abs(x[6]! - (x[4]! + x[5]!) / 2) < 1e-6)
  })
})
