"""The pool programs of the articles, as they stand there but for what fails today. seeds.py NAME"""
import concurrent.futures
import math
import multiprocessing
import sys


# x ** 1000 overflows a float from x = 3 on.
def complex_calculation(x):
    return math.sqrt(float(x) ** 50)


def process_chunk(chunk):
    return [math.sqrt(float(x) ** 50) for x in chunk]


# numpy.math is gone.
def compute_factorial(n):
    return math.factorial(n)


def compute_intensive_task(data):
    result = 0
    for i in range(10000000):
        result += i * data
    return result


def process_array(array):
    import numpy

    return numpy.sum(array**2)


def pool_map():
    data = list(range(1000000))
    with multiprocessing.Pool(processes=multiprocessing.cpu_count()) as pool:
        results = pool.map(complex_calculation, data)
    return sum(results[:100])


def chunks():
    data = list(range(1000000))
    chunk_size = 10000
    parts = [data[i : i + chunk_size] for i in range(0, len(data), chunk_size)]
    with multiprocessing.Pool(processes=multiprocessing.cpu_count()) as pool:
        results = pool.map(process_chunk, parts)
    return sum([item for sublist in results for item in sublist][:100])


def factorials():
    with multiprocessing.Pool(processes=multiprocessing.cpu_count()) as pool:
        mapped = pool.map(compute_factorial, range(35, 45))
        results = []
        for i in range(10):
            results.append(pool.apply_async(compute_factorial, args=(35 + i,)))
        assert [result.get() for result in results] == mapped
    return mapped[-1]


def executor():
    with concurrent.futures.ProcessPoolExecutor() as executor:
        results = list(executor.map(compute_intensive_task, list(range(16))))
    return results[-1]


def joblib_arrays():
    import numpy
    from joblib import Parallel, delayed

    arrays = [numpy.full(1000000, i + 0.5) for i in range(8)]
    return sum(Parallel(n_jobs=-1)(delayed(process_array)(array) for array in arrays))


if __name__ == "__main__":
    print(globals()[sys.argv[1]]())
