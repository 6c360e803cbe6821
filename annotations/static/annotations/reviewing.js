/* The review desk: take an answer by key, a reason settles it; an answer of one's own by label keys.
   Needs: form#decision and details[data-part] of reviewing/desk.html, newsroom/keys.js. What is
   [data-keyed] is silent while a part is open. Without this script the forms are forms. */

import * as answers from "./answers.js";

const form = document.querySelector("form#decision");
const scroll = document.querySelector(".scroll[role=region]");

/* Taking ------------------------------------------------------------------------------------------ */
const rows = () => [...form.querySelectorAll(".compare tr[data-variable]")];
const rowsOf = (code) => rows().filter((row) => row.dataset.variable === code);
const codes = () => [...new Set(rows().map((row) => row.dataset.variable))];
const taken = (code) => form.querySelector(`input[name="take.${code}"]:checked`);
const questionOf = (code) => form.querySelector(`[data-question="answer.${code}"]`);

/* What each row is settled as: the taken cell's words, or one's own labels. */
function paint() {
  for (const row of rows()) {
    const { variable, part } = row.dataset;
    const take = taken(variable);
    const place = [...rowsOf(variable)[0].cells].findIndex((cell) => cell.contains(take));
    for (const cell of row.cells) cell.toggleAttribute("data-taken", cell.cellIndex === place);
    const own = take?.value === "own";
    row.querySelector("output").textContent = own
      ? ownLabels(variable, part).join(form.dataset.comma) || form.dataset.none
      : row.cells[place]?.querySelector(".answer").textContent ?? "";
  }
}

function ownLabels(code, part) {
  const question = questionOf(code);
  const [main] = answers.given(question);
  return answers
    .chosenIn(question)
    .filter((input) => part === "" || (input.value === main) === (part === "main"))
    .map(answers.nameOf);
}

function takeAll(attempt) {
  for (const radio of form.querySelectorAll(".compare input[type=radio]")) {
    if (radio.value === attempt) radio.checked = true;
  }
  tell("");
  paint();
}

/* One question after the other: the keys of A, B, C take the answer to the one that is marked. */
let asked = [];

function oneByOne() {
  const apart = codes().filter((code) => rowsOf(code).some((row) => row.matches(".apart")));
  asked = apart.length ? apart : codes();
  mark();
}

function mark() {
  for (const row of rows()) row.toggleAttribute("data-asked", row.dataset.variable === asked[0]);
}

function take(attempt) {
  if (!asked.length) return takeAll(attempt);
  form.querySelector(`input[name="take.${asked.shift()}"][value="${attempt}"]`).checked = true;
  mark();
  tell("");
  paint();
}

/* Settling ---------------------------------------------------------------------------------------- */
let sent = false;
const asTaken = () => codes().map((code) => taken(code)?.value).join();
const confirms = form?.querySelector("[data-confirms]");
let before = ""; // what was taken when the page came: a decision that is looked at once more
const changed = () => asTaken() !== before;

function tell(word) {
  const place = document.getElementById("missing");
  place.textContent = word && place.dataset[word];
  place.hidden = !word;
  return false;
}

function lacks(word) {
  form.elements.comment.focus();
  return tell(word);
}

function complete(confirming) {
  const { reason, comment } = form.elements;
  const said = comment.value.trim();
  if ("owed" in comment.dataset && !said) return lacks("objection");
  if (confirming) return changed() ? tell("changed") : true;
  if (!codes().every(taken) || (confirms && !changed())) return tell("take");
  if (!reason.value) return tell("reason");
  if (reason.value === "other" && !said) return lacks("comment");
  if (form.dataset.standing === "unanimous" && !said) return lacks("agreed");
  tell("");
  return true;
}

/* Parts that open: an answer of one's own, a return … While one is open, only its own keys answer. */
const parts = [...document.querySelectorAll("details[data-part]")];
const own = form?.querySelector(".own");

function opened() {
  const open = parts.find((part) => part.open);
  for (const part of parts) {
    silence(part, open && part !== open);
    const inside = part.querySelector(".panel-of"); // its fields answer only while they can be seen
    if (inside) silence(inside, !part.open);
  }
  for (const rest of document.querySelectorAll("[data-keyed]")) {
    silence(rest, open);
    rest.toggleAttribute("data-waits", Boolean(own && open === own));
  }
}

