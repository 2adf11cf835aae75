import { missing, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const elements = ported("elements.ts")
const sums = ported("sums.ts")
const matrices = ported("matrices.ts")

const noReport = "what is fused is not told: loops are compiled as they are written"
const inside = notApplicable(
  "it looks at which array operations became which loops: here only a prange is one, and it stays one",
)

export const diagnostics: readonly Table[] = [
  {
    class: "TestParforsDiagnostics",
    tests: 9,
    rows: [
      ["test_array_expr", "an expression of arrays is one loop", inside],
      ["test_prange", "a prange is one loop", elements("writes multiples of the index", noReport)],
      ["test_user_varname", "variables by the user's names; nested sums", matrices("adds pairs of elements", noReport)],
      ["test_nested_prange", "nested pranges are two loops", matrices("writes a matrix in nested loops", noReport)],
      ["test_function_replacement", "functions of NumPy that became loops", inside],
      ["test_reduction", "a sum is a loop", sums("sums all elements but the first and the last", noReport)],
      ["test_reduction_binop", "a sum by an assignment is one", sums("subtracts by an assignment", noReport)],
      ["test_setitem", "a slice that is assigned is one", inside],
      ["test_allocation_hoisting", "an array made in each iteration is made once", missing("arrays")],
    ],
  },
  {
    class: "TestDiagnosticEnvVar",
    tests: 1,
    rows: [["test_diagnostics_env_var1", "a variable of the environment asks for the report", missing("report")]],
  },
]
