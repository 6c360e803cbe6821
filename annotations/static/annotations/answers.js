/* Choosing labels, for every desk that asks the questions of a codebook (_questions.html).

   A question is [data-question], with data-several where one main and further labels are taken,
   data-most of them, data-required where an answer must be. The first label chosen is the main one.
   Choosing listens to nothing: a desk tells what was chosen, and says what came of it, in the places
   that desk.html has for it. */

const FURTHER = ["2", "3", "4"];
const orders = new WeakMap(); // question → values in the order in which they were chosen

export const questionsIn = (root) => [...root.querySelectorAll("[data-question]")];
export const questionOf = (input) => input.closest("[data-question]");
export const labelsIn = (question) => [...question.querySelectorAll("input[data-entry]")];
export const chosenIn = (question) => labelsIn(question).filter((input) => input.checked);
export const takesSeveral = (question) => "several" in question.dataset;
export const chosenOf = (root) => questionsIn(root).flatMap(chosenIn);
export const nameOf = (input) => input.closest("label").querySelector("[data-name]").textContent;

const mains = (question) => [...question.querySelectorAll(".tag input")];
const inputFor = (question, value) => labelsIn(question).find((input) => input.value === value);
const mainIn = (question) => mains(question).find((input) => input.checked)?.value;

/* The label to which a tag "main/also" belongs. */
export const ofTag = (radio) => inputFor(questionOf(radio), radio.value);

function setMain(question, value) {
  for (const radio of mains(question)) radio.checked = radio.value === value;
}

function inOrder(question) {
  const values = chosenIn(question).map((input) => input.value);
  const before = (orders.get(question) ?? []).filter((value) => values.includes(value));
  return [...before, ...values.filter((value) => !before.includes(value))];
}

/* What is chosen for a question: values, the main one first, then as they came. */
export function given(question) {
  const values = inOrder(question);
  const main = mainIn(question);
  return values.includes(main) ? [main, ...values.filter((value) => value !== main)] : values;
}

/* {variable: values}, of all of them. */
export const allGiven = (questions) =>
  Object.fromEntries(questions.map((one) => [one.dataset.question.replace("answer.", ""), given(one)]));

/* Choose these, the main one first, and nothing else. */
export function fill(question, values) {
  for (const input of labelsIn(question)) input.checked = values.includes(input.value);
  setMain(question, values[0]);
  orders.set(question, values);
  paint(question);
}

/* The main label has slot 1, further ones 2 to 4 as they came, an answer on a scale 5. */
export function paint(question) {
  orders.set(question, inOrder(question));
  const further = orders.get(question).filter((value) => value !== mainIn(question));
  for (const input of labelsIn(question)) {
    const label = input.closest("label");
    if (!input.checked) delete label.dataset.slot;
    else if (!takesSeveral(question)) label.dataset.slot = "5";
    else if (input.value === mainIn(question)) label.dataset.slot = "1";
    else label.dataset.slot = FURTHER[Math.min(further.indexOf(input.value), FURTHER.length - 1)];
  }
}

const full = (question) => chosenIn(question).length > Number(question.dataset.most);

/* After a label was checked or unchecked: keep one main label, and no more than fit. Returns what
   came of it: "main", "further", "taken" (where one is taken), "gone", or "full": undone again. */
export function changed(input) {
  const question = questionOf(input);
  if (takesSeveral(question)) {
    if (input.checked && full(question)) {
      input.checked = false;
      return "full";
    }
    if (input.checked && !mainIn(question)) setMain(question, input.value);
    if (!input.checked && mainIn(question) === input.value) setMain(question, inOrder(question)[0]);
  }
  paint(question);
  if (!input.checked) return "gone";
  if (!takesSeveral(question)) return "taken";
  return input.value === mainIn(question) ? "main" : "further";
}

/* Make a label the main one, chosen before or not. Returns "main", or "full" where it has no room. */
export function makeMain(input) {
  const question = questionOf(input);
  const before = input.checked;
  input.checked = true;
  if (full(question)) {
    input.checked = before;
    return "full";
  }
  setMain(question, input.value);
  paint(question);
  return "main";
}

/* Take back the answer of a question that may stay open: a radio button alone cannot be taken back. */
function canBeTakenBack(input) {
  return input.type === "radio" && input.checked && !("required" in questionOf(input).dataset);
}

/* Say beside each question that must be answered and is not, that it is open; return the first. */
export function open(questions) {
  const missing = questions.filter((one) => "required" in one.dataset && !chosenIn(one).length);
  for (const question of missing) tell(question, question.querySelector(".error").dataset.missing);
  return missing[0];
}

