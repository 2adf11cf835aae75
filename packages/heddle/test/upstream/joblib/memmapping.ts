import { covered, notApplicable, ported } from "../verdicts.ts"
import type { LeftOut, Table } from "../verdicts.ts"

const arrays = ported("arrays.test.ts")
const results = covered("contract/results.ts")
const bytes = covered("wire/bytes.test.ts")

/** Large arrays among workers: `shared()` memory is what a memory map is there. */
export const memmapping: readonly Table[] = [
  {
    file: "joblib/test/test_memmapping.py",
    tests: 14,
    rows: [
      [
        "test_memmap_based_array_reducing",
        "an array over a map arrives as the same memory",
        results("shared memory is the same memory"),
      ],
      [
        "test_high_dimension_memmap_array_reducing",
        "parts of it arrive as parts of the same memory",
        arrays("parts of a shared array arrive as parts of the same memory"),
      ],
      [
        "test_pool_with_memmap",
        "workers read and write the memory that they share",
        results("shared memory is the same memory"),
      ],
      [
        "test_pool_with_memmap_array_view",
        "so through a view of it",
        arrays("parts of a shared array arrive as parts of the same memory"),
      ],
      [
        "test_many_parallel_calls_on_same_object",
        "call after call on one array works",
        arrays("call after call on one array gives the same, and leaves no file"),
      ],
      [
        "test_memmap_returned_as_regular_array",
        "what comes back is an ordinary array",
        arrays("a large array comes back as an ordinary one of its own"),
      ],
      [
        "test_memmapping_pool_for_large_arrays",
        "a large array is not copied for each task",
        arrays("a shared array is not copied for each task that gets it"),
      ],
      [
        "test_child_raises_parent_exits_cleanly",
        "a failing task with a large array leaves nothing behind",
        arrays("a failing task with a large array leaves no file"),
      ],
      [
        "test_memmapping_pool_for_large_arrays_disabled",
        "sharing can be left out",
        arrays("an array that is not shared is a copy for each task, at every size"),
      ],
      [
        "test_memmapping_pool_for_large_arrays_in_return",
        "a large result is an ordinary array",
        arrays("a large array comes back as an ordinary one of its own"),
      ],
      [
        "test_workaround_against_bad_memmap_with_copied_buffers",
        "a result that is a view of another arrives whole",
        bytes("a part of a buffer comes back with its own bytes only"),
      ],
      ["test_numpy_arrays_use_different_memory", "two equal arrays stay two", arrays("two equal arrays stay two")],
      ["test_direct_mmap", "a raw buffer is shared as it is", results("shared memory is the same memory")],
      [
        "test_parallel_memmap2d_as_memmap_1d_base",
        "the order of a two-dimensional array is kept",
        notApplicable("typed arrays have one dimension"),
      ],
    ],
  },
]

/** The tests about files and folders, which do not exist here. */
export const leftOutOfMemmapping: readonly LeftOut[] = [
  {
    file: "joblib/test/test_memmapping.py",
    what: "temporary folders, the resource tracker, permissions on Windows, /dev/shm, and the maps and weak keys under them",
    tests: 16,
    because: "large arrays are shared, moved or copied: no file is made for them",
  },
]
