"""Prints the public names that the pages of docs/coming-from-python have rows for: names.json.

    python3.13 -m venv venv && venv/bin/pip install joblib==1.6.0 dask==2026.8.0 distributed==2026.8.0 ray==2.60.0
    venv/bin/python names.py > names.json && npx oxfmt names.json

A name that a parent module has already (multiprocessing.synchronize.Lock) is listed once. Members of classes that behave
alike under every one of their names (Lock and RLock) are listed for each of them.
"""

import asyncio
import cProfile
import concurrent.futures
import importlib
import inspect
import json
import multiprocessing
import multiprocessing.connection
import multiprocessing.managers
import multiprocessing.pool
import multiprocessing.process
import multiprocessing.queues
import multiprocessing.shared_memory
import multiprocessing.sharedctypes
import multiprocessing.synchronize
import platform
import pstats
import queue
import threading

import dask
import dask.array
import distributed
import joblib
import joblib.memory
import ray
import ray.util
import ray.util.queue

mp = multiprocessing
context = mp.get_context("spawn")

def public(owner):
    return owner if isinstance(owner, list) else [name for name in dir(owner) if not name.startswith("_")]


# Names of the newest Python that the one that runs this may not have yet.
NEWER = {
    "multiprocessing": ["Process.interrupt"],
    "multiprocessing.managers": ["SyncManager.set"],
    "concurrent.futures": [
        "InterpreterPoolExecutor",
        "ProcessPoolExecutor.kill_workers",
        "ProcessPoolExecutor.terminate_workers",
    ],
}

CLASSES = {
    "multiprocessing": {"Process": mp.process.BaseProcess},
    "multiprocessing.pool": {"Pool": mp.pool.Pool, "AsyncResult": mp.pool.AsyncResult},
    "multiprocessing.queues": {
        "Queue": mp.queues.Queue,
        "JoinableQueue": ["join", "task_done"],
        "SimpleQueue": mp.queues.SimpleQueue,
    },
    "multiprocessing.connection": {
        "Connection": mp.connection.Connection,
        "Listener": mp.connection.Listener,
    },
    "multiprocessing.managers": {
        "BaseManager": mp.managers.BaseManager,
        "SyncManager": mp.managers.SyncManager,
        "SharedMemoryManager": ["ShareableList", "SharedMemory"],
    },
    "multiprocessing.shared_memory": {
        "SharedMemory": mp.shared_memory.SharedMemory,
        "ShareableList": mp.shared_memory.ShareableList,
    },
    "multiprocessing.sharedctypes": {"Synchronized": mp.sharedctypes.Synchronized},
    "multiprocessing.synchronize": {
        "Lock": ["acquire", "release"],
        "RLock": ["acquire", "release"],
        "Semaphore": ["acquire", "release", "get_value"],
        "BoundedSemaphore": ["acquire", "release", "get_value"],
        "Condition": ["acquire", "release", "notify", "notify_all", "wait", "wait_for"],
        "Event": mp.synchronize.Event,
        "Barrier": ["abort", "broken", "n_waiting", "parties", "reset", "wait"],
    },
    "threading": {
        "Thread": threading.Thread,
        "Timer": ["cancel"],
        "Lock": ["acquire", "release", "locked"],
        "RLock": ["acquire", "release"],
        "Semaphore": threading.Semaphore,
        "BoundedSemaphore": ["acquire", "release"],
        "Condition": ["acquire", "release", "notify", "notify_all", "wait", "wait_for"],
        "Event": ["clear", "is_set", "set", "wait"],
        "Barrier": threading.Barrier,
    },
    "queue": {"Queue": ["empty", "full", "get", "get_nowait", "join", "put", "put_nowait", "qsize", "shutdown", "task_done"]},
    "concurrent.futures": {"Executor": concurrent.futures.Executor, "Future": concurrent.futures.Future},
    "joblib": {
        "Parallel": [name for name in inspect.signature(joblib.Parallel).parameters if "kwargs" not in name],
        "Memory": [*inspect.signature(joblib.Memory).parameters, *public(joblib.Memory)],
        "MemorizedFunc": joblib.memory.MemorizedFunc,
        "MemorizedResult": joblib.MemorizedResult,
        "StoreBackendBase": joblib.StoreBackendBase,
    },
    "dask.delayed": {"Delayed": importlib.import_module("dask.delayed").Delayed},
    "dask.array": {"Array": dask.array.Array},
    # The module's own functions are those of RandomState.
    "dask.array.random": {
        "Generator": sorted(set(public(dask.array.random.Generator)) - set(public(dask.array.random.RandomState))),
        "RandomState": ["tomaxint"],
    },
    "dask.distributed": {"Client": distributed.Client, "Future": distributed.Future},
    "ray.util": {"ActorPool": ray.util.ActorPool},
    "ray.util.queue": {"Queue": ray.util.queue.Queue},
    "asyncio": {
        "Task": asyncio.Task,
        "TaskGroup": asyncio.TaskGroup,
        "Timeout": asyncio.Timeout,
        "Runner": asyncio.Runner,
        "Queue": ["empty", "full", "get", "get_nowait", "join", "maxsize", "put", "put_nowait", "qsize", "shutdown", "task_done"],
        "Lock": ["acquire", "release", "locked"],
        "Semaphore": ["acquire", "release", "locked"],
        "Condition": ["acquire", "release", "locked", "notify", "notify_all", "wait", "wait_for"],
        "Event": ["clear", "is_set", "set", "wait"],
        "Barrier": asyncio.Barrier,
        "StreamReader": ["at_eof", "read", "readexactly", "readline", "readuntil"],
        "StreamWriter": ["close", "drain", "get_extra_info", "is_closing", "start_tls", "wait_closed", "write", "write_eof", "writelines"],
        "Server": ["close", "close_clients", "abort_clients", "is_serving", "serve_forever", "sockets", "start_serving", "wait_closed"],
        "loop": asyncio.AbstractEventLoop,
    },
    "asyncio.subprocess": {"Process": asyncio.subprocess.Process},
    "cProfile": {"Profile": cProfile.Profile},
    "pstats": {"Stats": pstats.Stats},
}

