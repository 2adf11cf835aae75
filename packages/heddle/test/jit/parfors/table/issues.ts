import { missing, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const elements = ported("elements.ts")
const passing = ported("passing.ts")
const ranges = ported("ranges.ts")
const matrices = ported("matrices.ts")
const tests = ported("parfors.test.ts")

const numbersOnly = "kernels have numbers and arrays of them: no lists, dictionaries or strings"

/** Most of them are named by the number of an issue. */
export const issues: readonly Table[] = [
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
      [
        "test_init_block_dce",
        "a list by the counter, and by a constant",
        passing("a list by the counter, and by a constant"),
      ],
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
      ["test_issue3748", "a tuple by the counter", passing("a literal by the counter")],
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
      ["test_issue6102", "a loop over a list inside of a prange", passing("goes over a list in each iteration")],
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
]
