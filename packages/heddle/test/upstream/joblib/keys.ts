import { covered, ported } from "../verdicts.ts"
import type { LeftOut, Table } from "../verdicts.ts"

const kept = covered("memory/memory.test.ts")
const pools = covered("memory/pools.test.ts")
const versions = covered("memory/versions.test.ts")
const hashes = covered("memory/hash.test.ts")
const memory = ported("memory.test.ts")

/** What makes a key: functions as they are inspected, and hashes. */
export const keys: readonly Table[] = [
  {
    file: "joblib/test/test_func_inspect.py",
    tests: 18,
    rows: [
      [
        "test_filter_args",
        "arguments count by place and default, without those that are ignored",
        versions("is not of arguments that are ignored"),
      ],
      [
        "test_filter_args_method",
        "a method's instance is one of its arguments",
        memory("that calls a method has the instance in its key, by its contents"),
      ],
      [
        "test_filter_varargs",
        "so are those without a name, which can be ignored together",
        versions("is not of arguments that are ignored"),
      ],
      [
        "test_filter_kwargs",
        "and those by name",
        versions("is not of arguments that are ignored", "they are properties of an object"),
      ],
      [
        "test_filter_args_2",
        "a partial function is inspected, with a warning",
        memory(
          "of a function with some arguments fixed has them in its key",
          "an arrow function says what is fixed; a bound one is refused with that hint",
        ),
      ],
      [
        "test_func_name",
        "a cached function has the name of its function",
        memory("shows what it is of, as its Memory and its shelves do"),
      ],
      [
        "test_func_name_on_inner_func",
        "also of one inside another",
        memory("shows what it is of, as its Memory and its shelves do"),
      ],
      [
        "test_func_name_collision_on_inner_func",
        "inner functions of one name are apart",
        memory("shares no results with another one of its name"),
      ],
      [
        "test_func_inspect_errors",
        "functions without a text are met in good order",
        versions("is of functions that are written in JavaScript", "they are refused: no edit of them would be seen"),
      ],
      [
        "test_filter_args_kwonly_default_before_required",
        "arguments by name have their defaults",
        versions("takes a default for what it says, and nothing for undefined"),
      ],
      [
        "test_filter_args_edge_cases",
        "arguments of all kinds together are told apart",
        versions("is not of arguments that are ignored"),
      ],
      [
        "test_bound_methods",
        "a method of two instances makes two calls",
        memory(
          "that calls a method has the instance in its key, by its contents",
          "of instances that differ: equal ones are the same",
        ),
      ],
      [
        "test_filter_args_error_msg",
        "a name that is ignored and not there is refused",
        versions("knows no other names"),
      ],
      [
        "test_filter_args_no_kwargs_mutation",
        "the caller's arguments are not changed",
        memory("leaves its arguments as they are, whatever it ignores"),
      ],
      [
        "test_clean_win_chars",
        "a name makes a folder that every system takes",
        memory("has a folder inside that of the Memory, whatever it is called"),
      ],
      ["test_format_signature", "a call is shown with its arguments", kept("tells what it does as joblib does")],
      [
        "test_format_signature_long_arguments",
        "long arguments are cut",
        memory("tells of long arguments by their beginnings"),
      ],
      [
        "test_func_code_consistency",
        "all processes see the same text",
        pools("shares its results with all workers and with the program"),
      ],
    ],
  },
  {
    file: "joblib/test/test_hashing.py",
    tests: 16,
    rows: [
      [
        "test_trivial_hash",
        "two values have one hash only if they are the same",
        hashes("differs for all that is different"),
      ],
      [
        "test_hash_methods",
        "methods are told by what they are bound to",
        memory("of methods is of what they are bound to"),
      ],
      [
        "test_hash_numpy_arrays",
        "equal arrays have one hash, others another",
        hashes("is of the elements that a view shows, whatever its memory"),
      ],
      [
        "test_hash_numpy_dict_of_arrays",
        "so in dictionaries",
        hashes("does not mind whether equal parts are one object"),
      ],
      [
        "test_hash_memmap",
        "an array over a map is like another",
        hashes("is of the elements that a view shows, whatever its memory"),
      ],
      [
        "test_bound_methods_hash",
        "methods of equal instances are the same",
        memory("that calls a method has the instance in its key, by its contents"),
      ],
      ["test_bound_cached_methods_hash", "so are cached ones", pools("is part of the key of one that calls it")],
      [
        "test_hash_object_dtype",
        "arrays of arrays are the same if their contents are",
        hashes("is the same for what structured clone makes of a value"),
      ],
      ["test_numpy_scalar", "numbers of all kinds are told apart", hashes("differs for all that is different")],
      [
        "test_dict_hash",
        "a dictionary that came back is the one that went",
        memory("reads a result again that was given as an argument"),
      ],
      ["test_set_hash", "so is a set", memory("reads a result again that was given as an argument")],
      [
        "test_set_decimal_hash",
        "sets do not mind the order of what cannot be ordered",
        hashes("does not mind the order of keys, of Maps and of Sets"),
      ],
      [
        "test_string",
        "it does not matter whether two texts are one object",
        hashes("does not mind whether equal parts are one object"),
      ],
      [
        "test_hashes_stay_the_same",
        "a hash is the same from version to version",
        memory("stays the same from version to version"),
      ],
      [
        "test_hashes_stay_the_same_with_numpy_objects",
        "and from process to process",
        memory("is the same in each process"),
      ],
      [
        "test_hashing_pickling_error",
        "what has no hash is an error that says so",
        hashes("says where there is something that no contents tell"),
      ],
    ],
  },
]

/** The tests about Python's arguments and NumPy's arrays. */
export const leftOutOfKeys: readonly LeftOut[] = [
  {
    file: "joblib/test/test_func_inspect.py",
    what: "an argument by place and by name at once, the encodings of sources, and a test without a body",
    tests: 3,
    because: "JavaScript has no keyword arguments, and its sources are UTF-8",
  },
  {
    file: "joblib/test/test_hashing.py",
    what: "NumPy's dtypes, dimensions and orders of axes, the choice of a digest, and times",
    tests: 8,
    because: "typed arrays have a class and a length; there is one digest; times are in bench/",
  },
]
