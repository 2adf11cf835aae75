/** How results are compared with the first one's. */
export type Agreement =
  /** Each number to 1e-9 of it. */
  | "close"
  /** Whole numbers. Who may contract or reorder operations may have a few that differ. */
  | "counts"
  /** Each to the known value, as far off as chance allows. */
  | { readonly value: number; readonly within: (size: number) => number }

const tolerance = 1e-9
/** Of counts so many may differ. */
const strays = 0.01

/** Says how well the results agree. @throws Error where they do not */
export function disagreement(
  results: ReadonlyMap<string, Uint8Array<ArrayBuffer>>,
  agreement: Agreement,
  size: number,
): string[] {
  if (agreement === "counts") return countsAgree(results)
  const all = [...results].map(([name, bytes]) => ({ name, numbers: new Float64Array(bytes.buffer) }))
  const distance = (numbers: Float64Array): number =>
    typeof agreement === "string"
      ? furthest(numbers, all[0]!.numbers)
      : Math.abs(numbers[0]! - agreement.value) / agreement.within(size)
  const most = typeof agreement === "string" ? tolerance : 1
  let worst = 0
  for (const { name, numbers } of all) {
    const far = distance(numbers)
    if (!(far <= most)) throw new Error(`${name} computes something else: ${numbers[0]}, … (${far})`)
    worst = Math.max(worst, far)
  }
  if (typeof agreement !== "string")
    return [`all are within ${agreement.within(size).toExponential(1)} of ${agreement.value}`]
  return [`all results agree to ${worst.toExponential(0)} of their value`]
}

/** The largest relative difference of two numbers in one place. */
function furthest(a: Float64Array, b: Float64Array): number {
  if (a.length !== b.length) return Number.POSITIVE_INFINITY
  let worst = 0
  for (let i = 0; i < a.length; i++) {
    const far = Math.abs(a[i]! - b[i]!)
    if (Number.isNaN(far)) return Number.POSITIVE_INFINITY
    if (far !== 0 && !(far <= worst * Math.abs(b[i]!))) worst = far / Math.abs(b[i]!)
  }
  return worst
}

function countsAgree(results: ReadonlyMap<string, Uint8Array<ArrayBuffer>>): string[] {
  const all = [...results].map(([name, bytes]) => ({ name, counts: new Int32Array(bytes.buffer) }))
  const { counts: first } = all[0]!
  const notes: string[] = []
  for (const { name, counts } of all) {
    const differ =
      counts.length === first.length ? counts.filter((count, i) => count !== first[i]).length : first.length
    if (differ > strays * first.length) throw new Error(`${name} computes something else in ${differ} places`)
    if (differ > 0) notes.push(`${name}: ${differ} of ${first.length.toLocaleString("en")} differ`)
  }
  return [...notes, `${notes.length === 0 ? "all" : "the others"} agree in every place`]
}
