import assert from "node:assert/strict"
import { mkdirSync, readdirSync, readFileSync, truncateSync, utimesSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, it } from "node:test"
import { cacheCommand } from "../../src/cli/cache/index.ts"
import { cacheHelp } from "../../src/cli/cache/help.ts"
import { parseOptions } from "../../src/cli/cache/options.ts"
import { StartError } from "../../src/cli/start-error.ts"
import { onOneLine, sizeText, tookText } from "../../src/cli/words.ts"
import { OptionError } from "../../src/core/errors/index.ts"
import { Memory } from "../../src/memory/index.ts"
import { folder } from "../memory/stores.ts"
import { heddle, HeddleProcess } from "./heddle-process.ts"

const day = 86_400_000

/** A folder with three entries of `square`, unused for 1 to 3 days, and a large one of `list`. */
async function filled(): Promise<string> {
  const root = folder()
  const memory = new Memory(root)
  const square = memory.cache(function square(x: number, name: string) {
    return `${name}${x * x}`
  })
  const list = memory.cache(function list(n: number) {
    return new Float64Array(n)
  })
  await list(1000)
  for (const days of [1, 2, 3]) {
    const { key } = await square.callAndShelve(days, "a\u001b[2J\nb")
    const then = new Date(Date.now() - days * day)
    utimesSync(join(root, `${key}.entry`), then, then)
  }
  return root
}

const rowsOf = (text: string): string[] => text.split("\n").filter(Boolean)
const jsonOf = (text: string): Record<string, unknown>[] => rowsOf(text).map((line) => JSON.parse(line))
const entriesIn = (root: string, name: string): string[] =>
  readdirSync(join(root, name)).map((file) => join(root, name, file))

describe("heddle cache ls", () => {
  it("prints a line for each entry, by function, the latest use first", async () => {
    const root = await filled()
    const { code, stdout, stderr } = await heddle(root, ["cache", "ls", "."])
    assert.deepEqual([code, stderr], [0, ""])
    const [head, ...rows] = rowsOf(stdout)
    assert.equal(head, "FUNCTION   SIZE  UNUSED     TOOK  CALLED WITH")
    assert.match(rows[0]!, /^list {7}8\.\dK +\ds +[\d.]+ms {2}1000$/)
    assert.deepEqual(
      rows.slice(1).map((row) => row.replace(/ +\d+ +(1d0h|2d0h|3d0h) +[\d.]+ms +/, " $1 ")),
      ["1d0h", "2d0h", "3d0h"].map((age, i) => `square ${age} ${i + 1}, 'a\\x1B[2J\\nb'`),
    )
  })

  it("sorts by size, age and time taken, and keeps to one function", async () => {
    const root = await filled()
    const sorted = async (...args: string[]): Promise<unknown[]> => {
      const { code, stdout } = await heddle(root, ["cache", "ls", ".", "--json", ...args])
      assert.equal(code, 0)
      return jsonOf(stdout).map(({ name, args: given }) => `${String(name)} ${String(given).split(",")[0]}`)
    }
    assert.equal((await sorted("--sort", "size"))[0], "list 1000")
    assert.deepEqual(await sorted("--sort", "age"), ["square 3", "square 2", "square 1", "list 1000"])
    assert.deepEqual(await sorted("--name", "list"), ["list 1000"])
    assert.deepEqual(await sorted("--name", "../x"), [])
    const { stdout } = await heddle(root, ["cache", "ls", ".", "--json", "--sort", "took"])
    const times = jsonOf(stdout).map(({ took }) => took as number)
    assert.deepEqual(
      times,
      times.toSorted((a, b) => b - a),
    )
    assert.equal(times.length, 4)
  })

  it("says of an entry that it is damaged", async () => {
    const root = await filled()
    truncateSync(entriesIn(root, "list")[0]!, 100)
    const { code, stdout } = await heddle(root, ["cache", "ls", ".", "--name", "list"])
    assert.equal(code, 0)
    assert.match(rowsOf(stdout)[1]!, /^list .* 100 .*damaged: it has 100 bytes instead of \d+$/)
    const [row] = jsonOf((await heddle(root, ["cache", "ls", ".", "--name", "list", "--json"])).stdout)
    assert.match(String(row!["damage"]), /^it has 100 bytes/)
  })

  it("prints nothing for an empty folder", async () => {
    assert.deepEqual(await heddle(folder(), ["cache", "ls", "."]), { code: 0, signal: null, stdout: "", stderr: "" })
  })
})

