"""Ray's side of bench/remote, in the words of remote.ts: a line `NAME COUNT SECONDS` does NAME so many times, again and again for so long, and is answered with the mean of the seconds that it took."""
import json, os, platform, sys, time

import numpy as np
import ray

from own_ray import own_ray

# Ray's daemons print warnings where answers go.
answers = os.fdopen(os.dup(1), "w")
os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


@ray.remote
def noop(x):
    return x


@ray.remote
def make(n):
    return np.full(n, 0.5)


@ray.remote
def ends(array):
    return float(array[0] + array[-1])


@ray.remote
class Counter:
    def __init__(self):
        self.count = 0

    def increment(self):
        self.count += 1
        return self.count

    def ends(self, array):
        return float(array[0] + array[-1])


counter = None
"""Actors that live until the next are made."""
alive = []


def tasks(n):
    return lambda: ray.get([noop.remote(i) for i in range(n)])


def task_trips(n):
    return lambda: [ray.get(noop.remote(i)) for i in range(n)]


def calls(n):
    return lambda: ray.get([counter.increment.remote() for _ in range(n)])


def call_trips(n):
    return lambda: [ray.get(counter.increment.remote()) for _ in range(n)]


def puts(n):
    return lambda: [ray.put(0) for _ in range(n)]


def gets(n):
    ref = ray.put(0)
    return lambda: [ray.get(ref) for _ in range(n)]


def waits(n):
    refs = [noop.remote(i) for i in range(n)]

    def run(refs):
        while refs:
            _, refs = ray.wait(refs)

    return lambda: run(refs)


def made(n):
    """A task's result, that is there."""
    ref = make.remote(n)
    ray.wait([ref], fetch_local=False)
    return ref


def check(result):
    assert result == 1, result


def read_by_task(ref):
    return lambda: check(ray.get(ends.remote(ref)))


def read_by_actor(ref):
    return lambda: check(ray.get(counter.ends.remote(ref)))


def again(ref):
    read_by_task(ref)()
    return read_by_task(ref)


def put_large(n):
    array = np.full(n, 0.5)
    return lambda: ray.put(array)


def actors(n):
    alive.clear()

    def run():
        alive.extend(Counter.remote() for _ in range(n))
        ray.get([actor.increment.remote() for actor in alive])

    return run


"""What a line may name: it prepares, and gives what is timed."""
commands = {
    fn.__name__: fn for fn in [tasks, task_trips, calls, call_trips, puts, gets, waits, put_large, actors]
} | {
    "task_to_task": lambda n: read_by_task(made(n)),
    "task_to_task_again": lambda n: again(made(n)),
    "task_to_actor": lambda n: read_by_actor(made(n)),
    "put_to_task": lambda n: read_by_task(ray.put(np.full(n, 0.5))),
    "put_to_task_again": lambda n: again(ray.put(np.full(n, 0.5))),
    "put_to_actor": lambda n: read_by_actor(ray.put(np.full(n, 0.5))),
    "make_and_read": lambda n: lambda: check(ray.get(ends.remote(make.remote(n)))),
}


def main():
    global counter
    counter = Counter.remote()
    ray.get([noop.remote(i) for i in range(4)] + [counter.increment.remote()])
    print(json.dumps(f"Ray {ray.__version__}, CPython {platform.python_version()}"), file=answers, flush=True)
    for line in sys.stdin:
        name, count, seconds = line.split()
        took, runs, end = 0, 0, time.perf_counter() + float(seconds)
        while runs == 0 or time.perf_counter() < end:
            run = commands[name](int(count))
            start = time.perf_counter()
            run()
            took += time.perf_counter() - start
            runs += 1
        print(took / runs, file=answers, flush=True)


if __name__ == "__main__":
    with own_ray():
        main()
