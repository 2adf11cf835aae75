// What `npm test` runs. This file parses on any Node; the rest runs on the Node that the repository brings.
import { spawnSync } from "node:child_process"
import { existsSync } from "node:fs"
import { fileURLToPath } from "node:url"

const node = fileURLToPath(new URL("../node_modules/.bin/node", import.meta.url))
const main = fileURLToPath(new URL("./test/main.ts", import.meta.url))

if (!existsSync(node)) {
  console.error("heddle: the repository's own Node is not installed: run `npm ci` first")
  process.exit(2)
}
const { status, error } = spawnSync(node, ["--disable-warning=ExperimentalWarning", main, ...process.argv.slice(2)], {
  stdio: "inherit",
})
if (error) console.error(`heddle: the repository's own Node does not start: ${error.message}: run \`npm ci\` again`)
process.exit(status ?? 2)
