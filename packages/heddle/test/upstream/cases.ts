import { covered, ported } from "./verdicts.ts"
import type { Verdict } from "./verdicts.ts"

const mapping = covered("executors/mapping.ts")
const shutdown = covered("executors/shutdown.ts")
const workers = covered("executors/workers.ts")
const failures = covered("contract/failures.ts")
const errors = covered("contract/errors.ts")
const futures = covered("contract/futures.ts")
const streams = covered("contract/streams.ts")
const results = covered("contract/results.ts")
const limits = covered("contract/limits.ts")
const lifecycle = covered("contract/lifecycle.ts")
const options = covered("contract/options.ts")
const cancellation = covered("contract/cancellation.ts")
const order = covered("contract/order.ts")
const processDeaths = covered("processes/deaths.test.ts")
const processEndings = covered("processes/endings.test.ts")
const kept = covered("memory/memory.test.ts")
const versions = covered("memory/versions.test.ts")
const damage = covered("memory/damage.test.ts")
const races = covered("memory/races.test.ts")
const caching = ported("memory.test.ts")
const process = covered("multiprocessing/process.test.ts")
const queue = covered("multiprocessing/queue.test.ts")
const locks = covered("multiprocessing/locks.test.ts")
const synchronize = covered("multiprocessing/sync.test.ts")
const memory = covered("multiprocessing/shared-memory.test.ts")
const threadLocks = covered("sync/lock.test.ts")
const parallel = covered("parallel/results.test.ts")
const parallelOptions = covered("parallel/config.test.ts")
const dispatch = covered("parallel/dispatch.test.ts")
const parallelErrors = covered("parallel/errors.test.ts")
const initializers = ported("parallel.test.ts")
const arrays = ported("arrays.test.ts")
const endings = ported("endings.ts")
const deaths = ported("deaths.ts")
const crashes = ported("crashes.test.ts")
const waiting = ported("waiting.ts")

const noBrokenPool = "one death breaks no pool: only the task that ran in that worker fails, and the pool heals"

/** A case by its number, what is expected, and the tests that hold it. */
export type Numbered = readonly [number: number, behaviour: string, ...proofs: Verdict[]]

/**
 * The cases that the pools were designed by, each from one or several of the tests in the tables. Those of the disk cache
 * come with it, and so do its rows.
 */
