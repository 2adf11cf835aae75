"""Times multiprocessing.Pool(2): pool.py map N ROUNDS, or pool.py cpu STEPS ROUNDS. Prints {"name", "best" in ms} as JSON."""
import json, math, multiprocessing, platform, sys, time


def compute_intensive_task(args):
    data, steps = args
    result = 0
    for i in range(steps):
        result += i * data
    return result


def main():
    what, size, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    best = math.inf
    with multiprocessing.Pool(2) as pool:
        pool.map(math.sqrt, range(2))
        for _ in range(rounds):
            inputs = list(range(size)) if what == "map" else [(data, size) for data in range(16)]
            start = time.perf_counter()
            pool.map(math.sqrt if what == "map" else compute_intensive_task, inputs)
            best = min(best, time.perf_counter() - start)
    print(json.dumps({"name": f"CPython {platform.python_version()} Pool.map", "best": best * 1000}))


if __name__ == "__main__":
    main()
