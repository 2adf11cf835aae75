import { covered, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const executorFailures = covered("executors/failures.ts")
const deaths = ported("deaths.ts")
const mapping = ported("mapping.ts")
const crashes = ported("crashes.test.ts")
const executorsShutdown = covered("executors/shutdown.ts")
const contractOptions = covered("contract/options.ts")
const forgotten = ported("forgotten.test.ts")
const endings = ported("endings.ts")
const executorsWorkers = covered("executors/workers.ts")
const references = ported("references.ts")
const executorsMapping = covered("executors/mapping.ts")
const errors = covered("contract/errors.ts")
const failures = covered("contract/failures.ts")
const limits = covered("contract/limits.ts")
const order = covered("contract/order.ts")

const noBrokenPool =
  "one death breaks no pool: only the task that ran in that worker fails, the others run on, and later calls work"
const matrix = "${harm} at ${place}: a defined error, the neighbours run on, the pool heals"
const exitIsDeath =
  "an exit of the process is a death here, not an error that could be sent: WorkerDiedError with the exit code"
const decodeHere = "the undecodable result fails its own task with the error that the decoding threw"

/** Workers that are processes: how they live, die and are replaced. */
export const processPool: readonly Table[] = [
  {
    file: "Lib/test/test_concurrent_futures/test_process_pool.py",
    class: "ProcessPoolExecutorTest",
    tests: 27,
    rows: [
      [
        "test_max_workers_too_large",
        "more than 61 workers are refused on Windows",
        mapping(
          "more than 61 workers may be asked for: they start when they are needed",
          "nothing here waits for handles in one call, so Windows' limit does not bind",
        ),
      ],
      [
        "test_sysconf_permission_error",
        "an unreadable limit of semaphores does not matter",
        notApplicable("no semaphores of the system are used"),
      ],
      [
        "test_killed_child",
        "a killed worker fails its task",
        executorFailures(
          "is not broken by a worker that dies: only the task that it ran fails, what waits is run",
          noBrokenPool,
        ),
      ],
      [
        "test_broken_process_pool_traceback",
        "each future of a dead worker has an error of its own",
        errors("each task of a dead worker gets an error of its own", noBrokenPool),
      ],
      [
        "test_map_chunksize",
        "any chunk size gives the same list; a negative one is refused",
        executorsMapping("gives the same list for any chunkSize"),
      ],
      [
        "test_traceback",
        "an error carries the worker's stack with the line of the throw",
        errors("the stack shows the line of the throw, then the caller's frames"),
      ],
      [
        "test_traceback_when_child_process_terminates_abruptly",
        "the error of a dead worker tells its exit code",
        errors("process.exit in a task rejects with its exit code; the pool goes on", noBrokenPool),
      ],
      [
        "test_ressources_gced_in_workers",
        "a worker lets go of arguments once the task ran",
        references("a worker lets go of the arguments of a task that ran"),
      ],
      [
        "test_saturation",
        "blocked tasks start no more processes than allowed",
        order("no more tasks run at once than there are workers"),
      ],
      [
        "test_idle_process_reuse_one",
        "one call after another uses one process",
        order("sequential calls use one worker"),
      ],
      [
        "test_idle_process_reuse_multiple",
        "idle processes are used before another is started",
        executorsWorkers("uses the idle worker again before it starts another"),
      ],
      [
        "test_max_tasks_per_child",
        "a worker is replaced after so many tasks, and not before",
        limits("maxTasksPerWorker: a worker is replaced after so many tasks"),
      ],
      [
        "test_max_tasks_per_child_defaults_to_spawn_context",
        "a limit on tasks makes spawn the start method",
        notApplicable("processes are always started afresh: there is no other start method"),
      ],
      [
        "test_max_tasks_per_child_pending_tasks_gh115634",
        "a backlog is finished by the workers that come after",
        limits("maxTasksPerWorker with a backlog finishes everything"),
      ],
      [
        "test_shutdown_no_wait_max_tasks_gh119592",
        "a backlog is finished after a shutdown that does not wait",
        endings("a shutdown that does not wait finishes a backlog with workers of one task each"),
      ],
      [
        "test_gc_during_max_tasks_worker_exit_gh152967",
        "what a forgotten executor had queued settles",
        forgotten(
          "a forgotten executor with workers of one task each settles its backlog",
          "it finishes the backlog; Python fails it",
        ),
      ],
      [
        "test_force_shutdown_during_max_tasks_worker_exit",
        "workers that end while the pool is killed are not replaced",
        endings("killWorkers starts no worker again and settles the backlog"),
      ],
      [
        "test_failed_worker_replacement_breaks_pool",
        "when no worker can be started what waits fails instead of hanging",
        contractOptions("execArgv that stops a worker from starting rejects after a few starts"),
      ],
      [
        "test_max_tasks_early_shutdown",
        "a shutdown right after the submits gives all results, one task a worker",
        limits("maxTasksPerWorker with three workers and close at once yields all"),
      ],
      [
        "test_python_finalization_error",
        "a thread that cannot be started while the program ends breaks the pool without a hang",
        contractOptions("execArgv that stops a worker from starting rejects after a few starts"),
      ],
      [
        "test_terminate_workers",
        "terminate_workers ends them softly",
        executorsShutdown(
          "${verb} ends the workers in the middle of their tasks, and cancels what waits",
          "threads and processes get no say in either: both are at once",
        ),
      ],
      [
        "test_kill_workers",
        "kill_workers ends them hard",
        executorsShutdown("${verb} ends the workers in the middle of their tasks, and cancels what waits"),
      ],
      [
        "test_force_shutdown_workers_invalid_op",
        "an unknown way to end them is refused",
        notApplicable("there are two methods, not one with a word for the way"),
      ],
      [
        "test_force_shutdown_workers",
        "what had begun never finishes",
        executorsShutdown("${verb} ends the workers in the middle of their tasks, and cancels what waits"),
      ],
      [
        "test_force_shutdown_workers_dead_workers",
        "ending them is fine after one has died",
        endings("terminateWorkers and killWorkers are fine after a worker has died"),
      ],
      [
        "test_force_shutdown_workers_not_started_yet",
        "and when none has started",
        executorsShutdown("${verb} on one that was never used, or is shut down, does no harm"),
      ],
      [
        "test_force_shutdown_workers_stops_pool",
        "afterwards nothing can be submitted",
        executorsShutdown("${verb} ends the workers in the middle of their tasks, and cancels what waits"),
      ],
    ],
  },
  {
    file: "Lib/test/test_concurrent_futures/test_deadlock.py",
    class: "ExecutorDeadlockTest",
    tests: 16,
    rows: [
      ["test_error_at_task_pickle", "an argument that throws while it is encoded fails its task", failures(matrix)],
      [
        "test_exit_at_task_unpickle",
        "a worker that exits while it decodes fails that task",
        failures(matrix, noBrokenPool),
      ],
      [
        "test_error_at_task_unpickle",
        "an argument that throws while it is decoded fails its task",
        failures(matrix, noBrokenPool),
      ],
      [
        "test_crash_at_task_unpickle",
        "a worker that crashes while it decodes fails that task",
        crashes(
          "a native crash while an argument is decoded fails its task with the signal, and the pool goes on",
          "one death breaks no pool: only the task that ran in that worker fails, the others run on, and later calls work",
        ),
      ],
      [
        "test_crash_during_func_exec_on_worker",
        "a worker that crashes in the task fails it",
        crashes(
          "a native crash in a task fails it with the signal, and the pool goes on",
          "one death breaks no pool: only the task that ran in that worker fails, the others run on, and later calls work",
        ),
      ],
      ["test_exit_during_func_exec_on_worker", "an exit in the task fails it", failures(matrix, exitIsDeath)],
      ["test_error_during_func_exec_on_worker", "an error in the task fails it", failures(matrix)],
      [
        "test_crash_during_result_pickle_on_worker",
        "a worker that crashes while it encodes the result fails the task",
        crashes(
          "a native crash while a result is encoded fails its task with the signal, and the pool goes on",
          "one death breaks no pool: only the task that ran in that worker fails, the others run on, and later calls work",
        ),
      ],
      ["test_exit_during_result_pickle_on_worker", "an exit there fails it", failures(matrix, exitIsDeath)],
      ["test_error_during_result_pickle_on_worker", "an error there fails it", failures(matrix)],
      [
        "test_error_during_result_unpickle_in_result_handler",
        "a result that throws while it is decoded fails its task",
        failures(matrix, decodeHere),
      ],
      [
        "test_exit_during_result_unpickle_in_result_handler",
        "a result whose decoding exits does not hang the pool",
        notApplicable(
          "decoding happens in the caller's own thread: code there that exits ends the program, as it was told to",
        ),
      ],
      [
        "test_shutdown_deadlock",
        "a worker that dies after the shutdown was called does not hang it",
        deaths("a worker that dies during a shutdown does not hang it"),
      ],
      [
        "test_shutdown_deadlock_pickle",
        "an argument that cannot be encoded, then a shutdown without waiting: it settles",
        endings("an argument that cannot be sent, then a shutdown: both settle"),
      ],
      [
        "test_crash_big_data",
        "a worker that dies with megabytes under way does not hang",
        errors("a worker that dies with large arguments waiting loses none of them", noBrokenPool),
      ],
      [
        "test_gh105829_should_not_deadlock_if_wakeup_pipe_full",
        "a flood of submits with a busy receiver does not hang",
        covered("programs/endings.test.ts")("a hundred thousand tiny submits all settle"),
      ],
    ],
  },
]
