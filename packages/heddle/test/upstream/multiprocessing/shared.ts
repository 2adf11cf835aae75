import { covered, notApplicable, ported } from "../verdicts.ts"
import type { Table } from "../verdicts.ts"

const multiprocessingSharedMemory = covered("multiprocessing/shared-memory.test.ts")
const multiprocessingContainers = covered("multiprocessing/containers.test.ts")
const syncSignals = covered("sync/signals.test.ts")
const objects = ported("objects.test.ts")
const file = "Lib/test/_test_multiprocessing.py"

/** Memory that several see: values, arrays, named blocks. */
export const shared: readonly Table[] = [
  {
    file,
    class: "_TestValue",
    tests: 4,
    rows: [
      [
        "test_value",
        "a child's writes are seen, for each type",
        objects("a child's writes to values and arrays of each type are seen"),
      ],
      ["test_rawvalue", "so without a lock", syncSignals("is read, written and added to whole, whatever its type")],
      [
        "test_getobj_getlock",
        "a value has its lock, or the one it was given",
        syncSignals("has a lock that goes with it"),
      ],
      [
        "test_invalid_typecode",
        "an unknown type is refused",
        objects("an unknown type of a value or array is refused"),
      ],
    ],
  },
  {
    file,
    class: "_TestArray",
    tests: 5,
    rows: [
      [
        "test_array",
        "elements and slices are read and written, a child's writes are seen",
        objects("a child's writes to values and arrays of each type are seen"),
      ],
      [
        "test_array_from_size",
        "an array of a size starts with zeros",
        multiprocessingContainers("a value and an array hold what their type can hold, and start at zero"),
      ],
      ["test_rawarray", "so without a lock", syncSignals("is written in place, by all")],
      [
        "test_getobj_getlock_obj",
        "an array has its lock, or the one it was given",
        multiprocessingContainers("a value's lock goes with it"),
      ],
      [
        "test_invalid_typecode",
        "an unknown type is refused",
        objects("an unknown type of a value or array is refused"),
      ],
    ],
  },
  {
    file,
    class: "_TestSharedMemory",
    tests: 16,
    rows: [
      [
        "test_shared_memory_name_with_embedded_null",
        "a name with a zero in it is refused",
        objects("memory without a name gets one that nobody has; what is gone cannot be attached or unlinked again"),
      ],
      [
        "test_shared_memory_basics",
        "made, attached to by name, written on both sides; made twice, missing, or unlinked twice is an error",
        multiprocessingSharedMemory("a name is taken once, and must be somebody's to attach"),
      ],
      [
        "test_shared_memory_recreate",
        "a generated name that exists is replaced by another",
        objects("memory without a name gets one that nobody has; what is gone cannot be attached or unlinked again"),
      ],
      [
        "test_invalid_shared_memory_creation",
        "a size that is missing, zero or negative is refused",
        multiprocessingSharedMemory("sizes and names that are none are refused"),
      ],
      [
        "test_shared_memory_pickle_unpickle",
        "a block that is sent is the same block",
        multiprocessingSharedMemory("an argument is attached, not copied"),
      ],
      [
        "test_shared_memory_pickle_unpickle_dead_object",
        "a block that is gone cannot be received",
        objects("memory that was sent and is gone cannot be received"),
      ],
      [
        "test_shared_memory_across_processes",
        "another process writes by name and by handle",
        multiprocessingSharedMemory("what a child makes outlives it"),
      ],
      [
        "test_shared_memory_SharedMemoryServer_ignores_sigint",
        "the manager of blocks outlives an interrupt",
        notApplicable("no server makes the memory: there is nothing to interrupt"),
      ],
      [
        "test_shared_memory_SharedMemoryManager_reuses_resource_tracker",
        "the manager reports no false leaks",
        objects("a program that unlinks what it made reports nothing"),
      ],
      [
        "test_shared_memory_SharedMemoryManager_basics",
        "what the manager made is gone after it",
        multiprocessingSharedMemory(
          "what a program forgot is unlinked at its end, and told",
          "the program's end takes the place of the manager's",
        ),
      ],
      [
        "test_shared_memory_ShareableList_basics",
        "a list of fixed places: read, write, count, index, copy, attach; too long is refused",
        notApplicable(
          "there is no ShareableList: a SharedArray has fixed places for numbers, a ListProxy any place for anything",
        ),
      ],
      [
        "test_shared_memory_ShareableList_pickling",
        "a list that is sent is the same list",
        notApplicable(
          "there is no ShareableList: a SharedArray has fixed places for numbers, a ListProxy any place for anything",
        ),
      ],
      [
        "test_shared_memory_ShareableList_pickling_dead_object",
        "a list that is gone cannot be received",
        notApplicable(
          "there is no ShareableList: a SharedArray has fixed places for numbers, a ListProxy any place for anything",
        ),
      ],
      [
        "test_shared_memory_cleaned_after_process_termination",
        "a block of a killed process goes away",
        multiprocessingSharedMemory("what a killed program left is swept by the next one that makes some"),
      ],
      [
        "test_shared_memory_untracking",
        "another program that attaches does not take the block along when it ends",
        multiprocessingSharedMemory("what is not tracked stays"),
      ],
      [
        "test_shared_memory_tracking",
        "with tracking it does",
        multiprocessingSharedMemory(
          "what a program forgot is unlinked at its end, and told",
          "only what the program made itself is unlinked: attaching takes nothing along",
        ),
      ],
    ],
  },
]
