/* The review desk: take an answer by key, a reason settles it; an answer of one's own by label keys.
   Needs: form#decision of reviewing/desk.html, newsroom/keys.js. Without this script the form is a form. */

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
  const main = question.querySelector(".tag input:checked")?.value;
  return [...question.querySelectorAll("input[data-entry]:checked")]
    .filter((input) => part === "" || (input.value === main) === (part === "main"))
    .map((input) => input.closest("label").querySelector("span:last-of-type").textContent);
}

function takeAll(attempt) {
  for (const radio of form.querySelectorAll(".compare input[type=radio]")) {
    if (radio.value === attempt) radio.checked = true;
  }
  tell("");
  paint();
}

/* Settling ---------------------------------------------------------------------------------------- */
let sent = false;

function tell(word) {
  const place = document.getElementById("missing");
  place.textContent = word && place.dataset[word];
  place.hidden = !word;
}

function complete() {
  const { reason, comment } = form.elements;
  if (!codes().every(taken)) return tell("take");
  if (!reason.value) return tell("reason");
  if (reason.value === "other" && !comment.value.trim()) {
    tell("comment");
    comment.focus();
    return false;
  }
  tell("");
  return true;
}

/* An answer of one's own, or a return: while it is open, its keys answer and those that settle do not */
const own = form?.querySelector(".own");
const back = document.querySelector(".send-back");

function opened() {
  for (const part of form.querySelectorAll("[data-answers], .foot")) {
    part.toggleAttribute("data-waits", own.open);
    silence(part, own.open || back.open);
  }
  silence(own, back.open);
}

function silence(part, on) {
  if (on) part.dataset.keys = "off";
  else delete part.dataset.keys;
}

/* At once, not on the "toggle" event that comes later: the next key is often pressed already. */
function toggle(part, open = !part.open) {
  own.open = part === own && open;
  back.open = part === back && open;
  opened();
  if (own.open) fillIn();
  if (back.open) back.querySelector("[aria-invalid], input[type=checkbox]").focus();
  form.scrollTop = own.open ? form.scrollHeight : 0;
}

/* Begin with what is taken so far: often only one label is another one. */
function fillIn() {
  for (const code of codes()) {
    const take = taken(code);
    if (!take || take.value === "own") continue;
    const sheet = take.closest("td").dataset;
    const given = sheet.codes ? sheet.codes.split(" ") : [];
    const question = questionOf(code);
    for (const input of question.querySelectorAll("input[data-entry]")) {
      input.checked = given.includes(input.value);
    }
    for (const radio of question.querySelectorAll(".tag input")) radio.checked = radio.value === given[0];
    paintQuestion(question);
  }
}

function done() {
  for (const code of codes()) {
    const question = questionOf(code);
    const given = [...question.querySelectorAll("input[data-entry]:checked")].map((input) => input.value);
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
  const main = questionOf(code).querySelector(".tag input:checked")?.value ?? given[0];
  return before.length === given.length && given.every((one) => before.includes(one)) && before[0] === main;
}

function paintQuestion(question) {
  const main = question.querySelector(".tag input:checked")?.value;
  let further = 2;
  for (const input of question.querySelectorAll("input[data-entry]")) {
    const label = input.closest("label");
    if (!input.checked) delete label.dataset.slot;
    else if (!("several" in question.dataset)) label.dataset.slot = "5";
    else label.dataset.slot = input.value === main ? "1" : String(Math.min(further++, 4));
  }
}

function chose(input, asMain) {
  const question = input.closest("[data-question]");
  if ("several" in question.dataset) {
    const chosen = [...question.querySelectorAll("input[data-entry]:checked")];
    const mains = [...question.querySelectorAll(".tag input")];
    if (chosen.length > Number(question.dataset.most)) input.checked = false;
    const main = mains.find((radio) => radio.checked && chosen.some((one) => one.value === radio.value));
    const wanted = asMain && input.checked ? input.value : main?.value ?? chosen[0]?.value;
    for (const radio of mains) radio.checked = radio.value === wanted;
  }
  paintQuestion(question);
}

/* Events ------------------------------------------------------------------------------------------- */
function open() {
  form.addEventListener("click", ({ target }) => {
    const head = target.closest("[data-take]");
    if (head) takeAll(head.dataset.take);
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
      target.checked = true;
      chose(target, true);
    }
  });
  form.addEventListener("change", ({ target }) => {
    if (target.dataset.entry) chose(target);
    else if (target.closest(".tag")) chose(ofTag(target), true);
    else if (target.value === "own" && target.name.startsWith("take.")) toggle(own, true);
    tell("");
    paint();
  });
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing && (own.open || back.open)) toggle(own, false);
  });
  form.addEventListener("submit", (event) => {
    if (!sent && complete()) sent = true;
    else event.preventDefault();
  });
  for (const part of [own, back]) {
    part.querySelector("summary").addEventListener("click", (event) => {
      event.preventDefault();
      toggle(part);
    });
  }
  opened();
  for (const code of codes()) paintQuestion(questionOf(code));
  paint();
}

function ofTag(radio) {
  const question = radio.closest("[data-question]");
  const input = [...question.querySelectorAll("input[data-entry]")].find((one) => one.value === radio.value);
  input.checked = true;
  return input;
}

if (form) open();
document.querySelector(".queue [aria-current]")?.scrollIntoView({ block: "nearest" });
scroll?.focus({ preventScroll: true, focusVisible: false });
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // come back to: what was settled shows as settled
});