describe("heddle cache stats", () => {
  it("sums up what there is, and of each function", async () => {
    const root = await filled()
    const { code, stdout } = await heddle(root, ["cache", "stats", "."])
    assert.equal(code, 0)
    assert.match(
      stdout,
      /^entries {4}4\nbytes {6}\S+K \([\d,]+\)\nwork kept {2}\S+ms\nused {7}between 3d0h ago and \ds ago\n\nFUNCTION.*\nlist .*\nsquare +3 .* 1d0h ago\n$/,
    )
    truncateSync(entriesIn(root, "list")[0]!, 100)
    const [sums] = jsonOf((await heddle(root, ["cache", "stats", ".", "--json"])).stdout)
    assert.deepEqual([sums!["entries"], sums!["damaged"]], [4, 1])
    const functions = sums!["functions"] as { name: string; entries: number }[]
    assert.deepEqual(
      functions.map(({ name, entries }) => [name, entries]),
      [
        ["square", 3],
        ["list", 1],
      ],
    )
    assert.match((await heddle(folder(), ["cache", "stats", "."])).stdout, /^entries {4}0\nbytes {6}0 \(0\)\n/)
  })
})

describe("heddle cache rm", () => {
  const left = async (root: string): Promise<number> =>
    jsonOf((await heddle(root, ["cache", "ls", ".", "--json"])).stdout).length

  it("removes what was not used for so long, and says what", async () => {
    const root = await filled()
    const dry = await heddle(root, ["cache", "rm", ".", "--older", "36h", "--dry-run"])
    assert.equal(dry.code, 0)
    assert.match(dry.stderr, /^heddle cache: would remove 2 entries \(\S+\)\n$/)
    assert.equal(await left(root), 4)
    const { code, stdout, stderr } = await heddle(root, ["cache", "rm", ".", "--older", "36h"])
    assert.deepEqual([code, stdout], [0, dry.stdout])
    assert.match(stderr, /^heddle cache: removed 2 entries \(\S+\)\n$/)
    assert.ok(rowsOf(stdout).every((key) => /^square\/\w{26}\.\w{26}$/.test(key)))
    assert.equal(await left(root), 2)
  })

  it("removes down to a number, a size, of one function, or all", async () => {
    const root = await filled()
    const removed = async (...args: string[]): Promise<number> => {
      const { code, stdout } = await heddle(root, ["cache", "rm", ".", ...args])
      assert.equal(code, 0)
      return rowsOf(stdout).length
    }
    assert.equal(await removed("--items", "2", "--name", "square"), 1)
    assert.equal(await removed("--bytes", "8K", "--name", "list"), 1)
    assert.equal(await removed("--name", "list"), 0)
    assert.equal(await removed("--all"), 2)
    assert.equal(await left(root), 0)
  })

  it("touches nothing but entries", async () => {
    const root = await filled()
    mkdirSync(join(root, "src"))
    writeFileSync(join(root, "src", "main.ts"), "1")
    writeFileSync(join(root, "square", "notes"), "2")
    assert.equal((await heddle(root, ["cache", "rm", ".", "--all"])).code, 0)
    assert.equal(readFileSync(join(root, "src", "main.ts"), "utf8"), "1")
    assert.equal(readFileSync(join(root, "square", "notes"), "utf8"), "2")
  })
})

describe("heddle cache verify", () => {
  it("reads every entry whole, names those that are damaged, and ends with 1", async () => {
    const root = await filled()
    const sound = await heddle(root, ["cache", "verify", "."])
    assert.deepEqual([sound.code, sound.stdout], [0, ""])
    assert.match(sound.stderr, /^heddle cache: read 4 entries \(\S+K\): none is damaged\n$/)
    const [path] = entriesIn(root, "list")
    // In the middle of the array, which nothing but a whole reading sees.
    const bytes = readFileSync(path!)
    bytes[4000] = bytes[4000]! ^ 1
    writeFileSync(path!, bytes)
    writeFileSync(entriesIn(root, "square")[0]!, readFileSync(entriesIn(root, "square")[1]!))
    const damaged = await heddle(root, ["cache", "verify", "."])
    assert.equal(damaged.code, 1)
    assert.match(damaged.stderr, /: 2 damaged\n$/)
    const [list, square] = rowsOf(damaged.stdout).toSorted()
    assert.match(list!, /^list\/\S+\tbytes from \d+ on have changed$/)
    assert.match(square!, /^square\/\S+\tit is that of square\/\S+$/)
    const removed = await heddle(root, ["cache", "verify", ".", "--rm"])
    assert.equal(removed.code, 1)
    assert.match(removed.stderr, /\nheddle cache: removed 2 entries \(\S+\)\n$/)
    assert.equal((await heddle(root, ["cache", "verify", "."])).code, 0)
  })
})

