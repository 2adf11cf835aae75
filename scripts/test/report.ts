/** How many checks passed, failed and did not run. */
export interface Counts {
  passed: number
  failed: number
  skipped: number
}

const total: Counts = { passed: 0, failed: 0, skipped: 0 }
const failures: string[] = []
const skips: string[] = []

/** Prints the label of a part of the run. */
export function section(label: string): void {
  console.log(`\n# ${label}`)
}

/** Counts one check that passed. */
export function pass(count = 1): void {
  total.passed += count
}

/** Counts one check that failed, prints what it said, and lists it again at the end. */
export function fail(name: string, detail: string): void {
  total.failed++
  failures.push(name)
  console.log(`FAILED  ${name}\n${indent(detail.trimEnd())}`)
}

/** Counts one check that did not run. A reason is listed at the end, with what would make it run. */
export function skip(name: string, reason: string): void {
  total.skipped++
  skips.push(
    /^not run\b/.test(reason) ? `not run: ${name}${reason.slice("not run".length)}` : `skipped: ${name}: ${reason}`,
  )
}

/** Prints one line for a part that has ended. */
export function line(ok: boolean, name: string, ms: number, note = ""): void {
  const seconds = `${(ms / 1000).toFixed(1)} s`
  console.log(`${ok ? "ok     " : "NOT OK "} ${name}${note && `  ${note}`}  (${seconds})`)
}

/** Prints what failed and what did not run, then the closing line. Gives the exit status. */
export function close(): number {
  if (skips.length > 0) console.log(`\n${skips.join("\n")}`)
  if (failures.length > 0) console.log(`\nFailed:\n${failures.map((name) => `  ${name}`).join("\n")}`)
  const nothing = total.passed + total.failed + total.skipped === 0
  if (nothing) console.log("\nno check matched")
  console.log(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`)
  return total.failed > 0 || nothing ? 1 : 0
}

function indent(text: string): string {
  return text.replace(/^(?=.)/gm, "    ")
}
