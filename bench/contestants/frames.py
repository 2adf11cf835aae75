"""The sides of bench/frame that run in Python, by `dask|polars|duckdb`, in the words of frames.ts: a line `NAME FOLDER [WORD]` does NAME once, from the files to its result, and is answered with the seconds, the processor seconds of all threads, some figures of the result, and the bytes that the program's memory has grown by at most; or with the error of who cannot do it."""
import importlib.metadata, json, re, resource, sys, time

library = sys.argv[1]
names = ["station", "temperature"]


def dask_tasks():
    import dask
    import dask.dataframe as dd

    dask.config.set(scheduler="threads", num_workers=2)

    def means(frame):
        return frame.groupby("key").mean().compute()

    def stations(frame):
        found = frame.groupby("station").temperature.agg(["min", "mean", "max"]).compute().sort_index()
        return found.rename(columns={"min": "low", "max": "high"})

    def sums(frame, *columns):
        return [len(frame)] + [float(frame[name].sum()) for name in columns]

    return sums, {
        "seed_csv": lambda folder: means(dd.read_csv(f"{folder}/large_dataset_*.csv")),
        "seed_parquet": lambda folder: means(dd.read_parquet(f"{folder}/large_dataset_*.parquet")),
        "stations_csv": lambda folder: stations(dd.read_csv(f"{folder}/measurements.csv", sep=";", header=None, names=names)),
        "stations_parquet": lambda folder: stations(dd.read_parquet(f"{folder}/measurements.parquet")),
    }


def polars_tasks():
    import polars as pl

    def means(frame):
        return frame.group_by("key").agg(pl.col("x").mean(), pl.col("n").mean()).collect()

    def stations(frame):
        t = pl.col("temperature")
        grouped = frame.group_by("station").agg(t.min().alias("low"), t.mean().alias("mean"), t.max().alias("high"))
        return grouped.sort("station").collect()

    def sums(frame, *columns):
        return [len(frame)] + [float(frame[name].sum()) for name in columns]

    return sums, {
        "seed_csv": lambda folder: means(pl.scan_csv(f"{folder}/large_dataset_*.csv")),
        "seed_parquet": lambda folder: means(pl.scan_parquet(f"{folder}/large_dataset_*.parquet")),
        "stations_csv": lambda folder: stations(
            pl.scan_csv(f"{folder}/measurements.csv", separator=";", has_header=False, new_columns=names)
        ),
        "stations_parquet": lambda folder: stations(pl.scan_parquet(f"{folder}/measurements.parquet")),
    }


def duckdb_tasks():
    import duckdb

    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    stations = "SELECT station, min(temperature) AS low, avg(temperature) AS mean, max(temperature) AS high FROM {} GROUP BY station ORDER BY station"

    def rows(sql):
        found = connection.execute(sql)
        columns = [column[0] for column in found.description]
        return [dict(zip(columns, row)) for row in found.fetchall()]

    def sums(found, *columns):
        return [len(found)] + [float(sum(row[name] for row in found)) for name in columns]

    def means(files):
        return rows(f"SELECT key, avg(x) AS x, avg(n) AS n FROM '{files}' GROUP BY key")

    return sums, {
        "seed_csv": lambda folder: means(f"{folder}/large_dataset_*.csv"),
        "seed_parquet": lambda folder: means(f"{folder}/large_dataset_*.parquet"),
        "stations_csv": lambda folder: rows(
            stations.format(f"read_csv('{folder}/measurements.csv', header = false, delim = ';', names = {names})")
        ),
        "stations_parquet": lambda folder: rows(stations.format(f"'{folder}/measurements.parquet'")),
    }


def memory(field):
    """Of this program, in bytes: VmRSS is what is resident, VmHWM the most that was."""
    with open("/proc/self/status") as file:
        return 1024 * int(re.search(rf"^{field}:\s+(\d+) kB$", file.read(), re.MULTILINE)[1])


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def main():
    sums, tasks = {"dask": dask_tasks, "polars": polars_tasks, "duckdb": duckdb_tasks}[library]()
    before = memory("VmRSS")
    print(json.dumps(f"{library} {importlib.metadata.version(library)}"), flush=True)
    for line in sys.stdin:
        name, folder, *_ = line.rstrip("\n").split("\t")
        try:
            start, used = time.perf_counter(), cpu()
            result = tasks[name](folder)
            wall, used = time.perf_counter() - start, cpu() - used
            columns = ["x", "n"] if name.startswith("seed") else ["low", "mean", "high"]
            value = sums(result, *columns)
            print(json.dumps({"wall": wall, "cpu": used, "value": value, "peak": memory("VmHWM") - before}), flush=True)
        except Exception as error:
            print(json.dumps({"error": f"{type(error).__name__}: {error}".splitlines()[0][:200]}), flush=True)


if __name__ == "__main__":
    main()
