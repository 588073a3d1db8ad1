"""A clock that all processes share, and ids that follow from SAMPLE_SEED, so that the sample can be remade.

Python imports it by itself in every process that has this folder on its PYTHONPATH: the maker, and what `mlflow run` starts.
The clock is the file SAMPLE_CLOCK: nanoseconds since 1970 as one little-endian integer.
"""

import mmap
import os
import random
import struct
import sys
import threading
import time
import uuid

_lock = threading.Lock()
_file = open(os.environ["SAMPLE_CLOCK"], "r+b")
_clock = mmap.mmap(_file.fileno(), 8)
_seed = repr([os.environ["SAMPLE_SEED"], *(os.path.basename(word) for word in sys.orig_argv[1:])])
_ids = random.Random(_seed)
# A program that computes has no story to tell its time: each of its looks at the clock takes a while.
_look_ns = int(os.environ.get("SAMPLE_LOOK_MS", "1")) * 1_000_000


def _time_ns():
    return advance(_look_ns / 1e9)


def advance(seconds):
    """Lets time pass; answers the new time in nanoseconds."""
    with _lock:
        now = struct.unpack("<q", _clock[:8])[0] + int(seconds * 1e9)
        _clock[:8] = struct.pack("<q", now)
        return now


def go_to(seconds):
    """Sets the clock to seconds since 1970, be it back."""
    with _lock:
        _clock[:8] = struct.pack("<q", int(seconds) * 1_000_000_000)


def now_ms():
    return advance(0) // 1_000_000


time.time_ns = _time_ns
time.time = lambda: _time_ns() / 1e9
uuid.uuid4 = lambda: uuid.UUID(int=_ids.getrandbits(128), version=4)
random.seed(_seed)
