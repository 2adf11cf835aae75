import { covered, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const references = ported("references.ts")
const pools = ported("pools.test.ts")
const file = "Lib/test/_test_multiprocessing.py"
const results = covered("contract/results.ts")
const streams = covered("contract/streams.ts")
const futures = covered("contract/futures.ts")
const errors = covered("contract/errors.ts")
const options = covered("contract/options.ts")
const lifecycle = covered("contract/lifecycle.ts")
const limits = covered("contract/limits.ts")

const inputThrows = "an input that throws gives its error at its place, after the results before it"
const leavingFinishes =
  "leaving the block of a pool finishes what was submitted; Python terminates it, and pending results hang"

/** Pools. */
export const pool: readonly Table[] = [
  {
    file,
    class: "_TestPool",
    tests: 25,
    rows: [
      ["test_apply", "apply calls with the arguments in a list", options("apply takes its arguments as an array")],
      ["test_map", "map gives results in order, in any chunk size", results("any chunkSize gives the same results")],
      ["test_starmap", "starmap spreads lists of arguments", results("starmap spreads each list of arguments")],
      ["test_starmap_async", "so without waiting", futures("mapAsync and starmapAsync give futures")],
      ["test_map_async", "map without waiting", futures("mapAsync and starmapAsync give futures")],
      [
        "test_map_async_callbacks",
        "callbacks get the list, or the error",
        pools("mapAsync gives the list, or the error, to callbacks on its future"),
      ],
      [
        "test_map_unplicklable",
        "items that cannot be sent fail the map instead of hanging it",
        errors("an item that cannot be sent fails alone"),
      ],
      ["test_map_chunksize", "an empty input with a chunk size ends", results("every verb takes an empty input")],
      [
        "test_map_handle_iterable_exception",
        "an input that throws fails the map, again and again",
        pools("an input that throws fails a map with its error, as often as it is tried"),
      ],
      [
        "test_async",
        "apply without waiting gives its result",
        futures("applyAsync calls back, and a callback that throws spoils nothing"),
      ],
      [
        "test_async_timeout",
        "get with a timeout on a slow task",
        futures("result and get give the value, or TimeoutError while the task goes on"),
      ],
      [
        "test_imap",
        "imap gives results in order, in any chunk size",
        streams("imap gives results in order, imapUnordered all of them"),
      ],
      [
        "test_imap_handle_iterable_exception",
        "an input that throws gives the results before it, then the error",
        streams(inputThrows, "no result of the chunk with the error is lost: all before it are given"),
      ],
      [
        "test_imap_unordered",
        "imap_unordered gives all results",
        streams("imap gives results in order, imapUnordered all of them"),
      ],
      [
        "test_imap_unordered_handle_iterable_exception",
        "an input that throws ends it with the error",
        pools("an input that throws ends imapUnordered with its error after distinct results"),
      ],
      [
        "test_make_pool",
        "zero or fewer workers are refused",
        options(
          "wrong pool options throw before anything starts, and name the rule",
          "a negative number counts from the cores, as joblib's does; zero is refused",
        ),
      ],
      [
        "test_terminate",
        "terminate ends at once with ten thousand long tasks",
        lifecycle("terminate under load returns promptly and settles every item"),
      ],
      [
        "test_empty_iterable",
        "an empty input gives nothing, by every verb",
        results("every verb takes an empty input"),
      ],
      [
        "test_context",
        "after the block the pool is closed",
        lifecycle("the end of `await using` closes the pool: results that are pending arrive", leavingFinishes),
      ],
      [
        "test_traceback",
        "an error carries the worker's stack; an error of the input does not",
        pools("the error of an input shows no worker"),
      ],
      [
        "test_wrapped_exception",
        "an error is the task's own, not wrapped",
        errors("a throw and an async rejection both reject with the message and the worker's stack"),
      ],
      [
        "test_map_no_failfast",
        "a failed map waits for the tasks under way",
        errors(
          "onError: finish runs everything, then rejects with the first failure",
          "an option: by default the first failure cancels what has not begun",
        ),
      ],
      [
        "test_release_task_refs",
        "arguments and results are let go",
        references("a map lets go of its arguments and results"),
      ],
      [
        "test_enter",
        "a closed pool cannot be entered again",
        lifecycle("a closed pool refuses every verb with PoolClosedError, a new one each time"),
      ],
      [
        "test_resource_warning",
        "a pool that is forgotten while it runs warns",
        covered("pool/forgotten.test.ts")(
          "a pool that is left open and forgotten finishes what it was given, and its workers end",
          "it is closed instead of warned about",
        ),
      ],
    ],
  },
  {
    file,
    class: "_TestPoolWorkerErrors",
    tests: 2,
    rows: [
      [
        "test_async_error_callback",
        "the error callback gets the error",
        futures("applyAsync calls back, and a callback that throws spoils nothing"),
      ],
      [
        "test_unpickleable_result",
        "twenty results that cannot be sent lose no worker",
        errors("twenty results in a row that cannot be sent are twenty errors"),
      ],
    ],
  },
  {
    file,
    class: "_TestPoolWorkerLifetime",
    tests: 4,
    rows: [
      [
        "test_pool_worker_lifetime",
        "a hundred tasks by workers of ten each: all results, new workers",
        pools("a hundred tasks by three workers of ten each: all results, new workers"),
      ],
      [
        "test_pool_worker_lifetime_early_close",
        "close right after the submits loses nothing",
        limits("maxTasksPerWorker with three workers and close at once yields all"),
      ],
      [
        "test_pool_maxtasksperchild_invalid",
        "a limit that is no positive integer is refused",
        pools("a maxTasksPerWorker that is no positive integer is refused"),
      ],
      [
        "test_worker_finalization_via_atexit_handler_of_multiprocessing",
        "a program that keeps a pool in a global ends",
        covered("programs/endings.test.ts")("ends by itself with an idle pool open"),
      ],
    ],
  },
  {
    file,
    class: "TestPoolNotLeakOnFailure",
    tests: 1,
    rows: [
      [
        "test_release_unused_processes",
        "a pool whose workers cannot all be started leaves none behind",
        options("execArgv that stops a worker from starting rejects after a few starts"),
      ],
    ],
  },
]