function silence(part, on) {
  if (on) part.dataset.keys = "off";
  else delete part.dataset.keys;
}

/* At once, not on the "toggle" event that comes later: the next key is often pressed already. */
function toggle(part, open = !part.open) {
  // At once too: a browser takes the focus out of what is closed only with the next picture.
  if (!open && part.contains(document.activeElement)) document.activeElement.blur();
  for (const one of parts) one.open = one === part && open;
  opened();
  if (own?.open) fillIn();
  else if (part.open) part.querySelector("[aria-invalid], input:not([type=hidden]), select, button").focus();
  if (form) form.scrollTop = own?.open ? form.scrollHeight : 0;
}

/* Begin with what is taken so far: often only one label is another one. */
function fillIn() {
  for (const code of codes()) {
    const take = taken(code);
    if (!take || take.value === "own") continue;
    const sheet = take.closest("td").dataset;
    const given = sheet.codes ? sheet.codes.split(" ") : [];
    answers.fill(questionOf(code), given);
  }
}

function done() {
  for (const code of codes()) {
    const question = questionOf(code);
    const given = answers.given(question);
    if (!given.length && "required" in question.dataset) continue;
    const same = sameAsTaken(code, given);
    if (!same) form.querySelector(`input[name="take.${code}"][value="own"]`).checked = true;
  }
  toggle(own, false);
  tell("");
  paint();
}

function sameAsTaken(code, given) {
  const take = taken(code);
  if (!take || take.value === "own") return false;
  const before = take.closest("td").dataset.codes.split(" ").filter(Boolean);
  return before.length === given.length && given.every((one) => before.includes(one)) && before[0] === given[0];
}

/* Events ------------------------------------------------------------------------------------------- */
function open() {
  form.addEventListener("click", ({ target }) => {
    const head = target.closest("[data-take]");
    if (head) take(head.dataset.take);
    if (target.closest("[data-own-done]")) done();
  });
  form.addEventListener("key:press", (event) => {
    const { target } = event;
    if (target.name === "reason") {
      event.preventDefault();
      target.checked = true;
      form.requestSubmit();
    } else if (target.dataset.entry && event.detail.shift) {
      event.preventDefault();
      answers.makeMain(target);
      paint();
    }
  });
  form.addEventListener("change", ({ target }) => {
    if (target.dataset.entry) answers.changed(target);
    else if (target.closest(".tag")) answers.makeMain(answers.ofTag(target));
    else if (target.value === "own" && target.name.startsWith("take.")) toggle(own, true);
    tell("");
    paint();
  });
  form.addEventListener("submit", (event) => {
    const confirming = event.submitter !== null && event.submitter === confirms;
    if (!sent && complete(confirming)) sent = true;
    else event.preventDefault();
  });
  document.querySelector("[data-one-by-one]").addEventListener("click", oneByOne);
  for (const code of codes()) answers.paint(questionOf(code));
  before = asTaken();
  paint();
}

/* Ctrl + Enter hands in what one is writing; Esc leaves it. */
function handIn(target) {
  const part = target.closest("[data-part]");
  if (part?.querySelector("[data-closes]")) toggle(part, false);
  else if (target.form === form && confirms && !changed()) form.requestSubmit(confirms);
  else target.form?.requestSubmit();
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing) return;
  const open = parts.find((part) => part.open);
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) handIn(event.target);
  else if (event.key === "Escape" && open) toggle(open, false);
  else if (event.key === "Escape" && asked.length) {
    asked = [];
    mark();
  }
});
for (const part of parts) {
  part.querySelector("summary").addEventListener("click", (event) => {
    event.preventDefault();
    toggle(part);
  });
  part.querySelector("[data-closes]")?.addEventListener("click", () => toggle(part, false));
}

if (form) open();
opened();
document.querySelector(".queue [aria-current]")?.scrollIntoView({ block: "nearest" });
scroll?.focus({ preventScroll: true, focusVisible: false });
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // come back to: what was settled shows as settled
});
