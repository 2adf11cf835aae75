/*
 * Builds what is published: `tsc -b`, then the files of each room become one, beside a file for each of its other doors.
 * Node takes half a millisecond to resolve and link a module, and there are hundreds. Rooms import each other only by
 * their doors (test/house/layers.test.ts), so nothing is there twice. Function bodies are not touched.
 *
 * `npm pack` and the benchmarks run it; the next `tsc -b` writes the single files again.
 */
import { spawnSync } from "node:child_process"
import { cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import path from "node:path"
import { fileURLToPath } from "node:url"
import { build } from "esbuild"

const home = path.resolve(import.meta.dirname, "../packages/heddle")
const dist = path.join(home, "dist")

/** Each room with its doors besides `index`: what other rooms, threads and processes load by its path. */
const rooms = {
  "core/errors": [],
  "core/foreign": [],
  "core/options": [],
  "core/budget": [],
  "core/sequences": [],
  "core/picture": [],
  "core/events": [],
  "core/heap": [],
  "core/wire": ["arrivals"],
  "core/task": [],
  "core/leftovers": [],
  "core/closure/thaw": [],
  "core/closure": ["codec", "transform/index"],
  "core/future": [],
  "core/backend": [
    "worker/thread-entry",
    "worker/process-entry",
    "worker/sending",
    "worker/watching",
    "threads/supervisor",
    "processes/watchdog",
  ],
  "core/scheduler": [],
  pool: ["public", "run-file"],
  sync: [],
  executors: [],
  parallel: ["graph/interpreter"],
  async: [],
  "jit/bound": [],
  jit: ["public", "run/index"],
  array: ["tile/index"],
  extend: [],
  remote: [],
  monitor: ["resources/sampler/sampler"],
}

const marker = "@dist/"
const folders = Object.keys(rooms)

/** The innermost room that a file of `dist` is in. */
function roomOf(file) {
  const inside = folders.filter((room) => file.startsWith(`${room}/`))
  return inside.toSorted((a, b) => b.length - a.length)[0]
}

/** Keeps imports of other rooms, and what a module thinks its own URL is, independent of where its text ends up. */
function staysInRoom(room) {
  return {
    name: "stays in its room",
    setup({ onResolve, onLoad }) {
      onResolve({ filter: /^\./ }, ({ path: specifier, resolveDir }) => {
        const file = path.relative(dist, path.resolve(resolveDir, specifier))
        return roomOf(file) === room ? undefined : { path: marker + file, external: true }
      })
      onLoad({ filter: /\.js$/ }, ({ path: file }) => {
        // Where a program is bundled as CommonJS, there is no URL.
        const own = `(import.meta.url && new URL("${marker}${path.relative(dist, file)}", import.meta.url).href)`
        return { contents: readFileSync(file, "utf8").replaceAll(/\bimport\.meta\.url\b/g, own) }
      })
    },
  }
}

/** Paths from the file that names them. */
function relative(text, file) {
  return text.replaceAll(/"@dist\/([^"]+)"/g, (_, target) => {
    const found = path.relative(path.dirname(file), path.join(dist, target))
    return JSON.stringify(found.startsWith(".") ? found : `./${found}`)
  })
}

function* scriptsOf(room) {
  for (const name of readdirSync(path.join(dist, room), { recursive: true })) {
    const file = path.join(room, name)
    if (name.endsWith(".js") && roomOf(file) === room) yield path.join(dist, file)
  }
}

rmSync(dist, { recursive: true, force: true })
const tsc = fileURLToPath(new URL("bin/tsc", import.meta.resolve("typescript/package.json")))
const { status } = spawnSync(process.execPath, [tsc, "-b", home], { stdio: "inherit" })
if (status !== 0) process.exit(status ?? 1)

for (const room of folders) {
  const before = [...scriptsOf(room)]
  const { outputFiles } = await build({
    entryPoints: ["index", ...rooms[room]].map((door) => path.join(dist, room, `${door}.js`)),
    outbase: path.join(dist, room),
    outdir: path.join(dist, room),
    chunkNames: "[name]-[hash]",
    bundle: true,
    splitting: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node22",
    packages: "external",
    legalComments: "none",
    tsconfigRaw: {},
    plugins: [staysInRoom(room)],
  })
  for (const file of before) rmSync(file)
  for (const { path: file, text } of outputFiles) writeFileSync(file, relative(text, file))
}
// The dashboard's page is sent as it is.
const page = "monitor/dashboard/page/browser"
cpSync(path.join(home, "src", page), path.join(dist, page), {
  recursive: true,
  filter: (file) => !path.basename(file).startsWith("tsconfig") && !file.endsWith(".tsbuildinfo"),
})
// Its list of what is built is not true any more.
rmSync(path.join(dist, ".tsbuildinfo"))
