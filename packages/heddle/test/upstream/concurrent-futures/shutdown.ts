import { covered, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const processesDeaths = covered("processes/deaths.test.ts")
const executorsWorkers = covered("executors/workers.ts")
const programs = ported("programs.test.ts")
const executorsShutdown = covered("executors/shutdown.ts")
const lifecycle = covered("contract/lifecycle.ts")
const futures = covered("contract/failures.ts")
const programEnding = covered("programs/endings.test.ts")
const ending = covered("executors/endings.test.ts")
const tracker = notApplicable(
  "there is no resource tracker: what cannot be unlinked while open carries its owner and is swept",
)

/** The ends of executors, and the beginnings of their workers. */
export const shutdown: readonly Table[] = [
  {
    file: "Lib/test/test_concurrent_futures/test_shutdown.py",
    class: "ExecutorShutdownTest",
    tests: 7,
    rows: [
      [
        "test_run_after_shutdown",
        "nothing can be submitted after a shutdown",
        executorsShutdown("takes nothing more after shutdown, which may be asked for again"),
      ],
      [
        "test_interpreter_shutdown",
        "a program with pending tasks ends after them",
        programEnding("stays until what is pending has settled, though nobody awaits it"),
      ],
      [
        "test_submit_after_interpreter_shutdown",
        "a submit while the program ends is refused",
        programs(
          "a submit while the program ends never begins, and nothing hangs",
          "it stays pending instead of throwing",
        ),
      ],
      [
        "test_hang_issue12364",
        "a shutdown with many tasks waiting finishes them",
        executorsShutdown("waits for everything that was submitted, and its workers are gone"),
      ],
      [
        "test_cancel_futures",
        "a shutdown that cancels leaves what runs to finish",
        executorsShutdown("cancels what no worker has begun, and finishes the rest"),
      ],
      [
        "test_hang_gh83386",
        "a shutdown that does not wait lets the program end after what runs",
        ending("finishes what was submitted after a shutdown that does not wait"),
      ],
      [
        "test_hang_gh94440",
        "submit, cancel and shutdown end promptly",
        lifecycle("submit, cancel and close return promptly"),
      ],
    ],
  },
  {
    file: "Lib/test/test_concurrent_futures/test_shutdown.py",
    class: "ThreadPoolShutdownTest",
    tests: 7,
    rows: [
      [
        "test_threads_terminate",
        "a shutdown ends the workers",
        executorsShutdown("waits for everything that was submitted, and its workers are gone"),
      ],
      [
        "test_context_manager_shutdown",
        "leaving the block ends the workers after what was submitted",
        executorsShutdown("waits at the end of an `await using` block, also when that is left by an error"),
      ],
      [
        "test_del_shutdown",
        "an executor that is forgotten finishes and ends its workers",
        covered("pool/forgotten.test.ts")(
          "a pool that is left open and forgotten finishes what it was given, and its workers end",
        ),
      ],
      [
        "test_shutdown_no_wait",
        "a shutdown that does not wait finishes everything and ends the workers",
        executorsShutdown("without waiting goes on in the background"),
      ],
      [
        "test_thread_names_assigned",
        "workers carry the prefix that was asked for",
        executorsWorkers("calls its workers after the prefix that it is given"),
      ],
      [
        "test_thread_names_default",
        "without a prefix they have sensible names",
        executorsWorkers("calls its workers after the prefix that it is given"),
      ],
      [
        "test_cancel_futures_wait_false",
        "cancelling without waiting lets the program end",
        ending("ends when everything was cancelled without waiting"),
      ],
    ],
  },
  {
    file: "Lib/test/test_concurrent_futures/test_shutdown.py",
    class: "ProcessPoolShutdownTest",
    tests: 6,
    rows: [
      [
        "test_processes_terminate",
        "a shutdown ends the processes",
        processesDeaths("that is retired and replaced is gone: nothing of a pool remains after close"),
      ],
      [
        "test_context_manager_shutdown",
        "leaving the block ends the processes after what was submitted",
        executorsShutdown("waits at the end of an `await using` block, also when that is left by an error"),
      ],
      [
        "test_del_shutdown",
        "an executor that is forgotten finishes and ends its processes",
        covered("pool/forgotten.test.ts")(
          "a pool that is left open and forgotten finishes what it was given, and its workers end",
        ),
      ],
      [
        "test_shutdown_no_wait",
        "a shutdown that does not wait finishes everything and ends the processes",
        executorsShutdown("without waiting goes on in the background"),
      ],
      [
        "test_shutdown_gh_132969_case_1",
        "workers of one task each, a failure and a shutdown that does not wait: all settles, two workers",
        executorsWorkers("finishes what waits when a task of a worker on its last one fails"),
      ],
      [
        "test_shutdown_gh_132969_case_2",
        "the same with more workers than tasks",
        executorsWorkers("finishes what waits when a task of a worker on its last one fails"),
      ],
    ],
  },
  {
    file: "Lib/test/test_concurrent_futures/test_init.py",
    class: "InitializerMixin",
    tests: 1,
    rows: [
      [
        "test_initializer",
        "the initializer runs before the tasks of each worker",
        futures("an initializer runs before the first task of each worker"),
      ],
    ],
  },
  {
    file: "Lib/test/test_concurrent_futures/test_init.py",
    class: "FailingInitializerMixin",
    tests: 1,
    rows: [
      [
        "test_initializer",
        "an initializer that throws fails what is pending and what is submitted later",
        futures("an initializer that throws rejects every task with InitializerError, and its cause"),
      ],
    ],
  },
  {
    file: "Lib/test/test_concurrent_futures/test_init.py",
    class: "FailingInitializerResourcesTest",
    tests: 2,
    rows: [
      ["test_spawn", "a failing initializer leaks nothing to the resource tracker, spawned", tracker],
      ["test_forkserver", "so with the fork server", tracker],
    ],
  },
]