export const cases: readonly Numbered[] = [
  [
    1,
    "a map gives the results before a failing item, then its error",
    mapping("gives the results before a failure, then the failure, then nothing"),
  ],
  [
    2,
    "a map whose time is up gives what was there, then TimeoutError",
    mapping("gives what was there in time, then TimeoutError, and stops the rest"),
  ],
  [
    3,
    "an endless input is read as far as bufferSize; a bufferSize below one or of another type is refused",
    mapping("with a bufferSize never has more items ahead of its reader"),
    mapping("refuses a bufferSize or chunkSize that is no positive integer, and options that there are not"),
  ],
  [
    4,
    "a map with no time and a busy worker starts nothing",
    mapping("out of time at once never starts what waits behind a busy worker"),
    cancellation("a timeout of 0 with a busy worker: nothing of the map ever begins"),
  ],
  [
    5,
    "fewer than one worker is refused; any chunkSize gives the same, a negative one is refused",
    workers("refuses to have none, or fewer"),
    mapping("gives the same list for any chunkSize"),
  ],
  [
    6,
    "results and futures that were given are not held",
    mapping("keeps no result that was read"),
    futures("asCompleted holds no future that it has given"),
  ],
  [
    7,
    "callbacks all run although one throws, which is told; on a done future they run at once",
    futures("callbacks run in order, once, also when one throws, at once when it is done"),
  ],
  [
    8,
    "cancel is true for what is pending or cancelled, else false",
    futures("cancel: true when pending, true again, false when finished"),
  ],
  [
    9,
    "wait counts once, and ends by the first that is done or fails",
    futures("wait counts a future once, and splits done from not done"),
    futures("wait for the first exception: a cancelled future is none"),
    futures("wait for the first completed: one that is done already is enough, and so is a cancelled one"),
  ],
  [
    10,
    "a wait whose time is up gives what is done and what is not",
    futures("wait counts a future once, and splits done from not done"),
  ],
  [
    11,
    "asCompleted gives each once, and says how many are unfinished when time is up",
    futures("asCompleted gives the futures themselves as they finish, done ones first, each once"),
    futures("asCompleted names how many are unfinished when time is up"),
  ],
  [
    12,
    "a killed worker fails its task",
    processDeaths("that gets ${signal} takes its task along, which says so, and nothing more", noBrokenPool),
  ],
  [
    13,
    "the error tells the exit code, and each future has one of its own",
    errors("process.exit in a task rejects with its exit code; the pool goes on", noBrokenPool),
    errors("each task of a dead worker gets an error of its own", noBrokenPool),
  ],
  [
    14,
    "an error keeps its class and says where it was thrown",
    errors("an error keeps its class, code, own properties, cause and errors"),
    errors("the stack shows the line of the throw, then the caller's frames"),
  ],
  [
    15,
    "a worker is replaced after its tasks, with any backlog",
    limits("maxTasksPerWorker: a worker is replaced after so many tasks"),
    limits("maxTasksPerWorker with a backlog finishes everything"),
    endings("never more than maxWorkers workers of one task each have a task, and their tasks start in order"),
  ],
  [
    16,
    "when no worker can be started what waits fails",
    options("execArgv that stops a worker from starting rejects after a few starts"),
  ],
  [
    17,
    "a shutdown that cancels finishes what runs; submit, cancel and shutdown end promptly",
    shutdown("cancels what no worker has begun, and finishes the rest"),
    lifecycle("submit, cancel and close return promptly"),
  ],
  [
    18,
    "killed workers never finish their task, nothing can be submitted, and unstarted or dead ones do no harm",
    shutdown("${verb} ends the workers in the middle of their tasks, and cancels what waits"),
    shutdown("${verb} on one that was never used, or is shut down, does no harm"),
    endings("terminateWorkers and killWorkers are fine after a worker has died"),
  ],
  [
    19,
    "a failing initializer fails what waits and what comes, after a bounded number of starts",
    failures("an initializer that throws rejects every task with InitializerError, and its cause"),
    workers("fails what waits, and what comes, when its initializer throws, and starts no worker for ever"),
  ],
  [
    20,
    "whatever goes wrong at whichever step is a defined error",
    failures("${harm} at ${place}: a defined error, the neighbours run on, the pool heals"),
    crashes("a native crash while an argument is decoded fails its task with the signal, and the pool goes on"),
    crashes("a native crash while a result is encoded fails its task with the signal, and the pool goes on"),
  ],
  [
    21,
    "a crash with large data under way, and a flood of tiny tasks, do not hang",
    errors("a worker that dies with large arguments waiting loses none of them"),
    covered("programs/endings.test.ts")("a hundred thousand tiny submits all settle"),
  ],
  [
    22,
    "blocked tasks start no more workers than allowed; calls in turn use one",
    order("no more tasks run at once than there are workers"),
    order("sequential calls use one worker"),
  ],
  [
    23,
    "a failed map waits for the tasks under way",
    errors(
      "onError: finish runs everything, then rejects with the first failure",
      "an option: by default the first failure cancels what has not begun",
    ),
  ],
  [
    24,
    "an input that throws gives what came before it, and the pool works on",
    streams("an input that throws gives its error at its place, after the results before it"),
  ],
  [
    25,
    "twenty results that cannot be sent are twenty errors; an empty input gives nothing",
    errors("twenty results in a row that cannot be sent are twenty errors"),
    results("every verb takes an empty input"),
  ],
  [
    26,
    "terminate is prompt with much to do; a closed pool is refused",
    lifecycle("terminate under load returns promptly and settles every item"),
    lifecycle("a closed pool refuses every verb with PoolClosedError, a new one each time"),
  ],
  [
    27,
    "a hundred tasks by short-lived workers, and a close right after the submits, lose nothing",
    ported("pools.test.ts")("a hundred tasks by three workers of ten each: all results, new workers"),
    limits("maxTasksPerWorker with three workers and close at once yields all"),
  ],
  [
    28,
    "exit codes are those of the exit or the signal; the sentinel follows the process; starting twice is an error",
    process("the exit code is that of process.exit, 0 after a return"),
    process("an error ends the process with 1: thrown, rejected, or nobody's"),
    process("a signal is the exit code's negative"),
    process("the sentinel is pending while the process runs, and settles with its exit code"),
    process("a process is started once, and joined, ended and closed in its time only"),
  ],
  [
    29,
    "a full or empty queue refuses at once; a closed one always; what cannot be sent does not stop the next",
    queue("a full queue takes nothing more: a put waits, or fails when its time is over"),
    queue("an empty queue gives nothing: a get waits, or fails when its time is over"),
    queue("after close nothing is put, what is there is given out, then get is an error"),
    queue("an item that cannot be sent fails its put, and the next one arrives"),
  ],
  [
    30,
    "locks are released by those who may; notify(n) wakes n; a late waitFor is false",
    locks("a lock that nobody holds cannot be released"),
    locks(
      "a lock that another holds cannot be released",
      "a stranger's release is an error, where Python lets anybody release a Lock",
    ),
    synchronize("a bounded semaphore is not released more often than it was acquired"),
    synchronize("notify wakes as many as it says, the longest waiting first"),
    synchronize("waitFor gives what its predicate gave last, something false after its timeout"),
    threadLocks("is not released by a stranger"),
  ],
  [
    31,
    "a barrier numbers its parties, runs its action once, breaks for all, and is mended",
    synchronize("a barrier gives each party an index of its own, again and again"),
    synchronize("a barrier's action runs once a round, before anybody goes on"),
    synchronize("abort breaks a barrier for all, reset makes it whole"),
    synchronize("a party that gives up breaks the barrier"),
  ],
  [
    32,
    "shared memory is attached by name, taken once, and goes away with a killed creator unless it is not tracked",
    memory("what one writes all who are attached see"),
    memory("a name is taken once, and must be somebody's to attach"),
    memory("what a killed program left is swept by the next one that makes some"),
    memory("what is not tracked stays"),
  ],
  [
    33,
    "parallel gives what the loop gives, for every number of jobs; none is refused",
    parallel("with ${JSON.stringify(options)}"),
    parallelOptions("${JSON.stringify(options)} is refused before anything starts"),
    parallel("of no calls gives nothing, whatever the input is"),
  ],
  [
    34,
    "preDispatch bounds what is produced ahead; one job alternates",
    dispatch("the fourth call is pulled only after one of the first three was done"),
    dispatch("with one job, the loop alternates: a call is pulled when the one before has been made"),
  ],
  [
    35,
    "one failure ends a call whose others run for long, and the pool works again",
    parallelErrors("the rest is stopped: a hundred that wait for ever do not keep it"),
    parallelErrors("the same parallel works again, and its pool too"),
  ],
  [
    36,
    "unordered, the fastest come first; a busy instance refuses a second call",
    dispatch("unordered, the fastest come first"),
    parallelErrors("with ${nJobs} jobs a second call is an error at once, and the first goes on"),
  ],
  [
    37,
    "an input that throws is the caller's error, at any place; a timeout holds in every way of returning",
    parallelErrors("at call ${at} of 20, with ${nJobs} jobs, the caller gets that error"),
    parallelErrors("a timeout ends a call that spins, in all ways of returning"),
  ],
  [
    38,
    "nested calls share the cores, endless recursion is an error, the same initializer keeps the workers",
    limits("pools in tasks share the cores, not multiply them"),
    limits("a task that calls itself through pools ends in an error, not in ever more workers"),
    initializers("the same initializer and arguments keep the workers, others replace them"),
  ],
  [
    39,
    "a large array is shared or copied, never aliased by accident, and leaves no file",
    arrays("a shared array is not copied for each task that gets it"),
    arrays("a large array comes back as an ordinary one of its own"),
    arrays("two equal arrays stay two"),
    arrays("a failing task with a large array leaves no file"),
  ],
  [
    40,
    "idle workers leave and come back; a leak is bounded; depth is limited; a killed parent leaves nothing",
    limits("an idle worker ends, and the next call starts another"),
    processDeaths(
      "whose buffers are over memoryLimit ends, though its heap is small",
      "memoryLimit ends the worker with the task that goes over it",
    ),
    limits("a task that calls itself through pools ends in an error, not in ever more workers"),
    processEndings("killed, and ${sentence}, leaves no process and no file behind"),
    deaths("a worker that dies during a shutdown does not hang it"),
    waiting("many users mix maps, submits and cancels on one executor"),
  ],
  [
    41,
    "a second call does not run, nor one with ignored arguments changed; the key is of the arguments before the run",
    kept("are there for a second call, whose function does not run"),
    versions("takes a default for what it says, and nothing for undefined"),
    versions("is not of arguments that are ignored"),
    versions("knows no other names"),
    kept("are found by what the arguments were when the call was made"),
  ],
  [
    42,
    "errors are not kept; a damaged entry is told and made anew, and an error of a shelf",
    kept("are not errors: those are thrown each time"),
    damage("is made anew where a byte of it has changed"),
    damage("that is shelved is an error"),
  ],
  [
    43,
    "an edit beside a function runs nothing, an edit of it one call; limits keep what was used last",
    caching("runs once more after an edit and a reload, not after an edit beside it"),
    kept("make room: what was used longest ago goes first"),
    caching("that are misspelled, or negative, are refused before anything goes"),
  ],
  [
    44,
    "writers of one result never disturb each other, and of those who need it one makes it",
    races("make a result once that eight of them need at the same time"),
    races("see whole entries, wherever a writer is killed, and none of what it left stays"),
    races("go on where the one that makes it is killed"),
    damage("is made anew, wherever it was cut off"),
  ],
]