/* A button that stands for a label at another place, and answers to these keys besides the label's. */
export function chipOf(input, keys = "") {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "chip" });
  made.dataset.slot = input.closest("label").dataset.slot;
  made.dataset.key = [input.dataset.key, keys].filter(Boolean).join(" ");
  const cap = document.createElement("kbd");
  cap.textContent = input.dataset.key ?? "·";
  made.append(cap, ` ${nameOf(input)}`);
  return made;
}

/* By key, mouse and touch; `then` gets the label and what came of it. */
export function listen(form, then) {
  form.addEventListener("key:press", (event) => {
    const input = event.target;
    if (!input.dataset.entry || !questionOf(input)) return;
    look(input);
    if (event.detail.shift) {
      event.preventDefault();
      then(input, makeMain(input));
    } else if (canBeTakenBack(input)) {
      event.preventDefault();
      input.checked = false;
      then(input, changed(input));
    }
  });
  form.addEventListener("change", ({ target }) => {
    const tag = target.closest(".tag") && ofTag(target);
    if (target.dataset.entry) then(target, changed(target));
    else if (tag) then(tag, makeMain(tag));
    else if (target.value === "" && target.name.startsWith("answer.")) then(target, "none");
  });
}

/* Saying ------------------------------------------------------------------------------------------- */
/* What is wrong with an answer, beside its question; no sentence takes it away. */
export function tell(question, sentence) {
  const error = question.querySelector("legend .error");
  error.textContent = sentence;
  error.hidden = !sentence;
}

/* To those who listen: a sentence, or the name of one in [data-said] with the label it is about. */
export function say(word, name = "") {
  const said = document.querySelector("[data-said]");
  said.textContent = (said.dataset[word] ?? word).replace("{label}", name);
}

function actsFor(acts) {
  return acts.map(([text, act]) => {
    const made = document.createElement(typeof act === "string" ? "a" : "button");
    made.textContent = text;
    return Object.assign(made, typeof act === "string" ? { href: act } : { type: "button", onclick: act });
  });
}

/* Beside the button that submits: what is wrong, and what one may do about it: [words, address or
   function]. No sentence takes it away; so it does for what is popped up for a while. */
export function refuse(sentence, ...acts) {
  const place = document.getElementById("refused");
  place.replaceChildren(sentence, ...actsFor(acts).flatMap((act) => [" ", act]));
  place.hidden = !sentence;
}

export function pop(sentence, ...acts) {
  const place = document.getElementById("toast");
  place.querySelector("p").textContent = sentence;
  for (const old of place.querySelectorAll("button")) old.remove();
  for (const act of actsFor(acts)) place.append(Object.assign(act, { className: "quiet" }));
  place.hidden = !sentence;
}

/* Filtering: only the labels that fit stay, and what lies below does not move ------------------------ */
const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s'-]/g, "");

/* The labels that fit what was typed: pinyin initials, pinyin, Chinese, English, or the code. */
function fitting(question, typed) {
  const wanted = folded(typed);
  return labelsIn(question).filter((input) =>
    input.closest("[data-find]").dataset.find.split("|").some((name) => name.includes(wanted)),
  );
}

export function filter(question, typed) {
  const list = question.querySelector(".labels");
  if (typed && !list.style.minHeight) list.style.minHeight = `${list.offsetHeight}px`;
  if (!typed) list.style.minHeight = "";
  const fits = fitting(question, typed);
  for (const input of labelsIn(question)) {
    input.closest("[data-find]").hidden = Boolean(typed) && !fits.includes(input);
  }
  return fits;
}

/* Typing in a filter; Enter chooses the first label that fits. */
export function filters(root, choose) {
  for (const field of root.querySelectorAll("[data-filter]")) {
    const question = questionOf(field);
    const clear = () => filter(question, (field.value = ""));
    field.addEventListener("input", () => filter(question, field.value));
    field.addEventListener("blur", clear);
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      if (event.key !== "Enter") return;
      event.preventDefault(); // else the form is submitted
      const [first] = field.value ? filter(question, field.value) : [];
      field.blur();
      if (first) choose(first);
    });
  }
}

/* The codebook at hand: always in its place, showing the label in focus ------------------------------- */
export function look(input) {
  const codebook = document.querySelector(".codebook");
  const wanted = codebook.querySelector(`.entry[data-entry="${input.dataset.entry}"]`);
  const now = codebook.querySelector(".entry[data-now]");
  if (!wanted || wanted === now) return;
  now?.removeAttribute("data-now");
  wanted.setAttribute("data-now", "");
  codebook.scrollTop = 0;
}

export function atHand(form) {
  for (const kind of ["pointerover", "focusin"]) {
    form.addEventListener(kind, ({ target }) => {
      const input = target.closest?.("label")?.querySelector("input[data-entry]");
      if (input) look(input);
    });
  }
  const first = form.querySelector(".label[data-slot='1'] input") ?? form.querySelector(".label input:checked");
  if (first) look(first);
}
