"""Times concurrent.futures.ProcessPoolExecutor(2): executor.py submit N ROUNDS, or executor.py trip N ROUNDS. Prints {"name", "best" in ms} as JSON."""
import concurrent.futures, json, math, platform, sys, time


def noop(x):
    return x


def main():
    what, size, rounds = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    best = math.inf
    with concurrent.futures.ProcessPoolExecutor(2) as executor:
        list(executor.map(noop, range(2)))
        for _ in range(rounds):
            start = time.perf_counter()
            if what == "submit":
                for future in [executor.submit(noop, i) for i in range(size)]:
                    future.result()
            else:
                for i in range(size):
                    executor.submit(noop, i).result()
            best = min(best, time.perf_counter() - start)
    print(json.dumps({"name": f"CPython {platform.python_version()} ProcessPoolExecutor", "best": best * 1000}))


if __name__ == "__main__":
    main()
