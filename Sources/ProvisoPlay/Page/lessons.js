// The course: lessons, and exercises whose answers are judged by what they mean.

import { markdown } from "/markdown.js";
import { ask, element } from "/server.js";

const words = { right: "Right.", wrong: "Not yet right.", undecided: "Undecided.", unreadable: "There is a mistake." };

function button(text, action) {
  const made = element("button", "", text);
  made.type = "button";
  made.addEventListener("click", action);
  return made;
}

export class Lessons {
  #lessons; #target; #texts;

  /** `texts` has `show(spec, plan)`, which fills the editors, and `spec()`, which gives the text. */
  constructor(lessons, target, texts) {
    this.#lessons = lessons;
    this.#target = target;
    this.#texts = texts;
    this.list();
  }

  /** Shows the titles. */
  list() {
    const items = this.#lessons.map(lesson => element("li", "", button(lesson.title, () => this.open(lesson))));
    this.#target.replaceChildren(element("h2", "small", "Formal safety with Proviso"), element("ol", "plain", ...items));
  }

  /** Shows a lesson. */
  open(lesson) {
    const exercises = lesson.exercises.map(({ name, title }) =>
      element("li", "", button(title, () => this.begin(name, lesson))));
    this.#target.replaceChildren(button("All lessons", () => this.list()),
      ...markdown(lesson.text, text => this.#texts.show(text, "")),
      ...(exercises.length ? [element("h3", "", "Exercises"), element("ul", "plain", ...exercises)] : []));
    this.#focus();
  }

  /** Begins an exercise. */
  async begin(name, lesson) {
    const exercise = await ask(`/api/exercise?name=${encodeURIComponent(name)}`);
    if (exercise.start || exercise.plan) this.#texts.show(exercise.start, exercise.plan, name);
    const outcome = element("div", "outcome");
    outcome.setAttribute("role", "status");
    const word = element("input");
    word.id = "word";
    word.autocomplete = "off";
    const label = element("label", "", "Your answer ");
    label.htmlFor = "word";
    let hints = 0;
    const more = button("Hint", () => {
      if (hints < exercise.hints.length) outcome.append(element("div", "hint", ...markdown(exercise.hints[hints++])));
      more.disabled = hints >= exercise.hints.length;
    });
    more.disabled = exercise.hints.length === 0;
    const judge = button("Judge my answer", async () => {
      outcome.replaceChildren("Judging …");
      const judged = await ask("/api/judge", { name, answer: exercise.isWord ? word.value : this.#texts.spec() });
      outcome.replaceChildren(element("p", judged.outcome === "right" ? "proved" : "violated", words[judged.outcome]),
        ...(judged.text.trim() ? [element("pre", "", judged.text)] : []));
    });
    judge.className = "main";
    const answer = exercise.isWord ? [element("p", "", label, word)]
      : [element("p", "note", `Write your answer in the editor, which has ${exercise.file}.`)];
    const reference = exercise.reference
      ? [element("details", "", element("summary", "", "Show the reference"), element("pre", "", exercise.reference))] : [];
    this.#target.replaceChildren(button(lesson.title, () => this.open(lesson)), element("h2", "", exercise.title),
      ...markdown(exercise.task), ...exercise.given.map(({ name, text }) =>
        element("details", "", element("summary", "", `The file ${name}`), element("pre", "", text))), ...answer, element("p", "row", judge, more), outcome, ...reference);
    this.#focus();
  }

  #focus() {
    this.#target.scrollTop = 0;
    this.#target.querySelector("h2")?.setAttribute("tabindex", "-1");
    this.#target.querySelector("h2")?.focus();
  }
}
