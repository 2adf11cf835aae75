"""A Ray of this program's own, that leaves nothing behind."""
import contextlib, ctypes, os, shutil, tempfile

import ray

PR_SET_CHILD_SUBREAPER = 36


@contextlib.contextmanager
def own_ray():
    # Its daemons' children become ours when they lose their parents: they are waited for, and what they used is known.
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    folder = tempfile.mkdtemp(prefix="ray-")
    ray.init(num_cpus=2, include_dashboard=False, log_to_driver=False, logging_level="ERROR", _temp_dir=folder)
    try:
        yield
    finally:
        ray.shutdown()
        with contextlib.suppress(ChildProcessError):
            while True:
                os.wait()
        shutil.rmtree(folder, ignore_errors=True)
