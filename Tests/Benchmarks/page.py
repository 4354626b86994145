#!/usr/bin/env python3
"""Measures Proviso beside other programs and writes a page of the results. See README.md.

Writes results.json and results.html. Ends with status 1 if an answer is wrong. With --compare, measures only ratios
that are stable from run to run, and ends with status 1 if one is more than 30 % worse than recorded.
"""

import argparse
import os
import pathlib
import resource
import sys
import tempfile

from figures import cores, growth, html, many, rule, search, short, start
from figures.measuring import Measuring
from figures.results import Results

SECTIONS = [rule, start, growth, cores, search, many]


def options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("proviso", type=pathlib.Path, help="the executable of a release build")
    parser.add_argument("--out", type=pathlib.Path, default=pathlib.Path("benchmark-results"), help="folder of the results")
    parser.add_argument("--quick", action="store_true", help="fewer rounds, plans of at most 10,000 changes")
    parser.add_argument("--rounds", type=int, help="runs of each program that is fast (5, or 3 with --quick)")
    parser.add_argument("--seeds", type=int, default=1, metavar="N", help="measure with N seeds of the plans, from 1")
    parser.add_argument("--limit", type=float, default=120, metavar="SECONDS", help="limit of one run of a program")
    parser.add_argument("--minutes", type=float, help="start no further plan of the growth section after this time")
    parser.add_argument("--only", nargs="+", choices=[s.SECTION for s in SECTIONS], help="only these sections")
    modes = parser.add_mutually_exclusive_group()
    modes.add_argument("--compare", type=pathlib.Path, metavar="FILE", help="the short form, against recorded ratios")
    modes.add_argument("--record", type=pathlib.Path, metavar="FILE", help="the short form, which records its ratios")
    return parser.parse_args()


def measured(given, proviso, folder, seed):
    """Measures all sections, and saves the results after each."""
    results = Results(proviso)
    bench = Measuring(proviso, folder, given.rounds or (3 if given.quick else 5), given.limit, minutes=given.minutes)
    name = "results" if seed == 1 else f"results-seed-{seed}"
    results.machine["settings"] = (
        f"Plans of seed {seed}. A run that takes more than {given.limit:g} s or {bench.gibibytes} GiB is ended."
        + (" Quick: growth is measured on plans of at most 10,000 changes." if given.quick else "")
        + (f" Growth was measured until {given.minutes:g} minutes were over." if given.minutes else ""))
    given.out.mkdir(parents=True, exist_ok=True)
    for section in SECTIONS:
        if given.only and section.SECTION not in given.only:
            continue
        print(f"\n== {section.TITLE} ==", flush=True)
        section.run(bench, results, given.quick, seed)
        # A process has at least the memory that this one had when it started it.
        results.machine["floor_mib"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        results.machine["load_after"] = round(os.getloadavg()[0], 2)
        results.save(given.out / f"{name}.json")
        (given.out / f"{name}.html").write_text(html.page(results.document()), encoding="utf-8")
    print(f"\n{given.out / name}.json\n{given.out / name}.html")
    return results


def main():
    given = options()
    proviso = str(given.proviso.resolve())
    if not os.access(proviso, os.X_OK):
        sys.exit(f"{given.proviso}: not an executable: build one with `swift build -c release --product proviso`")
    if given.compare or given.record:
        with tempfile.TemporaryDirectory(prefix="proviso-bench-") as name:
            sys.exit(short.run(Measuring(proviso, pathlib.Path(name), 3, given.limit), given.compare, given.record))
    wrong, missed = [], []
    for seed in range(1, given.seeds + 1):
        with tempfile.TemporaryDirectory(prefix="proviso-bench-") as name:
            results = measured(given, proviso, pathlib.Path(name), seed)
        wrong += results.wrong
        missed += [figure.what for figure in results.figures if figure.met is False]
    if missed:
        print(f"\n{len(missed)} goals are missed:\n  " + "\n  ".join(missed))
    if wrong:
        sys.exit("\nwrong answers:\n  " + "\n  ".join(wrong))


if __name__ == "__main__":
    main()
