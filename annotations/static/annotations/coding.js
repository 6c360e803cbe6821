/* The coding desk: answers by key, the codebook entry of the label in focus, and a submission that
   loses nothing. What is chosen is kept in this browser until the server has it; a submission that
   does not get through is repeated with the same token, which the server counts once.
   Needs: form.answers of desk.html, newsroom/keys.js. */

const form = document.querySelector("form.answers");
const DRAFT = `newsroom.draft.${form.dataset.attempt}`;
const LONGEST_WAIT = 15; // seconds between two tries while the server is away

/* Answers ---------------------------------------------------------------------------------------- */
const FURTHER = ["2", "3", "4"];
const chosenFirst = new Map(); // question name → values in the order in which they were chosen

const questions = () => [...form.querySelectorAll("[data-question]")];
const questionOf = (input) => input.closest("[data-question]");
const labelsIn = (question) => [...question.querySelectorAll("input[data-entry]")];
const chosenIn = (question) => labelsIn(question).filter((input) => input.checked);
const mains = (question) => [...question.querySelectorAll(".tag input")];
const mainIn = (question) => mains(question).find((input) => input.checked)?.value;
const nameOf = (input) => input.closest("label").querySelector("span:last-of-type").textContent;

function setMain(question, value) {
  for (const radio of mains(question)) radio.checked = radio.value === value;
}

function say(word, input) {
  const place = form.querySelector("[data-said]");
  place.textContent = place.dataset[word].replace("{label}", input ? nameOf(input) : "");
}

function inOrder(question) {
  const values = chosenIn(question).map((input) => input.value);
  const before = (chosenFirst.get(question.dataset.question) ?? []).filter((value) => values.includes(value));
  return [...before, ...values.filter((value) => !before.includes(value))];
}

function remember(question) {
  chosenFirst.set(question.dataset.question, inOrder(question));
}

/* The main label has slot 1, further ones 2 to 4 as they came, an answer on a scale 5. */
function paint(question) {
  const further = inOrder(question).filter((value) => value !== mainIn(question));
  for (const input of labelsIn(question)) {
    const label = input.closest("label");
    if (!input.checked) delete label.dataset.slot;
    else if (!("several" in question.dataset)) label.dataset.slot = "5";
    else label.dataset.slot = input.value === mainIn(question) ? "1" : FURTHER[Math.min(further.indexOf(input.value), 2)];
  }
}

function chose(input) {
  const question = questionOf(input);
  if ("several" in question.dataset) {
    if (input.checked && chosenIn(question).length > Number(question.dataset.most)) {
      input.checked = false;
      return noRoom(question);
    }
    if (input.checked && !mainIn(question)) setMain(question, input.value);
    if (!input.checked && mainIn(question) === input.value) {
      setMain(question, inOrder(question)[0]);
    }
    const now = input.value === mainIn(question) ? "main" : "further";
    say(input.checked ? now : "gone", input);
  } else {
    say(input.checked ? "taken" : "gone", input);
  }
  settle(question);
}

function settle(question) {
  remember(question);
  paint(question);
  if (chosenIn(question).length) tell(question, "");
  document.querySelector(".messages")?.remove(); // read by now, and at 820 px it lies on the text
  keep();
}

/* No room for a further answer: said where one looks, until the next one is chosen or taken back. */
function noRoom(question) {
  say("full");
  tell(question, form.querySelector("[data-said]").dataset.full);
}

function makeMain(input) {
  const question = questionOf(input);
  if (!input.checked) {
    if (chosenIn(question).length >= Number(question.dataset.most)) return noRoom(question);
    input.checked = true;
  }
  setMain(question, input.value);
  say("main", input);
  settle(question);
}

function tell(question, sentence) {
  const error = question.querySelector("legend .error");
  error.textContent = sentence;
  error.hidden = !sentence;
}

/* The codebook: always in its place, showing the label in focus ------------------------------------ */
function show(entry) {
  const wanted = form.querySelector(`.codebook .entry[data-entry="${entry}"]`);
  const shown = form.querySelector(".codebook .entry[data-now]");
  if (!wanted || wanted === shown) return;
  shown?.removeAttribute("data-now");
  wanted.setAttribute("data-now", "");
  form.querySelector(".codebook").scrollTop = 0;
}

