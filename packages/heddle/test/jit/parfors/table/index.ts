/**
 * Each test of Numba's for its parallel loops, by class: a test of ours, or why there is none.
 *
 * ```ts skip it is of the tests
 * const [name, behaviour, verdict] = parfors[0]!.rows[0]!
 * ```
 */
import type { Table } from "../verdicts.ts"
import { basic } from "./basic.ts"
import { diagnostics } from "./diagnostics.ts"
import { features } from "./features.ts"
import { issues } from "./issues.ts"
import { pranges } from "./pranges.ts"
import { running } from "./running.ts"
import { slices } from "./slices.ts"

/** `numba/tests/test_parfors.py` of Numba 0.68.1. */
export const parfors: readonly Table[] = [
  ...running,
  ...basic,
  ...features,
  ...slices,
  ...issues,
  ...diagnostics,
  ...pranges,
]
