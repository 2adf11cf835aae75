import { covered, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const cases = covered("jit/cases.ts")
const errors = covered("jit/errors.test.ts")
const elements = ported("elements.ts")
const passing = ported("passing.ts")
const sums = ported("sums.ts")
const ranges = ported("ranges.ts")
const bins = ported("bins.ts")

const neighbours = ranges("adds neighbours")
const matrix = ranges("adds neighbours of a matrix: to the right, below, and both")
const row = ranges("copies a part of a row into another row")
const masked = elements("writes where a mask says so")
const none = ranges("a range of no elements changes nothing")
const overlap = notApplicable("switched off upstream: iterations race for elements of a view of the same array")
const lengths = notApplicable("there are no slices: their lengths are what the kernel subtracts")

export const slices: readonly Table[] = [
  {
    class: "TestParforsLeaks",
    tests: 2,
    rows: [
      ["test_reduction", "a sum leaves no memory behind", cases("1 sum", "a call's memory is taken back as a whole")],
      ["test_multiple_reduction_vars", "nor do two", sums("two reductions of one loop")],
    ],
  },
  {
    class: "TestParforsSlice",
    tests: 28,
    rows: [
      ["test_parfor_slice1", "two slices of one length", neighbours],
      [
        "test_parfor_slice2",
        "a slice whose end is an argument; one that does not fit",
        ranges("adds neighbours", "an index that is outside is an error, not a length that does not fit"),
      ],
      ["test_parfor_slice3", "slices of both dimensions", matrix],
      ["test_parfor_slice4", "slices of columns", matrix],
      ["test_parfor_slice5", "slices of rows", matrix],
      ["test_parfor_slice6", "a row and the transpose's column", ranges("adds a row to itself and to a column")],
      [
        "test_parfor_slice7",
        "a row and the transpose's row",
        ranges("adds a row to itself and to a column", "lengths are not compared"),
      ],
      ["test_parfor_slice8", "a matrix and its transpose overlap", overlap],
      ["test_parfor_slice9", "so with different lengths", overlap],
      ["test_parfor_slice10", "so in one row", overlap],
      ["test_parfor_slice11", "slices of a cube", ranges("copies a part of a cube into another part")],
      ["test_parfor_slice12", "slices that end before the end", row],
      ["test_parfor_slice13", "slices whose ends are below zero", row],
      ["test_parfor_slice14", "a slice that begins below zero", row],
      ["test_parfor_slice15", "a slice that begins at a computed place below zero", row],
      [
        "test_parfor_slice16",
        "writes to two slices, then a product",
        ranges("writes parts of two arrays, then multiplies them"),
      ],
      ["test_parfor_slice17", "a slice at the end", ranges("copies an array to the end of another")],
      ["test_parfor_slice18", "one element of a slice that was written", passing("reads what a loop wrote before")],
      ["test_parfor_slice19", "an empty slice is added to", none],
      ["test_parfor_slice20", "the length of a slice", lengths],
      [
        "test_parfor_slice21",
        "columns compared, one of them a slice",
        elements("compares each element with one of another array"),
      ],
      ["test_parfor_slice22", "a column added to a vector in a prange", bins("adds columns to a vector")],
      ["test_parfor_slice23", "an empty slice is assigned", none],
      ["test_parfor_slice24", "lengths of slices that begin anywhere", lengths],
      ["test_parfor_slice25", "lengths of slices that end anywhere", lengths],
      ["test_parfor_slice26", "a slice from below zero to the length", row],
      [
        "test_parfor_slice27",
        "a count that is read while it is counted",
        errors("a sum that is read before it is whole", "an error: its value is known only after the loop"),
      ],
      [
        "test_parfor_array_access_lower_slice",
        "slices with steps in the last dimension",
        ranges("sums parts of rows, forwards and backwards"),
      ],
    ],
  },
  {
    class: "TestParforsOptions",
    tests: 1,
    rows: [
      [
        "test_parfor_options",
        "each kind of loop can be left as it is",
        passing("chains loops over three arrays", "there are no options: a prange is parallel, a for is not"),
      ],
    ],
  },
  {
    class: "TestParforsBitMask",
    tests: 6,
    rows: [
      ["test_parfor_bitmask1", "a mask of a comparison", elements("writes where an element is too large")],
      ["test_parfor_bitmask2", "a mask that is an argument", masked],
      ["test_parfor_bitmask3", "an array's own masked elements", masked],
      ["test_parfor_bitmask4", "masked elements of an expression", masked],
      ["test_parfor_bitmask5", "an expression of masked elements", masked],
      [
        "test_parfor_bitmask6",
        "fewer values than the mask is long: no loop that is parallel",
        elements("spreads values over the places of a mask"),
      ],
    ],
  },
]
