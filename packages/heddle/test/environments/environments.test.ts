import assert from "node:assert/strict"
import { suite, test } from "node:test"
import { environments } from "./environments.ts"
import { installLine, installTools } from "./tools.ts"
import { tryOut } from "./try-out.ts"

/** Installs the tools below node_modules/.cache, once. */
const hasTools = await installTools()

suite("functions are sent in every way in which programs are run", () => {
  for (const environment of environments) {
    const needsTools =
      environment.node !== "current" || environment.build !== "source" || environment.flags?.includes("TSX") === true
    const skip = needsTools && !hasTools ? `not run: ${installLine}` : false
    test(environment.name, { skip }, async (t) => {
      const { summary, unexpected } = await tryOut(environment)
      t.diagnostic(summary)
      assert.deepEqual(unexpected, [])
    })
  }
})
