import { Exchange } from "../../src/link/index.ts"
import { heddleVersion, protocol } from "../../src/lease/index.ts"
import type { LeaseRequest, MachineNews } from "../../src/lease/index.ts"

/** A request as a program makes it. */
export function request(more: Partial<LeaseRequest> = {}): LeaseRequest {
  return {
    protocol,
    version: heddleVersion(),
    session: "0123456789abcdef".repeat(2),
    agent: "ABCDEFGHIJKLMNOP",
    node: "machine-01234567",
    boot: "00",
    program: "ABCDEFGHIJKLMNOP",
    key: Buffer.from(new Exchange().publicKey).toString("base64url"),
    lease: 1000,
    worker: {
      name: "worker 1",
      env: { A: "b" },
      argv: [],
      execArgv: ["--stack-trace-limit=5"],
      memoryLimit: 1e9,
      resourceLimits: { maxOldGenerationSizeMb: 100 },
      depth: 1,
    },
    ...more,
  }
}

export function news(more: Partial<MachineNews> = {}): MachineNews {
  return {
    protocol,
    version: heddleVersion(),
    node: "machine-01234567",
    agent: "ABCDEFGHIJKLMNOP",
    name: "machine",
    boot: "00",
    places: 2,
    free: 2,
    room: 2,
    cpus: 2,
    memory: 1e9,
    labels: { zone: "a" },
    nodeVersion: "26.0.0",
    platform: "linux-x64",
    leaving: false,
    ...more,
  }
}
