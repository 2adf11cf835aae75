import { covered, notApplicable, ported } from "../verdicts.ts"
import type { Row } from "../verdicts.ts"

const mapping = ported("mapping.ts")
const deaths = ported("deaths.ts")
const arraysTests = ported("arrays.test.ts")
const parallelTests = ported("parallel.test.ts")
const parallelConfig = covered("parallel/config.test.ts")
const parallelDispatch = covered("parallel/dispatch.test.ts")
const parallelErrors = covered("parallel/errors.test.ts")
const parallelForgotten = covered("parallel/forgotten.test.ts")
const parallelVerbose = covered("parallel/verbose.test.ts")
const parallelResults = covered("parallel/results.test.ts")
const results = covered("contract/results.ts")

/** What runs, and what travels. */
export const running: readonly Row[] = [
  [
    "test_simple_parallel",
    "every number of jobs, backend and verbosity gives what the comprehension gives",
    parallelResults("with ${JSON.stringify(options)}"),
  ],
  [
    "test_parallel_pretty_print",
    "the lines of progress are of one width",
    parallelVerbose("11 and more: a line for each call; true is 1"),
  ],
  [
    "test_main_thread_renamed_no_warning",
    "the name of the main thread does not matter",
    deaths("a renamed program runs its tasks, and nothing warns"),
  ],
  [
    "test_background_thread_parallelism",
    "a call in a background thread runs in parallel",
    parallelResults("nests: a call may make parallel calls itself"),
  ],
  [
    "test_mutate_input_with_threads",
    "threads may change what they share with the caller",
    results("shared memory is the same memory", "threads have heaps of their own: what is shared is shared memory"),
  ],
  [
    "test_parallel_kwargs",
    "keyword arguments reach the function",
    mapping(
      "arguments by name are an object, whatever their names",
      "JavaScript has no keyword arguments: a function that wants names takes an object",
    ),
  ],
  [
    "test_parallel_as_context_manager",
    "the block keeps its pool for all calls in it, and ends it",
    parallelForgotten("between calls with `await using`, and lets it go at the end"),
  ],
  [
    "test_parallel_pickling",
    "a task that cannot be sent is refused with an error that says so",
    parallelErrors("an argument that cannot be sent is told with its call"),
  ],
  [
    "test_parallel_byteorder_corruption",
    "arrays arrive with their byte order",
    arraysTests(
      "bytes of either order arrive as they are",
      "a DataView reads either order; typed arrays have the machine's",
    ),
  ],
  [
    "test_dispatch_one_job",
    "one job alternates between producing and consuming",
    parallelDispatch("with one job, the loop alternates: a call is pulled when the one before has been made"),
  ],
  [
    "test_dispatch_multiprocessing",
    "no more is produced ahead than preDispatch says",
    parallelDispatch("the fourth call is pulled only after one of the first three was done"),
  ],
  [
    "test_batching_auto_threading",
    "automatic batches of threads stay at one",
    parallelResults(
      "takes a hundred thousand tiny calls from a generator",
      "threads batch too: a message costs the same to them, and batches follow the measured run time",
    ),
  ],
  [
    "test_batching_auto_subprocesses",
    "automatic batches of processes grow",
    parallelResults("takes a hundred thousand tiny calls from a generator"),
  ],
  [
    "test_invalid_batch_size",
    "a batch size that is no positive integer is refused",
    parallelConfig("${JSON.stringify(options)} is refused before anything starts"),
  ],
  [
    "test_dispatch_race_condition",
    "any number of tasks, jobs, preDispatch and batch size gives all results",
    parallelTests("any number of calls, jobs, batch size and preDispatch gives all results"),
  ],
  [
    "test_parallel_with_exhausted_iterator",
    "an exhausted iterator gives nothing",
    parallelResults("of no calls gives nothing, whatever the input is"),
  ],
  [
    "test_parallel_with_interactively_defined_functions",
    "functions of the program itself can be sent, with what they call",
    covered("closure/programs.test.ts")(
      "goes by value and is never run in a worker, not even through a module that imports it",
    ),
  ],
  [
    "test_parallel_with_unpicklable_functions_in_args",
    "functions among the arguments arrive",
    covered("wire/functions.test.ts")(
      "functions in arguments go through the codec, each once, and their code is named",
    ),
  ],
  [
    "test_parallel_with_interactively_defined_functions_loky",
    "so when the program is a script",
    covered("closure/programs.test.ts")(
      "goes by value and is never run in a worker, not even through a module that imports it",
    ),
  ],
  [
    "test_parallel_with_interactively_defined_bound_method_loky",
    "methods of the program's own objects can be sent",
    parallelTests("methods of the program's own objects can be called"),
  ],
  [
    "test_lambda_expression",
    "lambdas can be sent",
    parallelResults("takes functions that capture, made anew for each call"),
  ],
  [
    "test_globals_update_at_each_parallel_call",
    "what a function reads from outside is what it is at the call",
    parallelResults("sees what its functions capture as it is at each call of parallel"),
  ],
  [
    "test_backend_batch_statistics_reset",
    "a call starts its batches afresh",
    notApplicable(
      "what a function costs is remembered on purpose: the next call begins with batches of the right size",
    ),
  ],
  [
    "test_default_mp_context",
    "the default start method is that of multiprocessing",
    notApplicable("there is one start method"),
  ],
]
