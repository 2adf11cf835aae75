"""The program of remote-idle.mjs with Ray."""
import pathlib, sys

import ray

sys.path.append(str(pathlib.Path(__file__).parent.parent / "contestants"))
from own_ray import own_ray


@ray.remote
def half(x):
    return x / 2


@ray.remote
class Counter:
    def __init__(self):
        self.count = 0

    def increment(self):
        self.count += 1
        return self.count


with own_ray():
    print(ray.get(half.remote(2)), flush=True)
    counter = Counter.remote()
    print(ray.get(counter.increment.remote()), flush=True)
    sys.stdin.read()
