import { existsSync, readdirSync } from "node:fs"
import { join } from "node:path"
import { check } from "./check.ts"
import { root, run } from "./processes.ts"
import { fail, section, skip } from "./report.ts"
import { tail } from "./files.ts"

/** Builds and packs every package and checks the tarballs. Gives the environment of the suites that install them. */
export async function packAndCheck(scratch: string): Promise<NodeJS.ProcessEnv> {
  section("package")
  if (!existsSync(join(root, "packages/heddle/src/index.ts"))) {
    skip("package", "packages/heddle/src/index.ts does not exist yet")
    return {}
  }
  const env: NodeJS.ProcessEnv = {}
  for (const folder of readdirSync(join(root, "packages"))) {
    const source = join(root, "packages", folder)
    const pack = await run("npm", ["pack", "--silent", "--pack-destination", scratch], { cwd: source, limit: 180_000 })
    const tarball = join(scratch, pack.output.trim().split("\n").at(-1) ?? "")
    if (pack.code !== 0 || !existsSync(tarball)) {
      fail(`${folder} packs`, tail(pack.output))
      continue
    }
    await check(`${folder} is well published (publint)`, "publint", ["run", tarball, "--strict"])
    await check(`${folder}'s types resolve (attw)`, "attw", [tarball, "--profile", "esm-only", "--no-emoji"])
    env[`${folder.toUpperCase()}_TARBALL`] = tarball
  }
  return env
}
