#!/usr/bin/env node
// Nothing but the version check may be imported here: the rest does not parse on an old Node.
const [major = 0, minor = 0] = process.versions.node.split(".").map(Number)
if (major < 22 || (major === 22 && minor < 18)) {
  process.stderr.write(
    `heddle needs Node 22.18 or newer; this is Node ${process.versions.node} (${process.execPath})\n`,
  )
  process.exit(2)
}

const { main } = await import("./main.ts")
process.exit(await main(process.argv.slice(2)))
