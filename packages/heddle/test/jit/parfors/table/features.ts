import { covered, missing, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const cases = covered("jit/cases.ts")
const errors = covered("jit/errors.test.ts")
const elements = ported("elements.ts")
const passing = ported("passing.ts")
const sums = ported("sums.ts")
const matrices = ported("matrices.ts")
const refused = ported("refused.ts")
const bins = ported("bins.ts")
const tests = ported("parfors.test.ts")

const sum = sums("sums what it computes for each element")
const filled = "fills an array with a number and reads the last one back"
const literal = passing("returns a part of a literal, of a literal inside of one too")
const pairs = matrices("goes through as many pairs as a literal says", "two loops: there is no range of pairs")
const inOrder = "one iteration after the other, as they change the same elements"
const escapes = "an error: what a loop leaves behind depends on who came last"

export const features: readonly Table[] = [
  {
    class: "TestParfors",
    tests: 77,
    rows: [
      ["test_arraymap", "a * x + y in all dimensions", elements("multiplies and adds element by element")],
      ["test_0d_broadcast", "a number and a matrix, summed", sum],
      ["test_2d_parfor", "two matrices, summed", sum],
      ["test_nd_parfor", "arrays of all dimensions, summed", sum],
      [
        "test_np_func_direct_import",
        "a function that was imported by its name",
        elements("calls a function of Math that was imported by its name"),
      ],
      [
        "test_size_assertion",
        "arrays of different sizes are an error",
        tests("arrays of different lengths are a RangeError", "found where the shorter one ends"),
      ],
      ["test_cfg", "a condition in a loop in a prange of two", elements("marks the positive elements of two halves")],
      [
        "test_reduce",
        "reduce with a function; sums of what a mask picks",
        sums("reduces to the least, from a first value", "a loop; a mask is a condition in it"),
      ],
      [
        "test_use_of_reduction_var1",
        "a root of the variable itself is refused",
        refused("a variable that becomes a function of itself"),
      ],
      ["test_unsupported_floordiv1", "floor division is refused", errors("a reduction that is none")],
      [
        "test_unsupported_xor1",
        "exclusive or is refused",
        sums("reduces by exclusive or", "it is a reduction here: bits are combined in any order"),
      ],
      ["test_parfor_array_access1", "the sum of an array that need not be made", cases("1 sum")],
      [
        "test_parfor_array_access2",
        "two loops whose counters have one name",
        sums(
          "two loops may have counters of one name",
          "a sum that is read in its own loop is an error, so another one is read",
        ),
      ],
      ["test_parfor_array_access3", "assigning the counter is refused", refused("a counter that is assigned")],
      [
        "test_parfor_array_access4",
        "a matrix times a vector, by one loop",
        matrices("multiplies a matrix by a vector"),
      ],
      ["test_parfor_dtype_type", "a zero of the array's own kind", elements(filled)],
      ["test_parfor_array_access5", "sums of rows", matrices("sums the rows of a matrix")],
      [
        "test_parfor_hoist_setitem",
        "one element that all iterations change",
        bins("doubles one element as often as it runs", inOrder),
      ],
      [
        "test_parfor_generate_fuse",
        "the same product in three rounds",
        matrices("computes the same in each round of a loop"),
      ],
      ["test_ufunc_expr", "bits of bytes", elements("joins bytes by their bits")],
      [
        "test_find_callname_intrinsic",
        "an allocation is found under another name",
        notApplicable("it counts allocations in Numba's own representation"),
      ],
      ["test_reduction_var_reuse", "one variable in two loops", sums("two loops add to one variable")],
      ["test_non_identity_initial", "the first value counts once", cases("34 the first value counts once")],
      ["test_if_not_else_reduction", "sums in both branches", sums("adds in both branches of a condition")],
      [
        "test_two_d_array_reduction_reuse",
        "two loops add to one matrix",
        bins("adds to a matrix in two loops", inOrder),
      ],
      ["test_one_d_array_reduction", "a loop adds to a vector", bins("adds to a vector", inOrder)],
      ["test_two_d_array_reduction", "a loop adds to a matrix", bins("adds to a matrix", inOrder)],
      [
        "test_two_d_array_reduction_with_float_sizes",
        "float64 added to float32",
        bins("adds float64 to float32", inOrder),
      ],
      [
        "test_two_d_array_reduction_prod",
        "a loop multiplies a matrix",
        bins("multiplies a matrix by each number", inOrder),
      ],
      ["test_three_d_array_reduction", "a loop adds to a cube", bins("adds to a cube", inOrder)],
      [
        "test_preparfor_canonicalize_kws",
        "the order that would sort, plus one",
        notApplicable("sorting is a function of arrays, not of kernels"),
      ],
      ["test_preparfor_datetime64", "an array's kind, of dates", notApplicable("there are no arrays of dates")],
      [
        "test_no_hoisting_with_member_function_call",
        "each iteration has a set of its own",
        notApplicable("kernels have numbers and arrays of them: no sets"),
      ],
      ["test_array_compare_scalar", "an array compared with a number", elements("compares each element with a number")],
      [
        "test_array_analysis_optional_def",
        "an array that a condition halves",
        sums("sums one half or all of an array", "the length is what changes"),
      ],
      [
        "test_prange_side_effects",
        "a loop reads what the one before wrote",
        passing("what one loop writes the next reads"),
      ],
      ["test_tuple1", "numbers of a tuple", passing("adds numbers of literals and of lengths")],
      ["test_tuple2", "the shape as a tuple", passing("adds numbers of literals and of lengths")],
      ["test_tuple3", "an array in a tuple", passing("takes an array and a number from one literal")],
      ["test_namedtuple1", "a named tuple", passing("adds numbers of objects, its own and captured ones")],
      [
        "test_namedtuple2",
        "a named tuple whose class is local",
        passing("adds numbers of objects, its own and captured ones"),
      ],
      ["test_namedtuple3", "an array of a named tuple that is an argument", missing("listArgument")],
      ["test_inplace_binop", "a sum in place", elements("adds one array to another in place")],
      [
        "test_tuple_concat",
        "a shape that is put together, then the diagonal",
        matrices("writes the diagonal of a matrix", "there are no shapes to put together"),
      ],
      [
        "test_tuple_concat_with_reverse_slice",
        "so with the last part left out",
        matrices("writes the diagonal of a matrix", "there are no shapes to put together"),
      ],
      ["test_array_tuple_concat", "a tuple of arrays that is put together", missing("spread")],
      ["test_high_dimension1", "six dimensions times a number", elements("multiplies each element by a number")],
      ["test_tuple_arg", "a shape that is an argument", missing("listArgument")],
      ["test_tuple_arg_not_whole_array", "a shape smaller than the array", missing("listArgument")],
      ["test_tuple_for_pndindex", "a shape that stands in the function", pairs],
      ["test_tuple_arg_literal", "a shape of an argument and a constant", pairs],
      [
        "test_tuple_of_literal_nonliteral",
        "a shape given by the caller",
        matrices("a helper goes through as many pairs as it is told", "the caller is the kernel"),
      ],
      ["test_tuple_arg_1d", "a shape of one number", missing("listArgument")],
      ["test_tuple_arg_1d_literal", "a shape of one constant", pairs],
      ["test_int_arg_pndindex", "a number for the shape", matrices("goes through the first rows")],
      ["test_partial_sum_1d_parallel", "an array's own shape", elements("copies an array")],
      [
        "test_prange_unknown_call1",
        "two loops that call a function keep their order",
        matrices("a helper changes rows from those below, in red and black"),
      ],
      [
        "test_prange_index_calc1",
        "two loops that reach into the next row keep their order",
        matrices("a helper changes rows from those below, in red and black"),
      ],
      [
        "test_prange_reverse_order1",
        "two loops of opposite indices keep their order",
        matrices("one loop reads by rows what the next overwrites by columns"),
      ],
      [
        "test_prange_parfor_index_then_not",
        "a loop reads one element of what was written",
        passing("a loop reads one element of what the loop before wrote"),
      ],
      [
        "test_prange_parfor_index_const_tuple_fusion",
        "a tuple by the counter, then by a constant",
        passing(
          "two loops use an array that no iteration changes",
          "an array: a literal is taken apart into variables",
        ),
      ],
      [
        "test_prange_non_parfor_index_then_opposite",
        "a loop overwrites what was read",
        passing("a loop writes what the loop before read one element of"),
      ],
      ["test_prange_optional", "an argument that may be None", missing("undefinedArgument")],
      ["test_untraced_value_tuple", "a part of a tuple alone is no loop", literal],
      ["test_recursive_untraced_value_tuple", "a part of a tuple in a tuple", literal],
      ["test_untraced_value_parfor", "three loops in a chain", passing("passes through two arrays and a sum")],
      [
        "test_setitem_2d_one_replaced",
        "a row a round, at a place that is counted",
        matrices("writes a row for each round of a plain loop"),
      ],
      [
        "test_1array_control_flow",
        "which elements are picked depends on flags",
        passing(
          "picks elements by an array of indices, as flags say",
          "an index below zero is an error: it is wrapped by hand",
        ),
      ],
      [
        "test_2array_1_control_flow",
        "so, over another array",
        passing(
          "picks elements by an array of indices, as flags say",
          "an index below zero is an error: it is wrapped by hand",
        ),
      ],
      [
        "test_2array_2_control_flow",
        "two arrays by one index",
        passing("divides what one array of indices picks by what another picks"),
      ],
      ["test_issue8515", "neighbours of what was written", passing("reads neighbours that the loop before wrote")],
      ["test_issue9029", "1800 loops in one call", passing("runs two loops 900 times in one call")],
      [
        "test_fusion_no_side_effects",
        "a computation between two loops",
        passing("a number is computed between two loops"),
      ],
      [
        "test_issue9256_lower_sroa_conflict",
        "the last value of a variable",
        errors("a variable that leaves a prange", escapes),
      ],
      [
        "test_issue9256_lower_sroa_conflict_variant1",
        "a variable that becomes the same in each iteration",
        refused("a variable that each iteration gives the same value", escapes),
      ],
      [
        "test_issue9256_lower_sroa_conflict_variant2",
        "so, in a loop inside",
        refused("a variable that each iteration gives the same value", escapes),
      ],
      [
        "test_issue9490_non_det_ssa_problem",
        "a fit that is found stable or not, whatever the hash seed is",
        notApplicable("it solves linear equations by LAPACK; nothing depends on the order of a hash"),
      ],
    ],
  },
]
