import assert from "node:assert/strict"
import { join } from "node:path"
import { describe, it } from "node:test"
import { range } from "heddle"
import { plot } from "../../src/monitor/resources/plot/index.ts"
import { shareScale, spread, timeScale } from "../../src/monitor/resources/plot/scale.ts"
import { clipped, wrapped } from "../../src/monitor/resources/plot/svg.ts"
import { machine, madeSamples } from "./made-samples.ts"

interface Word {
  readonly left: number
  readonly right: number
  readonly y: number
  readonly text: string
}

/** The words of a picture and where they are, with letters as wide as those of a wide font. */
function wordsOf(svg: string): Word[] {
  return [...svg.matchAll(/<text class="([^"]*)" x="([\d.]+)" y="([\d.]+)">(.*?)<\/text>/g)].map(
    ([, style, x, y, inside]) => {
      const text = inside!.replace(/<[^>]*>/g, "").replace(/&\w+;/g, "&")
      const size = style === "title" ? 17 : /tick|small/.test(style!) ? 11 : 12
      const wide = text.length * size * 0.58
      const from = /\bend\b|\by\b/.test(style!) ? wide : /\bx\b/.test(style!) ? wide / 2 : 0
      return { left: Number(x) - from, right: Number(x) - from + wide, y: Number(y), text }
    },
  )
}

function overlaps(words: readonly Word[]): string[] {
  return words.flatMap((a, i) =>
    words
      .slice(i + 1)
      .filter((b) => Math.abs(a.y - b.y) < 11 && a.left < b.right && b.left < a.right)
      .map((b) => `"${a.text}" and "${b.text}"`),
  )
}

