import { covered, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const executorFailures = covered("executors/failures.ts")
const executorsWorkers = covered("executors/workers.ts")
const executorsMapping = covered("executors/mapping.ts")
const executorsSubmitting = covered("executors/submitting.ts")
const mapping = ported("mapping.ts")
const references = ported("references.ts")
const programEndings = covered("programs/endings.test.ts")
const waiting = ported("waiting.ts")
const executorsEndings = covered("executors/endings.test.ts")
const forgotten = ported("forgotten.test.ts")
const processesDeaths = covered("processes/deaths.test.ts")
const endings = ported("endings.ts")
const executorsShutdown = covered("executors/shutdown.ts")
const file = "tests/_test_process_executor.py"
const futures = covered("contract/futures.ts")
const errors = covered("contract/errors.ts")
const limits = covered("contract/limits.ts")
const options = covered("contract/options.ts")

const noBrokenPool =
  "one death breaks no pool: only the task that ran in that worker fails, the others run on, and later calls work"
const python = "it is about a tool of Python"

/** loky's executor of processes. */
export const processExecutor: readonly Table[] = [
  {
    file,
    class: "ExecutorShutdownTest",
    tests: 14,
    rows: [
      [
        "test_run_after_shutdown",
        "nothing can be submitted after a shutdown",
        executorsShutdown("takes nothing more after shutdown, which may be asked for again"),
      ],
      [
        "test_shutdown_with_pickle_error",
        "an argument that cannot be encoded, then a shutdown: both settle, again and again",
        endings("an argument that cannot be sent, then a shutdown: both settle"),
      ],
      [
        "test_shutdown_with_sys_exit_at_pickle",
        "so when its encoding exits",
        notApplicable("encoding happens in the caller's own thread: code there that exits ends the program"),
      ],
      [
        "test_interpreter_shutdown",
        "a program ends after its pending tasks",
        covered("programs/endings.test.ts")("stays until what is pending has settled, though nobody awaits it"),
      ],
      [
        "test_hang_issue12364",
        "a shutdown with many tasks waiting finishes them",
        executorsShutdown("waits for everything that was submitted, and its workers are gone"),
      ],
      [
        "test_processes_terminate",
        "a shutdown ends the processes",
        processesDeaths("that is retired and replaced is gone: nothing of a pool remains after close"),
      ],
      [
        "test_processes_terminate_on_executor_gc",
        "a forgotten executor finishes and ends its processes",
        covered("pool/forgotten.test.ts")(
          "a pool that is left open and forgotten finishes what it was given, and its workers end",
        ),
      ],
      [
        "test_processes_crash_handling_after_executor_gc",
        "a crash in a forgotten executor fails its task",
        forgotten("a death in a forgotten executor fails its task and ends the rest"),
      ],
      [
        "test_context_manager_shutdown",
        "leaving the block ends the processes after what was submitted",
        executorsShutdown("waits at the end of an `await using` block, also when that is left by an error"),
      ],
      [
        "test_del_shutdown",
        "a forgotten executor that is idle ends its processes",
        covered("pool/forgotten.test.ts")(
          "a pool that is left open and forgotten finishes what it was given, and its workers end",
        ),
      ],
      [
        "test_shutdown_no_wait",
        "a shutdown that does not wait finishes what was submitted and refuses more",
        executorsShutdown("without waiting goes on in the background"),
      ],
      [
        "test_shutdown_deadlock_pickle",
        "a shutdown after an argument that cannot be encoded does not hang",
        endings("an argument that cannot be sent, then a shutdown: both settle"),
      ],
      [
        "test_hang_issue39205",
        "a program that does not wait for its shutdown ends after what runs",
        executorsEndings("finishes what was submitted after a shutdown that does not wait"),
      ],
      [
        "test_shutdown_and_kill_workers",
        "killing the workers ends the executors in their tasks too",
        covered("programs/endings.test.ts")("terminate ends the pools of its tasks too"),
      ],
    ],
  },
  {
    file,
    class: "WaitTests",
    tests: 7,
    rows: [
      [
        "test_first_completed",
        "the first that is done ends the wait",
        futures("wait counts a future once, and splits done from not done"),
      ],
      [
        "test_first_completed_some_already_completed",
        "one that is done already ends it at once",
        futures("wait for the first completed: one that is done already is enough, and so is a cancelled one"),
      ],
      [
        "test_first_exception",
        "the first that fails ends the wait",
        futures("wait for the first exception: a cancelled future is none"),
      ],
      [
        "test_first_exception_some_already_complete",
        "done and cancelled ones do not end it",
        futures("wait for the first exception: a cancelled future is none"),
      ],
      [
        "test_first_exception_one_already_failed",
        "one that has failed already ends it at once",
        waiting("wait for the first exception: one that failed already is enough"),
      ],
      [
        "test_all_completed",
        "all: values, failures and cancelled ones",
        waiting("wait for all takes values, failures and cancelled ones alike"),
      ],
      [
        "test_timeout",
        "time that is up ends the wait without an error",
        futures("wait counts a future once, and splits done from not done"),
      ],
    ],
  },
  {
    file,
    class: "AsCompletedTests",
    tests: 3,
    rows: [
      [
        "test_no_timeout",
        "every future comes once",
        futures("asCompleted gives the futures themselves as they finish, done ones first, each once"),
      ],
      [
        "test_zero_timeout",
        "with no time those that are done are given",
        waiting("asCompleted with no time gives those that are done, then TimeoutError"),
      ],
      [
        "test_duplicate_futures",
        "a future given twice comes once",
        futures("asCompleted gives the futures themselves as they finish, done ones first, each once"),
      ],
    ],
  },
  {
    file,
    class: "ExecutorTest",
    tests: 25,
    rows: [
      [
        "test_submit",
        "a submitted call gives a future of its result",
        executorsSubmitting("runs what is submitted, with its arguments and captured variables"),
      ],
      [
        "test_submit_keyword",
        "keyword arguments reach the function",
        mapping(
          "arguments by name are an object, whatever their names",
          "JavaScript has no keyword arguments: a function that wants names takes an object",
        ),
      ],
      [
        "test_map",
        "map walks several inputs side by side",
        executorsMapping("maps one input or several, up to the shortest, in order"),
      ],
      [
        "test_map_exception",
        "results before a failing call are given, then its error",
        executorsMapping("gives the results before a failure, then the failure, then nothing"),
      ],
      [
        "test_map_timeout",
        "results in time are given, then TimeoutError",
        executorsMapping("gives what was there in time, then TimeoutError, and stops the rest"),
      ],
      [
        "test_shutdown_race_issue12456",
        "a shutdown right after a map ends",
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
        "test_killed_child",
        "a killed worker fails its task with the signal",
        executorFailures(
          "is not broken by a worker that dies: only the task that it ran fails, what waits is run",
          noBrokenPool,
        ),
      ],
      [
        "test_map_chunksize",
        "any chunk size gives the same list; a negative one is refused",
        executorsMapping("gives the same list for any chunkSize"),
      ],
      [
        "test_traceback",
        "an error carries the worker's stack",
        errors("the stack shows the line of the throw, then the caller's frames"),
      ],
      [
        "test_thread_safety",
        "many users mix maps, submits and cancels on one executor",
        waiting("many users mix maps, submits and cancels on one executor"),
      ],
      [
        "test_submit_from_callback",
        "callbacks submit the next call, chain after chain",
        waiting("callbacks may submit the next call, chain after chain"),
      ],
      [
        "test_worker_timeout",
        "idle workers leave, and the next call works",
        limits("an idle worker ends, and the next call starts another"),
      ],
      [
        "test_serialization",
        "reducers of an executor's own for arguments and results",
        covered("wire/graph.test.ts")("an object says how it wants to be rebuilt"),
      ],
      [
        "test_max_depth",
        "executors in executors, as deep as allowed; deeper is an error",
        limits("a task that calls itself through pools ends in an error, not in ever more workers"),
      ],
      [
        "test_no_failure_on_large_data_send",
        "an argument of more than two gigabytes arrives",
        programEndings(
          "a result of 300 MB and one of 300,000 objects arrive whole",
          "300 MB instead of 2.2 GB, which is more than a test may take",
        ),
      ],
      [
        "test_memory_leak_protection",
        "a worker that leaks is replaced between tasks",
        processesDeaths(
          "whose buffers are over memoryLimit ends, though its heap is small",
          "memoryLimit ends a worker that leaks, with the task that goes over it; maxTasksPerChild replaces it between tasks",
        ),
      ],
      [
        "test_reference_cycle_collection",
        "cycles in a worker are collected",
        references("rings of objects do not pile up in a worker"),
      ],
      [
        "test_exited_child",
        "a worker that exits fails its task with the exit code",
        errors("process.exit in a task rejects with its exit code; the pool goes on", noBrokenPool),
      ],
      [
        "test_child_env_executor",
        "workers get the environment that is asked for",
        options("env, argv and workerData are the worker's own"),
      ],
      ["test_viztracer_profiler", "the profiler viztracer follows into workers", notApplicable(python)],
      ["test_viztracer_profiler_with_custom_init", "so with an initializer", notApplicable(python)],
      [
        "test_exception_cause_with_tblib",
        "the cause survives another way of sending errors",
        errors("an error keeps its class, code, own properties, cause and errors"),
      ],
      [
        "test_no_deprecation_warning_is_raised_on_fork",
        "starting workers warns of nothing",
        covered("closure/programs.test.ts")("warns of nothing"),
      ],
    ],
  },
]
