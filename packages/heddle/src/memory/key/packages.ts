import { readFileSync } from "node:fs"
import { dirname, join, sep } from "node:path"
import { fileURLToPath } from "node:url"

const known = new Map<string, string | undefined>()

/**
 * For a script of a package, where in which version of it: `lodash@4.17.21/lodash.js`. undefined: it is the project's.
 *
 * @param url of a module, or the path of a CommonJS file
 */
export function packageOf(url: string): string | undefined {
  if (!known.has(url)) known.set(url, find(url))
  return known.get(url)
}

function find(url: string): string | undefined {
  const file = url.startsWith("file:") ? fileURLToPath(url) : url
  const at = file.lastIndexOf(`${sep}node_modules${sep}`)
  if (at === -1) return undefined
  const root = at + `${sep}node_modules${sep}`.length
  const [first = "", second = ""] = file.slice(root).split(sep)
  const name = first.startsWith("@") ? join(first, second) : first
  return `${name}@${versionOf(join(file.slice(0, root), name), file)}${file.slice(root + name.length)}`
}

/** Without a version of its own what a package says of itself is its text. */
function versionOf(folder: string, file: string): string {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as { readonly version?: unknown }
    if (typeof version === "string") return version
  } catch {
    // It has none, or it cannot be read.
  }
  return dirname(file)
}
