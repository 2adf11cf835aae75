import assert from "node:assert/strict"
import { globSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { parse } from "acorn"
import { livePage } from "../../../src/monitor/dashboard/page/index.ts"

const folder = join(import.meta.dirname, "../../../src/monitor/dashboard/page/browser")
const read = (file: string): string => readFileSync(join(folder, file), "utf8")

type Colour = readonly [number, number, number]

const linear = (hex: string): Colour =>
  [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255
    return value <= 0.040_45 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
  }) as never

const times = (matrix: readonly Colour[], colour: Colour): Colour =>
  matrix.map((row) => row.reduce((sum, factor, i) => sum + factor * colour[i]!, 0)) as never

/** How linear RGB looks to who lacks a kind of cone: Machado, Oliveira and Fernandes, 2009. */
const sights: Readonly<Record<string, readonly Colour[]>> = {
  "all three cones": [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  "no long-wave cones": [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  "no medium-wave cones": [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  "no short-wave cones": [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
}

/** CIE L*a*b* of linear sRGB. */
function lab(colour: Colour): Colour {
  const xyz = times(
    [
      [0.4124 / 0.9505, 0.3576 / 0.9505, 0.1805 / 0.9505],
      [0.2126, 0.7152, 0.0722],
      [0.0193 / 1.089, 0.1192 / 1.089, 0.9505 / 1.089],
    ],
    colour,
  )
  const [x, y, z] = xyz.map((value) =>
    value > 0.008_856 ? Math.cbrt(value) : 7.787 * value + 16 / 116,
  ) as never as Colour
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)]
}

describe("the page", () => {
  it("is smaller than 150 KB, all of it together", () => {
    const bytes = Buffer.byteLength(livePage().text)
    assert.ok(bytes < 150_000, `${bytes} bytes`)
  })

  it("has scripts that become one: each is in it, and no name is there twice", () => {
    const { text } = livePage()
    const script = text.slice(text.lastIndexOf("<script>") + 8, text.lastIndexOf("</script>"))
    const [, call] = parse(script, { ecmaVersion: "latest" }).body as never as [
      unknown,
      { expression: { callee: { body: { body: readonly unknown[] } } } },
    ]
    const names = (
      call.expression.callee.body.body as {
        type: string
        id?: { name: string }
        declarations?: { id: { name: string } }[]
      }[]
    ).flatMap(({ id, declarations }) => (id === undefined ? (declarations ?? []).map((one) => one.id.name) : [id.name]))
    assert.deepEqual(
      names.filter((name, i) => names.indexOf(name) !== i),
      [],
    )
    for (const file of globSync("*.js", { cwd: folder })) assert.ok(script.includes(read(file).split("\n")[0]!), file)
    assert.doesNotMatch(script, /^(import|export) /m)
  })

  it("never sets markup from text, and asks no other server", () => {
    for (const file of globSync("*.{js,html,css}", { cwd: folder })) {
      assert.doesNotMatch(read(file), /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function/, file)
      assert.doesNotMatch(read(file).replaceAll("http://www.w3.org/2000/svg", ""), /^[^/]*(https?:)?\/\/[a-z]/m, file)
    }
  })

  for (const [sight, matrix] of Object.entries(sights)) {
    it(`has colours of names that are told apart with ${sight}`, () => {
      const [, list] = /const bright = \[(.*)\]/.exec(read("colours.js"))!
      const colours = list!.match(/#\w{6}/g)!.map((hex) => lab(times(matrix, linear(hex))))
      assert.equal(colours.length, 6)
      for (const [i, one] of colours.entries()) {
        for (const [j, other] of colours.slice(0, i).entries()) {
          const distance = Math.hypot(...one.map((value, k) => value - other[k]!))
          // What is seen at a glance begins at some ten.
          assert.ok(distance > 12, `${i} and ${j}: ${distance.toFixed(1)}`)
        }
      }
    })
  }

  it("has text of enough contrast, light and dark", () => {
    const css = read("page.css")
    const blocks = [...css.matchAll(/--page:[^}]*/g)].map(([block]) => block)
    assert.equal(blocks.length, 3)
    assert.equal(blocks[1]!.replaceAll(/\s+/g, " ").trim(), blocks[2]!.replaceAll(/\s+/g, " ").trim())
    for (const block of blocks) {
      const light = (name: string): number => {
        const [r, g, b] = linear(new RegExp(`--${name}: (#\\w{6})`).exec(block)![1]!)
        return 0.2126 * r + 0.7152 * g + 0.0722 * b
      }
      for (const text of ["text", "muted", "bad", "good", "warn", "first"]) {
        for (const ground of ["page", "surface"]) {
          const [low, high] = [light(text), light(ground)].toSorted((a, b) => a - b)
          const contrast = (high! + 0.05) / (low! + 0.05)
          assert.ok(contrast >= 4.5, `${text} on ${ground}: ${contrast.toFixed(2)}`)
        }
      }
    }
  })
})
