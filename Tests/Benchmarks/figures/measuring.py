"""Measures programs side by side, within limits of time and memory."""

import json
import pathlib
import statistics
import subprocess
import sys
import time

import measure

HERE = pathlib.Path(__file__).resolve().parent.parent
ROOT = HERE.parent.parent
COUNT = """
import json, sys
result = json.load(open(sys.argv[1]))
print(sum(found["instances"]["violated"] for found in result["properties"]))
"""


def middle(samples):
    """The medians of a program's samples, with the greatest memory. None if any of them was not done."""
    if not samples or not all(sample.done for sample in samples):
        return None
    return measure.Sample(
        samples[0].status, statistics.median(s.seconds for s in samples), statistics.median(s.cpu for s in samples),
        max(s.mebibytes for s in samples))


def paired(samples, others, of="cpu"):
    """The median of the ratios of samples from the same rounds, so that load affects both sides."""
    if not middle(samples) or not middle(others):
        return None
    return statistics.median(getattr(a, of) / getattr(b, of) for a, b in zip(samples, others, strict=True))


class Measuring:
    """The programs, the folder of their inputs, and the limits."""

    def __init__(self, proviso, folder, rounds, limit, gibibytes=12, minutes=None):
        self.proviso, self.folder, self.rounds = proviso, folder, rounds
        self.limit, self.gibibytes = limit, gibibytes
        self.end = time.monotonic() + minutes * 60 if minutes else None

    @property
    def is_over(self):
        """Whether the time of the whole run is up."""
        return self.end is not None and time.monotonic() > self.end

    def not_done(self, sample):
        """Why a program ended before it was done."""
        if sample.seconds >= self.limit * 0.98:
            return f"not done after {self.limit:g} s"
        if sample.mebibytes >= self.gibibytes * 1024:
            return f"not done in {self.gibibytes:g} GiB ({sample.seconds:.0f} s)"
        return f"ended by signal {-sample.status} after {sample.seconds:.0f} s"

    def once(self, command, given=None):
        return measure.run(command, given=given, limit=self.limit, gibibytes=self.gibibytes)

    def alternate(self, commands, rounds=None, given=None):
        """Runs every command once in each round. One that is not done is not run again."""
        taken = {name: [] for name in commands}
        for _ in range(rounds or self.rounds):
            for name, command in commands.items():
                if not taken[name] or taken[name][-1].done:
                    taken[name].append(self.once(command, given))
        return taken

    def answer(self, command):
        """The status and the output of a command that is not measured."""
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=self.limit)
        except subprocess.TimeoutExpired:
            return None, ""
        return done.returncode, done.stdout

    def violated(self, arguments):
        """The status of a check and the number of instances that it finds violated."""
        status, _ = self.answer(
            [self.proviso, "check", *arguments, "--no-config", "--format", "json", "-o", str(self.folder / "result.json")])
        return (status, self.aside(COUNT, str(self.folder / "result.json"))) if status in (0, 1) else (status, None)

    @staticmethod
    def aside(code, *arguments):
        """What Python code prints, from a process of its own: peak memory of this one would count for its children."""
        done = subprocess.run([sys.executable, "-c", code, *arguments], capture_output=True, text=True, check=True)
        return json.loads(done.stdout)

    def check(self, *arguments):
        """The command of a check."""
        return [self.proviso, "check", *map(str, arguments), "--no-config", "--quiet"]

    @staticmethod
    def spec(name):
        return str(HERE / "specs" / f"{name}.proviso")

    def plan(self, size, *options, generator="large_plan.py", name="plan"):
        """Writes a plan in a process of its own, as `aside` explains."""
        path = self.folder / f"{name}-{size}{''.join(options)}.json".replace("/", "_")
        if not path.exists():
            subprocess.run(
                [sys.executable, HERE / generator, path, "--size", str(size), *options], check=True)
        return str(path)
