"""joblib.Memory in a folder of its own: `small CALLS`, `large CALLS`, `mapped CALLS`. Answers with the seconds that took; the version first."""
import json, sys, tempfile, time

import joblib
import numpy as np
from joblib import Memory

folder = tempfile.TemporaryDirectory()


def square(x):
    return {"x": x, "square": x * x}


def numbers(n):
    return np.arange(n, dtype=np.float64)


if __name__ == "__main__":
    plain = Memory(folder.name, verbose=0)
    mapped = Memory(folder.name + "/mapped", mmap_mode="c", verbose=0)
    runs = {
        "small": (plain.cache(square), 7),
        "large": (plain.cache(numbers), 10_000_000),
        "mapped": (mapped.cache(numbers), 10_000_000),
    }
    for run, argument in runs.values():
        run(argument)
    print(json.dumps({"joblib": joblib.__version__, "numpy": np.__version__}), flush=True)
    for line in sys.stdin:
        name, calls = line.split()
        run, argument = runs[name]
        start = time.perf_counter()
        for _ in range(int(calls)):
            run(argument)
        print(time.perf_counter() - start, flush=True)
