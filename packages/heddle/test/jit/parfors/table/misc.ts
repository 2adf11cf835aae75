import { missing, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const elements = ported("elements.ts")
const passing = ported("passing.ts")
const sums = ported("sums.ts")
const ranges = ported("ranges.ts")
const matrices = ported("matrices.ts")
const tests = ported("parfors.test.ts")

const noReport = "what is fused is not told: loops are compiled as they are written"
const numbersOnly = "kernels have numbers and arrays of them: no lists, dictionaries or strings"
const inside = notApplicable(
  "it looks at which array operations became which loops: here only a prange is one, and it stays one",
)

export const misc: readonly Table[] = [
  {
    class: "TestParforsMisc",
    tests: 26,
    rows: [
      ["test_no_warn_if_cache_set", "no warning with the cache on disk", notApplicable("kernels are not kept on disk")],
      [
        "test_statement_reordering_respects_aliasing",
        "a slice is written before its element is printed, twice",
        passing("reads what a loop wrote before", "returned: kernels do not print"),
      ],
      ["test_parfor_ufunc_typing", "a function that gives booleans", elements("finds infinite elements")],
      ["test_init_block_dce", "a list by the counter, and by a constant", missing("literalIndex")],
      [
        "test_alias_analysis_for_parfor1",
        "as many elements as a loop counted",
        ranges("runs as often as a loop counted"),
      ],
      [
        "test_no_state_change_in_gufunc_lowering_on_error",
        "a compiler that fails leaves no state behind",
        tests("leaves the next kernel alone"),
      ],
      [
        "test_issue_5098",
        "methods of a class that extends Numba",
        notApplicable("kernels are not extended by types or methods"),
      ],
      [
        "test_oversized_tuple_as_arg_to_kernel",
        "a tuple longer than a limit is refused",
        notApplicable("literals are taken apart into variables: there is no limit"),
      ],
      ["test_issue5167", "nested pranges over an image", matrices("computes an index of vegetation")],
      ["test_issue5065", "a function that is an argument", missing("functionArgument")],
      ["test_issue5001", "lengths of arrays in a tuple", missing("arrayList")],
      ["test_issue3169", "a tuple of lists is handed on", notApplicable(numbersOnly)],
      ["test_issue4846", "a named tuple of strings is handed on", notApplicable(numbersOnly)],
      ["test_issue3748", "a tuple by the counter", missing("literalIndex")],
      ["test_issue5277", "bounds of nested pranges from a tuple that is an argument", missing("listArgument")],
      [
        "test_issue5570_ssa_races",
        "a loop, then another if an argument says so",
        passing("a loop, then another one if an argument says so"),
      ],
      [
        "test_issue6095_numpy_max",
        "the greatest of a layer that a loop chose",
        ranges("finds the greatest of a layer that a loop chose"),
      ],
      [
        "test_issue5942_1",
        "rows copied and changed in one iteration",
        matrices("writes rows of two arrays in one iteration"),
      ],
      [
        "test_issue5942_2",
        "so, of arrays that were just filled",
        matrices("writes rows of two arrays in one iteration"),
      ],
      ["test_issue6102", "a loop over a list inside of a prange", missing("literalLoop")],
      ["test_issue6774", "sums of slices of one element", ranges("sums a window at each place")],
      ["test_issue4963_globals", "sizes that are globals", passing("captured constants are bounds")],
      ["test_issue4963_freevars", "sizes that are captured", passing("captured constants are bounds")],
      [
        "test_issue_9182_recursion_error",
        "variables that only some branches set, of lists of tuples",
        notApplicable(numbersOnly),
      ],
      ["test_lookup_cycle_detection", "a sum in loops in a prange", matrices("adds up in plain loops inside")],
      ["test_issue_9678_build_map", "a dictionary for each iteration", notApplicable(numbersOnly)],
    ],
  },
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
