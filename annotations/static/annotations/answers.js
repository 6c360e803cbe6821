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

/* How many stretches of the text speak for a label: a figure that looks like a mark, and words for
   those who point at it or listen. */
export function prove(input, count) {
  const label = input.closest("label");
  const place = label.querySelector("[data-proof]");
  const { proof, proofs, proofBrief } = input.form.dataset;
  const words = count ? (count === 1 ? proof : proofs).replace("{count}", count) : "";
  place.querySelector("span").textContent = words;
  place.querySelector("b").textContent = count ? proofBrief.replace("{count}", count) : "";
  label.title = words;
}

/* A button that stands for a label at another place, and answers to these keys besides the label's. */
export function chipOf(input, keys = "") {
  const made = document.createElement("button");
  Object.assign(made, { type: "button", className: "chip" });
  made.dataset.slot = input.closest("label").dataset.slot;
  made.dataset.key = [input.dataset.key, keys].filter(Boolean).join(" ");
  made.append(capOf(input.dataset.key ?? "·"), ` ${nameOf(input)}`);
  return made;
}

function capOf(key) {
  const cap = document.createElement("kbd");
  cap.ariaHidden = "true";
  cap.textContent = key;
  return cap;
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
  return acts.map(([text, act, key]) => {
    const made = document.createElement(typeof act === "string" ? "a" : "button");
    made.textContent = text;
    if (key) made.append(" ", capOf(key));
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

const SHOWN_FOR = 8000; // milliseconds; what it offers has a key, and stays
let popped;

export function pop(sentence, ...acts) {
  const place = document.getElementById("toast");
  document.querySelector(".messages")?.remove(); // of the page before, and at the same place
  clearTimeout(popped);
  place.hidden = !sentence; // first, or what is said in it would not be heard
  place.querySelector("p").textContent = sentence;
  for (const old of place.querySelectorAll("button")) old.remove();
  for (const act of actsFor(acts)) place.append(Object.assign(act, { className: "quiet" }));
  const leave = () => {
    if (place.matches(":hover, :focus-within")) popped = setTimeout(leave, SHOWN_FOR / 4);
    else place.hidden = true;
  };
  if (sentence) popped = setTimeout(leave, SHOWN_FOR);
}

/* Filtering: only the labels that fit stay, and what lies below does not move ------------------------ */
const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s'-]/g, "");

/* The labels that fit what was typed: pinyin initials, pinyin, Chinese, English, the code, or the
   beginning of one of its cue words. */
function fitting(question, typed) {
  const wanted = folded(typed);
  return labelsIn(question).filter((input) => isNamed(input, wanted) || isCued(input, wanted));
}

const findIn = (input) => input.closest("[data-find]").dataset;
const isNamed = (input, wanted) => findIn(input).find.split("|").some((name) => name.includes(wanted));
const isCued = (input, wanted) => findIn(input).cues.split("|").some((cue) => cue.startsWith(wanted));

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

/* Typing in a filter. Enter chooses the label it points at: at first the first that is so named, else
   the first with such a cue word; ↓ and ↑ point at others. It lasts until the labels are left. */
export function filters(root, choose) {
  for (const field of root.querySelectorAll("[data-filter]")) {
    const question = questionOf(field);
    let at = null;
    const point = (input) => {
      at?.closest("label").removeAttribute("data-at");
      at = input ?? null;
      at?.closest("label").setAttribute("data-at", "");
      if (at) look(at);
    };
    const clear = () => {
      filter(question, (field.value = ""));
      point(null);
    };
    field.addEventListener("input", () => {
      const fits = filter(question, field.value);
      point(field.value ? (fits.find((input) => isNamed(input, folded(field.value))) ?? fits[0]) : null);
    });
    question.addEventListener("focusout", ({ relatedTarget }) => {
      const stays = relatedTarget === field || question.querySelector(".labels").contains(relatedTarget);
      if (!stays) clear();
    });
    question.addEventListener("change", ({ target }) => target.dataset.entry && target !== field && clear());
    field.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229) return;
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (!step && event.key !== "Enter") return;
      event.preventDefault(); // else the form is submitted
      if (!step) {
        const chosen = at;
        leave(field);
        return chosen && choose(chosen);
      }
      const fits = fitting(question, field.value);
      const to = fits.indexOf(at) + step;
      point(fits[Math.min(Math.max(to, 0), fits.length - 1)]);
      if (at) say(nameOf(at));
    });
  }
}

function leave(field) {
  field.blur();
  document.querySelector("[data-home]")?.focus({ preventScroll: true, focusVisible: false });
}

/* The codebook at hand: always in its place, showing the label in focus ------------------------------- */
export function look(input) {
  const codebook = document.querySelector(".codebook");
  const wanted = codebook.querySelector(`.entry[data-entry="${input.dataset.entry}"]`);
  const now = codebook.querySelector(".entry[data-now]");
  if (!wanted || wanted === now) return;
  now?.removeAttribute("data-now");
  wanted.setAttribute("data-now", "");
  rulesFor(wanted.dataset.of, codebook);
  codebook.scrollTop = 0;
}

/* Below a label the rules of its variable; without one the rules of all. */
function rulesFor(variable, codebook) {
  codebook.querySelector("[data-entry=rules]").toggleAttribute("data-beside", Boolean(variable));
  for (const part of codebook.querySelectorAll("[data-rules]")) {
    part.hidden = Boolean(variable) && part.dataset.rules !== variable;
  }
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
