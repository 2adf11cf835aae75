import { covered, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const executorsWorkers = covered("executors/workers.ts")
const mapping = ported("mapping.ts")
const executorsMapping = covered("executors/mapping.ts")
const executorsSubmitting = covered("executors/submitting.ts")
const errors = covered("contract/errors.ts")
const results = covered("contract/results.ts")
const order = covered("contract/order.ts")
const cancellation = covered("contract/cancellation.ts")

/** What every executor does. Its keyword arguments are an options object here, its iterators asynchronous. */
export const executor: readonly Table[] = [
  {
    file: "Lib/test/test_concurrent_futures/executor.py",
    class: "ExecutorTest",
    tests: 21,
    rows: [
      [
        "test_submit",
        "a submitted call gives a future of its result",
        executorsSubmitting("runs what is submitted, with its arguments and captured variables"),
      ],
      [
        "test_submit_keyword",
        "keyword arguments reach the function, even those named like submit's own",
        mapping(
          "arguments by name are an object, whatever their names",
          "JavaScript has no keyword arguments: a function that wants names takes an object",
        ),
      ],
      [
        "test_map",
        "map walks several inputs side by side, in any chunk size",
        executorsMapping("maps one input or several, up to the shortest, in order"),
      ],
      [
        "test_map_exception",
        "results before a failing call are given, then its error",
        executorsMapping(
          "gives the results before a failure, then the failure, then nothing",
          "after a failure the results are over, as in 3.14; from 3.15 on Python goes on after it",
        ),
      ],
      [
        "test_map_timeout_from_callable",
        "a TimeoutError that the function throws is its own failure, not the map's timeout",
        mapping(
          "a TimeoutError that a task throws is the task's own",
          "after a failure the results are over, as in 3.14; from 3.15 on Python goes on after it",
        ),
      ],
      [
        "test_map_timeout",
        "what is late when the map's time is up gives TimeoutError, and the iterator is exhausted",
        executorsMapping("gives what was there in time, then TimeoutError, and stops the rest"),
      ],
      [
        "test_map_close",
        "closing the iterator of a map ends it for good",
        mapping("a map that was closed gives nothing more"),
      ],
      [
        "test_map_buffersize_type_validation",
        "a buffer size that is no integer is refused at the call",
        executorsMapping(
          "refuses a bufferSize or chunkSize that is no positive integer, and options that there are not",
        ),
      ],
      [
        "test_map_buffersize_value_validation",
        "a buffer size below one is refused at the call",
        executorsMapping(
          "refuses a bufferSize or chunkSize that is no positive integer, and options that there are not",
        ),
      ],
      [
        "test_map_buffersize",
        "any buffer size gives the same results",
        executorsMapping(
          "with a bufferSize larger than the input, over several inputs, and over none gives the same results",
        ),
      ],
      [
        "test_map_buffersize_on_multiple_iterables",
        "so with several inputs",
        executorsMapping(
          "with a bufferSize larger than the input, over several inputs, and over none gives the same results",
        ),
      ],
      [
        "test_map_buffersize_on_infinite_iterable",
        "an endless input is read as far as the buffer",
        executorsMapping("with a bufferSize never has more items ahead of its reader"),
      ],
      [
        "test_map_buffersize_on_multiple_infinite_iterables",
        "so with several endless inputs",
        executorsMapping("with a bufferSize never has more items ahead of its reader"),
      ],
      [
        "test_map_buffersize_on_empty_iterable",
        "an empty input gives nothing",
        executorsMapping(
          "with a bufferSize larger than the input, over several inputs, and over none gives the same results",
        ),
      ],
      [
        "test_map_buffersize_without_iterable",
        "a map without any input gives nothing",
        mapping("a map without an input is refused", "a map without an input is a mistake, and refused"),
      ],
      [
        "test_map_buffersize_when_buffer_is_full",
        "a full buffer takes no further item",
        executorsMapping("with a bufferSize never has more items ahead of its reader"),
      ],
      [
        "test_shutdown_race_issue12456",
        "a shutdown right after a map with more items than workers ends",
        executorsMapping("runs everything although nobody reads, and shutdown waits for it"),
      ],
      [
        "test_no_stale_references",
        "what was submitted is let go once it ran",
        executorsSubmitting("keeps no argument of a task that is done"),
      ],
      [
        "test_max_workers_negative",
        "fewer than one worker is refused",
        executorsWorkers("refuses to have none, or fewer"),
      ],
      [
        "test_free_reference",
        "the iterator of a map does not hold what it has given",
        executorsMapping("keeps no result that was read"),
      ],
      [
        "test_swallows_falsey_exceptions",
        "an error that counts as false is an error all the same",
        errors("what is thrown and is no error arrives as it is"),
      ],
    ],
  },
  {
    file: "Lib/test/test_concurrent_futures/test_thread_pool.py",
    class: "ThreadPoolExecutorTest",
    tests: 7,
    rows: [
      [
        "test_map_submits_without_iteration",
        "map runs everything although nobody reads",
        executorsMapping("runs everything although nobody reads, and shutdown waits for it"),
      ],
      [
        "test_default_workers",
        "the default number of workers follows the number of cores",
        executorsWorkers(
          "has as many workers as there are cores, since each runs on one",
          "threads compute in parallel here, so there is no reason for four more than cores",
        ),
      ],
      [
        "test_saturation",
        "blocked tasks start no more workers than allowed",
        order("no more tasks run at once than there are workers"),
      ],
      ["test_idle_thread_reuse", "one call after another uses one worker", order("sequential calls use one worker")],
      [
        "test_hang_global_shutdown_lock",
        "a forked child of a busy thread pool ends",
        notApplicable("nothing is forked here: a child never inherits locks that a thread of its parent held"),
      ],
      [
        "test_process_fork_from_a_threadpool",
        "a process started by a task in a thread pool ends well",
        results("a task may use a pool of its own"),
      ],
      [
        "test_executor_map_current_future_cancel",
        "after a timeout of the map neither the item waited for nor those after it begin",
        cancellation("a timeout of 0 with a busy worker: nothing of the map ever begins"),
      ],
    ],
  },
]
