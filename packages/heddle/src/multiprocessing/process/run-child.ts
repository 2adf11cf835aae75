import { inspect } from "node:util"
import { registerThawing, storeCode } from "../../core/closure/thaw/index.ts"
import { decode, prepare } from "../../core/wire/index.ts"
import { unpack } from "../shared/index.ts"
import type { ChildStart } from "./child-start.ts"
import { adopt, beChild, Process } from "./process.ts"

/** Runs what a child was started for. An error is printed, as Python prints it, and makes the exit code 1. */
export async function runChild(start: ChildStart): Promise<void> {
  process.argv = [process.argv[0]!, ...start.argv.slice(1)]
  try {
    const { process: self, run } = await revive(start)
    beChild(self, start)
    await run()
  } catch (error) {
    process.stderr.write(`Process ${start.name}:\n${inspect(error)}\n`)
    process.exit(1)
  }
}

async function revive(start: ChildStart): Promise<{ process: Process; run: () => unknown }> {
  // The target may already ask who it is while its modules are loaded.
  const self = start.self === undefined ? new Process() : ((await unpack(start.self)) as Process)
  const target = start.target === undefined ? undefined : await thaw(start.target)
  const args = (await unpack(start.args)) as unknown[]
  adopt(self, target, args)
  return { process: self, run: () => self.run() }
}

async function thaw({ data, codes }: NonNullable<ChildStart["target"]>): Promise<(...args: unknown[]) => unknown> {
  registerThawing()
  for (const code of codes) storeCode(code)
  await prepare(data)
  return decode(data) as (...args: unknown[]) => unknown
}
