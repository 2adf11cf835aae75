import { covered, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const waiting = ported("waiting.ts")
const futures = covered("contract/futures.ts")

const states = "a future says its state: pending, running, finished"
const callbacks = "callbacks run in order, once, also when one throws, at once when it is done"
const inTime = "result and get give the value, or TimeoutError while the task goes on"
const byUs = "only the pool settles a future: there is no set_result and no set_exception that a user could call twice"

/** Futures by themselves, and what waits for several. */
export const future: readonly Table[] = [
  {
    file: "Lib/test/test_concurrent_futures/test_future.py",
    class: "FutureTests",
    tests: 22,
    rows: [
      ["test_done_callback_with_result", "a callback gets the future and can read its result", futures(callbacks)],
      [
        "test_done_callback_with_exception",
        "a callback of a failed future can read the error",
        waiting("a callback can read how its future ended: value, error or cancelled"),
      ],
      [
        "test_done_callback_with_cancel",
        "a callback of a cancelled future sees that it is",
        waiting("a callback can read how its future ended: value, error or cancelled"),
      ],
      [
        "test_done_callback_raises",
        "a callback that throws is told of and keeps no other from running",
        futures(callbacks),
      ],
      ["test_done_callback_already_successful", "a callback on a done future runs at once", futures(callbacks)],
      [
        "test_done_callback_already_failed",
        "so on a failed one",
        waiting("a callback on a future that failed or was cancelled runs at once"),
      ],
      [
        "test_done_callback_already_cancelled",
        "so on a cancelled one",
        waiting("a callback on a future that failed or was cancelled runs at once"),
      ],
      [
        "test_done_callback_raises_already_succeeded",
        "a late callback that throws is told of, not thrown at who adds it",
        waiting("a late callback that throws is told of, not thrown"),
      ],
      [
        "test_repr",
        "a future prints its state and how it ended",
        waiting(
          "a future prints its state and how it ended",
          "it prints as a promise does, with the value or the error itself",
        ),
      ],
      [
        "test_class_str",
        "classes print under their public name",
        notApplicable("classes print their source in JavaScript"),
      ],
      [
        "test_cancel",
        "cancel is true for what is pending or cancelled already, else false",
        futures("cancel: true when pending, true again, false when finished"),
      ],
      [
        "test_cancelled",
        "cancelled tells in each state",
        futures("cancel: true when pending, true again, false when finished"),
      ],
      ["test_done", "done tells in each state", futures(states)],
      ["test_running", "running tells in each state", futures(states)],
      [
        "test_result_with_timeout",
        "result within no time: a timeout, the cancellation, the error or the value",
        futures(inTime),
      ],
      ["test_result_with_success", "result waits for the value", futures(inTime)],
      [
        "test_result_with_cancel",
        "who waits for a result learns of the cancellation",
        waiting("who waits for a result learns of the cancellation"),
      ],
      ["test_exception_with_timeout", "exception within no time: as result does", futures(inTime)],
      [
        "test_exception_with_success",
        "exception waits for the error",
        futures("exception gives the error, the same object each time"),
      ],
      ["test_multiple_set_result", "a result can be set once", notApplicable(byUs)],
      ["test_multiple_set_exception", "an error can be set once", notApplicable(byUs)],
      [
        "test_get_snapshot",
        "state and outcome are read as one",
        notApplicable("state and outcome change in one turn of one thread: no reader can come between"),
      ],
    ],
  },
  {
    file: "Lib/test/test_concurrent_futures/test_wait.py",
    class: "WaitTests",
    tests: 8,
    rows: [
      [
        "test_20369",
        "a future given twice is counted once",
        futures("wait counts a future once, and splits done from not done"),
      ],
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
        "the first that fails ends the wait; what succeeded before is done",
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
    file: "Lib/test/test_concurrent_futures/test_wait.py",
    class: "ThreadPoolWaitTests",
    tests: 1,
    rows: [
      [
        "test_pending_calls_race",
        "a hundred that finish at one moment are all seen",
        waiting("a hundred futures that finish at one moment are all seen by a wait"),
      ],
    ],
  },
  {
    file: "Lib/test/test_concurrent_futures/test_as_completed.py",
    class: "AsCompletedTests",
    tests: 5,
    rows: [
      [
        "test_no_timeout",
        "every future comes once, those that are done first",
        futures("asCompleted gives the futures themselves as they finish, done ones first, each once"),
      ],
      [
        "test_future_times_out",
        "when time is up those that are done have been given",
        futures("asCompleted names how many are unfinished when time is up"),
      ],
      [
        "test_duplicate_futures",
        "a future given several times comes once; any iterable will do",
        futures("asCompleted gives the futures themselves as they finish, done ones first, each once"),
      ],
      [
        "test_free_reference_yielded_future",
        "a future that was given is not held",
        futures("asCompleted holds no future that it has given"),
      ],
      [
        "test_correct_timeout_exception_msg",
        "the error says how many of how many are unfinished",
        futures("asCompleted names how many are unfinished when time is up"),
      ],
    ],
  },
]
