import { notApplicable, ported } from "../verdicts.ts"
import type { Row, Table } from "../verdicts.ts"

const elements = ported("elements.ts")
const sums = ported("sums.ts")
const tests = ported("parfors.test.ts")

const classes = [
  "TestParforBasic",
  "TestParforNumericalMisc",
  "TestParforNumPy",
  "TestParfors",
  "TestParforsBitMask",
  "TestParforsDiagnostics",
  "TestParforsLeaks",
  "TestParforsMisc",
  "TestParforsOptions",
  "TestParforsSlice",
  "TestParforsVectorizer",
  "TestPrangeBasic",
  "TestPrangeSpecific",
]

const noChunks = notApplicable(
  "there is no size of chunks to set: threads take an eighth of what is left for each, whatever the loop is",
)
const threads = sums(
  "adds, multiplies and finds the greatest for any number of threads",
  "kernels do not set the number of threads: it is another for the next call",
)

export const running: readonly Table[] = [
  {
    class: "TestParforsRunner",
    tests: 13,
    rows: classes.map((name): Row => [`test_${name}`, `runs ${name}`, notApplicable("it runs the other classes")]),
  },
  {
    class: "TestParforsUnsupported",
    tests: 1,
    rows: [
      [
        "test_unsupported_combination_raises",
        "refused on machines of 32 bits",
        notApplicable("WebAssembly is the same on all machines"),
      ],
    ],
  },
  {
    class: "TestParforChunksizing",
    tests: 9,
    rows: [
      ["test_python_parallel_chunksize_basic", "a size of chunks is set and read", noChunks],
      ["test_python_with_chunksize", "so for a block", noChunks],
      ["test_njit_parallel_chunksize_basic", "so in a kernel", noChunks],
      ["test_njit_with_chunksize", "so for a block in a kernel", noChunks],
      [
        "test_all_iterations_reset_chunksize",
        "all iterations run, whatever the size",
        elements("all iterations run, however many there are"),
      ],
      ["test_njit_parallel_chunksize_negative", "a size below zero is refused in a kernel", noChunks],
      ["test_python_parallel_chunksize_negative", "a size below zero is refused", noChunks],
      ["test_njit_parallel_chunksize_invalid_type", "a size that is no integer is refused in a kernel", noChunks],
      ["test_python_parallel_chunksize_invalid_type", "a size that is no integer is refused", noChunks],
    ],
  },
  {
    class: "TestParforsVectorizer",
    tests: 3,
    rows: [
      [
        "test_vectorizer_fastmath_asm",
        "a sum of roots is done in vectors with fastmath, and not without",
        tests("in a sum of roots, whose order is fixed", "it is without: the order of a sum has eight lanes for all"),
      ],
      [
        "test_unsigned_refusal_to_vectorize",
        "a range from below zero is not done in vectors",
        tests("wherever the range begins", "it is: indices do not wrap"),
      ],
      [
        "test_signed_vs_unsigned_vec_asm",
        "counters of both signs have the same code",
        tests("with the counter as a number, below zero too"),
      ],
    ],
  },
  {
    class: "TestParforReductionSetNumThreads",
    tests: 3,
    rows: [
      ["test_add", "a sum while the number of threads changes", threads],
      ["test_mul", "so a product", threads],
      ["test_max", "so the greatest", threads],
    ],
  },
]
