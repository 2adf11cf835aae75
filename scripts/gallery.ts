// Makes the pictures of docs/kernels/gallery.md again: each example from 40 on writes its picture there.
import { spawnSync } from "node:child_process"
import { globSync } from "node:fs"
import { join } from "node:path"

const root = join(import.meta.dirname, "..")
for (const file of globSync("examples/4*.ts", { cwd: root }).toSorted()) {
  const args = ["-C", "@heddle/source", join(root, file)]
  const { status } = spawnSync(process.execPath, args, { cwd: join(root, "docs/kernels"), stdio: "inherit" })
  if (status !== 0) process.exit(1)
}