describe("heddle cache", () => {
  it("says what is wrong before it does anything", async () => {
    const root = folder()
    const file = join(root, "file")
    writeFileSync(file, "")
    const refused: readonly [readonly string[], RegExp][] = [
      [[], /^say what to do: ls, stats, rm or verify/],
      [["lst", "."], /^there is no lst: say ls, stats, rm or verify\n {2}hint: did you mean `heddle cache ls`\?/],
      [["ls"], /^name the folder: heddle cache ls DIR/],
      [["ls", "a", "b"], /^one folder at a time, not also b/],
      [["ls", join(root, "nowhere")], /^there is no folder .*nowhere$/],
      [["ls", file], /file is not a folder$/],
      [["ls", join(file, "deep")], /^there is no folder .*deep$/],
      [["rm", root], /^say what to remove: --older, --bytes, --items, --name, or --all$/],
    ]
    for (const [args, message] of refused) {
      await assert.rejects(
        () => cacheCommand.run(args),
        (error: unknown) => error instanceof StartError && message.test(error.message),
        args.join(" "),
      )
    }
  })

  it("ends with 2 where it cannot start, and has its help", async () => {
    const { code, stdout, stderr } = await heddle(folder(), ["cache", "stat", "."])
    assert.deepEqual([code, stdout], [2, ""])
    assert.match(stderr, /^heddle cache: there is no stat: .*\n {2}hint: did you mean `heddle cache stats`\?\n$/)
    assert.equal((await heddle(folder(), ["help", "cache"])).stdout, cacheHelp)
    assert.match((await heddle(folder(), ["--help"])).stdout, /\n {2}cache +what a folder of results/)
    assert.equal(parseOptions(["ls", "--help"]), "help")
    assert.equal(parseOptions(["--help"]), "help")
  })

  it("ends quietly when its reader does", async () => {
    const root = await filled()
    const running = new HeddleProcess(root, ["cache", "ls", ".", "--json"])
    running.child.stdout.destroy()
    assert.deepEqual(await running.ended, { code: 0, signal: null, stdout: "", stderr: "" })
  })

  it("refuses a wrong option, and says what would be right", () => {
    const refused: readonly [string[], RegExp][] = [
      [["ls", "--sorted", "size"], /`--sorted` must be an option of `heddle cache ls`.*did you mean `--sort`\?/s],
      [["ls", "--older", "7d"], /`--older` must be an option of `heddle cache ls`/],
      [["ls", "--sort", "sise"], /`--sort` must be one of .*hint: did you mean "size"\?/s],
      [["rm", "--older"], /`--older` must be followed by a value/],
      [["rm", "--older", "soon"], /`--older` must be seconds or a duration/],
      [["rm", "--bytes", "big"], /`--bytes` must be a number of bytes or a size/],
      [["rm", "--items", "1.5"], /`--items` must be an integer, at least 0, got 1\.5 \(number\)/],
      [["rm", "--items", "-1"], /`--items` must be an integer, at least 0, got -1 \(number\)/],
      [["rm", "--older", "-5"], /`--older` must be seconds or a duration .*, not negative, got "-5" \(string\)/],
      [["rm", "--bytes", "-1G"], /`--bytes` must be a number of bytes or a size .*, got "-1G" \(string\)/],
      [["rm", "--all", "--name", "f"], /`--all` must be alone/],
      [["rm", "--name", ""], /`--name` must be the name of a function/],
      [["verify", "--rm=1"], /`--rm` must be without a value/],
    ]
    for (const [[what, ...args], message] of refused) {
      assert.throws(
        () => parseOptions([what!, ".", ...args]),
        (error: unknown) => error instanceof OptionError && message.test(error.message),
        `${what} ${args.join(" ")}`,
      )
    }
    assert.throws(() => parseOptions(["--json"]), OptionError)
    assert.throws(() => parseOptions(["list", "--json"]), StartError)
  })

  it("takes each option that its help names", () => {
    for (const [name] of cacheHelp.matchAll(/--[a-z-]+/g)) {
      const isKnown = ["ls", "stats", "rm", "verify"].some((what) => {
        try {
          parseOptions([what, ".", name])
          return true
        } catch (error) {
          return !/must be an option/.test((error as Error).message)
        }
      })
      assert.ok(isKnown, name)
    }
  })

  it("writes sizes and times short, and what others wrote on one line", () => {
    assert.deepEqual([0, 999, 1000, 1024, 10_239, 1_048_576, 5e9, 2e12].map(sizeText), [
      "0",
      "999",
      "1.0K",
      "1.0K",
      "10K",
      "1.0M",
      "4.7G",
      "1.8T",
    ])
    assert.deepEqual([0.04, 9.94, 12.3, 1250, 80_000].map(tookText), ["0.0ms", "9.9ms", "12ms", "1.25s", "1m20s"])
    assert.equal(onOneLine("a\n  b\u001b[2Jc\u009b"), "a b [2Jc")
  })
})
