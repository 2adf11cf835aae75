import { covered, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const executorFailures = covered("executors/failures.ts")
const mapping = ported("mapping.ts")
const waiting = ported("waiting.ts")
const executorsWorkers = covered("executors/workers.ts")
const processesEndings = covered("processes/endings.test.ts")
const pools = ported("pools.test.ts")
const crashes = ported("crashes.test.ts")
const deaths = ported("deaths.ts")
const file = "tests/test_reusable_executor.py"
const failures = covered("contract/failures.ts")
const noBrokenPool =
  "one death breaks no pool: only the task that ran in that worker fails, the others run on, and later calls work"
const matrix = "${harm} at ${place}: a defined error, the neighbours run on, the pool heals"
const fixedSize =
  "a pool has the size that it was made with: a value, not a hidden singleton that the next caller resizes"

/** loky's shared executor: here the default pool is shared, and pools are values otherwise. */
export const reusableExecutor: readonly Table[] = [
  {
    file,
    class: "TestExecutorDeadLock",
    tests: 9,
    rows: [
      [
        "test_crashes",
        "errors, exits and crashes at each step of a task's way fail it",
        failures(matrix, noBrokenPool),
      ],
      [
        "test_in_callback_submit_with_crash",
        "so when the task was submitted by a callback",
        deaths(
          "a callback may submit what dies, and the pool goes on",
          "one death breaks no pool: only the task that ran in that worker fails, the others run on, and later calls work",
        ),
      ],
      [
        "test_callback_crash_on_submit",
        "a callback that throws does not harm the executor",
        covered("contract/futures.ts")("applyAsync calls back, and a callback that throws spoils nothing"),
      ],
      [
        "test_deadlock_kill",
        "a killed worker is noticed, and the next call works",
        executorFailures(
          "is not broken by a worker that dies: only the task that it ran fails, what waits is run",
          noBrokenPool,
        ),
      ],
      [
        "test_crash_races",
        "many workers that kill each other leave no hang",
        crashes(
          "workers that kill each other leave no hang",
          "one death breaks no pool: only the task that ran in that worker fails, the others run on, and later calls work",
        ),
      ],
      [
        "test_imap_handle_iterable_exception",
        "an input that throws fails the map",
        pools("an input that throws fails a map with its error, as often as it is tried"),
      ],
      [
        "test_queue_full_deadlock",
        "a hundred arguments that cannot be encoded fail, a hundred others pass",
        deaths("a hundred arguments that cannot be sent fail, a hundred others pass"),
      ],
      [
        "test_informative_error_when_fail_at_unpickle",
        "an argument that throws while it is decoded tells its error",
        failures(matrix),
      ],
      [
        "test_numpy_dot_parent_and_child_no_freeze",
        "a native thread pool in the parent does not freeze the child",
        deaths("native threads that are busy here do not freeze those of a worker"),
      ],
    ],
  },
  {
    file,
    class: "TestTerminateExecutor",
    tests: 5,
    rows: [
      [
        "test_shutdown_kill",
        "a shutdown that kills is prompt, and pending results fail",
        covered("contract/lifecycle.ts")("terminate under load returns promptly and settles every item"),
      ],
      [
        "test_shutdown_deadlock",
        "a worker that is killed during a shutdown does not hang it",
        deaths("a worker that dies during a shutdown does not hang it"),
      ],
      [
        "test_kill_workers_on_new_options",
        "an executor with other options replaces one that is busy",
        deaths(
          "an executor with other options is another one; the busy one can be killed",
          "executors are values: other options make another one",
        ),
      ],
      [
        "test_call_item_gc_crash_or_exit",
        "a worker that dies when its arguments are collected gives the result first",
        covered("contract/errors.ts")("process.exit after the result does not lose the next task"),
      ],
      [
        "test_sigkill_shutdown_leaks_workers",
        "the workers of a killed parent are gone",
        processesEndings("killed, and ${sentence}, leaves no process and no file behind"),
      ],
    ],
  },
  {
    file,
    class: "TestResizeExecutor",
    tests: 4,
    rows: [
      ["test_reusable_executor_resize", "the shared executor is resized between jobs", notApplicable(fixedSize)],
      [
        "test_reusable_executor_resize_many_times",
        "many times",
        pools("pools of many sizes, one after another, finish what they were given", fixedSize),
      ],
      [
        "test_kill_after_resize_call",
        "a death during a resize is survived",
        pools("a death while another pool is made is its task's alone", fixedSize),
      ],
      [
        "test_resize_after_timeout",
        "a resize after idle workers left works",
        pools("pools whose idle workers leave at once work, whatever their size", fixedSize),
      ],
    ],
  },
  {
    file,
    class: "TestGetReusableExecutor",
    tests: 16,
    rows: [
      [
        "test_invalid_process_number",
        "fewer than one worker is refused",
        executorsWorkers("refuses to have none, or fewer"),
      ],
      [
        "test_invalid_context",
        "fork is refused",
        pools(
          "a backend is named, and an unknown name refused with those that there are",
          "what is named is the backend: there is one start method",
        ),
      ],
      [
        "test_pass_start_method_name_as_context",
        "a start method is named",
        pools(
          "a backend is named, and an unknown name refused with those that there are",
          "what is named is the backend: there is one start method",
        ),
      ],
      [
        "test_interactively_defined_executor_no_main",
        "a program without a guard works",
        covered("closure/programs.test.ts")("works with node -e"),
      ],
      [
        "test_reused_flag",
        "the shared executor is the same until it is shut down",
        pools("the default pool is one and the same"),
      ],
      [
        "test_interactively_defined_nested_functions",
        "functions that call others take them along, as they are at the call",
        pools("a function takes along what it calls, as it is at the call"),
      ],
      [
        "test_interactively_defined_recursive_functions",
        "recursive functions of one factory keep their own variables",
        pools("recursive functions of one factory keep their own variables"),
      ],
      [
        "test_no_deadlock_on_nested_reusable_exector",
        "the shared executor in a task of the shared executor does not hang",
        pools("the default pool in a task of the default pool does not hang"),
      ],
      [
        "test_compat_with_concurrent_futures_exception",
        "its futures and errors are those of concurrent.futures",
        pools("futures and errors of every executor and pool are of one class"),
      ],
      [
        "test_reusable_executor_thread_safety",
        "several users at once share it, broken or not",
        waiting("many users mix maps, submits and cancels on one executor"),
      ],
      [
        "test_reusable_executor_submit_during_shutdown_race",
        "a user whose executor another one replaces still gets results",
        deaths(
          "executors with different environments do not disturb each other",
          "executors are values: no user replaces another's",
        ),
      ],
      [
        "test_reusable_executor_submit_with_concurrent_env_changes",
        "users with different environments do not disturb each other",
        deaths("executors with different environments do not disturb each other"),
      ],
      [
        "test_reusable_executor_reuse_true",
        "it keeps its options until others are asked for",
        notApplicable(fixedSize),
      ],
      [
        "test_no_crash_on_stdin_access_in_child_subprocess_run",
        "a task may run a program that reads its input",
        deaths("a task may run a program that reads its input"),
      ],
      [
        "test_faulthandler_enabled",
        "a crash prints the Python stack",
        notApplicable("V8 prints its own stack on a fatal error"),
      ],
      [
        "test_reusable_executor_queue_size",
        "more workers than cores all run at once",
        deaths("more workers than cores all run at once"),
      ],
    ],
  },
  {
    file,
    class: "TestExecutorInitializer",
    tests: 2,
    rows: [
      [
        "test_reusable_initializer",
        "another initializer makes another executor",
        deaths("an initializer belongs to its executor"),
      ],
      [
        "test_error_in_nested_call_keeps_resource_tracker_silent",
        "an error in a nested call prints nothing but itself",
        pools("an error in a nested pool comes out and prints nothing"),
      ],
    ],
  },
  {
    file,
    tests: 1,
    rows: [
      [
        "test_no_crash_max_workers_on_windows",
        "more workers than Windows can wait for do not crash it",
        mapping(
          "more than 61 workers may be asked for: they start when they are needed",
          "nothing here waits for handles in one call, so Windows' limit does not bind",
        ),
      ],
    ],
  },
]
