import { covered, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"
import { caching } from "./caching.ts"
import { storing } from "./storing.ts"

const kept = covered("memory/memory.test.ts")
const damage = covered("memory/damage.test.ts")
const races = covered("memory/races.test.ts")
const memory = ported("memory.test.ts")

/** joblib's `Memory`. */
export const memoryTables: readonly Table[] = [
  { file: "joblib/test/test_memory.py", tests: 52, rows: [...caching, ...storing] },
  {
    file: "joblib/test/test_memory.py",
    class: "TestCacheValidationCallback",
    tests: 4,
    rows: [
      [
        "test_invalid_cache_validation_callback",
        "a validation that is no function is refused",
        memory("is held against a validation that is a function"),
      ],
      [
        "test_constant_cache_validation_callback",
        "it says whether a result is good",
        kept("are held against what `validate` says of them"),
      ],
      [
        "test_memory_only_cache_long_run",
        "it knows how long the function ran",
        memory("may keep only what took long; who has the shelf of a result has it all the same"),
      ],
      ["test_memory_expires_after", "results expire", kept("expire")],
    ],
  },
  {
    file: "joblib/test/test_memory.py",
    class: "TestMemorizedFunc",
    tests: 2,
    rows: [
      [
        "test_call_method_memorized",
        "a call can be forced, and keeps its result",
        kept("are made anew by force", "it gives the result alone: what is known of it is told to validate"),
      ],
      ["test_call_method_not_memorized", "so without a location", kept("without a place runs functions each time")],
    ],
  },
  {
    file: "joblib/test/test_memory.py",
    class: "TestAutoGitignore",
    tests: 2,
    rows: [
      [
        "test_memory_creates_gitignore",
        "a new folder is kept out of version control",
        memory("that a Memory makes is kept out of version control, one that was there is left as it is"),
      ],
      [
        "test_memory_does_not_overwrite_existing_gitignore",
        "a file that says so is left as it is",
        memory("that a Memory makes is kept out of version control, one that was there is left as it is"),
      ],
    ],
  },
  {
    file: "joblib/test/test_memory_async.py",
    tests: 5,
    rows: [
      ["test_memory_integration_async", "async functions are cached", kept("are of async functions too")],
      ["test_no_memory_async", "or not, without a location", kept("without a place runs functions each time")],
      [
        "test_memory_numpy_check_mmap_mode_async",
        "their damaged results are made anew",
        damage(
          "is made anew where a byte of it has changed",
          "a mapped array is of the same type as one that was read",
        ),
      ],
      [
        "test_call_and_shelve_async",
        "their results can be shelved",
        kept("stay on the shelf until they are asked for"),
      ],
      ["test_memorized_func_call_async", "and forced", kept("are made anew by force")],
    ],
  },
  {
    file: "joblib/test/test_store_backends.py",
    tests: 3,
    rows: [
      [
        "test_concurrency_safe_write",
        "writers and readers of one file at a time never meet half of it",
        races("see whole entries, wherever a writer is killed, and none of what it left stays"),
      ],
      [
        "test_warning_on_dump_failure",
        "what cannot be written is told, and the call has its result",
        kept("are not kept where they could not come back, which an event says"),
      ],
      [
        "test_warning_on_pickling_error",
        "so is what cannot be sent",
        kept("are not kept where they could not come back, which an event says"),
      ],
    ],
  },
]
