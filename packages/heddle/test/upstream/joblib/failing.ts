import { covered, ported } from "../verdicts.ts"
import type { Row } from "../verdicts.ts"

const pools = ported("pools.test.ts")
const parallelDispatch = covered("parallel/dispatch.test.ts")
const parallelErrors = covered("parallel/errors.test.ts")
const parallelForgotten = covered("parallel/forgotten.test.ts")
const parallelResults = covered("parallel/results.test.ts")

/** Failing, timing out, ending early. */
export const failing: readonly Row[] = [
  [
    "test_parallel_timeout_success",
    "tasks in time give their results",
    parallelErrors("a timeout that nobody reaches changes nothing"),
  ],
  [
    "test_parallel_timeout_fail",
    "a task that is late fails the call",
    parallelErrors("a timeout ends a call that spins, in all ways of returning"),
  ],
  [
    "test_parallel_timeout_fail_with_generator",
    "so with generators, ordered or not",
    parallelErrors("a timeout ends a call that spins, in all ways of returning"),
  ],
  [
    "test_warning_about_timeout_not_supported_by_backend",
    "a timeout with one job is told to have no effect",
    parallelErrors("with one job a timeout cannot be kept, which is said"),
  ],
  [
    "test_error_capture",
    "an error of a task is raised as it was, and the pool works on afterwards",
    parallelErrors(
      "the same parallel works again, and its pool too",
      "healthy workers are kept after an ordinary error; joblib replaces them",
    ),
  ],
  [
    "test_error_in_task_iterator",
    "an error of the input is raised, wherever it comes",
    parallelErrors("at call ${at} of 20, with ${nJobs} jobs, the caller gets that error"),
  ],
  [
    "test_exception_dispatch",
    "a failing task among those dispatched fails the call",
    parallelErrors("with ${nJobs} jobs: the error is the one that was thrown, with its frames, and names the call"),
  ],
  [
    "test_nested_exception_dispatch",
    "the stack shows the functions between",
    parallelErrors("with ${nJobs} jobs: the error is the one that was thrown, with its frames, and names the call"),
  ],
  [
    "test_abort_backend",
    "one failing task ends the call although others would run for long",
    parallelErrors("the rest is stopped: a hundred that wait for ever do not keep it"),
  ],
  [
    "test_nested_loop_with_exception_with_loky",
    "an error in a nested call comes out",
    pools("an error in a nested pool comes out and prints nothing"),
  ],
  [
    "test_deadlock_with_generator",
    "a generator that is dropped does not keep the next call from running",
    parallelForgotten(
      "by leaving its loop: what runs is ended, what waits never begins, and its pool is as good as new",
    ),
  ],
  [
    "test_multiple_generator_call",
    "a second call while a generator is under way is refused at once",
    parallelErrors("with ${nJobs} jobs a second call is an error at once, and the first goes on"),
  ],
  [
    "test_multiple_generator_call_managed",
    "so in a block",
    parallelErrors("with ${nJobs} jobs a second call is an error at once, and the first goes on"),
  ],
  [
    "test_multiple_generator_call_separated",
    "two instances run side by side",
    parallelErrors("two parallels run beside each other"),
  ],
  [
    "test_multiple_generator_call_separated_gc",
    "a generator that is dropped breaks that of another instance",
    parallelForgotten(
      "by forgetting it, before or after its first result was read",
      "a generator that is dropped harms no other: pools are not one hidden executor",
    ),
  ],
  [
    "test_parallel_return_order_with_return_as_generator_parameter",
    "the generator keeps the order",
    parallelResults("with ${JSON.stringify(options)}"),
  ],
  [
    "test_parallel_unordered_generator_returns_fastest_first",
    "the unordered generator gives the fastest first",
    parallelDispatch("unordered, the fastest come first"),
  ],
]
