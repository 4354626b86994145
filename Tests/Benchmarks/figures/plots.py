"""Plots as SVG texts: growth on logarithmic axes, and bars of ratios. Colours are classes of the page's style."""

import math
from html import escape

WIDTH = 420


class Drawing:
    """An SVG picture with a title and a description for those who do not see it."""

    def __init__(self, name, title, description, height):
        self.parts = [
            f'<svg viewBox="0 0 {WIDTH} {height}" role="img" aria-labelledby="{name}-title {name}-text">',
            f'<title id="{name}-title">{escape(title)}</title>', f'<desc id="{name}-text">{escape(description)}</desc>']

    def line(self, start, end, kind):
        (x1, y1), (x2, y2) = start, end
        self.parts.append(f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{kind}"/>')

    def text(self, at, words, kind="", anchor="middle"):
        x, y = at
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" class="{kind}">{escape(str(words))}</text>')

    def path(self, points, kind):
        drawn = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline points="{drawn}" class="{kind}"/>')

    def mark(self, at, place, kind):
        """A mark whose form tells the series, also without colours."""
        x, y = at
        corners = [
            None, [(-4, -4), (4, -4), (4, 4), (-4, 4)], [(0, -5), (5, 4), (-5, 4)], [(0, -6), (5, 0), (0, 6), (-5, 0)]]
        if corners[place] is None:
            self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" class="{kind}"/>')
        else:
            drawn = " ".join(f"{x + dx:.1f},{y + dy:.1f}" for dx, dy in corners[place])
            self.parts.append(f'<polygon points="{drawn}" class="{kind}"/>')

    def bar(self, left, top, size, kind):
        width, height = size
        self.parts.append(
            f'<rect x="{left:.1f}" y="{top:.1f}" width="{width:.1f}" height="{height:.1f}" class="{kind}"/>')

    def __str__(self):
        return "\n".join([*self.parts, "</svg>"])


def short(value):
    """A number of an axis: 1, 0.01, 100k."""
    return f"{value / 1000:g}k" if value >= 1000 else f"{value:g}"


def powers(low, high):
    """The powers of ten around a range, at least two."""
    first, last = math.floor(math.log10(low) + 0.02), math.ceil(math.log10(high) - 0.02)
    return [10.0 ** place for place in range(first, max(last, first + 1) + 1)]


def growth(name, rule, lines, shapes):
    """CPU seconds by changes, both logarithmic: a line for each shape, dashed where the plan has a graph."""
    points = [(p[0], max(p[1], 0.001)) for line in lines for p in line["points"]]
    if not points:
        return ""
    left, right, top, bottom = 52, WIDTH - 12, 14, 250
    xs = powers(min(p[0] for p in points), max(p[0] for p in points))
    ys = powers(min(p[1] for p in points), max(p[1] for p in points))

    def at(size, seconds):
        across = math.log10(size / xs[0]) / math.log10(xs[-1] / xs[0])
        up = math.log10(max(seconds, 0.001) / ys[0]) / math.log10(ys[-1] / ys[0])
        return left + across * (right - left), bottom - up * (bottom - top)

    words = "; ".join(
        f"{line['shape']}{' with a graph' if line['graph'] else ''} {told(line['exponent'])}" for line in lines)
    drawing = Drawing(name, f"Growth of {rule}", f"CPU seconds by changes, both axes logarithmic. Exponents: {words}.",
                      322)
    for value in xs:
        drawing.line((at(value, ys[0])[0], top), (at(value, ys[0])[0], bottom), "grid")
        drawing.text((at(value, ys[0])[0], bottom + 18), short(value), anchor="end" if value == xs[-1] else "middle")
    for value in ys:
        drawing.line((left, at(xs[0], value)[1]), (right, at(xs[0], value)[1]), "grid")
        drawing.text((left - 6, at(xs[0], value)[1] + 4), short(value), anchor="end")
    drawing.text(((left + right) / 2, bottom + 36), "changes", "axis")
    drawing.text((left + 6, top + 12), "CPU seconds", "axis", "start")
    # A line of exponent 1 through the first point of the lowest series.
    start = min(points)
    end = min(xs[-1], start[0] * ys[-1] / start[1])
    drawing.path([at(*start), at(end, start[1] * end / start[0])], "linear")
    for line in lines:
        kind = f"s{shapes.index(line['shape'])}" + (" dashed" if line["graph"] else "")
        drawing.path([at(p[0], p[1]) for p in line["points"]], f"curve {kind}")
        for point in line["points"]:
            drawing.mark(at(point[0], point[1]), shapes.index(line["shape"]), f"mark {kind}")
    for place, shape in enumerate(shapes):
        x = 16 + place * 102
        found = {line["graph"]: told(line["exponent"]) for line in lines if line["shape"] == shape}
        drawing.mark((x, 299), place, f"mark s{place}")
        drawing.text((x + 10, 303), shape, anchor="start")
        drawing.text((x + 10, 319), " / ".join(found[graph] for graph in (False, True) if graph in found), "axis", "start")
    return str(drawing)


def told(exponent):
    return "–" if exponent is None else f"{exponent:.2f}"


def ratios(name, title, bars, yardstick, goal=None):
    """Bars that start at the yardstick's 1, on a logarithmic axis: to the left what is faster."""
    low = min(0.5, goal or 0.5, *(value for _, value in bars)) * 0.7
    high = max(2, *(value for _, value in bars)) * 1.8
    left, right, row = 128, WIDTH - 16, 30
    height = 34 + row * len(bars) + 40

    def at(value):
        return left + math.log(value / low) / math.log(high / low) * (right - left)

    words = "; ".join(f"{label} {value:.2f}" for label, value in bars)
    drawing = Drawing(name, title, f"Ratios to {yardstick}, on a logarithmic axis: {words}.", height)
    bottom = 24 + row * len(bars)
    for value in (0.1, 0.25, 0.5, 1, 2, 5, 10, 20, 50, 100):
        if low <= value <= high and (value in (0.1, 1, 10, 100) or high / low < 40):
            drawing.line((at(value), 18), (at(value), bottom), "one" if value == 1 else "grid")
            drawing.text((at(value), bottom + 16), f"{value:g}")
    drawing.text(((left + right) / 2, bottom + 34), f"times {yardstick}", "axis")
    for place, (label, value) in enumerate(bars):
        y = 26 + place * row
        own = label == "proviso"
        drawing.bar(min(at(1), at(value)), y, (abs(at(value) - at(1)), 16), "own" if own else "other")
        drawing.text((left - 8, y + 12), label, anchor="end", kind="strong" if own else "")
        side = at(value) + 6 if value >= 1 else at(1) + 6
        drawing.text((side, y + 12), f"{value:.2f}", anchor="start", kind="strong" if own else "")
        if own and goal:
            drawing.line((at(goal), y - 4), (at(goal), y + 20), "goal")
            drawing.text((at(goal), y - 6), f"goal {goal:g}", "axis")
    return str(drawing)
