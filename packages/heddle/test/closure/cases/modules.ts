import * as acorn from "acorn"
import { parse } from "acorn"
import { createHash } from "node:crypto"
import fs, { readFileSync } from "node:fs"
import * as path from "node:path"
import type { Case } from "./case.ts"
import { renamed } from "../fixtures/re-exports.ts"
import dflt, { bumpInternal, config, live, memo, Plain, scale, SCALE } from "../fixtures/shapes.ts"
import * as shapes from "../fixtures/shapes.ts"

const state = globalThis as { casesRun?: number }
state.casesRun = (state.casesRun ?? 0) + 1

/** What comes from other modules. */
export const modules: readonly Case[] = [
  {
    name: "a named import of a package",
    test: (run) => run((s: string) => parse(s, { ecmaVersion: 2020 }).body.length, "a;b;c"),
    want: 3,
  },
  {
    name: "a namespace import of a package",
    test: (run) => run((s: string) => acorn.parse(s, { ecmaVersion: 2020 }).type, "a"),
    want: "Program",
  },
  {
    name: "local imports: named, default, of a namespace, re-exported under another name",
    test: (run) => run((x: number) => [scale(x), dflt(x), shapes.scale(x), renamed(x), SCALE, shapes.SCALE], 2),
    want: [20, "d2", 20, 20, 10, 10],
  },
  {
    name: "an imported function that is itself sent",
    test: (run) => run(scale, 3),
    want: 30,
  },
  {
    name: "built-in modules: named, default, namespace",
    test: (run) =>
      run(() => [
        typeof readFileSync,
        path.basename("/a/b.c"),
        fs.existsSync("/"),
        createHash("md5").update("x").digest("hex").slice(0, 4),
      ]),
    want: ["function", "b.c", true, "9dd4"],
  },
  {
    name: "import.meta and import() work as they do in the file",
    test: (run) =>
      run(async () => [
        import.meta.url.replace(/^.*\//, "").replace(/\.\w+$/, ""),
        ((await import("../fixtures/shapes.ts")) as { SCALE: number }).SCALE,
      ]),
    want: ["modules", 10],
  },
  {
    name: "imported data that was changed is sent as it is now",
    async test(run) {
      config.mode = "changed"
      return [await run(() => config.mode), await run(() => shapes.config.mode)]
    },
    want: ["changed", "changed"],
  },
  { name: "an imported function that is a closure", test: (run) => run((x: number) => memo(x), 7), want: 49 },
  {
    name: "an instance of an imported class",
    test(run) {
      const q = new Plain(4)
      return run(() => [q.dbl(), q instanceof Plain])
    },
    want: [8, true],
  },
  { name: "an imported instance is imported there", test: (run) => run(() => live.dbl()), want: 42 },
  {
    name: "a module's own state is separate in the worker",
    test(run) {
      bumpInternal()
      bumpInternal()
      return run(() => bumpInternal() >= 1)
    },
    want: true,
  },
  {
    name: "the file that the function is written in is not run again",
    test: (run) => run(() => state.casesRun ?? 0),
    want: 0,
  },
  {
    name: "the stack of an error shows the line of the source",
    async test(run) {
      try {
        await run(() => {
          throw new Error("here")
        })
      } catch (error) {
        return /cases\/modules\.ts:\d+:\d+/.test((error as Error).stack!)
      }
      return "did not throw"
    },
    want: true,
  },
]
