// The states of a small world, drawn from the top: each state is in the row of its shortest run.

import { element } from "/server.js";

const size = { line: 16, letter: 7.3, gap: 24, rows: 64, most: 8, widest: 34 };

function shape(name, attributes, ...contents) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  made.append(...contents);
  return made;
}

const cut = text => text.length > size.widest ? text.slice(0, size.widest - 1) + "…" : text;

/** The rows of states by the length of a shortest run. */
function rows({ nodes, edges }) {
  const depth = nodes.map(node => node.isInitial ? 0 : undefined);
  const found = [];
  let row = nodes.flatMap((node, index) => node.isInitial ? [index] : []);
  while (row.length) {
    found.push(row);
    const next = [];
    for (const { from, to } of edges) {
      if (row.includes(from) && depth[to] === undefined) {
        depth[to] = found.length;
        next.push(to);
      }
    }
    row = next;
  }
  return { found, depth };
}

/** Gives each state a place, below the states that lead to it. */
function places(graph) {
  const { found, depth } = rows(graph);
  const place = [];
  let y = 8;
  let widest = 0;
  for (const row of found) {
    const boxes = row.map(index => {
      const lines = graph.nodes[index].lines.slice(0, size.most).map(cut);
      if (graph.nodes[index].lines.length > size.most) lines.push("…");
      const before = graph.edges.filter(({ from, to }) => to === index && depth[from] < depth[index])
        .map(({ from }) => place[from].x + place[from].width / 2);
      return {
        index, lines, width: Math.max(...lines.map(line => line.length)) * size.letter + 16,
        height: lines.length * size.line + 12,
        wanted: before.length ? before.reduce((sum, x) => sum + x, 0) / before.length : 0,
      };
    }).sort((a, b) => a.wanted - b.wanted);
    let x = 8;
    for (const box of boxes) {
      const left = Math.max(x, box.wanted - box.width / 2);
      place[box.index] = { x: left, y, ...box };
      x = left + box.width + size.gap;
    }
    widest = Math.max(widest, x);
    y += Math.max(...boxes.map(({ height }) => height)) + size.rows;
  }
  return { place, width: widest, height: y - size.rows + 16 };
}

function line(edge, place, turn) {
  const [a, b] = [place[edge.from], place[edge.to]];
  const down = b.y > a.y;
  const start = { x: a.x + a.width / 2 + turn, y: down ? a.y + a.height : a.y + a.height / 2 };
  const end = { x: b.x + b.width / 2 + turn, y: down ? b.y : b.y + b.height / 2 };
  if (edge.from === edge.to) {
    const right = a.x + a.width;
    return `M${right},${a.y + 8} C${right + 28},${a.y} ${right + 28},${a.y + a.height} ${right},${a.y + a.height - 8}`;
  }
  if (down) return `M${start.x},${start.y} C${start.x},${start.y + 28} ${end.x},${end.y - 28} ${end.x},${end.y}`;
  const [from, to] = [a.x + a.width, b.x + b.width];
  const side = Math.max(from, to) + 30 + Math.abs(turn);
  return `M${from},${start.y} C${side},${start.y} ${side},${end.y} ${to},${end.y}`;
}

/** Draws a graph, with a list of the same content for those who do not see it. */
export function draw(graph, target) {
  if (graph.message !== null) {
    target.replaceChildren(element("p", "note", graph.message));
    return;
  }
  const { place, width, height } = places(graph);
  const arrow = shape("marker", { id: "arrow", viewBox: "0 0 10 10", refX: 9, refY: 5, markerWidth: 7,
    markerHeight: 7, orient: "auto-start-reverse" }, shape("path", { d: "M0,0 L10,5 L0,10 z", class: "arrow" }));
  const together = new Map();
  for (const edge of graph.edges) {
    const name = `${edge.from} ${edge.to}`;
    together.set(name, [...(together.get(name) ?? []), edge]);
  }
  const edges = [...together.values()].map((same, index) => {
    const label = same.map(edge => edge.label).join(", ");
    const path = line(same[0], place, (index % 3 - 1) * 6);
    return shape("g", {}, shape("title", {}, label),
      shape("path", { d: path, class: "wide" }),
      shape("path", { d: path, class: same.every(edge => edge.isFailure) ? "edge failing" : "edge",
        "marker-end": "url(#arrow)" }));
  });
  const nodes = graph.nodes.map((node, index) => {
    const { x, y, width, height, lines } = place[index];
    const classes = ["state", node.isInitial ? "first" : "", node.isLast ? "last" : "",
      node.isViolating ? "violating" : ""].join(" ");
    return shape("g", { class: classes }, shape("title", {}, `State ${index + 1}`),
      shape("rect", { x, y, width, height, rx: 6 }),
      ...lines.map((text, row) =>
        shape("text", { x: x + 8, y: y + 18 + row * size.line }, text)));
  });
  const count = `${graph.nodes.length} ${graph.nodes.length === 1 ? "state" : "states"}, ${graph.edges.length} steps`;
  const picture = shape("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img",
    "aria-label": `${count}; the list below has the same content` }, shape("defs", {}, arrow), ...edges, ...nodes);
  const frame = element("div", "drawing", picture);
  frame.tabIndex = 0;
  frame.setAttribute("role", "region");
  frame.setAttribute("aria-label", "The states as a drawing");
  target.replaceChildren(element("p", "note", `${count}. The first states are at the top, with a blue `
    + "border; a state without a step has a thick one, and one that violates an invariant is marked. Point at "
    + "an arrow for its step."), frame, list(graph));
}

function list({ nodes, edges }) {
  const items = nodes.map((node, index) => {
    const marks = [node.isInitial && "first", node.isLast && "no step", node.isViolating && "violates an invariant"]
      .filter(Boolean).join(", ");
    const steps = edges.filter(({ from }) => from === index)
      .map(({ to, label, isFailure }) => element("li", "", `${label}${isFailure ? " fails" : ""}: to state ${to + 1}`));
    return element("li", "", `State ${index + 1}${marks ? ` (${marks})` : ""}: ${node.lines.join(", ")}`,
      element("ul", "", ...steps));
  });
  return element("details", "", element("summary", "", "The states and steps as a list"), element("ol", "plain", ...items));
}
