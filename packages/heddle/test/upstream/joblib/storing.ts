import { covered, notApplicable, ported } from "../verdicts.ts"
import type { Row } from "../verdicts.ts"

const kept = covered("memory/memory.test.ts")
const damage = covered("memory/damage.test.ts")
const races = covered("memory/races.test.ts")
const versions = covered("memory/versions.test.ts")
const memory = ported("memory.test.ts")

/** Where it is kept, how much of it, and what becomes of it. */
export const storing: readonly Row[] = [
  [
    "test_memory_file_modification",
    "an edit beside the function runs nothing again, an edit of it does, after a reload and once",
    memory(
      "runs once more after an edit and a reload, not after an edit beside it",
      "the old results stay, and are found again with the old text",
    ),
  ],
  [
    "test_memory_in_memory_function_code_change",
    "a function whose code is exchanged is another one",
    notApplicable("the code of a function cannot be exchanged"),
  ],
  [
    "test_clear_memory_with_none_location",
    "a memory without location can be cleared",
    kept("without a place runs functions each time"),
  ],
  [
    "test_memory_func_with_kwonly_args",
    "arguments that are given by name only are part of the key, and can be ignored",
    versions("is not of arguments that are ignored", "they are properties of an object that is taken apart"),
  ],
  [
    "test_memory_func_with_signature",
    "annotations of types do not matter",
    versions("is not of comments, spaces, line breaks, quotes, parentheses and how numbers are spelled"),
  ],
  [
    "test__get_items",
    "a store lists its entries with their sizes and last uses",
    memory("has an entry for each call, whose size and last use it tells"),
  ],
  [
    "test__get_items_to_delete",
    "what was used longest ago goes first, and no more than has to",
    kept("make room: what was used longest ago goes first"),
  ],
  [
    "test_memory_reduce_size_bytes_limit",
    "entries go until so many bytes are left; none without a limit",
    memory("that are misspelled, or negative, are refused before anything goes"),
  ],
  [
    "test_memory_reduce_size_items_limit",
    "so many entries are left, or none",
    kept("make room: what was used longest ago goes first"),
  ],
  [
    "test_memory_reduce_size_age_limit",
    "entries that are too old go; a negative age is refused",
    memory("that are misspelled, or negative, are refused before anything goes"),
  ],
  ["test_memory_clear", "nothing is left after clear", memory("is cleared of results, and of nothing else")],
  [
    "test_cached_function_race_condition_when_persisting_output",
    "processes that write the same result never see half of it",
    races("make a result once that eight of them need at the same time"),
  ],
  [
    "test_cached_function_race_condition_when_persisting_output_2",
    "nor the place of one that is not there yet",
    races("see whole entries, wherever a writer is killed, and none of what it left stays"),
  ],
  [
    "test_memory_recomputes_after_an_error_while_loading_results",
    "a damaged result is made anew and told; that of a shelf is an error",
    damage("that is shelved is an error"),
  ],
  [
    "test_register_invalid_store_backends_key",
    "the name of a store has to be a text",
    notApplicable("a store is given as an object: there is no registry of names"),
  ],
  [
    "test_register_invalid_store_backends_object",
    "what is no store is refused",
    memory("that is none is refused, with what is missing"),
  ],
  [
    "test_memory_default_store_backend",
    "an unknown store is refused",
    memory("that is none is refused, with what is missing"),
  ],
  [
    "test_warning_on_unknown_location_type",
    "a location of an unknown type is told",
    memory("that is none is refused, with what is missing", "it is an error"),
  ],
  [
    "test_instanciate_incomplete_store_backend",
    "a store that lacks a method is refused",
    memory("that is none is refused, with what is missing"),
  ],
  [
    "test_dummy_store_backend",
    "a store of one's own is used",
    kept("are there for a second call, whose function does not run"),
  ],
  [
    "test_instanciate_store_backend_with_pathlib_path",
    "a location may be a path object",
    memory("may be a path or the URL of a file"),
  ],
  [
    "test_filesystem_store_backend_repr",
    "a store shows its location",
    memory("shows what it is of, as its Memory and its shelves do"),
  ],
  [
    "test_memory_objects_repr",
    "so do memories, functions and shelves",
    memory("shows what it is of, as its Memory and its shelves do"),
  ],
  ["test_memorized_result_pickle", "a shelved result is the same after it was sent", memory("work in ${backend}")],
  ["test_memory_pickle_dump_load", "so are memories and functions, with their options", memory("work in ${backend}")],
  ["test_info_log", "what is done is told if verbose, and only then", kept("tells what it does as joblib does")],
]
