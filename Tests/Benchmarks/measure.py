"""Runs a process and measures its time and its peak memory."""

import os
import statistics
import subprocess
import time
from dataclasses import dataclass


@dataclass
class Sample:
    status: int
    seconds: float
    cpu: float
    mebibytes: float


def run(command, output=subprocess.DEVNULL):
    """Runs a command once. Its output goes to a file or is discarded."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=output, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    return Sample(process.returncode, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


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
