import { covered, notApplicable, ported } from "../verdicts.ts"
import type { Row } from "../verdicts.ts"

const kept = covered("memory/memory.test.ts")
const damage = covered("memory/damage.test.ts")
const pools = covered("memory/pools.test.ts")
const versions = covered("memory/versions.test.ts")
const hashes = covered("memory/hash.test.ts")
const memory = ported("memory.test.ts")

/** What is kept, and when it is found again. */
export const caching: readonly Row[] = [
  [
    "test_memory_integration",
    "a call that was made is not made again, nor after clear, whatever the options; a folder that has gone is no matter",
    memory("may be removed under a Memory, which goes on"),
  ],
  [
    "test_parallel_call_cached_function_defined_in_jupyter",
    "calls in workers keep their results and clear no others",
    pools("shares its results with all workers and with the program"),
  ],
  ["test_no_memory", "without a location every call runs", kept("without a place runs functions each time")],
  [
    "test_memory_kwarg",
    "arguments with defaults are part of the key",
    versions("takes a default for what it says, and nothing for undefined"),
  ],
  [
    "test_memory_lambda",
    "a lambda is a function like others",
    kept("are there for a second call, whose function does not run"),
  ],
  [
    "test_memory_name_collision",
    "two functions of one name are noticed",
    memory(
      "shares no results with another one of its name",
      "both keep their results: a key is what a function does, not its name",
    ),
  ],
  [
    "test_memory_warning_lambda_collisions",
    "so are two lambdas",
    memory(
      "shares no results with another one of its name",
      "both keep their results, and there is nothing to warn of",
    ),
  ],
  [
    "test_memory_warning_collision_detection",
    "functions whose text is not known cannot be told apart, which is said",
    memory("of text that was compiled while the program ran is one like others", "their text is known"),
  ],
  [
    "test_memory_partial",
    "a partial function is cached",
    memory("of a function with some arguments fixed has them in its key"),
  ],
  [
    "test_memory_eval",
    "a function from eval is cached",
    memory("of text that was compiled while the program ran is one like others"),
  ],
  [
    "test_argument_change",
    "the key is of the arguments before the call changes them",
    kept("are found by what the arguments were when the call was made"),
  ],
  [
    "test_memory_numpy",
    "equal arrays are one call",
    hashes("is of the elements that a view shows, whatever its memory"),
  ],
  [
    "test_memory_numpy_check_mmap_mode",
    "a mapped result that is damaged is made anew",
    damage("is made anew where a byte of it has changed", "a mapped array is of the same type as one that was read"),
  ],
  [
    "test_memorized_result_forwards_mmap_mode",
    "a shelved result is read as its memory says, also elsewhere",
    memory("work in ${backend}"),
  ],
  [
    "test_memory_exception",
    "errors are raised each time, and not kept",
    kept("are not errors: those are thrown each time"),
  ],
  ["test_memory_ignore", "an ignored argument makes no other call", versions("is not of arguments that are ignored")],
  [
    "test_memory_ignore_decorated",
    "so on a wrapped function",
    memory("takes no count of what a wrapped function gets and ignores"),
  ],
  [
    "test_memory_args_as_kwargs",
    "an argument by name is the same as by its place",
    notApplicable("JavaScript has no keyword arguments: an object of options is one argument"),
  ],
  [
    "test_partial_decoration",
    "options may be given before the function",
    notApplicable("functions have no decorators: the function is the first argument of cache"),
  ],
  [
    "test_func_dir",
    "a function has a folder of its own; a result that is missing there is made anew",
    memory("may be removed under a Memory, which goes on"),
  ],
  ["test_persistence", "functions and memories can be sent and work there", memory("work in ${backend}")],
  [
    "test_check_call_in_cache",
    "one can ask whether a result is there that is good",
    memory("is held against a validation that is a function"),
  ],
  [
    "test_call_and_shelve",
    "a shelved result can be had, cleared, and is an error after that, cached or not",
    memory("has nothing on a shelf that was cleared, kept or not"),
  ],
  [
    "test_call_and_shelve_lazily_load_stored_result",
    "a result that is there is shelved without being read",
    memory("shelves a result that is there without reading it"),
  ],
  ["test_memorized_pickling", "shelved results travel, cached or not", memory("work in ${backend}")],
  [
    "test_memorized_repr",
    "functions and shelves show what they are of; verbose calls tell it",
    kept("tells what it does as joblib does"),
  ],
]
