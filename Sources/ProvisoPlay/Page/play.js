// The playground: two editors, and the answer beside them.

import { Editor } from "/editor.js";
import { draw } from "/graph.js";
import { Lessons } from "/lessons.js";
import { ask, key } from "/server.js";
import { makeTabs } from "/tabs.js";

// The time without a key after which the spec is read again, in milliseconds.
const pause = 300;

const $ = id => document.getElementById(id);
const chooseText = makeTabs($("tab-spec").parentElement);
const chooseAnswer = makeTabs($("tab-page").parentElement);
const spec = new Editor($("spec"), true, changed);
const plan = new Editor($("plan"), false, changed);

let exercise = "";
const texts = () => ({ spec: spec.text, plan: plan.text, exercise });

function tell(verdict, text) {
  $("verdict").className = verdict ?? "";
  $("verdict").textContent = text;
}

// MARK: Problems

function showProblems(diagnostics) {
  spec.mark(diagnostics.filter(({ line }) => line !== null));
  $("count").textContent = diagnostics.length === 0 ? "No problems"
    : diagnostics.length === 1 ? "1 problem" : `${diagnostics.length} problems`;
  $("problems").replaceChildren(...diagnostics.map(problem => {
    const item = document.createElement("li");
    const button = document.createElement("button");
    button.type = "button";
    const place = problem.line === null ? "" : `Line ${problem.line}, column ${problem.column}: `;
    button.textContent = `${problem.level === "error" ? "✗" : "!"} ${place}${problem.message}`;
    if (problem.fix) {
      const fix = document.createElement("span");
      fix.className = "fix";
      fix.textContent = problem.fix;
      button.append(fix);
    }
    button.addEventListener("click", () => {
      chooseText("tab-spec");
      if (problem.line !== null) spec.goTo(problem.line, problem.column);
    });
    item.append(button);
    return item;
  }));
}

let timer;
let asked = 0;

/** The texts were changed: reads the spec again when the reader pauses. */
function changed() {
  tell(null, "Not checked since the last change");
  clearTimeout(timer);
  timer = setTimeout(diagnose, pause);
}

async function diagnose() {
  const mine = ++asked;
  try {
    const answer = await ask("/api/diagnose", texts());
    if (mine === asked) showProblems(answer.diagnostics);
  } catch (error) {
    if (mine === asked) tell("undecided", error.message);
  }
}

// MARK: Answers

async function check(wasPressed) {
  clearTimeout(timer);
  const mine = ++asked;
  tell(null, "Checking …");
  document.body.setAttribute("aria-busy", "true");
  try {
    const answer = await ask("/api/check", texts());
    if (mine !== asked) return;
    showProblems(answer.diagnostics);
    show(answer, wasPressed);
  } catch (error) {
    if (mine === asked) tell("undecided", error.message);
  } finally {
    if (mine === asked) document.body.removeAttribute("aria-busy");
    if (!$("panel-states").hidden) drawStates();
  }
}

function show(answer, wasPressed) {
  const isChecked = answer.verdict !== null;
  const hasErrors = answer.diagnostics.some(({ level }) => level === "error");
  tell(answer.verdict ?? "undecided",
    isChecked ? answer.summary
      : hasErrors ? "Nothing was checked: correct the problems first" : "Nothing was checked");
  const lines = isChecked ? [] : hasErrors ? ["The text has problems, which stand below it."] : answer.messages;
  $("messages").replaceChildren(...lines.map(line => {
    const block = document.createElement("pre");
    block.textContent = line;
    return block;
  }));
  $("messages").hidden = isChecked;
  $("page").hidden = !isChecked;
  if (answer.report) $("page").src = `${answer.report}&key=${encodeURIComponent(key)}`;
  $("text").textContent = answer.text ?? lines.join("\n");
  // On a narrow screen the answer is below the texts.
  if (wasPressed) $("answer").scrollIntoView({ block: "nearest" });
}

// MARK: States

let drawn;

/** Draws the states of the world, if the texts have changed since. */
async function drawStates() {
  const now = JSON.stringify(texts());
  if (now === drawn) return;
  drawn = now;
  try {
    draw(await ask("/api/graph", texts()), $("states"));
  } catch (error) {
    drawn = undefined;
    $("states").textContent = error.message;
  }
}

// MARK: Examples

/** Fills the editors. */
function fill(newSpec, newPlan, newExercise = "") {
  exercise = newExercise;
  spec.text = newSpec;
  plan.text = newPlan;
  chooseText("tab-spec");
  changed();
}

async function open(name) {
  const texts = await ask(`/api/example?name=${encodeURIComponent(name)}`);
  fill(texts.spec, texts.plan);
  chooseAnswer("tab-page");
  location.hash = name;
  await check(false);
}

async function start() {
  const { opened, examples, lessons } = await ask("/api/start");
  new Lessons(lessons, $("lessons"), { show: fill, spec: () => spec.text });
  const options = examples.map(({ name, title }) => new Option(title, name));
  if (opened) options.unshift(new Option("The files that were opened", ""));
  $("examples").replaceChildren(...options);
  const wanted = decodeURIComponent(location.hash.slice(1));
  const name = examples.some(example => example.name === wanted) ? wanted : opened ? "" : examples[0].name;
  $("examples").value = name;
  const choose = async chosen => {
    if (chosen) return open(chosen);
    fill(opened.spec, opened.plan);
    history.replaceState(null, "", location.pathname + location.search);
    await check(false);
  };
  $("examples").addEventListener("change", () =>
    choose($("examples").value).catch(error => tell("undecided", error.message)));
  await choose(name);
}

$("tab-states").addEventListener("click", drawStates);
$("tab-states").addEventListener("focus", drawStates);
$("check").addEventListener("click", () => check(true));
document.addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    check(true);
  }
});
start().catch(error => tell("undecided", error.message));
