import { covered, missing, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const cases = covered("jit/cases.ts")
const errors = covered("jit/errors.test.ts")
const elements = ported("elements.ts")
const passing = ported("passing.ts")
const sums = ported("sums.ts")
const ranges = ported("ranges.ts")
const matrices = ported("matrices.ts")
const bins = ported("bins.ts")

const operators = cases("31 times, minus, divided")
const empty = sums("a loop of no iterations leaves the first value")
const nested = matrices("adds up in nested loops")
const fromBelow = "an index below zero is an error: it is wrapped by hand"
const fromEnd = ranges("reads from the end where the counter is below zero", fromBelow)
const noStrides = "views have no strides: the step is the kernel's"
const records = notApplicable("there are no records: arrays hold numbers")
const noObjects = notApplicable("kernels have numbers and arrays of them: no lists and dictionaries")

export const pranges: readonly Table[] = [
  {
    class: "TestPrangeBasic",
    tests: 34,
    rows: [
      ["test_prange01", "writes at the counter", elements("writes multiples of the index")],
      ["test_prange02", "a range from 1, writes before the counter", ranges("writes one place before the counter")],
      ["test_prange03", "a sum with a first value", sums("adds to a first value")],
      ["test_prange03mul", "a product with a first value", operators],
      ["test_prange03sub", "a difference with a first value", operators],
      ["test_prange03div", "a quotient with a first value", operators],
      ["test_prange04", "a condition on the counter", elements("writes a value at one index and another elsewhere")],
      ["test_prange05", "a range with start, stop and step", sums("sums all elements but the first and the last")],
      ["test_prange06", "a range from 1 to 1", empty],
      ["test_prange07", "a range that ends before it begins", empty],
      ["test_prange08", "nested sums", nested],
      ["test_prange08_1", "nested sums of constant bounds", nested],
      ["test_prange09", "a prange in a plain loop", matrices("a loop inside of a plain one adds up")],
      ["test_prange10", "a plain loop in a prange", matrices("adds up what plain loops inside add up")],
      ["test_prange11", "a list of sines", elements("writes sines", "an array; the test is skipped upstream")],
      ["test_prange12", "a range to below zero", empty],
      ["test_prange13", "a bound of 32 bits", sums("adds to a first value")],
      ["test_prange14", "a sum of products with a first value", sums("adds twice each element to a first value")],
      [
        "test_prange15",
        "a matrix of one element for each of 1024 iterations",
        sums("adds a part of a literal of each iteration", "a literal in a literal: no array is made"),
      ],
      ["test_prange16", "a range from below zero", ranges("counts iterations that begin below zero")],
      ["test_prange17", "indices below zero are from the end", fromEnd],
      ["test_prange18", "so in nested loops", ranges("reads from the end in both of two nested loops", fromBelow)],
      ["test_prange19", "so in two dimensions", ranges("goes through a matrix from below zero", fromBelow)],
      ["test_prange20", "so from -1", fromEnd],
      ["test_prange21", "a range of numbers below zero only", ranges("goes from one number below zero to another")],
      [
        "test_prange22",
        "conditions on a counter of both signs",
        ranges("writes what depends on the counter's sign", fromBelow),
      ],
      [
        "test_prange23",
        "every second element of an array is an array",
        ranges("writes every second element", noStrides),
      ],
      ["test_prange24", "so, from the end", ranges("writes from the end", fromBelow)],
      [
        "test_prange25",
        "a list of arrays, each of one iteration",
        matrices("writes a row for each iteration", "rows of one array"),
      ],
      [
        "test_prange26",
        "every third element of every second",
        ranges("writes every sixth element of a view that begins inside", noStrides),
      ],
      ["test_prange27", "a result that nobody uses", passing("a loop whose results nobody wants")],
      [
        "test_prange28",
        "rows that an array of indices picks",
        matrices("subtracts points that an array of indices picks"),
      ],
      [
        "test_prange29",
        "one variable in two loops of which one runs",
        sums("adds in one loop or subtracts in another, as a flag says"),
      ],
      ["test_prange30", "blocks of columns", matrices("each iteration writes a band of columns")],
    ],
  },
  {
    class: "TestPrangeSpecific",
    tests: 27,
    rows: [
      [
        "test_prange_two_instances_same_reduction_var",
        "a sum in two places",
        sums("adds to one variable in two places"),
      ],
      [
        "test_prange_conflicting_reduction_ops",
        "a sum and a product in one variable are refused",
        errors("two operators on one variable"),
      ],
      [
        "test_prange_two_conditional_reductions",
        "two sums that exclude each other",
        sums("adds to one of two variables"),
      ],
      [
        "test_prange_nested_reduction1",
        "a sum under a condition in nested loops",
        matrices("adds up in plain loops inside"),
      ],
      [
        "test_check_error_model",
        "a division by zero raises, unless fastmath",
        elements("a division by zero is infinite", "as in JavaScript; the test is switched off upstream"),
      ],
      ["test_check_alias_analysis", "a view of each row is written", matrices("writes a row for each iteration")],
      [
        "test_prange_raises_invalid_step_size",
        "a step other than 1 is refused",
        ranges("goes by steps of two", "any constant step will do, also one below zero"),
      ],
      ["test_prange_fastmath_check_works", "fastmath is in the instructions", missing("fastmath")],
      ["test_parfor_alias1", "a view of one row is written", matrices("a view and what it is of are the same memory")],
      ["test_parfor_alias2", "a view of each row", matrices("writes a row for each iteration")],
      ["test_parfor_alias3", "a view of a view", matrices("writes a cube in three loops")],
      [
        "test_parfor_race_1",
        "a variable that escapes is warned of",
        errors("a variable that leaves a prange", "an error instead of a warning"),
      ],
      [
        "test_nested_parfor_push_call_vars",
        "a function that has another name",
        passing("a function in a variable is called in two loops"),
      ],
      [
        "test_copy_global_for_parfor",
        "vectors that are added to, in two plain loops",
        bins("adds to a matrix in two loops"),
      ],
      [
        "test_multiple_call_getattr_object",
        "a function that is called twice",
        passing("a function in a variable is called in two loops"),
      ],
      ["test_argument_alias_recarray_field", "a field of an array of records", records],
      ["test_mutable_list_param", "a list that a helper appends to", noObjects],
      ["test_list_comprehension_prange", "lengths of arrays in a list", missing("arrayList")],
      [
        "test_ssa_false_reduction",
        "a variable that is assigned under conditions is no reduction",
        elements("a variable of an iteration that some branches assign"),
      ],
      ["test_list_setitem_hoisting", "a list whose element is assigned", bins("assigns an element of a literal")],
      ["test_tuple_hoisting", "a tuple made in each iteration, of a dictionary", noObjects],
      ["test_call_hoisting", "so by a function", noObjects],
      ["test_record_array_setitem", "a field of one record", records],
      ["test_record_array_setitem_yield_array", "a field of all records", records],
      ["test_issue7501", "one of two loops", passing("one of two loops, as a number says")],
      [
        "test_kde_example",
        "arrays made in each iteration, then reduced",
        sums("estimates a density", "loops in the place of small arrays"),
      ],
      ["test_issue7578", "a sum of an array for each element", passing("each iteration sums a whole array")],
    ],
  },
]
