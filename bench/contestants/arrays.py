"""Their side of bench/array, `arrays.py dask.array|dask_array|numpy`, in the words of arrays.ts: a line `NAME SIZE [WORD]` does NAME once, from the expression to its result, and is answered with the seconds, the processor seconds of all threads, the value, and the bytes that the program's memory has grown by at most; or with the error of who cannot do it."""
import concurrent.futures, importlib, importlib.metadata, json, math, re, resource, sys, time

import numpy as np

module = sys.argv[1]
xp = importlib.import_module(module)
is_numpy = xp is np
if not is_numpy:
    import dask

    dask.config.set(scheduler="threads", num_workers=2)

rng = np.random.default_rng()


def random(shape, chunks):
    return rng.random(shape) if is_numpy else xp.random.random(shape, chunks=chunks)


def in_memory(shape, chunks, step=7):
    """Numbers that are the same in all languages."""
    data = np.arange(math.prod(shape), dtype=float)
    data *= step
    data %= 1009
    data /= 1009
    data = data.reshape(shape)
    return data if is_numpy else xp.from_array(data, chunks=chunks)


def smooth(a):
    """The mean of a point and its four neighbours; points at the edges are cut away."""
    out = np.zeros(a.shape)
    out[1:-1, 1:-1] = (a[1:-1, 1:-1] + a[1:-1, :-2] + a[1:-1, 2:] + a[:-2, 1:-1] + a[2:, 1:-1]) / 5
    return out


def smoothed(x):
    if is_numpy:
        return smooth(np.pad(x, 1, mode="symmetric"))[1:-1, 1:-1]
    return xp.map_overlap(smooth, x, depth=1, boundary="reflect", dtype=float)


def greatest(a):
    return a.max(keepdims=True)


def standardize(x):
    return (x - x.mean(axis=0)) / x.std(axis=0)


def value_of(result):
    return float(np.mean(result))


def mean_1d(n):
    def build():
        x = random(n, n // 100)
        return (x + x.T).mean()

    return build


def mean_2d(n):
    def build():
        x = random((n, n), (n // 10, n // 10))
        return (x + x.T).mean(axis=0)

    return build


def of_standardized(n):
    return lambda: (standardize(random((2 * n, n), (n // 10, n // 10))) ** 2).mean(axis=0)


def smoothing(n):
    x = in_memory((n, n), (n // 4, n // 4))
    return lambda: (smoothed(x) ** 2).mean()


def histogram(n):
    def mean_bin(counts):
        return float((counts * np.arange(len(counts))).sum() / n)

    return lambda: xp.histogram(random(n, n // 100), bins=100, range=(0, 1))[0], mean_bin


def sum_(n):
    x = in_memory((n,), n // 100)
    return lambda: x.sum()


def waves(n):
    def build():
        x = random(n, n // 100)
        return (xp.exp(-x) * xp.sin(x)).mean()

    return build


def matmul(n):
    a, b = [in_memory((n, n), (n // 2, n // 2), step) for step in (7, 11)]
    return lambda: a @ b, lambda product: float(product[n - 1, n - 2])


def mask(n):
    return lambda: (random(n, n // 100) > 0.5).mean()


def rechunk(n):
    x = in_memory((n, n), (n // 10, n // 10))
    if is_numpy:
        return lambda: [greatest(x[:, i : i + n // 100]) for i in range(0, n, n // 100)]
    return lambda: x.rechunk((n, n // 100)).map_blocks(greatest, chunks=(1, 1), dtype=float)


def window(n):
    def build():
        x = random((n, n), (50, 50))
        middle = slice(n // 2, n // 2 + 10)
        return smoothed(x)[middle, middle]

    return build


def tiles(n):
    return lambda: xp.arange(n, chunks=1) + 1


def load(path, first, block_info=None):
    """A block of the numbers of a file; they begin at the byte `first`."""
    start, stop = block_info[None]["array-location"][0]
    return np.fromfile(path, count=stop - start, offset=first + 8 * start)


def npy_sum(limit, path):
    data = np.load(path, mmap_mode="r")
    size, first = data.size, data.offset
    chunks = (1_000_000,) * (size // 1_000_000) + tuple(rest for rest in [size % 1_000_000] if rest)
    return lambda: xp.map_blocks(load, path, first, chunks=(chunks,), dtype=float).sum()


def spill(limit):
    rows = round(1.8 * limit / 8 / 1000)
    return lambda: (standardize(xp.random.normal(0, 1, (rows, 1000), chunks=(1000, 1000))) ** 2).mean(axis=0)


def on_two_threads(of_half):
    with concurrent.futures.ThreadPoolExecutor(2) as executor:
        return sum(executor.map(of_half, [0, 1])) / 2


def generate(n):
    """As fast as NumPy makes random numbers: again and again into an array that stays in the cache."""
    generators = [np.random.Generator(np.random.SFC64(i)) for i in (0, 1)]

    def half(i):
        numbers = np.empty(50_000)
        for _ in range(n // 2 // len(numbers)):
            generators[i].random(out=numbers)
        return numbers.mean()

    return lambda: on_two_threads(half)


def traffic(n):
    """Writes so many numbers into memory, and reads them."""
    data = np.empty(n)

    def half(i):
        part = data[i * (n // 2) : (i + 1) * (n // 2)]
        part.fill(0.5)
        return part.sum() / (n // 2)

    return lambda: on_two_threads(half)


"""What a line may name: it prepares, and gives what builds the array, or that and what makes a number of the result."""
tasks = {
    fn.__name__.rstrip("_"): fn
    for fn in [mean_1d, mean_2d, histogram, sum_, waves, matmul, mask, rechunk, window, tiles, npy_sum, spill]
    + [generate, traffic]
} | {"standardize": of_standardized, "smooth": smoothing}


def memory(field):
    """Of this program, in bytes: VmRSS is what is resident, VmHWM the most that was."""
    with open("/proc/self/status") as file:
        return 1024 * int(re.search(rf"^{field}:\s+(\d+) kB$", file.read(), re.MULTILINE)[1])


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def answer(build, value, before):
    start, used = time.perf_counter(), cpu()
    built = build()
    result = built.compute() if hasattr(built, "compute") else built
    wall, used = time.perf_counter() - start, cpu() - used
    return {"wall": wall, "cpu": used, "value": value(result), "peak": memory("VmHWM") - before}


def main():
    before = memory("VmRSS")
    package = module.split(".")[0].replace("_", "-")
    print(json.dumps(f"{package} {importlib.metadata.version(package)}"), flush=True)
    known, prepared = None, None
    for line in sys.stdin:
        name, size, *words = line.rstrip("\n").split("\t")
        try:
            if known != line:
                # Data of a task before is given back first.
                prepared = None
                known, prepared = line, tasks[name](int(size), *words)
            build, value = prepared if isinstance(prepared, tuple) else (prepared, value_of)
            print(json.dumps(answer(build, value, before)), flush=True)
        except Exception as error:
            print(json.dumps({"error": f"{type(error).__name__}: {error}".splitlines()[0][:200]}), flush=True)


if __name__ == "__main__":
    main()