describe("the picture of what a program used", () => {
  for (const [samples, workers, ms] of [
    [0, 0, 1],
    [1, 1, 380],
    [2, 2, 1000],
    [10, 3, 250],
    [100, 16, 60_000],
  ] as const) {
    it(`is always the same: ${samples} samples of ${workers} workers`, (t) => {
      const svg = plot({ samples: madeSamples(samples, workers, ms), machine, title: "A program" })
      t.assert.fileSnapshot(svg, join(import.meta.dirname, "pictures", `${samples}-samples.svg`), {
        serializers: [(text: unknown) => String(text)],
      })
    })
  }

  for (const samples of [0, 1, 2, 10, 100, 10_000]) {
    for (const workers of [0, 1, 2, 16, 64]) {
      it(`has no words over others, and none outside: ${samples} samples of ${workers} workers`, () => {
        for (const ms of samples > 100 ? [1000] : [10, 1000, 600_000]) {
          const svg = plot({ samples: madeSamples(samples, workers, ms), machine, title: "A program" })
          const words = wordsOf(svg)
          assert.ok(words.length > 10)
          assert.deepEqual(overlaps(words), [])
          assert.deepEqual(
            words.filter(({ left, right }) => left < 0 || right > 920),
            [],
          )
          assert.ok(!/NaN|Infinity|undefined/.test(svg))
          assert.ok(svg.length < 200_000, `${svg.length} letters`)
        }
      })
    }
  }

  it("shows many workers by their pools, and many pools together", () => {
    const lanes = (svg: string): string[] =>
      wordsOf(svg)
        .filter(({ right, text }) => Math.abs(right - 116) < 1 && !text.endsWith("%"))
        .map(({ text }) => text)
    const [sample] = madeSamples(1, 40)
    const svg = plot({ samples: [sample!], machine, title: "" })
    assert.deepEqual(lanes(svg), ["main thread", "pool 1", "pool 2"])
    const own = {
      ...sample!,
      workers: sample!.workers.map((one, k) => ({ ...one, pool: `of ${k}`, worker: `of ${k} 1` })),
    }
    const names = lanes(plot({ samples: [own], machine, title: "" }))
    assert.deepEqual(names, ["main thread", ...range(15).map((k) => `of ${k}`), "24 more pools"])
  })

  it("is well formed, whatever things are called", () => {
    const [sample] = madeSamples(1, 1)
    const worker = { ...sample!.workers[0]!, worker: `<b> & "c"\u0000\u0007\ud800 a long name` }
    const svg = plot({
      samples: [{ ...sample!, workers: [worker] }],
      machine: { ...machine, model: "<&>" },
      title: `1 < 2 & "3"`,
    })
    assert.match(svg, /<title id="title">1 &lt; 2 &amp; &quot;3&quot;<\/title>/)
    assert.match(svg, /&lt;b&gt; &amp; &quot;c&quot; a/)
    const open: string[] = []
    for (const [, close, name, own] of svg.matchAll(/<(\/?)([a-z]+)[^<>]*?(\/?)>/g)) {
      if (close === "/") assert.equal(open.pop(), name)
      else if (own === "") open.push(name!)
    }
    assert.deepEqual(open, [])
    // oxlint-disable-next-line eslint/no-control-regex -- it is what is meant
    assert.ok(!/[\u0000-\u0008\ud800-\udfff]/.test(svg))
  })

  it("says to who cannot see it what it shows", () => {
    const svg = plot({ samples: madeSamples(10, 2), machine, title: "A program" })
    assert.match(svg, /^<svg [^>]*role="img" aria-labelledby="title desc"/)
    assert.match(
      svg,
      /<desc id="desc">In 10 s the program used 26 % of 4 processors .*; 2 workers were busy \d\d % of their time/,
    )
  })

  it("has the colours that its reader prefers, or those that are asked for", () => {
    const style = (theme?: "light" | "dark"): string =>
      /<style>.*<\/style>/.exec(plot({ samples: [], machine, title: "", ...(theme && { theme }) }))![0]
    assert.match(style(), /@media \(prefers-color-scheme:dark\)/)
    assert.ok(!style("light").includes("@media") && !style("dark").includes("@media"))
    assert.notEqual(style("light"), style("dark"))
  })

  for (const theme of ["light", "dark"] as const) {
    it(`can be read in ${theme}: words have a contrast of 4.5 to the paper, lines of 3`, () => {
      const svg = plot({ samples: madeSamples(2, 1), machine, title: "", theme })
      const colour = (rule: RegExp): string => rule.exec(svg)![1]!
      const paper = colour(/svg\{background:(#\w+)/)
      const words = [
        /text\{fill:(#\w+)/,
        /\.unit\{fill:(#\w+)/,
        /\.memory-name\{fill:(#\w+)/,
        /\.cpu-name\{fill:(#\w+)/,
      ]
      for (const rule of words) assert.ok(contrast(colour(rule), paper) >= 4.5, String(rule))
      const lines = [
        /\.cpu\{fill:none;stroke:(#\w+)/,
        /\.memory\{stroke:(#\w+)/,
        /\.machine-memory\{stroke:(#\w+)/,
        /\.busy\{fill:(#\w+)/,
      ]
      for (const rule of lines)
        assert.ok(contrast(colour(rule), paper) >= 3, `${rule} ${contrast(colour(rule), paper)}`)
    })
  }
})

/** WCAG 2.2, contrast ratio. */
function contrast(one: string, other: string): number {
  const light = (colour: string): number => {
    const [r, g, b] = [1, 3, 5].map((at) => {
      const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255
      return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
    })
    return 0.2126 * r! + 0.7152 * g! + 0.0722 * b! + 0.05
  }
  const [a, b] = [light(one), light(other)]
  return Math.max(a, b) / Math.min(a, b)
}

describe("scales", () => {
  it("of shares end at a round number, and have round lines", () => {
    const labels = (most: number): string[] => shareScale(most, 100, 0).ticks.map(({ label }) => label)
    assert.deepEqual(labels(0), ["0 %", "1 %", "2 %", "3 %", "4 %", "5 %"])
    assert.deepEqual(labels(0.15), ["0 %", "5 %", "10 %", "15 %", "20 %"])
    assert.deepEqual(labels(0.3), ["0 %", "10 %", "20 %", "30 %", "40 %", "50 %"])
    assert.deepEqual(labels(1.2), ["0 %", "25 %", "50 %", "75 %", "100 %"])
    assert.equal(shareScale(1, 100, 0).at(1.5), 0)
  })

  it("of times have at most nine round numbers, in a unit that keeps them small", () => {
    const said = (ms: number): string => {
      const { ticks, unit } = timeScale(ms, 0, 100)
      return `${ticks.map(({ label }) => label).join(" ")} ${unit}`
    }
    assert.equal(said(380), "0 50 100 150 200 250 300 350 ms")
    assert.equal(said(1000), "0 200 400 600 800 1000 ms")
    assert.equal(said(1500), "0 0.2 0.4 0.6 0.8 1 1.2 1.4 s")
    assert.equal(said(60_000), "0 10 20 30 40 50 60 s")
    assert.equal(said(600_000), "0 2 4 6 8 10 min")
    assert.equal(said(86_400_000), "0 3 6 9 12 15 18 21 24 h")
    for (let ms = 1; ms < 1e11; ms *= 1.3) {
      const { ticks } = timeScale(ms, 0, 100)
      assert.ok(ticks.length >= 2 && ticks.length <= 9, `${ms}: ${ticks.length}`)
    }
  })

  it("labels are moved apart within their bounds, in their order", () => {
    assert.deepEqual(spread([50, 10, 90], 10, 0, 100), [50, 10, 90])
    assert.deepEqual(spread([50, 50, 50], 10, 0, 100), [50, 60, 70])
    assert.deepEqual(spread([100, 99, 98], 10, 0, 100), [100, 90, 80])
    assert.deepEqual(spread([0, 0], 10, 5, 100), [5, 15])
  })

  it("long sentences have two lines", () => {
    assert.equal(clipped("pictures of cats 12", 12), "picture…s 12")
    assert.equal(clipped("images 3", 12), "images 3")
    assert.deepEqual(wrapped("one two three four five", 9, 2), ["one two", "three fo…"])
    assert.deepEqual(wrapped("one two", 9, 2), ["one two"])
    assert.deepEqual(wrapped("", 9, 2), [""])
  })
})
