"""The kernels of bench/kernels by Numba and NumPy, one answer for each line of stdin:
`make KERNEL SIZE` the names of its variants, `run VARIANT CALLS` seconds of the fastest call, `save VARIANT FILE` its result's bytes in a file."""
import json, os, platform, sys, time

import numba
import numpy as np
from numba import njit, prange


def uniform(n, start=0):
    """The numbers of values.ts, bit for bit."""
    return (np.arange(start, start + n, dtype=np.uint32) * np.uint32(2654435761)) / 2**32


def both(fn):
    """As it is, and with fastmath."""
    return {
        "Numba, parallel": njit(parallel=True)(fn),
        "Numba, parallel, fastmath": njit(parallel=True, fastmath=True)(fn),
    }


def variants(fns, *args):
    def bound(fn):
        return lambda: fn(*args)

    return {name: bound(fn) for name, fn in fns.items()}


def squares(n):
    a = uniform(n)
    part = a[: n // 500]

    def kernel(array):
        result = 0.0
        for i in prange(len(array)):
            result += array[i] ** 2
        return result

    def python_loop(array):
        result = 0.0
        for i in range(len(array)):
            result += array[i] ** 2
        return result

    others = {"Numba, one thread, fastmath": njit(fastmath=True)(python_loop), "NumPy, dot": lambda array: np.dot(array, array)}
    runs = variants(both(kernel) | others, a)

    def cpython():
        return python_loop(part)

    # It would take half a minute: a part of it is timed, and multiplied.
    cpython.scale = len(a) / len(part)
    return runs | {"CPython": cpython}


def multiply(n):
    a, b, out = uniform(n), uniform(n, n), np.zeros(n)

    @numba.vectorize(["float64(float64, float64)"], target="parallel")
    def product(a, b):
        return a * b

    def kernel(a, b, out):
        for i in prange(len(a)):
            out[i] = a[i] * b[i]
        return out

    others = {"NumPy, multiply": lambda a, b, out: np.multiply(a, b, out=out), "Numba, njit and prange": njit(parallel=True)(kernel)}
    return variants({"Numba, vectorize, parallel": lambda a, b, out: product(a, b, out)} | others, a, b, out)


def mandelbrot(size):
    out = np.zeros((size, size), np.int32)

    def kernel(size, most, out):
        for y in prange(size):
            for x in range(size):
                cr = -2.0 + 3.0 * x / size
                ci = -1.5 + 3.0 * y / size
                zr = 0.0
                zi = 0.0
                count = 0
                while count < most:
                    r2 = zr * zr
                    i2 = zi * zi
                    if r2 + i2 > 4.0:
                        break
                    zi = 2.0 * zr * zi + ci
                    zr = r2 - i2 + cr
                    count += 1
                out[y, x] = count
        return out

    return variants(both(kernel), size, 200, out)


def pi(n):
    def kernel(n):
        inside = 0
        for _ in prange(n):
            x = np.random.random()
            y = np.random.random()
            if x * x + y * y < 1:
                inside += 1
        return 4 * inside / n

    return variants(both(kernel), n)


def waves(n):
    def kernel(a):
        sum = 0.0
        for i in prange(len(a)):
            sum += np.exp(-a[i]) * np.sin(a[i])
        return sum

    return variants(both(kernel), uniform(n))


def bodies(n):
    def kernel(x, y, z, m, out):
        n = len(x)
        for i in prange(n):
            ax = 0.0
            ay = 0.0
            az = 0.0
            for j in range(n):
                dx = x[j] - x[i]
                dy = y[j] - y[i]
                dz = z[j] - z[i]
                d2 = dx * dx + dy * dy + dz * dz + 1e-9
                pull = m[j] / (d2 * np.sqrt(d2))
                ax += dx * pull
                ay += dy * pull
                az += dz * pull
            out[i] = ax
            out[n + i] = ay
            out[2 * n + i] = az
        return out

    args = [uniform(n, k * n) for k in range(4)]
    return variants(both(kernel), *args, np.zeros(3 * n))


def polynomial(n):
    def kernel(a, out):
        for i in prange(len(a)):
            x = a[i]
            out[i] = ((((((((1.1 * x + 0.2) * x + 0.3) * x + 0.4) * x + 0.5) * x + 0.6) * x + 0.7) * x + 0.8) * x + 0.9) * x + 1.0
        return out

    return variants(both(kernel), uniform(n), np.zeros(n))


def heat(size):
    first = uniform(size * size).reshape(size, size)
    a, b = first.copy(), first.copy()

    def reset():
        a[:] = first

    def kernel(a, b):
        size = a.shape[0]
        for y in prange(1, size - 1):
            for x in range(1, size - 1):
                b[y, x] = 0.25 * (a[y, x - 1] + a[y, x + 1] + a[y - 1, x] + a[y + 1, x])

    def steps(step):
        def run():
            for _ in range(5):
                step(a, b)
                step(b, a)
            return a

        run.reset = reset
        return run

    return {name: steps(fn) for name, fn in both(kernel).items()}


def matmul(n):
    a, b = uniform(n * n).reshape(n, n), uniform(n * n, n * n).reshape(n, n)
    out = np.zeros((n, n))

    def kernel(a, b, out):
        n = a.shape[0]
        for i in prange(n):
            for j in range(n):
                out[i, j] = 0.0
            for k in range(n):
                x = a[i, k]
                for j in range(n):
                    out[i, j] += x * b[k, j]
        return out

    return variants(both(kernel) | {"NumPy, dot": lambda a, b, out: np.dot(a, b, out=out)}, a, b, out)


def fork(n):
    """Its result is what each of n calls took, in microseconds: one after the other, and with a pause before each."""
    out = np.zeros(64)

    @njit(parallel=True)
    def kernel(out):
        for i in prange(len(out)):
            out[i] = i

    def times(pause):
        def run():
            took = np.zeros(n)
            for i in range(n):
                if pause > 0:
                    time.sleep(pause)
                start = time.perf_counter()
                kernel(out)
                took[i] = 1e6 * (time.perf_counter() - start)
            return took

        return run

    return {"Numba": times(0), "Numba, asleep": times(0.002)}


kernels = [squares, multiply, mandelbrot, pi, waves, bodies, polynomial, heat, matmul, fork]


def timed(run):
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main():
    versions = {"numba": numba.__version__, "numpy": np.__version__, "cpython": platform.python_version()}
    print(json.dumps(versions | {"threads": numba.get_num_threads()}), flush=True)
    runs = {}
    for line in sys.stdin:
        what, name, more = line.rstrip("\n").split("\t")
        if what == "make":
            runs = {fn.__name__: fn for fn in kernels}[name](int(more))
            print(json.dumps(list(runs)), flush=True)
            continue
        run = runs[name]
        if what == "save":
            if hasattr(run, "reset"):
                run.reset()
            np.ascontiguousarray(np.atleast_1d(run())).tofile(more)
            print(os.path.getsize(more), flush=True)
        else:
            print(min(timed(run) for _ in range(int(more))) * getattr(run, "scale", 1), flush=True)


if __name__ == "__main__":
    main()
