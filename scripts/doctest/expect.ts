import assert from "node:assert/strict"
import { inspect } from "node:util"

/** What `// => value` means. */
export function equal(actual: unknown, expected: unknown): void {
  assert.deepStrictEqual(actual, expected)
}

/** What `// throws CODE`, `// throws Name` and `// throws "a part of the message"` mean. */
export async function throws(work: () => unknown, expected: string): Promise<void> {
  await assert.rejects(
    async () => await work(),
    (error: { readonly code?: unknown; readonly name?: unknown; readonly message?: unknown }) => {
      const { code, name, message } = error
      const fits = code === expected || name === expected || (typeof message === "string" && message.includes(expected))
      assert.ok(fits, `expected ${expected}, got ${inspect(error)}`)
      return true
    },
  )
}
