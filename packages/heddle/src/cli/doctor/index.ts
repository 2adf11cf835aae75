/**
 * `heddle doctor`: does this machine have what heddle needs? checks/ look, each at one thing; print.ts says what they found.
 *
 * ```sh
 * heddle doctor
 * heddle doctor --nats nats://127.0.0.1:4222 --json
 * ```
 */
import { spillFolder } from "../../core/budget/index.ts"
import { command } from "../command.ts"
import type { Command } from "../command.ts"
import { found } from "./check.ts"
import type { Check, Finding } from "./check.ts"
import {
  inspector,
  kernels,
  leftovers,
  memory,
  nats,
  node,
  optionalPackages,
  pool,
  processors,
  sharedMemory,
  temporaryFolder,
  thisMachine,
  webAssembly,
} from "./checks/index.ts"
import { doctorHelp } from "./help.ts"
import { parseOptions } from "./options.ts"
import type { DoctorOptions } from "./options.ts"
import { line, verdict } from "./print.ts"

export const doctorCommand: Command = command(doctorHelp, parseOptions, async (options) => {
  const findings: Finding[] = []
  for (const [name, check] of checks(options)) {
    const finding = await found(name, check)
    findings.push(finding)
    if (!options.json) process.stdout.write(line(finding))
  }
  process.stdout.write(options.json ? `${JSON.stringify(findings, undefined, 2)}\n` : `\n${verdict(findings)}\n`)
  return findings.some(({ status }) => status === "fail") ? 1 : 0
})

function checks({ nats: url }: DoctorOptions): (readonly [string, Check])[] {
  const machine = thisMachine()
  return [
    ["node", () => node()],
    ["processors", () => processors(machine)],
    ["memory", () => memory(machine)],
    ["shared memory", () => sharedMemory(machine)],
    ["closures", () => inspector()],
    ["webassembly", () => webAssembly()],
    ["kernels", () => kernels()],
    ["temporary folder", () => temporaryFolder(spillFolder())],
    ["leftovers", () => leftovers(spillFolder())],
    ["packages", () => optionalPackages()],
    ["threads", () => pool("threads")],
    ["processes", () => pool("processes")],
    ...(url === undefined ? [] : [["nats", () => nats(url)] as const]),
  ]
}
