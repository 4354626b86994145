"""Compares Proviso on worlds with other model checkers that are installed. See README.md."""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import measure
import world_models

ROUNDS = 3


class Bench:
    """Runs a model with every tool, checks the answers, and records tools that are too slow for larger models."""

    def __init__(self, proviso, folder, rounds, limit):
        self.proviso, self.folder, self.rounds, self.limit = proviso, folder, rounds, limit
        self.beaten = set()
        self.wrong = []
        self.missed = []

    def write(self, name, text):
        path = self.folder / name
        path.write_text(text if isinstance(text, str) else "\n".join(text) + "\n", encoding="utf-8")
        return str(path)

    def spin(self, text):
        """Returns the command of Spin's compiled verifier. Only its running time counts, as in Spin's own reports."""
        home = self.folder / "spin"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        (home / "model.pml").write_text(text, encoding="utf-8")
        made = subprocess.run([shutil.which("spin"), "-a", "model.pml"], cwd=home, capture_output=True, check=False)
        built = subprocess.run(
            [shutil.which("cc"), "-O2", "-DSAFETY", "-DMEMLIM=4000", "-o", "pan", "pan.c"], cwd=home,
            capture_output=True, check=False)
        if made.returncode or built.returncode:
            return None
        # -E: a process that waits forever is not an error; -c0: do not stop at an error.
        return [str(home / "pan"), "-E", "-m1000000", "-w20", "-c0"]

    def run(self, title, expected, tools):
        """Prints a row of medians for each tool. A tool that exceeds the limit is not run on larger models."""
        print(f"\n{title}", flush=True)
        taken = {}
        for name, (command, told) in tools.items():
            if name in self.beaten or command is None:
                continue
            samples = []
            for number in range(self.rounds):
                sample, output = self.once(command)
                if sample is None:
                    self.beaten.add(name)
                    print(f"  {name:16} not done after {self.limit} s", flush=True)
                    break
                samples.append(sample)
                if number == 0 and told(output, sample.status) != expected:
                    self.wrong.append(f"{title}: {name}")
                    print(f"  {name:16} answers {told(output, sample.status)}, and the answer is {expected}")
            else:
                middle = sorted(samples, key=lambda sample: sample.seconds)[len(samples) // 2]
                taken[name] = middle
                print(f"  {name:16} {middle.seconds * 1000:8.0f} ms {middle.cpu * 1000:8.0f} ms cpu"
                      f" {max(s.mebibytes for s in samples):6.0f} MiB  {self.figures(name, output)}", flush=True)
        return taken

    def once(self, command):
        path = self.folder / "output"
        with open(path, "wb") as out:
            sample = measure.run(["timeout", str(self.limit), *command], out)
        return (None if sample.status == 124 else sample), path.read_text(encoding="utf-8", errors="replace")

    @staticmethod
    def figures(name, output):
        if name == "proviso":
            result = json.loads(output)
            states = result["exploration"]["states"]
            return f"{result['properties'][0]['method']}" + (f", {states} states" if states else "")
        for line in output.splitlines():
            if name == "spin" and "states, stored" in line:
                return line.strip()
        return ""


def proviso_says(output, _status):
    return {"proved": True, "violated": False}.get(json.loads(output)["properties"][0]["verdict"])


def spin_says(output, _status):
    for line in output.splitlines():
        if "errors:" in line:
            return line.rstrip().endswith("errors: 0")
    return None


def nusmv_says(output, _status):
    return True if "is true" in output else False if "is false" in output else None


def smt_says(output, _status):
    return {"unsat": True, "sat": False}.get(output.strip())


def restart(bench, sizes, seeds, shapes):
    for shape in shapes:
        bench.beaten = set()
        for size in sizes:
            for seed in range(1, seeds + 1):
                plan = world_models.Restart(size, seed, shape)
                most = plan.most_down()
                for holds in (True, False):
                    limit = most if holds else most - 1
                    tools = {"proviso": (
                        [bench.proviso, "explore", bench.write("plan.proviso", plan.world(limit)), "--format", "json"],
                        proviso_says)}
                    if shutil.which("spin") and "spin" not in bench.beaten and size <= 255:
                        tools["spin"] = (bench.spin("\n".join(plan.promela(limit)) + "\n"), spin_says)
                    if shutil.which("NuSMV"):
                        tools["nusmv"] = (
                            ["NuSMV", "-dynamic", bench.write("plan.smv", plan.smv(limit))], nusmv_says)
                    for solver in filter(shutil.which, ("z3", "cvc5")):
                        options = ["--lang=smt2"] if solver == "cvc5" else ["-smt2"]
                        tools[f"{solver}, an order"] = (
                            [solver, *options, bench.write("order.smt2", plan.smt(limit))], smt_says)
                        name = f"{solver}, unrolled"
                        if name not in bench.beaten and size <= 128:
                            tools[name] = (
                                [solver, *options, bench.write("runs.smt2", plan.bit_vectors(limit))], smt_says)
                    taken = bench.run(
                        f"rolling restart, {shape}, {size} steps, seed {seed}, at most {limit} down"
                        f" ({'holds' if holds else 'broken'})", holds, tools)
                    if "proviso" not in taken or taken["proviso"].seconds > 5:
                        bench.missed.append(f"{size} steps in 5 s")


def classics(bench):
    cases = [("peterson", 2, True), *(("philosophers", n, False) for n in (5, 8, 10, 12, 14)),
             *(("two-phase", n, True) for n in (3, 5, 6, 7, 8))]
    for model, size, holds in cases:
        world, promela, smv = world_models.CLASSICS[model](size)
        tools = {"proviso": (
            [bench.proviso, "explore", bench.write("model.proviso", world), "--format", "json"], proviso_says)}
        if shutil.which("spin"):
            tools["spin"] = (bench.spin(promela), spin_says)
        if shutil.which("NuSMV"):
            tools["nusmv"] = (["NuSMV", bench.write("model.smv", smv)], nusmv_says)
        taken = bench.run(f"{model}, {size}", holds, tools)
        rivals = [taken[name].seconds for name in ("spin", "nusmv") if name in taken]
        if rivals and taken["proviso"].seconds > 2 * max(rivals):
            bench.missed.append(f"{model} {size} within twice the slower rival")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("proviso", help="the executable")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help="runs of each command; the result is the median")
    parser.add_argument("--limit", type=int, default=60, help="time limit in seconds for one run of a tool")
    parser.add_argument("--seeds", type=int, default=1)
    parser.add_argument("--sizes", type=int, nargs="+", default=[8, 16, 32, 64, 128, 256, 512, 1000])
    parser.add_argument("--shapes", nargs="+", choices=["random", "layered", "chain"], default=["random", "layered"])
    parser.add_argument("--only", choices=["restart", "classics"])
    given = parser.parse_args()
    for tool in ("spin", "NuSMV", "z3", "cvc5"):
        if not shutil.which(tool):
            print(f"{tool} is not installed: its rows are left out")
    with tempfile.TemporaryDirectory(prefix="proviso-bench-") as name:
        bench = Bench(str(pathlib.Path(given.proviso).resolve()), pathlib.Path(name), given.rounds, given.limit)
        if given.only in (None, "classics"):
            classics(bench)
        if given.only in (None, "restart"):
            restart(bench, given.sizes, given.seeds, given.shapes)
    if bench.wrong or bench.missed:
        sys.exit("\nwrong: " + "; ".join(bench.wrong) + "\nmissed: " + "; ".join(dict.fromkeys(bench.missed)))


if __name__ == "__main__":
    main()
