import type { Table } from "../verdicts.ts"
import { choosing } from "./choosing.ts"
import { failing } from "./failing.ts"
import { arrays, nesting } from "./nesting.ts"
import { running } from "./running.ts"

/** joblib's `Parallel`. */
export const parallel: readonly Table[] = [
  {
    file: "joblib/test/test_parallel.py",
    tests: 80,
    rows: [...running, ...failing, ...choosing, ...nesting, ...arrays],
  },
]
