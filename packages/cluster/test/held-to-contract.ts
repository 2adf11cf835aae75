import { describe, it } from "node:test"
import { cluster } from "@heddle/cluster"
import { contract } from "../../heddle/test/contract/contract.ts"
import type { Half } from "../../heddle/test/contract/contract.ts"
import { differences } from "../../heddle/test/contract/differences.ts"
import { acrossProcesses } from "../../heddle/test/contract/gates.ts"
import { notRun, startBroker } from "./broker.ts"
import { startMachine } from "./machines.ts"

/** Runs half of the contract of backends on a broker and a machine of its own. */
export async function holdToContract(half: Half): Promise<void> {
  const why = await notRun()
  if (why !== false) return void it("is held to the contract of backends", { skip: why }, () => {})
  acrossProcesses()
  const broker = await startBroker()
  const machine = await startMachine(broker.agent, 32)
  const backend = await cluster(undefined, { credentials: broker.submitter })
  describe("cluster", () => {
    contract(backend, {}, differences.cluster, half)
  })
  it("leaves", async () => {
    await backend.close()
    await machine[Symbol.asyncDispose]()
    await broker[Symbol.asyncDispose]()
  })
}
