"""joblib and Dask on 2 workers, one run for each line of stdin: `joblib CALLS`, `dask NODES`. Answers with a line: the versions first, then ms."""
import json, sys, time

import dask
import joblib
from dask import delayed as lazy
from joblib import Parallel, delayed


def same(x):
    return x


def add(a, b):
    return a + b


def tree(leaves):
    level = [lazy(same)(i) for i in range(leaves)]
    while len(level) > 1:
        level = [lazy(add)(level[i], level[i + 1]) if i + 1 < len(level) else level[i] for i in range(0, len(level), 2)]
    return level[0]


if __name__ == "__main__":
    parallel = Parallel(n_jobs=2)
    runs = {
        "joblib": lambda size: parallel(delayed(same)(i) for i in range(size)),
        "dask": lambda size: tree(size // 2).compute(scheduler="threads", num_workers=2),
    }
    print(json.dumps({"joblib": joblib.__version__, "dask": dask.__version__}), flush=True)
    for line in sys.stdin:
        name, size = line.split()
        start = time.perf_counter()
        runs[name](int(size))
        print((time.perf_counter() - start) * 1000, flush=True)
