import type { LeftOut } from "../verdicts.ts"

const file = "Lib/test/_test_multiprocessing.py"

/** Classes about the inside of CPython, or about what has no counterpart. */
export const leftOut: readonly LeftOut[] = (
  [
    ["TestInternalDecorators", 1, "it tests a decorator of the tests"],
    ["_TestListener", 4, "connections by address and key are the managers' own business here, with tests of their own"],
    ["_TestListenerClient", 3, "connections by address and key are the managers' own business here"],
    ["_TestPicklingConnections", 2, "Node cannot send sockets and descriptors between processes"],
    ["_TestHeap", 2, "it tests the allocator of CPython's shared memory; core/heap has tests of its own"],
    ["_TestSharedCTypes", 3, "structures of C have no counterpart; Value and Array have rows"],
    ["_TestFinalize", 2, "it tests the registry of finalizers of CPython"],
    ["_TestImportStar", 1, "there is no `import *`"],
    ["_TestLogging", 3, "there is no logger of the module's own"],
    ["_TestPollEintr", 1, "Node retries interrupted system calls"],
    ["TestIgnoreEINTR", 2, "Node retries interrupted system calls"],
    ["TestInvalidHandle", 1, "no connection is made from the number of a handle"],
    ["OtherTest", 2, "it tests the messages of CPython's own authentication"],
    ["ChallengeResponseTest", 1, "it tests the messages of CPython's own authentication"],
    ["TestInvalidFamily", 2, "no address families can be chosen"],
    ["TestTimeouts", 1, "sockets have no default timeout in Node"],
    ["TestForkAwareThreadLock", 1, "nothing is forked"],
    ["TestCloseFds", 1, "Node closes every descriptor that a child is not given"],
    ["TestResourceTracker", 8, "there is no resource tracker"],
    ["TestNamedResource", 1, "there is no resource tracker"],
    ["MiscTestCase", 3, "names, imports and size: the house's tests hold the public names"],
    ["SemLockTests", 1, "it tests a class of CPython written in C"],
  ] as const
).map(([what, tests, because]) => ({ file, what, tests, because }))
