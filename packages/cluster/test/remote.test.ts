import { after, it } from "node:test"
import { cluster } from "@heddle/cluster"
import { suite } from "../../heddle/test/remote/suite.ts"
import { notRun, startBroker } from "./broker.ts"
import { startMachine } from "./machines.ts"

const why = await notRun()
if (why !== false) it("runs remote tasks and actors", { skip: why }, () => {})
else {
  const broker = await startBroker()
  const machine = await startMachine(broker.agent, 128)
  const backend = await cluster(undefined, { credentials: broker.submitter })
  suite(backend)
  after(async () => {
    await backend.close()
    await machine[Symbol.asyncDispose]()
    await broker[Symbol.asyncDispose]()
  })
}
