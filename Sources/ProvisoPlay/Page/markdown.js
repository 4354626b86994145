// The Markdown of lessons: headings, paragraphs, lists, tables, code, and emphasis. Everything else is text.

import { element } from "/server.js";

function inline(text) {
  const parts = [];
  const pattern = /`([^`]+)`|\*\*([^*]+)\*\*|\*([^*]+)\*|\[([^\]]+)\]\([^)]*\)|<doc:([^>]+)>/g;
  let end = 0;
  for (const match of text.matchAll(pattern)) {
    parts.push(text.slice(end, match.index));
    const [, code, strong, soft, link, page] = match;
    parts.push(code !== undefined ? element("code", "", code) : strong !== undefined ? element("strong", "", strong)
      : soft !== undefined ? element("em", "", soft) : link ?? page.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase());
    end = match.index + match[0].length;
  }
  parts.push(text.slice(end));
  return parts;
}

const cells = line => line.replace(/^\||\|$/g, "").split("|").map(cell => cell.trim());

function table(lines) {
  const [head, , ...body] = lines.map(cells);
  return element("table", "", element("thead", "", element("tr", "", ...head.map(cell => {
    const made = element("th", "", ...inline(cell));
    made.scope = "col";
    return made;
  }))), element("tbody", "", ...body.map(row =>
    element("tr", "", ...row.map(cell => element("td", "", ...inline(cell)))))));
}

/** The elements of a page. `open` is called with the text of a code block that the reader wants to try. */
export function markdown(text, open) {
  const blocks = [];
  const lines = text.split("\n");
  for (let index = 0; index < lines.length;) {
    const line = lines[index];
    const take = condition => {
      const start = index;
      while (index < lines.length && condition(lines[index])) index += 1;
      return lines.slice(start, index);
    };
    if (line.startsWith("```")) {
      index += 1;
      const code = take(inner => !inner.startsWith("```"));
      index += 1;
      const block = element("pre", "", element("code", "", code.join("\n")));
      block.tabIndex = 0;
      blocks.push(block);
      if (open && /^```proviso/.test(line)) {
        const button = element("button", "", "Try it in the editor");
        button.type = "button";
        button.addEventListener("click", () => open(code.join("\n") + "\n"));
        blocks.push(button);
      }
    } else if (line.startsWith("<!--") || line.trim() === "") {
      index += 1;
    } else if (/^#+ /.test(line)) {
      index += 1;
      const level = Math.min(line.match(/^#+/)[0].length + 1, 6);
      blocks.push(element(`h${level}`, "", ...inline(line.replace(/^#+ /, ""))));
    } else if (line.startsWith("|")) {
      blocks.push(table(take(inner => inner.startsWith("|"))));
    } else if (/^(- |\d+\. )/.test(line)) {
      const items = take(inner => /^(- |\d+\. |  )/.test(inner));
      const name = line.startsWith("- ") ? "ul" : "ol";
      blocks.push(element(name, "", ...items.join("\n").split(/\n(?=- |\d+\. )/)
        .map(item => element("li", "", ...inline(item.replace(/^(- |\d+\. )/, ""))))));
    } else {
      const words = take(inner => inner.trim() !== "" && !/^(```|#+ |\||- |\d+\. |<!--)/.test(inner));
      blocks.push(element("p", "", ...inline(words.join(" "))));
    }
  }
  return blocks;
}
