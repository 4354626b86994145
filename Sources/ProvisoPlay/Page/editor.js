// An editor: a text area, with colours and line numbers behind it that follow what is typed.

const words = new Set(("world spec for use object objects enum entity agent agents action var let const " +
  "define do every some no exactly at least most in where when whenever if then else and or not implies " +
  "always eventually possible invariant property leads to before after until stays start choose may " +
  "true false null unknown severity because reference tags message waive test expect fair strong").split(" "));
// The largest text that is coloured at each key.
const mostColoured = 60_000;

const escaped = text => text.replace(/[&<>]/g, sign => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);

/** The parts of a line of a spec, each with the class of its colour. */
function parts(line) {
  const found = [];
  const pattern = /(\/\/.*)|("(?:[^"\\]|\\.)*"?)|([A-Za-z_]\w*)|(\s+|[^\sA-Za-z_"/]+|\/)/g;
  for (const [text, comment, string, word] of line.matchAll(pattern)) {
    const kind = comment ? "comment" : string ? "string" : word && words.has(word) ? "word" : "";
    found.push({ text, kind });
  }
  return found;
}

export class Editor {
  #area; #colours; #numbers; #problems = []; #isSpec; #lines = 0;

  /** `changed` is called after each change by the reader. */
  constructor(area, isSpec, changed) {
    this.#area = area;
    this.#isSpec = isSpec;
    this.#colours = area.parentElement.querySelector(".colours");
    this.#numbers = area.closest(".editor").querySelector(".numbers");
    area.addEventListener("input", () => { this.#problems = []; this.#paint(); changed(); });
    area.addEventListener("scroll", () => this.#follow());
    area.addEventListener("keydown", event => this.#indent(event));
  }

  get text() { return this.#area.value; }

  set text(value) {
    this.#area.value = value;
    this.#problems = [];
    this.#paint();
    this.#area.scrollTop = 0;
    this.#follow();
  }

  /** Marks the words at which problems are. */
  mark(problems) {
    this.#problems = problems;
    this.#paint();
  }

  /** Puts the cursor at a line and column, which count from 1. */
  goTo(line, column) {
    const lines = this.text.split("\n");
    const start = lines.slice(0, line - 1).reduce((sum, text) => sum + text.length + 1, 0) + column - 1;
    this.#area.focus();
    this.#area.setSelectionRange(start, start);
    const height = this.#area.scrollHeight / Math.max(lines.length, 1);
    this.#area.scrollTop = Math.max(0, (line - 5) * height);
  }

  // A new line begins where the one before it began.
  #indent(event) {
    if (event.key !== "Enter" || event.ctrlKey || event.metaKey || event.shiftKey || event.isComposing) return;
    const before = this.text.slice(0, this.#area.selectionStart);
    const line = before.slice(before.lastIndexOf("\n") + 1);
    const indent = line.match(/^ */)[0] + (/[{(]\s*$/.test(line) ? "  " : "");
    if (!indent) return;
    event.preventDefault();
    this.#area.setRangeText("\n" + indent, this.#area.selectionStart, this.#area.selectionEnd, "end");
    this.#area.dispatchEvent(new Event("input"));
  }

  #follow() {
    this.#colours.scrollTop = this.#area.scrollTop;
    this.#colours.scrollLeft = this.#area.scrollLeft;
    this.#numbers.scrollTop = this.#area.scrollTop;
  }

  #paint() {
    const lines = this.text.split("\n");
    if (lines.length !== this.#lines) {
      this.#lines = lines.length;
      this.#numbers.textContent = lines.map((_, index) => index + 1).join("\n") + "\n";
    }
    const isPlain = !this.#isSpec || this.text.length > mostColoured;
    this.#colours.innerHTML = isPlain ? escaped(this.text) + "\n"
      : lines.map((line, index) => this.#painted(line, index + 1)).join("\n") + "\n";
    this.#follow();
  }

  #painted(line, number) {
    const problems = this.#problems.filter(problem => problem.line === number);
    let column = 1;
    return parts(line).map(({ text, kind }) => {
      const end = column + text.length;
      const problem = problems.find(({ column: at }) => at >= column && at < end);
      column = end;
      const classes = [kind, problem?.level].filter(Boolean).join(" ");
      return classes ? `<span class="${classes}">${escaped(text)}</span>` : escaped(text);
    }).join("");
  }
}
