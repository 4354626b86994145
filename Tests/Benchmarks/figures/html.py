"""The page of results: one file without scripts, in light and dark, for screens of any width."""

from html import escape

from figures import cores, growth, many, plots, rule, search, start
from shaped_plan import SHAPES

SECTIONS = [rule, growth, cores, start, search, many]
NOTES = {
    "rule": "CPU time of whole processes. 1 is a process in which Python's orjson parses the plan and does nothing else. "
            "Every program answers the same question, and the numbers of violations agree.",
    "growth": "CPU time less that of a plan with one change. Exponents are fitted by least squares to the logarithms; 1 is "
              "linear (the grey line). Solid lines: without a graph; dashed lines: with one. Under each shape are "
              "the exponents, without and with a graph.",
    "cores": "Elapsed time of the same command, bound to one core and to two. Other work on the machine lowers the ratio.",
    "start": "CPU time (user and system) of whole processes, medians.",
    "search": "Spin's time is that of its compiled verifier alone. Proviso's is that of the whole process.",
    "many": "Times of several processes are added: they run one after another.",
}
STYLE = """
:root { color-scheme: light dark; --ink: #1c2330; --soft: #5b6472; --paper: #fff; --rule: #dde1e7; --wash: #f4f6f8;
  --good: #1a7f4b; --bad: #b3261e; --s0: #2563b8; --s1: #c2571a; --s2: #2e8540; --s3: #8a3fa0; --other: #9aa3b0; }
@media (prefers-color-scheme: dark) { :root { --ink: #e4e8ee; --soft: #a2abb8; --paper: #14181e; --rule: #343c47;
  --wash: #1d232b; --good: #5cc98c; --bad: #ff8a80; --s0: #7fb0f5; --s1: #f2a06b; --s2: #7ccf8f; --s3: #d19be3;
  --other: #66707e; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1080px; padding: 20px 16px 60px; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 4px; } h2 { font-size: 1.25rem; margin: 44px 0 6px; }
p { max-width: 70ch; margin: 6px 0 14px; } .soft { color: var(--soft); }
.wide { overflow-x: auto; margin: 12px 0 20px; }
table { border-collapse: collapse; width: 100%; font-size: .92rem; }
caption { text-align: left; font-weight: 600; padding: 4px 0 6px; }
th, td { text-align: left; padding: 5px 12px 5px 0; border-bottom: 1px solid var(--rule); vertical-align: top; }
thead th { color: var(--soft); font-weight: 600; } tbody th { font-weight: 400; min-width: 9.5rem; }
td:last-child { min-width: 7rem; } td.n:last-child { min-width: 0; } a { color: var(--s0); }
td.n, th.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.met { color: var(--good); font-weight: 600; } .missed { color: var(--bad); font-weight: 600; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 330px), 1fr)); gap: 22px; margin: 14px 0; }
figure { margin: 0; max-width: 520px; } figcaption { font-weight: 600; font-size: .95rem; margin-bottom: 4px; }
svg { width: 100%; height: auto; display: block; } svg text { fill: var(--ink); font: 13px system-ui, sans-serif; }
svg text.axis { fill: var(--soft); } svg text.strong { font-weight: 700; }
.grid { stroke: var(--rule); } .one { stroke: var(--soft); stroke-width: 1.5; }
.goal { stroke: var(--good); stroke-width: 2.5; }
.linear { stroke: var(--other); stroke-width: 5; opacity: .45; fill: none; }
.curve { fill: none; stroke-width: 2; } .dashed { stroke-dasharray: 5 4; } .mark.dashed { stroke-dasharray: none; }
.mark { stroke: var(--paper); stroke-width: 1; } .own { fill: var(--s0); } .other { fill: var(--other); }
""" + "".join(f".curve.s{n} {{ stroke: var(--s{n}); }} .mark.s{n} {{ fill: var(--s{n}); }}\n" for n in range(4))


def number(value, unit=""):
    if value is None:
        return "–"
    digits = 0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2 if abs(value) >= 0.1 else 3
    return f"{value:,.{digits}f}{' ' + unit if unit else ''}"


