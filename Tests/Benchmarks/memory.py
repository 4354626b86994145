"""Shows that memory stays flat over many checks in one process, for each kind of input.

Usage: python3 Tests/Benchmarks/memory.py [PROVISO]

Checks each input 50 and 1,000 times in one process, and compares the peaks. What grows is the list of
results that the command keeps until it prints them.
"""

import os
import sys

import measure

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FEW, MANY = 50, 1_000
# Kilobytes that one more check may add to the peak: its result.
BUDGET = 64

INPUTS = {
    "Terraform plan": (["examples/two-replicas/plan.json"], ["-s", "examples/two-replicas/availability.proviso"]),
    "record of calls": (["examples/agent-records/forwarded.json"], ["-s", "injection"]),
    "plan of agents": (["examples/agent-plans/double-charge/broken.yaml"], []),
    "world": (["specs/teaching/peterson.proviso"], []),
}


def main():
    executable = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else ".build/release/proviso")
    os.chdir(ROOT)
    status = 0
    print(f"{'input':18} {FEW:>6} checks {MANY:>6} checks   growth a check")
    for name, (paths, options) in INPUTS.items():
        peaks = [measure.run([executable, "check", *(paths * count), *options]).mebibytes for count in (FEW, MANY)]
        growth = (peaks[1] - peaks[0]) * 1024 / (MANY - FEW)
        verdict = "" if growth <= BUDGET else f"  over the budget of {BUDGET} KiB"
        status = status or bool(verdict)
        print(f"{name:18} {peaks[0]:9.1f} MiB {peaks[1]:9.1f} MiB {growth:9.1f} KiB{verdict}")
    sys.exit(status)


if __name__ == "__main__":
    main()
