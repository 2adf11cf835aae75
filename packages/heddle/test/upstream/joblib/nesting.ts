import { covered, ported } from "../verdicts.ts"
import type { Row } from "../verdicts.ts"

const deaths = ported("deaths.ts")
const arraysTests = ported("arrays.test.ts")
const parallelTests = ported("parallel.test.ts")
const parallelResults = covered("parallel/results.test.ts")
const limits = covered("contract/limits.ts")

/** Calls in calls, and the cores that they share. */
export const nesting: readonly Row[] = [
  [
    "test_nested_parallel_warnings",
    "nested calls that cannot run in parallel say so",
    parallelResults(
      "nests: a call may make parallel calls itself",
      "nested calls run in parallel on their share of the cores: there is nothing to warn of",
    ),
  ],
  [
    "test_nested_loop",
    "a call in a task gives its results",
    parallelResults("nests: a call may make parallel calls itself"),
  ],
  [
    "test_nested_parallelism_limit",
    "deep nesting runs one after another",
    limits("pools in tasks share the cores, not multiply them"),
  ],
  [
    "test_thread_bomb_mitigation",
    "endless recursion ends with an error, not with a flood of workers",
    limits("a task that calls itself through pools ends in an error, not in ever more workers"),
  ],
  [
    "test_parallel_thread_limit",
    "workers limit the threads of native libraries",
    parallelTests("a process tells native code its share of the cores, unless the program has said otherwise"),
  ],
  [
    "test_threadpool_limitation_in_child_loky",
    "so for each library",
    parallelTests("a process tells native code its share of the cores, unless the program has said otherwise"),
  ],
  [
    "test_threadpool_limitation_in_child_context",
    "so as the scope says",
    parallelTests(
      "a process tells native code its share of the cores, unless the program has said otherwise",
      "a scope says so by env, not by a number of its own",
    ),
  ],
  [
    "test_threadpool_limitation_in_child_override",
    "variables of the environment overrule it",
    parallelTests("a process tells native code its share of the cores, unless the program has said otherwise"),
  ],
  [
    "test_no_blas_crash_or_freeze_with_subprocesses",
    "native thread pools do not freeze children",
    deaths("native threads that are busy here do not freeze those of a worker"),
  ],
]

export const arrays: readonly Row[] = [
  [
    "test_auto_memmap_on_arrays_from_generator",
    "large arrays from a generator arrive whole, each its own",
    arraysTests("each of many arrays that a generator makes arrives as it was made"),
  ],
  [
    "test_memmap_with_big_offset",
    "a mapped part of a large file arrives whole",
    arraysTests("a view far into a large array arrives with its bytes only"),
  ],
  [
    "test_memmapping_leaks",
    "no file is left behind",
    arraysTests("call after call on one array gives the same, and leaves no file"),
  ],
]
