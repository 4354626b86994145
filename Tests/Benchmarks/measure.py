"""Runs a process and measures its time and its peak memory."""

import os
import statistics
import subprocess
import threading
import time
from dataclasses import dataclass


@dataclass
class Sample:
    status: int
    seconds: float
    cpu: float
    mebibytes: float
    # Whether the command ended by itself: within the limits of time and memory.
    done: bool = True


def run(command, output=subprocess.DEVNULL, given=None, limit=None, gibibytes=None):
    """Runs a command once. Its output goes to a file or is discarded.

    given: a path of the standard input; limit, gibibytes: the elapsed seconds and the resident memory beyond which
    the command is ended.
    """
    taken = open(given, "rb") if given else None
    start = time.perf_counter()
    process = subprocess.Popen(command, stdin=taken, stdout=output, stderr=subprocess.DEVNULL)
    ended = threading.Event()
    if limit or gibibytes:
        threading.Thread(target=watch, args=(process, ended, limit, gibibytes), daemon=True).start()
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    ended.set()
    process.returncode = os.waitstatus_to_exitcode(status)
    if taken:
        taken.close()
    return Sample(process.returncode, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024,
                  process.returncode >= 0)


def watch(process, ended, limit, gibibytes):
    """Ends a process that exceeds its limits."""
    page, start = os.sysconf("SC_PAGE_SIZE"), time.perf_counter()
    while not ended.wait(0.2):
        try:
            with open(f"/proc/{process.pid}/statm", encoding="ascii") as file:
                resident = int(file.read().split()[1]) * page
        except OSError:
            resident = 0
        late = limit and time.perf_counter() - start > limit
        if not ended.is_set() and (late or (gibibytes and resident > gibibytes * 2**30)):
            process.kill()
            return


def medians(commands, rounds):
    """Returns the medians of each command. Each round runs every command once, so that load affects all of them."""
    taken = {name: [] for name in commands}
    for _ in range(rounds):
        for name, command in commands.items():
            taken[name].append(run(command))
    out = {}
    for name, samples in taken.items():
        statuses = {sample.status for sample in samples}
        if len(statuses) > 1:
            raise RuntimeError(f"{name} exits with {sorted(statuses)}")
        out[name] = Sample(
            statuses.pop(), statistics.median(s.seconds for s in samples),
            statistics.median(s.cpu for s in samples), max(s.mebibytes for s in samples))
    return out
