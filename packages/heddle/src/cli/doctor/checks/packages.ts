import { createRequire } from "node:module"
import { resolve } from "node:path"
import { ownModule } from "../../../core/errors/index.ts"
import type { Finding } from "../check.ts"
import { ok, warn } from "../check.ts"

/** What heddle uses where it is installed, and for what. */
export const packages: readonly (readonly [name: string, use: string])[] = [
  ["koffi", "native code in kernels and memory"],
  ["@duckdb/node-api", "@heddle/frame"],
  ["webgpu", "kernels on a GPU"],
  ["zarrita", "arrays in Zarr"],
  ["apache-arrow", "frames as Arrow"],
  ["@resvg/resvg-js", "pictures as PNG"],
]

/** Loads each package that is there: a binary for another machine fails only then. */
export async function optionalPackages(load: (name: string) => unknown = loaded): Promise<Finding> {
  const states = await Promise.all(
    packages.map(async ([name, use]) => {
      try {
        await load(name)
        return { name, use, problem: undefined, isThere: true }
      } catch (error) {
        const { code, message } = error as NodeJS.ErrnoException
        const isThere =
          !(code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND") || !message.includes(`'${name}'`)
        return { name, use, problem: message.split("\n", 1)[0]!, isThere }
      }
    }),
  )
  const broken = states.find(({ isThere, problem }) => isThere && problem !== undefined)
  const there = states.filter(({ problem }) => problem === undefined).map(({ name }) => name)
  const missing = states.filter(({ isThere }) => !isThere).map(({ name, use }) => `${name} (${use})`)
  const text = [
    there.length === 0 ? "none of those that may be there" : there.join(", "),
    ...(missing.length === 0 ? [] : [`not installed: ${missing.join(", ")}`]),
  ].join("; ")
  if (broken === undefined) return ok("packages", text)
  return warn(
    "packages",
    `${broken.name} is installed and cannot be loaded: ${broken.problem}`,
    `npm install ${broken.name}, on this machine`,
  )
}

/** From the program's folder, or from beside this library. */
async function loaded(name: string): Promise<unknown> {
  const places = [resolve("index.js"), ownModule]
  const found = places.map((place) => pathOf(place, name)).find((path) => path !== undefined)
  return await import(found ?? name)
}

function pathOf(place: string, name: string): string | undefined {
  try {
    return createRequire(place).resolve(name)
  } catch {
    return undefined
  }
}
