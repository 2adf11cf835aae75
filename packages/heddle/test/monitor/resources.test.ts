import assert from "node:assert/strict"
import { mkdtempSync, mkdirSync, existsSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { after, describe, it } from "node:test"
import { spawn } from "node:child_process"
import { Pool, range } from "heddle"
import { ResourceMonitor, ResourceReport, monitorResources } from "heddle/monitor"
import { toCsv } from "../../src/monitor/resources/csv.ts"
import { lasting, percent, sized } from "../../src/monitor/resources/figures.ts"
import { pngMaker } from "../../src/monitor/resources/png.ts"
import { machine, madeSamples } from "./made-samples.ts"
import { sampleWhere } from "./until.ts"

const folder = mkdtempSync(join(tmpdir(), "heddle-resources-"))
after(() => rmSync(folder, { recursive: true }))
interface Written {
  readonly title: string
  readonly samples: readonly unknown[]
  readonly summary: { readonly samples: number }
}

const files = range(4).map((i) => join(folder, `all${[".svg", ".png", ".csv", ".json"][i]!}`))

describe("monitorResources", () => {
  it("watches the program and its workers, and writes all files at its end", async () => {
    {
      await using monitor = monitorResources({ interval: 10, file: files, title: "All of it" })
      await using pool = new Pool({ workers: 2 })
      await pool.broadcast(() => 0)
      await sampleWhere(({ workers }) => workers.length === 2)
      assert.ok(monitor instanceof ResourceMonitor)
      assert.ok(files.every((file) => !existsSync(file)))
      assert.equal(monitor.summary().samples, monitor.samples.length)
    }
    const [svg, png, csv, json] = files.map((file) => readFileSync(file))
    assert.match(svg!.toString(), /^<svg [^]*<title id="title">All of it<[^]*<\/svg>\n$/)
    assert.equal(png!.toString("latin1", 1, 4), "PNG")
    assert.ok(png!.readUInt32BE(16) === 1840 && png!.length > 10_000, "as wide as the picture, twice")
    assert.match(csv!.toString(), /^seconds,worker,cpu,/)
    const { title, samples, summary } = JSON.parse(json!.toString()) as Written
    assert.equal(title, "All of it")
    assert.equal(summary.samples, samples.length)
  })

  it("says in a sentence what it saw", async () => {
    const monitor = monitorResources({ interval: 10 })
    await using pool = new Pool({ workers: 1, name: "one" })
    await pool.submit(() => 0)
    await sampleWhere(({ workers }) => workers[0]?.heap !== undefined)
    const report = await monitor.stop()
    assert.ok(report instanceof ResourceReport)
    assert.equal(await monitor.stop(), report)
    const { sentence, cpu, memory, workers, ms } = report.summary()
    assert.match(
      sentence,
      /^In .* the program used .* % of .* \(at most .* %\) and .* of .*B memory; 1 worker was busy .* % of its time, the main thread's event loop .* %\.$/,
    )
    assert.ok(cpu.peak >= cpu.mean && memory.peak >= memory.mean && memory.mean > 0 && ms > 0)
    assert.deepEqual(
      workers.map(({ worker, pool: name }) => [name, worker]),
      [["one", "one 1"]],
    )
    assert.ok(workers[0]!.heapPeak! > 0 && workers[0]!.memoryPeak! > workers[0]!.heapPeak!)
  })

  it("has a sample however short it was", async () => {
    const report = await monitorResources({ interval: "1h" }).stop()
    assert.equal(report.samples.length, 1)
  })

  it("with a duration it ends by itself, and can be awaited", async () => {
    const file = join(folder, "ended.csv")
    const report = await monitorResources({ interval: 10, duration: 50, file })
    assert.ok(report.samples.length > 0)
    assert.equal(readFileSync(file, "utf8"), toCsv(report.samples))
    const { samples } = report
    assert.ok(samples.at(-1)!.at - samples.at(-1)!.ms < samples[0]!.at - samples[0]!.ms + 51)
  })

  it("ends before that when its scope ends, or by a signal", async () => {
    const scoped = monitorResources({ duration: "1h" })
    {
      await using monitor = scoped
      assert.equal(monitor.samples.length, 0)
    }
    assert.equal((await scoped).samples.length, 1)
    const controller = new AbortController()
    const signalled = monitorResources({ duration: "1h", signal: controller.signal })
    controller.abort()
    assert.equal((await signalled).samples.length, 1)
    assert.equal((await monitorResources({ duration: "1h", signal: AbortSignal.abort() })).samples.length, 1)
  })

  it("writes its file also where the scope is left by an error", async () => {
    const file = join(folder, "failed.json")
    await assert.rejects(async () => {
      await using _ = monitorResources({ interval: "1h", file })
      throw new Error("it fails")
    }, /it fails/)
    assert.equal((JSON.parse(readFileSync(file, "utf8")) as Written).samples.length, 1)
  })

  it("rejects if its file cannot be written", async () => {
    const gone = join(folder, "gone")
    mkdirSync(gone)
    const monitor = monitorResources({ interval: "1h", file: join(gone, "a.csv") })
    rmSync(gone, { recursive: true })
    await assert.rejects(monitor.stop(), { code: "ENOENT" })
    await assert.rejects(monitor.save(join(gone, "b.svg")), { code: "ENOENT" })
  })

  it("says at once what would fail at its end", () => {
    const wrong: readonly (readonly [object, RegExp])[] = [
      [{ interval: 5 }, /`interval` must be milliseconds .* at least 10 ms, got 5 /],
      [{ duration: 0 }, /`duration` must be milliseconds .* more than 0, got 0 /],
      [{ duration: "soon" }, /`duration` must be/],
      [
        { file: "resources.gif" },
        /`file` must be a path that ends in \.svg, \.png, \.csv, \.json, got "resources.gif"/,
      ],
      [{ file: ["a.svg", 3] }, /`file` must be a path, or an array of paths, got 3 /],
      [{ file: join(folder, "no/such/a.svg") }, /`file` must be in a folder that exists/],
      [{ title: 3 }, /`title` must be a string/],
      [{ signal: {} }, /`signal` must be an AbortSignal/],
      [{ intervall: 3 }, /did you mean `interval`\?/],
    ]
    for (const [options, message] of wrong) {
      assert.throws(
        () => monitorResources(options),
        (error: Error & { code: string }) => {
          assert.equal(error.code, "HEDDLE_OPTION")
          assert.match(`${error.message} ${JSON.stringify(error)}`, message)
          return true
        },
      )
    }
  })

  it("says how to have .png where the package is missing", () => {
    assert.throws(() => pngMaker("a.png", [pathToFileURL(join(folder, "index.js")).href]), {
      code: "HEDDLE_OPTION",
      message: /@resvg\/resvg-js is missing[^]*npm install @resvg\/resvg-js/,
    })
  })
})

describe("a program that is watched", () => {
  const file = join(folder, "program.json")
  const run = async (
    name: string,
  ): Promise<{ code: number | null; stdout: string; stderr: string; samples: number }> => {
    rmSync(file, { force: true })
    const source = join(import.meta.dirname, "sources/resources.ts")
    const child = spawn(process.execPath, ["-C", "@heddle/source", source, name, file], {
      timeout: 60_000,
      killSignal: "SIGKILL",
    })
    let [stdout, stderr] = ["", ""]
    child.stdout.on("data", (text: Buffer) => (stdout += String(text)))
    child.stderr.on("data", (text: Buffer) => (stderr += String(text)))
    const code = await new Promise<number | null>((resolve) => child.on("close", resolve))
    const samples = existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Written).samples.length : -1
    return { code, stdout, stderr, samples }
  }

  for (const [name, code, stdout] of [
    ["forgets", 0, "1\n"],
    ["exits", 3, "0\n"],
    ["fails", 1, "0\n"],
    ["throwsLater", 1, ""],
    ["leaves", 0, ""],
  ] as const) {
    it(`has its file when it ${name}`, async () => {
      const ended = await run(name)
      assert.deepEqual(
        { code: ended.code, stdout: ended.stdout, samples: ended.samples },
        { code, stdout, samples: 1 },
        ended.stderr,
      )
    })
  }

  it("is kept alive by who awaits its end", async () => {
    const { code, stdout, samples, stderr } = await run("awaits")
    assert.deepEqual({ code, stdout }, { code: 0, stdout: "true\n" }, stderr)
    assert.ok(samples > 0)
  })

  it("hears of a folder that is not there before it begins", async () => {
    const { code, stderr, samples } = await run("cannotWrite")
    assert.deepEqual({ code, samples }, { code: 1, samples: -1 })
    assert.match(stderr, /`file` must be in a folder that exists/)
  })
})