const entryAt = (target) => target.closest?.("label")?.querySelector("input[data-entry]")?.dataset.entry;

/* Drafts ------------------------------------------------------------------------------------------- */
function state(now) {
  const place = document.querySelector(".state");
  place.dataset.state = now;
  place.textContent = place.dataset[now];
}

function keep() {
  const answers = questions().map((question) => [
    question.dataset.question,
    inOrder(question),
    mainIn(question) ?? "",
  ]);
  const { token, note } = form.elements;
  const draft = { answers, token: token.value, note: note.value };
  try {
    localStorage.setItem(DRAFT, JSON.stringify(draft));
  } catch {
    return; // no room, or storage is forbidden here: the answers are still on the page
  }
}

function restore() {
  const kept = localStorage.getItem(DRAFT);
  if (!kept) return;
  const { answers, token, note } = JSON.parse(kept);
  for (const [name, values, main] of answers) {
    const question = questions().find((one) => one.dataset.question === name);
    if (!question) continue;
    for (const input of labelsIn(question)) input.checked = values.includes(input.value);
    setMain(question, main);
    chosenFirst.set(name, values);
  }
  form.elements.token.value = token;
  form.elements.note.value = note;
  if (note) form.querySelector(".note-field").open = true;
}

/* Submitting --------------------------------------------------------------------------------------- */
const pause = (seconds) =>
  new Promise((done) => {
    const over = () => {
      clearTimeout(timer);
      removeEventListener("online", over);
      done();
    };
    const timer = setTimeout(over, seconds * 1000);
    addEventListener("online", over);
  });

function complete() {
  const open = questions().filter((one) => "required" in one.dataset && !chosenIn(one).length);
  for (const question of open) tell(question, question.querySelector(".error").dataset.missing);
  if (open.length) labelsIn(open[0])[0].focus();
  return !open.length;
}

const post = () =>
  fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: { "HX-Request": "true" },
  }).catch(() => null);

async function send() {
  if (form.inert || !complete()) return;
  refuse("");
  keep();
  form.inert = true; // what is under way is not changed any more
  state("saving");
  for (let wait = 1; ; wait = Math.min(2 * wait, LONGEST_WAIT)) {
    const answer = await post();
    if (answer && answer.status < 500) return arrived(answer);
    state("offline");
    await pause(wait);
  }
}

async function arrived(answer) {
  const next = answer.headers.get("HX-Redirect");
  if (next) {
    localStorage.removeItem(DRAFT);
    return location.assign(next);
  }
  if (answer.status === 409) {
    form.inert = false;
    state("saved");
    return refuse(await answer.text());
  }
  if (answer.status === 422) return form.submit(); // the server says what is wrong, on the page
  location.reload(); // logged out, or not theirs any more: the page itself says so; the draft is kept
}

function refuse(sentence) {
  const place = document.getElementById("refused");
  place.textContent = sentence;
  place.hidden = !sentence;
}

/* Events -------------------------------------------------------------------------------------------- */
function open() {
  restore();
  for (const question of questions()) {
    remember(question);
    paint(question);
  }
  form.addEventListener("key:press", (event) => {
    const input = event.target;
    const question = questionOf(input);
    if (!question) return;
    show(input.dataset.entry);
    if (event.detail.shift) {
      event.preventDefault();
      makeMain(input);
    } else if (input.type === "radio" && input.checked && !("required" in question.dataset)) {
      event.preventDefault();
      input.checked = false;
      chose(input);
    }
  });
  form.addEventListener("change", ({ target }) => {
    if (target.dataset.entry) chose(target);
    else if (target.closest(".tag")) makeMain(labelsIn(questionOf(target)).find((one) => one.value === target.value));
    else keep();
  });
  form.elements.note.addEventListener("input", keep);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send();
  });
}

for (const kind of ["pointerover", "focusin"]) {
  form.addEventListener(kind, ({ target }) => show(entryAt(target)));
}
if ("locked" in form.dataset) localStorage.removeItem(DRAFT);
else open();
const first =
  form.querySelector(".label[data-slot='1'] input") ?? form.querySelector(".label input:checked");
if (first) show(first.dataset.entry);

/* Space, arrows and Page Down turn the article at once. */
document.querySelector(".scroll").focus({ preventScroll: true, focusVisible: false });
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // come back to: what was submitted shows as submitted
});
