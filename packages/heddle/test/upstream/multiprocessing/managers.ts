import { covered, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const objects = ported("objects.test.ts")

const contractErrors = covered("contract/errors.ts")
const multiprocessingLocks = covered("multiprocessing/locks.test.ts")
const multiprocessingSync = covered("multiprocessing/sync.test.ts")
const pools = ported("pools.test.ts")
const children = ported("children.test.ts")
const multiprocessingQueue = covered("multiprocessing/queue.test.ts")
const multiprocessingContainers = covered("multiprocessing/containers.test.ts")
const file = "Lib/test/_test_multiprocessing.py"

/** Managers: objects that live in one process and are used from all. */
export const managers: readonly Table[] = [
  {
    file,
    class: "_TestContainers",
    tests: 10,
    rows: [
      [
        "test_list",
        "a list proxy does what a list does, holds other proxies, and sees their changes",
        multiprocessingContainers("a list has Python's methods"),
      ],
      [
        "test_list_isinstance",
        "a list proxy has the methods of a mutable sequence",
        multiprocessingContainers("a list has Python's methods"),
      ],
      [
        "test_list_iter",
        "a list proxy is iterated",
        multiprocessingContainers(
          "a list has Python's methods",
          "an iterator reads what is there: a change during it is no error",
        ),
      ],
      [
        "test_list_proxy_in_list",
        "lists in lists are changed in place",
        multiprocessingContainers("shared objects in containers are not copied"),
      ],
      [
        "test_dict",
        "keys, values and items",
        multiprocessingContainers("a dictionary has the methods of a Map, and Python's"),
      ],
      [
        "test_dict_isinstance",
        "a dict proxy has the methods of a mutable mapping",
        multiprocessingContainers("a dictionary has the methods of a Map, and Python's"),
      ],
      [
        "test_dict_iter",
        "a dict proxy is iterated",
        multiprocessingContainers(
          "a dictionary has the methods of a Map, and Python's",
          "an iterator reads what is there: a change during it is no error",
        ),
      ],
      [
        "test_dict_proxy_nested",
        "dicts in dicts are changed in place and outlive their owner's names",
        multiprocessingContainers("shared objects in containers are not copied"),
      ],
      [
        "test_nested_queue",
        "queues in lists and dicts",
        multiprocessingQueue("a queue in a queue, and one that a worker makes, are the same queues"),
      ],
      [
        "test_namespace",
        "attributes are set, read and deleted",
        multiprocessingContainers("a namespace has values by name"),
      ],
    ],
  },
  {
    file,
    class: "_TestMyManager",
    tests: 3,
    rows: [
      [
        "test_mymanager",
        "a manager of one's own classes exposes their methods",
        notApplicable("classes of one's own live in actors, not in managers"),
      ],
      [
        "test_mymanager_context",
        "leaving the block ends it",
        multiprocessingContainers("after the manager was shut down its objects are gone for others"),
      ],
      [
        "test_mymanager_context_prestarted",
        "so when it was started before",
        multiprocessingContainers(
          "after the manager was shut down its objects are gone for others",
          "a manager needs no start: its objects live in the thread that made it",
        ),
      ],
    ],
  },
  {
    file,
    class: "_TestRemoteManager",
    tests: 1,
    rows: [
      [
        "test_remote",
        "a manager at a network address is used by its key",
        notApplicable("managers serve the processes of one machine; several machines are the cluster's"),
      ],
    ],
  },
  {
    file,
    class: "_TestManagerRestart",
    tests: 1,
    rows: [
      [
        "test_rapid_restart",
        "a manager can be started again at once",
        children("a manager that was shut down is followed by another at once"),
      ],
    ],
  },
  {
    file,
    class: "TestManagerExceptions",
    tests: 2,
    rows: [
      [
        "test_queue_get",
        "the error of a proxy's call is let go",
        objects("the error of an empty queue is let go, here and in a child"),
      ],
      ["test_dispatch", "so in the dispatcher", objects("the error of an empty queue is let go, here and in a child")],
    ],
  },
  {
    file,
    class: "TestInitializers",
    tests: 2,
    rows: [
      [
        "test_manager_initializer",
        "a manager runs an initializer",
        notApplicable("a manager has no process of its own that could be initialized"),
      ],
      [
        "test_pool_initializer",
        "a pool runs an initializer; one that is no function is refused",
        pools("a pool that is made with an initializer that is no function is refused"),
      ],
    ],
  },
  {
    file,
    class: "TestSyncManagerTypes",
    tests: 18,
    rows: [
      [
        "test_event",
        "an event through the manager",
        multiprocessingSync("an event, a condition and a barrier bring workers and this thread together"),
      ],
      ["test_lock", "a lock through the manager", multiprocessingLocks("a lock keeps tasks apart")],
      [
        "test_rlock",
        "a reentrant lock through the manager",
        multiprocessingLocks("an RLock is entered again by the same task only"),
      ],
      [
        "test_semaphore",
        "a semaphore through the manager",
        multiprocessingSync("the permits of a worker that died come back"),
      ],
      [
        "test_bounded_semaphore",
        "a bounded semaphore through the manager",
        multiprocessingSync("a permit that another released does not come back a second time"),
      ],
      [
        "test_condition",
        "a condition through the manager",
        multiprocessingSync("an event, a condition and a barrier bring workers and this thread together"),
      ],
      [
        "test_barrier",
        "a barrier through the manager",
        multiprocessingSync("an event, a condition and a barrier bring workers and this thread together"),
      ],
      [
        "test_pool",
        "a pool through the manager",
        contractErrors(
          "a pool cannot be captured or sent, and the error says what to do",
          "a pool belongs to its thread: it is refused, with what to do",
        ),
      ],
      ["test_queue", "a queue through the manager", multiprocessingQueue("each item is given to one reader")],
      [
        "test_joinable_queue",
        "a joinable queue through the manager",
        multiprocessingQueue("join waits until every item is done with"),
      ],
      [
        "test_list",
        "a list through the manager",
        multiprocessingContainers("what a worker puts into a container stays when the worker forgets it"),
      ],
      [
        "test_dict",
        "a dict through the manager",
        multiprocessingContainers("updates of many are steps that nothing comes between"),
      ],
      [
        "test_value",
        "a value through the manager",
        multiprocessingContainers("updates of many are steps that nothing comes between"),
      ],
      ["test_array", "an array through the manager", objects("a worker uses a manager's sets, namespaces and arrays")],
      [
        "test_namespace",
        "a namespace through the manager",
        objects("a worker uses a manager's sets, namespaces and arrays"),
      ],
      [
        "test_set",
        "a set through the manager: its operations and comparisons",
        objects(
          "a worker uses a manager's sets, namespaces and arrays",
          "set algebra is that of the copy: a SetProxy adds, finds, takes and lists",
        ),
      ],
      ["test_set_init", "a set from what it is given", multiprocessingContainers("a set has each item once")],
      [
        "test_set_contain_all_method",
        "a set proxy has the methods of a set",
        multiprocessingContainers(
          "a set has each item once",
          "set algebra is that of the copy: a SetProxy adds, finds, takes and lists",
        ),
      ],
    ],
  },
]
