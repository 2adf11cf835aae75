import { covered, notApplicable, ported } from "../verdicts.ts"
import type { Row } from "../verdicts.ts"

const objects = ported("objects.test.ts")
const parallelTests = ported("parallel.test.ts")
const parallelConfig = covered("parallel/config.test.ts")
const parallelResults = covered("parallel/results.test.ts")
const limits = covered("contract/limits.ts")
const ownBackend = notApplicable("a backend of one's own is given as an object: there is no registry of names")

/** Numbers of jobs, backends, scopes, initializers. */
export const choosing: readonly Row[] = [
  [
    "test_cpu_count",
    "the number of cores is positive",
    objects("there is at least one core, and a whole number of them"),
  ],
  ["test_effective_n_jobs", "so is the number of jobs in effect", parallelConfig("numbers of jobs are joblib's")],
  [
    "test_effective_n_jobs_None",
    "no number is that of the scope, else one",
    parallelConfig(
      "gives defaults to what it encloses; a call's own options come first, then the innermost scope",
      "without a scope it is all cores, not one",
    ),
  ],
  [
    "test_invalid_backend",
    "an unknown backend is refused",
    parallelConfig("${JSON.stringify(options)} is refused before anything starts"),
  ],
  [
    "test_invalid_njobs",
    "zero jobs, and what is no number, are refused",
    parallelConfig("${JSON.stringify(options)} is refused before anything starts"),
  ],
  [
    "test_njobs_converted_to_int",
    "a number of jobs is made an integer",
    parallelConfig("numbers of jobs are joblib's"),
  ],
  ["test_register_parallel_backend", "a backend can be registered", ownBackend],
  ["test_overwrite_default_backend", "and made the default", ownBackend],
  [
    "test_backend_no_multiprocessing",
    "without multiprocessing it falls back to threads",
    notApplicable("threads and processes are part of Node"),
  ],
  [
    "test_backend_context_manager",
    "a scope sets the backend, and only inside",
    parallelConfig("says where calls run, also those of compute"),
  ],
  [
    "test_parameterized_backend_context_manager",
    "a scope gives the backend its options",
    parallelConfig("gives defaults to what it encloses; a call's own options come first, then the innermost scope"),
  ],
  [
    "test_directly_parameterized_backend_context_manager",
    "a scope takes a backend as an object",
    parallelTests("a backend may be given as an object, to a call or by a scope"),
  ],
  [
    "test_nested_backend_context_manager",
    "a scope in a task is that task's",
    parallelTests("a scope in a call is that call's, and a scope around it is not"),
  ],
  [
    "test_nested_backend_in_sequential",
    "a nested call in one job uses the scope's backend",
    parallelResults("nests: a call may make parallel calls itself"),
  ],
  [
    "test_backend_nesting_level",
    "a backend knows how deep it is nested",
    limits("a task that calls itself through pools ends in an error, not in ever more workers"),
  ],
  ["test_retrieval_context", "a backend wraps the retrieval of results", ownBackend],
  [
    "test_backend_hinting_and_constraints",
    "prefer is a hint, require a demand",
    parallelTests(
      "prefer is a hint that a backend overrules, require a demand that it must meet",
      "a demand that a backend cannot meet is refused; joblib takes another backend in silence",
    ),
  ],
  ["test_backend_hinting_always_running", "every hint runs", parallelResults("with ${JSON.stringify(options)}")],
  ["test_backend_hinting_and_constraints_with_custom_backends", "hints with a backend of one's own", ownBackend],
  [
    "test_invalid_backend_hinting_and_constraints",
    "hints that contradict each other are refused",
    parallelConfig("${JSON.stringify(options)} is refused before anything starts"),
  ],
  [
    "test_dask_backend_when_dask_not_installed",
    "a backend that is not installed says how to install it",
    parallelConfig(
      "${JSON.stringify(options)} is refused before anything starts",
      "no backend has to be installed: a name that there is not is refused with those that there are",
    ),
  ],
  [
    "test_zero_worker_backend",
    "a backend without workers is refused",
    parallelConfig("${JSON.stringify(options)} is refused before anything starts"),
  ],
  [
    "test_initializer_context",
    "an initializer given by the scope runs in each worker",
    parallelTests("an initializer of the call or of the scope runs in each worker before its calls"),
  ],
  [
    "test_initializer_parallel",
    "an initializer given to the call runs in each worker",
    parallelTests("an initializer of the call or of the scope runs in each worker before its calls"),
  ],
  [
    "test_initializer_reused",
    "the same initializer keeps the workers",
    parallelTests("the same initializer and arguments keep the workers, others replace them"),
  ],
  [
    "test_initializer_not_reused",
    "another initializer replaces them",
    parallelTests("the same initializer and arguments keep the workers, others replace them"),
  ],
  [
    "test_loky_reuse_workers",
    "calls one after another use the same workers",
    parallelTests("the same initializer and arguments keep the workers, others replace them"),
  ],
]