describe("what is written", () => {
  it("as CSV: a row for each sample, and one for each worker in it", () => {
    const [sample] = madeSamples(1, 1)
    const named = {
      ...sample!,
      workers: [
        { ...sample!.workers[0]!, worker: `a "b", c` },
        { pool: "p", worker: "p 1", threadId: 9, cpu: 1 / 3, rss: 5 },
      ],
    }
    const lines = toCsv([named]).split("\n")
    assert.equal(lines[0], "seconds,worker,cpu,system_cpu,rss,heap,external,memory_used,memory_total,loop")
    assert.equal(lines[1]!.split(",").length, 10)
    assert.match(lines[2]!, /^1,"a ""b"", c",0\.\d{4},,,40000000,2000000,,,$/)
    assert.equal(lines[3], "1,p 1,0.3333,,5,,,,,")
    assert.equal(lines[4], "")
    assert.equal(toCsv([]).split("\n").length, 2)
  })

  it("as a summary: means over time, and the busy share of each worker while it was there", () => {
    const [one, other] = madeSamples(2, 2)
    const samples = [
      { ...one!, ms: 1000, cpu: 0.2, loop: 0, workers: [{ ...one!.workers[0]!, cpu: 1 }] },
      { ...other!, ms: 3000, cpu: 0.6, loop: 1, workers: [] },
    ]
    const report = new ResourceReport(samples, machine, "")
    const { cpu, loop, workers, sentence } = report.summary()
    assert.deepEqual(cpu, { mean: 0.5, peak: 0.6 })
    assert.deepEqual(loop, { mean: 0.75, peak: 1 })
    assert.deepEqual(
      workers.map(({ ms, busy }) => [ms, busy]),
      [[1000, 1]],
    )
    assert.match(sentence, /^In 4 s the program used 50 % of 4 processors \(at most 60 %\)/)
    const none = new ResourceReport([], machine, "").summary()
    assert.deepEqual([none.cpu, none.sentence], [{ mean: 0, peak: 0 }, "Nothing was sampled."])
  })

  it("with figures that are short", () => {
    assert.deepEqual([0, 0.001, 0.0996, 0.5, 1].map(percent), ["0 %", "0.1 %", "10 %", "50 %", "100 %"])
    assert.deepEqual([0, 999, 1000, 1536, 2 ** 30, 1.55 * 2 ** 40].map(sized), [
      "0 B",
      "999 B",
      "1 KB",
      "1.5 KB",
      "1 GB",
      "1.6 TB",
    ])
    assert.deepEqual([0, 999, 1234, 119_000, 121_000, 7_260_000].map(lasting), [
      "0 ms",
      "999 ms",
      "1.23 s",
      "119 s",
      "2 min 1 s",
      "2 h 1 min",
    ])
  })
})