def table(caption, heads, rows):
    """A table. A head that begins with `#` is a column of numbers; cells are HTML."""
    numeric = [head.startswith("#") for head in heads]
    top = "".join(f'<th scope="col"{" class=n" if right else ""}>{escape(head.lstrip("#"))}</th>'
                  for head, right in zip(heads, numeric))
    body = []
    for row in rows:
        cells = [f'<th scope="row">{row[0]}</th>']
        cells += [f'<td{" class=n" if right else ""}>{cell}</td>' for cell, right in zip(row[1:], numeric[1:])]
        body.append("<tr>" + "".join(cells) + "</tr>")
    return (f'<div class="wide" role="region" tabindex="0" aria-label="{escape(caption)}"><table>'
            f"<caption>{escape(caption)}</caption><thead><tr>{top}</tr></thead>\n<tbody>" + "\n".join(body)
            + "</tbody></table></div>")


def verdict(figure):
    return {None: "", True: '<span class="met">met</span>', False: '<span class="missed">missed</span>'}[figure["met"]]


def figures(caption, found):
    rows = []
    for figure in found:
        goal = "" if figure["goal"] is None else f"{'≥' if figure['at_least'] else '≤'} {figure['goal']:g}"
        rows.append([escape(figure["what"]), number(figure["value"], figure["unit"]), goal, verdict(figure),
                     escape(figure["note"])])
    heads = ["figure", "#value", "#goal", "", "note"]
    # Columns that are empty throughout are left out.
    kept = [place for place in range(len(heads)) if any(row[place] for row in rows)]
    return table(caption, [heads[place] for place in kept], [[row[place] for place in kept] for row in rows])


def is_exponent(figure):
    return figure["name"].startswith("growth.") and figure["what"].startswith("Exponent")


def exponents(document):
    """The exponents as one table: a row for each rule, a column for each shape, and the largest plan that was done."""
    lines = {(line["rule"], line["graph"], line["shape"]): line for line in document["series"]}
    rows = []
    for rule_name, graph in dict.fromkeys((rule_name, graph) for rule_name, graph, _ in lines):
        cells = []
        for shape in SHAPES:
            line = lines[rule_name, graph, shape]
            # A series that was cut short does not meet its goal, however flat its beginning is.
            is_met = line["exponent"] is not None and line["exponent"] <= growth.EXPONENT and not line["note"]
            kind = "met" if is_met else "missed"
            reached = f"to {plots.short(line['points'][-1][0])}" if line["points"] else "not measured"
            cells.append(f'<span class="{kind}">{plots.told(line["exponent"])}</span> <span class="soft">{reached}</span>')
        rows.append([escape(rule_name + (", with a graph" if graph else "")), *cells])
    made = table(f"Exponents, and the largest number of changes that was measured; goal at most {growth.EXPONENT}",
                 ["rule", *(f"#{shape}" for shape in SHAPES)], rows)
    stopped = [f"{line['rule']}, {line['shape']}{', with a graph' if line['graph'] else ''}: {line['note']}"
               for line in document["series"] if line["note"]]
    if stopped:
        made += ("<details><summary>Why larger plans were not measured</summary><ul>"
                 + "".join(f"<li>{escape(text)}</li>" for text in stopped) + "</ul></details>")
    return made


def goals(document):
    """How many goals each section meets, and what is missed, the exponents in one line."""
    rows = []
    for section in SECTIONS:
        judged = [f for f in document["figures"] if f["section"] == section.SECTION and f["met"] is not None]
        if judged:
            met = sum(figure["met"] for figure in judged)
            kind = "met" if met == len(judged) else "missed"
            rows.append([f'<a href="#{section.SECTION}">{escape(section.TITLE)}</a>',
                         f'<span class="{kind}">{met} of {len(judged)}</span>'])
    made = table("Goals that are met", ["section", "#met"], rows)
    missed = [figure for figure in document["figures"] if figure["met"] is False and not is_exponent(figure)]
    if missed:
        made += figures("Goals that are missed, without the exponents", missed)
    return made


