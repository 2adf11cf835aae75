"""The program of first-kernel.mjs with Numba: what first calls take, in ms."""
import json, math, time

import numpy as np
from numba import njit, prange


@njit(parallel=True)
def sum_of_squares(a):
    sum = 0.0
    for i in prange(len(a)):
        sum += a[i] ** 2
    return sum


@njit(parallel=True)
def scale(a, out, factor):
    for i in prange(len(a)):
        out[i] = a[i] * factor


@njit(parallel=True)
def clipped(a, least, most):
    sum = 0.0
    for i in prange(len(a)):
        sum += least if a[i] < least else most if a[i] > most else a[i]
    return sum


@njit
def histogram(a, bins):
    for i in range(len(a)):
        bins[math.floor(a[i] * len(bins))] += 1


def timed(call):
    start = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - start)


large, a, out, single = np.zeros(1_000_000), np.zeros(1000), np.zeros(1000), np.zeros(1000, np.float32)
first = timed(lambda: sum_of_squares(large))
again = timed(lambda: sum_of_squares(large))
signature = timed(lambda: sum_of_squares(single))
further = [timed(call) for call in (lambda: scale(a, out, 2.0), lambda: clipped(a, 0.25, 0.75), lambda: histogram(a, out))]
print(json.dumps({"first": first, "again": again, "signature": signature, "further": further, "modules": []}))
