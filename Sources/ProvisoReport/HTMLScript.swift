/// The script of the page: the moments of a run, and the graph. The page is complete without it.
enum HTMLScript {
  static let text = """
    "use strict";
    (function () {
      function make(name, attributes, text) {
        const node = document.createElement(name);
        for (const key in attributes) node.setAttribute(key, attributes[key]);
        if (text !== undefined) node.textContent = text;
        return node;
      }
      const graphs = [];

      // A run: the slider chooses a moment, from 0 (before the first step) on.
      document.querySelectorAll("[data-run]").forEach(function (run, number) {
        const list = run.querySelector("ol");
        const steps = Array.from(list.children);
        const box = make("div", { class: "moment" });
        const label = make("label", { for: "moment" + number }, "Moment");
        const back = make("button", { type: "button", "aria-label": "previous moment" }, "‹");
        const next = make("button", { type: "button", "aria-label": "next moment" }, "›");
        const slider = make("input", {
          type: "range", id: "moment" + number, min: 0, max: steps.length, value: steps.length
        });
        const told = make("p", { role: "status", "aria-live": "polite" });
        const state = make("details", {});
        state.append(make("summary", {}, "The state at this moment"));
        const table = make("table", {});
        state.append(table);
        box.append(label, back, slider, next);
        run.insertBefore(box, list);
        run.insertBefore(told, list);
        run.append(state);

        function changes(step) { return Array.from(step.querySelectorAll("[data-what]")); }
        function show() {
          const at = Number(slider.value);
          const values = new Map();
          steps.forEach(function (step) {
            changes(step).forEach(function (change) {
              if (!values.has(change.dataset.what)) {
                values.set(change.dataset.what, change.dataset.from);
              }
            });
          });
          steps.forEach(function (step, index) {
            step.classList.toggle("now", index === at - 1);
            step.classList.toggle("later", index >= at);
            if (index === at - 1) step.setAttribute("aria-current", "step");
            else step.removeAttribute("aria-current");
            if (index < at) {
              changes(step).forEach(function (change) {
                values.set(change.dataset.what, change.dataset.to);
              });
            }
          });
          table.replaceChildren();
          const head = make("tr", {});
          head.append(make("th", { scope: "col" }, "What"), make("th", { scope: "col" }, "Value"));
          table.append(head);
          values.forEach(function (value, what) {
            const row = make("tr", {});
            row.append(make("th", { scope: "row" }, what), make("td", {}, value));
            table.append(row);
          });
          const step = at > 0 ? steps[at - 1] : null;
          const words = step ? step.firstChild.textContent.trim() : "before the first step";
          told.textContent = "Moment " + at + " of " + steps.length + ": " + words;
          slider.setAttribute("aria-valuetext", told.textContent);
          back.disabled = at === 0;
          next.disabled = at === steps.length;
          const section = run.closest("section:not([data-run])");
          graphs.forEach(function (graph) {
            if (graph.section === section) graph.mark(steps.slice(0, at));
          });
        }
        function move(by) { slider.value = Number(slider.value) + by; show(); }
        back.addEventListener("click", function () { move(-1); });
        next.addEventListener("click", function () { move(1); });
        slider.addEventListener("input", show);
        show();
      });

      // The graph: a column for each length of the longest path, drawn when it is seen.
      const signs = { create: "+", delete: "−", update: "~", read: "?", forget: "○" };
      document.querySelectorAll("[data-graph]").forEach(function (place) {
        const section = place.closest(".plan");
        const data = JSON.parse(section.querySelector("script").textContent);
        const graph = { section: section.parentElement, mark: function () {}, marked: null };
        graph.mark = function (steps) { graph.marked = steps; };
        graphs.push(graph);
        const list = section.querySelector("[data-list]");
        list.addEventListener("toggle", function () {
          if (!list.open || list.querySelector("ol")) return;
          const items = make("ol", {});
          data.forEach(function (step) {
            const after = step[2].map(function (other) { return data[other][0] + " " + data[other][1]; });
            items.append(make("li", {}, step[0] + " " + step[1]
              + (after.length ? ", after " + after.join(", ") : "")));
          });
          list.append(items);
        });
        function draw() {
          const column = new Array(data.length).fill(-1);
          // Without recursion: a chain can be as long as the plan.
          for (let start = 0; start < data.length; start++) {
            const open = [start];
            while (open.length) {
              const top = open[open.length - 1];
              if (column[top] >= 0) { open.pop(); continue; }
              const missing = data[top][2].filter(function (other) { return column[other] < 0; });
              if (missing.length && open.length <= data.length) { open.push.apply(open, missing); continue; }
              column[top] = data[top][2].reduce(function (most, other) {
                return Math.max(most, column[other] + 1);
              }, 0);
              open.pop();
            }
          }
          const rows = [];
          const width = 260, height = 34;
          const at = data.map(function (step, index) {
            const row = rows[column[index]] = (rows[column[index]] || 0) + 1;
            return [column[index] * (width + 60) + 10, (row - 1) * height + 10];
          });
          const name = "http://www.w3.org/2000/svg";
          function svg(tag, attributes) {
            const node = document.createElementNS(name, tag);
            for (const key in attributes) node.setAttribute(key, attributes[key]);
            return node;
          }
          const tallest = rows.reduce(function (a, b) { return Math.max(a, b); }, 1);
          const picture = svg("svg", {
            width: rows.length * (width + 60), height: tallest * height + 20, "aria-hidden": "true"
          });
          let lines = "";
          const waits = data.map(function (step) { return new Set(step[2]); });
          const count = data.reduce(function (sum, step) { return sum + step[2].length; }, 0);
          data.forEach(function (step, index) {
            step[2].forEach(function (other) {
              // A line that two others make up for is left out.
              if (count < 20000 && step[2].some(function (middle) { return waits[middle].has(other); })) {
                return;
              }
              const a = at[other], b = at[index];
              lines += "M" + (a[0] + width) + " " + (a[1] + 13) + "C" + (a[0] + width + 30) + " "
                + (a[1] + 13) + " " + (b[0] - 30) + " " + (b[1] + 13) + " " + b[0] + " " + (b[1] + 13);
            });
          });
          picture.append(svg("path", { d: lines }));
          const nodes = new Map();
          data.forEach(function (step, index) {
            const group = svg("g", { transform: "translate(" + at[index] + ")" });
            group.append(svg("rect", { width: width, height: 26, rx: 4 }));
            const label = (signs[step[0]] || "•") + " " + step[1];
            const text = svg("text", { x: 8, y: 18 });
            text.textContent = label.length > 34 ? label.slice(0, 14) + "…" + label.slice(-19) : label;
            const title = svg("title", {});
            title.textContent = step[0] + " " + step[1];
            group.append(title, text);
            picture.append(group);
            nodes.set(step[0] + " " + step[1], group);
          });
          place.append(picture);
          graph.mark = function (steps) {
            nodes.forEach(function (node) { node.setAttribute("class", ""); });
            steps.forEach(function (step) {
              const node = nodes.get(step.dataset.action + " " + step.dataset.step);
              if (node) node.setAttribute("class", step.dataset.outcome === "failed" ? "failed" : "done");
            });
          };
          if (graph.marked) graph.mark(graph.marked);
        }
        if (!("IntersectionObserver" in window)) { draw(); return; }
        const observer = new IntersectionObserver(function (entries) {
          if (!entries.some(function (entry) { return entry.isIntersecting; })) return;
          observer.disconnect();
          draw();
        });
        observer.observe(place);
      });
    })();
    """
}
