"""What was measured: figures with their goals, rows of programs, series of growth, and the machine."""

import datetime
import importlib.metadata
import json
import os
import platform
import shutil
import subprocess
from dataclasses import asdict, dataclass, field

SCHEMA = "proviso.benchmarks/1"


@dataclass
class Figure:
    """One number. `value` is None where it could not be measured; the note says why."""

    name: str
    section: str
    what: str
    value: float | None
    unit: str
    goal: float | None = None
    # Whether the goal is the least value, not the greatest.
    at_least: bool = False
    note: str = ""
    # Whether it was measured on less than the goal is about. Then the goal is not met, whatever the value.
    cut: bool = False

    @property
    def met(self):
        """Whether the goal is met; None without a goal. A figure that was not measured does not meet its goal."""
        if self.goal is None:
            return None
        if self.value is None or self.cut:
            return False
        return self.value >= self.goal if self.at_least else self.value <= self.goal


@dataclass
class Row:
    """A program's time and memory in one case. `ratio` is to the yardstick of the case, in CPU time."""

    section: str
    case: str
    program: str
    seconds: float | None
    cpu: float | None
    mebibytes: float | None
    ratio: float | None = None
    note: str = ""


@dataclass
class Series:
    """CPU seconds, less the fixed cost of a plan with one change, by the number of changes."""

    rule: str
    shape: str
    graph: bool
    fixed: float
    points: list = field(default_factory=list)
    exponent: float | None = None
    note: str = ""


class Results:
    """All that one run measured."""

    def __init__(self, proviso):
        self.figures, self.rows, self.series = [], [], []
        # Wrong answers, and what was left out.
        self.wrong, self.left_out = [], []
        self.machine = machine(proviso)

    def figure(self, name, section, what, value, unit, **more):
        self.figures.append(Figure(name, section, what, value, unit, **more))
        made = self.figures[-1]
        shown = "not measured" if value is None else f"{value:.3g} {unit}".strip()
        verdict = {None: "", True: ": met", False: ": MISSED"}[made.met]
        goal = f" (goal {'at least' if made.at_least else 'at most'} {made.goal:g})" if made.goal is not None else ""
        print(f"  {what}: {shown}{goal}{verdict} {made.note}".rstrip(), flush=True)
        return made

    def row(self, section, case, program, sample, ratio=None, note=""):
        known = (sample.seconds, sample.cpu, sample.mebibytes) if sample else (None, None, None)
        self.rows.append(Row(section, case, program, *known, ratio, note))

    def check(self, what, got, expected):
        """Records a wrong answer."""
        if got != expected:
            self.wrong.append(f"{what}: {got}, expected {expected}")
            print(f"  WRONG: {self.wrong[-1]}", flush=True)

    def leave_out(self, what):
        if what not in self.left_out:
            self.left_out.append(what)
            print(f"  left out: {what}", flush=True)

    def document(self):
        return {
            "schema": SCHEMA, "machine": self.machine, "wrong": self.wrong, "left_out": self.left_out,
            "figures": [{**asdict(figure), "met": figure.met} for figure in self.figures],
            "rows": [asdict(row) for row in self.rows], "series": [asdict(series) for series in self.series]}

    def save(self, path):
        path.write_text(json.dumps(self.document(), indent=1) + "\n", encoding="utf-8")


def first_line(*command):
    """The first line that a program prints about its version; None without the program."""
    if not shutil.which(command[0]):
        return None
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return (done.stdout + done.stderr).strip().splitlines()[0]


def machine(proviso):
    """The facts that the figures depend on: the processor, the system and the versions of all programs."""
    model = platform.machine()
    try:
        with open("/proc/cpuinfo", encoding="utf-8") as file:
            model = next((line.split(":", 1)[1].strip() for line in file if line.startswith("model name")), model)
    except OSError:
        pass
    peers = {}
    for package in ("orjson", "celine-regorus", "cedarpy", "regopy"):
        try:
            peers[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            peers[package] = None
    peers["jq"] = (first_line("jq", "--version") or "").removeprefix("jq-") or None
    peers["spin"] = (first_line("spin", "-V") or "").removeprefix("Spin Version ").split(" ")[0] or None
    return {
        "proviso": first_line(proviso, "--version"), "processor": model, "cores": len(os.sched_getaffinity(0)),
        "memory_gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30, 1),
        "system": f"{platform.system()} {platform.release()}", "python": platform.python_version(),
        "load_before": round(os.getloadavg()[0], 2), "peers": peers,
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC")}
