import { covered, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const cases = covered("jit/cases.ts")
const draws = covered("jit/random.test.ts")
const samples = covered("jit/distributions/kernels.test.ts")
const elements = ported("elements.ts")
const passing = ported("passing.ts")
const sums = ported("sums.ts")
const statistics = ported("statistics.ts")
const ranges = ported("ranges.ts")
const matrices = ported("matrices.ts")

const fills = elements("fills arrays of any length with ones")
const adds = elements("adds two arrays element by element")
const operator = "an operator has no function of its own; the test is switched off upstream"
const noShapes = "arrays have lengths and no shapes: index arithmetic stands in the kernel"
const twoLoops = "in two loops: a prange has no reduction of an index"
const noneIsInfinite = "of no elements it is what the loop began with; NumPy raises"

export const basic: readonly Table[] = [
  {
    class: "TestParforBasic",
    tests: 26,
    rows: [
      ["test_simple01", "an array of no dimensions is no loop", notApplicable("such an array is a number here")],
      ["test_simple02", "ones, as many as a tuple of one says", fills],
      ["test_simple03", "ones in two dimensions", fills],
      ["test_simple04", "ones, as many as a number says", fills],
      ["test_simple07", "complex ones", elements("writes complex numbers as pairs")],
      ["test_simple08", "a sum of two arrays that are made for it", adds],
      ["test_simple09", "a matrix of one element", fills],
      ["test_simple10", "a matrix of no elements", fills],
      ["test_simple11", "an array and a number", elements("adds a number to each element")],
      [
        "test_simple12",
        "an array and a complex number",
        elements("adds a complex number to each of complex numbers", "complex numbers are pairs of elements"),
      ],
      ["test_simple13", "a complex number alone is no loop", passing("returns a complex number as a pair")],
      ["test_simple14", "each twentieth row", ranges("takes every twentieth row")],
      ["test_simple15", "a vector and itself", adds],
      ["test_simple16", "a matrix and itself", adds],
      ["test_simple17", "a matrix and a row", matrices("adds a row to each row of a matrix")],
      [
        "test_simple18",
        "a matrix and its singular values",
        notApplicable("a decomposition is LAPACK's; kernels call nothing outside of JavaScript"),
      ],
      ["test_simple19", "a matrix times a vector", matrices("multiplies a matrix by a vector")],
      ["test_simple20", "a matrix times a matrix", cases("10 matrix product", "the loops are a kernel's, not BLAS's")],
      ["test_simple21", "a vector times itself", cases("2 dot")],
      ["test_simple22", "the sum of an expression", sums("sums what it computes for each element")],
      ["test_simple23", "the sum of a comparison", sums("counts where a condition holds")],
      [
        "test_simple24",
        "the sum of columns that an array picks",
        matrices("sums the columns that an array of indices picks"),
      ],
      [
        "test_simple_operator_15",
        "the operator as a function: vectors",
        elements("adds two arrays element by element", operator),
      ],
      [
        "test_simple_operator_16",
        "the operator as a function: matrices",
        elements("adds two arrays element by element", operator),
      ],
      [
        "test_simple_operator_17",
        "the operator as a function: a matrix and a row",
        matrices("adds a row to each row of a matrix", operator),
      ],
      [
        "test_inplace_alias",
        "two changes of one argument come in order",
        elements("changes an array in two loops, one after the other"),
      ],
    ],
  },
  {
    class: "TestParforNumericalMisc",
    tests: 4,
    rows: [
      [
        "test_pi",
        "pi from random points",
        sums(
          "estimates pi by points that a hash scatters",
          "the points are a hash of the index: kernels draw no numbers",
        ),
      ],
      ["test_blackscholes", "one loop for the whole formula", elements("prices options")],
      [
        "test_logistic_regression",
        "two loops and one array for each round",
        matrices("descends a logistic regression", "the array between the loops is an argument"),
      ],
      ["test_kmeans", "no access outside of parallel loops", matrices("moves the centres of clusters")],
    ],
  },
  {
    class: "TestParforNumPy",
    tests: 23,
    rows: [
      ["test_mvdot", "a matrix times a vector", matrices("multiplies a matrix by a vector")],
      [
        "test_fuse_argmin_argmax_max_min",
        "an extreme or its place, and the sum",
        statistics("the extremes, where they are, and the sum", "the places by a plain loop"),
      ],
      ["test_np_random_func_direct_import", "random numbers by a name that was imported", draws("another name")],
      [
        "test_arange",
        "a range by stop, start and step",
        elements("counts from a start by a step", "none of complex numbers"),
      ],
      ["test_arange_dtype", "a range of float32", elements("counts from a start by a step")],
      ["test_linspace", "numbers spaced evenly", elements("spaces numbers evenly", "none of complex numbers")],
      ["test_mean", "the mean in all dimensions and orders", statistics("the mean of an array")],
      ["test_var", "the variance, of complex numbers too", statistics("the variance of complex numbers")],
      ["test_std", "the standard deviation", statistics("the standard deviation of an array")],
      ["test_random_parfor", "random numbers alone are a loop", draws("now and then")],
      ["test_randoms", "six distributions", samples("six of them in one sum")],
      ["test_dead_randoms", "random numbers that nobody uses", draws("for nothing")],
      ["test_min", "the least element", statistics("the least element, Infinity if there is none", noneIsInfinite)],
      [
        "test_max",
        "the greatest element",
        statistics("the greatest element, -Infinity if there is none", noneIsInfinite),
      ],
      [
        "test_argmax",
        "where the greatest element is",
        statistics("where the greatest element is, the first of equals, a NaN before all", twoLoops),
      ],
      [
        "test_argmin",
        "where the least element is",
        statistics("where the least element is, the first of equals, a NaN before all", twoLoops),
      ],
      [
        "test_ndarray_fill",
        "the method that fills",
        elements(
          "fills an array with a number and reads the last one back",
          "a loop: kernels call no methods of arrays",
        ),
      ],
      [
        "test_ndarray_fill2d",
        "the method that fills a matrix",
        elements(
          "fills an array with a number and reads the last one back",
          "a loop: kernels call no methods of arrays",
        ),
      ],
      ["test_reshape_with_neg_one", "a row over itself as a column", matrices("divides a row by a column")],
      ["test_reshape_with_large_neg", "so with another number below zero for the size", notApplicable(noShapes)],
      ["test_reshape_with_too_many_neg_one", "two unknown sizes are refused", notApplicable(noShapes)],
      ["test_0d_array", "reductions of a number", sums("an array of one element is reduced to it")],
      ["test_real_imag_attr", "the parts of complex numbers", sums("sums the squares of complex numbers")],
    ],
  },
]
