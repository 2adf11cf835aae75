"""Dask's side of bench/cluster, in the words of remote.ts: a line `NAME COUNT SECONDS` does NAME so many times, again and again for so long, and is answered with the mean of the seconds that it took. A scheduler and two workers, each a process of its own."""
import json, platform, sys, time

import distributed
from distributed import Client, LocalCluster


def noop(x):
    return x


class Counter:
    def __init__(self):
        self.count = 0

    def increment(self):
        self.count += 1
        return self.count


def main():
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster:
        with Client(cluster) as client:
            counter = client.submit(Counter, actor=True).result()
            submit = lambda i: client.submit(noop, i, pure=False)
            # What a line may name: it prepares, and gives what is timed.
            commands = {
                "tasks": lambda n: lambda: client.gather([submit(i) for i in range(n)]),
                "task_trips": lambda n: lambda: [submit(i).result() for i in range(n)],
                "calls": lambda n: lambda: [future.result() for future in [counter.increment() for _ in range(n)]],
                "call_trips": lambda n: lambda: [counter.increment().result() for _ in range(n)],
                "map": lambda n: lambda: client.gather(client.map(noop, range(n), pure=False)),
            }
            client.gather([submit(i) for i in range(4)])
            print(json.dumps(f"Dask distributed {distributed.__version__}, CPython {platform.python_version()}"), flush=True)
            for line in sys.stdin:
                name, count, seconds = line.split()
                took, runs, end = 0, 0, time.perf_counter() + float(seconds)
                while runs == 0 or time.perf_counter() < end:
                    run = commands[name](int(count))
                    start = time.perf_counter()
                    run()
                    took += time.perf_counter() - start
                    runs += 1
                print(took / runs, flush=True)


if __name__ == "__main__":
    main()