def programs(document, section):
    """The rows of a section, a table for each case."""
    cases = {}
    for row in document["rows"]:
        if row["section"] == section:
            cases.setdefault(row["case"], []).append(row)
    for case, rows in cases.items():
        ratios = any(row["ratio"] is not None for row in rows)
        notes = any(row["note"] for row in rows)
        yield table(
            case, ["program", "#elapsed", "#CPU", "#memory", *(["#to orjson"] if ratios else []),
                   *(["note"] if notes else [])],
            [[escape(row["program"]), number(row["seconds"], "s"), number(row["cpu"], "s"), number(row["mebibytes"], "MiB"),
              *([number(row["ratio"], "×") if row["ratio"] is not None else ""] if ratios else []),
              *([escape(row["note"])] if notes else [])] for row in rows])


def drawings(document, section):
    """The plots of a section, each with its caption."""
    made = []
    if section == "growth":
        names = dict.fromkeys(line["rule"] for line in document["series"])
        made = [(name, plots.growth(f"growth{place}", name, [s for s in document["series"] if s["rule"] == name], SHAPES))
                for place, name in enumerate(names)]
    if section == "rule":
        goals = {figure["name"]: figure["goal"] for figure in document["figures"]}
        cases = {}
        for row in document["rows"]:
            if row["section"] == "rule" and row["ratio"] and row["program"] != "orjson, the parse alone":
                cases.setdefault(row["case"], []).append((row["program"].replace("orjson, the rule by hand", "orjson by hand"),
                                                          row["ratio"]))
        for place, (case, bars) in enumerate(cases.items()):
            goal = goals.get("rule.safe.cpu") if case.endswith(" 0 violations") else goals.get("rule.unsafe.cpu")
            goal = goal if case.startswith("10,000") else None
            made.append((case, plots.ratios(f"ratio{place}", case, sorted(bars, key=lambda b: b[1]), "orjson's parse", goal)))
    made = [f"<figure><figcaption>{escape(caption)}</figcaption>{svg}</figure>" for caption, svg in made if svg]
    return f'<div class="plots">{"".join(made)}</div>' if made else ""


def machine(document):
    facts = document["machine"]
    versions = ", ".join(f"{name} {version}" for name, version in facts["peers"].items() if version)
    text = (f"{facts['proviso']} on {facts['processor']}, {facts['cores']} cores, {facts['memory_gib']} GiB, "
            f"{facts['system']}, Python {facts['python']}; {facts['date']}. Beside it: {versions}. Load of the machine "
            f"before: {facts['load_before']}" + (f", after: {facts['load_after']}." if "load_after" in facts else "."))
    if settings := facts.get("settings"):
        text += f" {settings} Memory below {facts['floor_mib']} MiB cannot be told apart."
    return text


def page(document):
    """Returns the page of a document of results."""
    body = [f"<h1>Benchmarks of Proviso</h1><p class=soft>{escape(machine(document))}</p>"]
    for title, items, kind in (("Wrong answers", document["wrong"], "missed"), ("Left out", document["left_out"], "soft")):
        if items:
            body.append(f"<p><span class={kind}>{title}:</span> {escape('; '.join(items))}.</p>")
    body.append(goals(document))
    for section in SECTIONS:
        found = [figure for figure in document["figures"]
                 if figure["section"] == section.SECTION and not is_exponent(figure)]
        if not found and not (section is growth and document["series"]):
            continue
        body.append(f'<section><h2 id="{section.SECTION}">{escape(section.TITLE)}</h2><p>{NOTES[section.SECTION]}</p>')
        body.append(drawings(document, section.SECTION))
        if section is growth and document["series"]:
            body.append(exponents(document))
        if found:
            body.append(figures(f"{section.TITLE}: figures", found))
        tables = "".join(programs(document, section.SECTION))
        if section.SECTION in ("growth", "start"):
            tables = f"<details><summary>All measurements</summary>{tables}</details>"
        body.append(tables + "</section>")
    return ('<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            f"<title>Benchmarks of Proviso</title><style>{STYLE}</style></head>\n<body><main>"
            + "\n".join(body) + "</main></body></html>\n")