DASK = ["annotate", "compute", "config", "datasets", "delayed", "get", "get_annotations", "is_dask_collection", "optimize", "persist", "visualize"]

def own(module):
    """What a module without `__all__` defines itself, or makes of NumPy's functions."""
    return [
        name for name in public(module)
        if callable(getattr(module, name)) and getattr(getattr(module, name), "__module__", None) == module.__name__
    ]


RANDOM = [
    name for name in public(dask.array.random.RandomState) if hasattr(dask.array.random, name)
] + ["Generator", "RandomState", "default_rng"]

# What goes with a Client.
DISTRIBUTED = ["Client", "Future", "LocalCluster", "as_completed", "fire_and_forget", "get_client", "wait"]

MODULES = {
    "multiprocessing": mp.__all__,
    "multiprocessing.pool": ["ThreadPool"],
    "multiprocessing.queues": [],
    "multiprocessing.connection": mp.connection.__all__,
    "multiprocessing.managers": mp.managers.__all__,
    "multiprocessing.shared_memory": mp.shared_memory.__all__,
    "multiprocessing.sharedctypes": mp.sharedctypes.__all__,
    "multiprocessing.synchronize": [],
    "threading": threading.__all__,
    "queue": queue.__all__,
    "concurrent.futures": concurrent.futures.__all__,
    "joblib": [name for name in dir(joblib) if not name.startswith("_")],
    "dask": DASK,
    "dask.delayed": [],
    "dask.array": dask.array.__all__,
    "dask.array.random": RANDOM,
    "dask.array.linalg": own(dask.array.linalg),
    "dask.array.fft": own(dask.array.fft),
    "dask.distributed": DISTRIBUTED,
    "ray": ray.__all__,
    "ray.util": ray.util.__all__,
    "ray.util.queue": ["Empty", "Full", "Queue"],
    "asyncio": asyncio.__all__,
    "asyncio.subprocess": [],
    "cProfile": cProfile.__all__,
    "pstats": pstats.__all__,
}

# Modules and constants of a module's inside that `dir` shows.
NOT_NAMES = {
    "joblib": {
        name for name in dir(joblib)
        if type(getattr(joblib, name)).__name__ == "module"
    },
    "ray": {"actor", "autoscaler", "data", "internal", "util", "widgets", "workflow"},
    "ray.util": {"accelerators", "collective", "iter", "pdb", "ray_debugpy"},
}


def parent(module):
    return module.rpartition(".")[0]


def names(module):
    own = {name for name in MODULES[module] if not name.startswith("_")}
    own -= NOT_NAMES.get(module, set())
    if parent(module) in MODULES:
        own -= set(MODULES[parent(module)])
    for name, owner in CLASSES.get(module, {}).items():
        own |= {f"{name}.{member}" for member in public(owner)}
    return sorted(own | set(NEWER.get(module, [])))


print(json.dumps({
    "versions": {
        "python": platform.python_version(),
        "joblib": joblib.__version__,
        "dask": dask.__version__,
        "distributed": distributed.__version__,
        "ray": ray.__version__,
    },
    "modules": {module: names(module) for module in MODULES},
}, indent=1))
