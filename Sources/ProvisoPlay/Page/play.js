// The playground: two editors, and the answer beside them.

import { Editor } from "/editor.js";
import { makeTabs } from "/tabs.js";

// The time without a key after which the spec is read again, in milliseconds.
const pause = 300;

const $ = id => document.getElementById(id);
const key = new URLSearchParams(location.search).get("key") ?? "";

const chooseText = makeTabs($("tab-spec").parentElement);
const chooseAnswer = makeTabs($("tab-page").parentElement);
const spec = new Editor($("spec"), true, changed);
const plan = new Editor($("plan"), false, changed);

/** Asks the server; gives its answer, or throws what it says. */
async function ask(path, body) {
  let response;
  try {
    response = await fetch(path, {
      method: body ? "POST" : "GET",
      headers: { "X-Proviso-Key": key, ...(body ? { "Content-Type": "application/json" } : {}) },
      body: body && JSON.stringify(body),
    });
  } catch {
    throw new Error("the playground has ended; start it again and open the address that it prints");
  }
  if (!response.ok) throw new Error((await response.text()).trim());
  return response.json();
}

const texts = () => ({ spec: spec.text, plan: plan.text });

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

// MARK: Examples

async function open(name) {
  const texts = await ask(`/api/example?name=${encodeURIComponent(name)}`);
  spec.text = texts.spec;
  plan.text = texts.plan;
  chooseText("tab-spec");
  chooseAnswer("tab-page");
  location.hash = name;
  await check(false);
}

async function start() {
  const { opened, examples } = await ask("/api/start");
  const options = examples.map(({ name, title }) => new Option(title, name));
  if (opened) options.unshift(new Option("The files that were opened", ""));
  $("examples").replaceChildren(...options);
  const wanted = decodeURIComponent(location.hash.slice(1));
  const name = examples.some(example => example.name === wanted) ? wanted : opened ? "" : examples[0].name;
  $("examples").value = name;
  const choose = async chosen => {
    if (chosen) return open(chosen);
    spec.text = opened.spec;
    plan.text = opened.plan;
    history.replaceState(null, "", location.pathname + location.search);
    await check(false);
  };
  $("examples").addEventListener("change", () =>
    choose($("examples").value).catch(error => tell("undecided", error.message)));
  await choose(name);
}

$("check").addEventListener("click", () => check(true));
document.addEventListener("keydown", event => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    check(true);
  }
});
start().catch(error => tell("undecided", error.message));
