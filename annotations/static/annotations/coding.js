/* The coding desk: the article that is shown, its answers and evidence, and going on to the next
   without loading a page. The articles that come next are here already; what is chosen is kept by
   keeping.js, so one can go on while the network is away.
   Needs: desk.html, newsroom/keys.js. Without this script the form is a form. */

import * as answers from "./answers.js";
import { Clock, Keeping } from "./keeping.js";
import { Evidence } from "./reading.js";

const form = document.querySelector("form.answers");
const note = form.elements.note;
const questions = answers.questionsIn(form);
const byId = (id) => document.getElementById(id);
const said = form.querySelector("[data-said]");
const refusedAt = byId("refused");
const words = byId("toast-words").dataset;
const toast = byId("toast");

const scroll = document.querySelector(".scroll");

/* A desk is what annotations/desk.py tells of an article (as_data), with its page. */
let shown = JSON.parse(byId("desk").textContent);
const held = new Map(); // assignment → desk, of those that come next
let order = []; // assignments that come next
let last = null; // the last submission, as it can be taken back
let full = false; // whether every question had an answer after the last change
let asides = false; // whether asides.js is here
let clock, evidence, keeping;

/* Saying --------------------------------------------------------------------------------------------- */
function say(word, name = "") {
  said.textContent = (said.dataset[word] ?? word).replace("{label}", name);
}

/* Beside the button that submits: what is wrong, and what one may do about it. */
function refuse(sentence, ...acts) {
  refusedAt.textContent = sentence;
  for (const [text, act] of acts) {
    const button = document.createElement(typeof act === "string" ? "a" : "button");
    button.textContent = text;
    if (typeof act === "string") button.href = act;
    else Object.assign(button, { type: "button", onclick: act });
    refusedAt.append(" ", button);
  }
  refusedAt.hidden = !sentence;
}

function pop(sentence, act) {
  toast.querySelector("button")?.remove();
  toast.querySelector("p").textContent = sentence;
  if (act) {
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "quiet", textContent: words.undo, onclick: act });
    toast.append(button);
  }
  toast.hidden = !sentence;
}

/* Answers -------------------------------------------------------------------------------------------- */
const given = () =>
  Object.fromEntries(questions.map((question) => [question.dataset.question.replace("answer.", ""), answers.given(question)]));
const complete = () => questions.every((question) => answers.chosenIn(question).length);

function changed(input, word) {
  if (word === "none") return keep(); // "no answer", where a question may stay open
  const question = answers.questionOf(input);
  if (word === "full") {
    say("full");
    return answers.tell(question, said.dataset.full); // said where one looks, until the next change
  }
  say(word, answers.nameOf(input));
  if (answers.chosenIn(question).length) answers.tell(question, "");
  document.querySelector(".messages")?.remove(); // read by now
  pop("");
  evidence.paint(input);
  keep();
  const before = full;
  full = complete();
  if (full && !before && word !== "gone" && "submitsWhenComplete" in form.dataset) form.requestSubmit();
}

const state = () => ({
  assignment: shown.assignment,
  attempt: shown.attempt,
  address: shown.address,
  seen: shown.seen,
  revision: shown.revision,
  answers: given(),
  evidence: evidence.stretches,
  note: note.value,
  seconds: clock.seconds,
});

const keep = () => form.inert || keeping.keep(state());

/* Showing -------------------------------------------------------------------------------------------- */
/* Put an article on the desk. What this browser kept, and the server has not, comes before its draft. */
function put(desk) {
  shown = desk;
  const kept = keeping.draftOf(desk.attempt);
  const own = kept?.device === keeping.device;
  const newer = kept && (own || !kept.saved || kept.revision > desk.revision);
  const ours = own || kept?.revision === desk.revision || kept?.device === desk.device;
  fill(newer && ours ? fromDraft(kept, desk) : desk);
  if (newer && !ours) {
    refuse(refusedAt.dataset.kept, [refusedAt.dataset.takeKept, () => (fill(fromDraft(kept, desk)), keep())]);
  } else if (newer && !kept.saved) keeping.now();
}

function fill(from) {
  for (const question of questions) {
    answers.fill(question, from.given[question.dataset.question] ?? []);
    answers.tell(question, "");
  }
  note.value = from.note;
  note.closest("details").open = Boolean(from.note);
  form.elements.seen.value = shown.seen;
  full = complete();
  clock.start(from.seconds);
  evidence.open(shown, from.evidence);
  evidence.terms(document.querySelector("[data-act=terms]").ariaPressed === "true");
  if (keeping.out) loggedOut();
  else refuse("");
}

function fromDraft(kept, desk) {
  desk.revision = Math.max(kept.revision, desk.revision);
  return {
    given: Object.fromEntries(Object.entries(kept.answers).map(([code, values]) => [`answer.${code}`, values])),
    evidence: kept.seen === desk.seen ? kept.evidence : {}, // else the text was repaired meanwhile
    note: kept.note,
    seconds: kept.seconds,
  };
}

function show(desk, { push = true } = {}) {
  held.delete(desk.assignment);
  order = order.filter((one) => one !== desk.assignment);
  scroll.innerHTML = desk.article; // our own page's fragment, escaped by the server
  scroll.scrollTop = 0;
  form.inert = false;
  form.elements.token.value = keeping.token();
  form.action = `${desk.address}submit/`;
  byId("original").href = desk.original;
  byId("sent-back").hidden = !desk.sentBack;
  byId("sent-back").querySelector(".stored").textContent = desk.sentBack;
  document.querySelector(".where b").textContent = desk.place;
  document.title = document.title.replace(/ · .* · /, () => ` · ${desk.title} · `);
  if (push) history.pushState(null, "", desk.address);
  put(desk);
  openAsides(desk);
  window.scrollTo({ top: 0, behavior: "instant" });
  scroll.focus({ preventScroll: true, focusVisible: false });
}

/* What is said beside the answers (_asides.html) belongs to the article at hand. */
function openAsides(desk) {
  const asides = document.querySelector("[data-asides]");
  for (const one of asides.querySelectorAll("form")) {
    one.action = new URL(one.action).pathname.replace(/\/code\/\d+\//, desk.address);
    one.reset();
  }
  for (const details of asides.querySelectorAll("details")) details.open = false;
  for (const old of asides.querySelectorAll("details > .note")) old.remove();
  for (const list of asides.querySelectorAll("[data-cases-list]")) list.replaceChildren();
  document.dispatchEvent(new CustomEvent("desk:shown", { detail: desk }));
}

/* The article at hand, as it can be put on the desk again. */
function putAside() {
  held.set(shown.assignment, shown);
  order.unshift(shown.assignment);
}

/* Submitting ----------------------------------------------------------------------------------------- */
function ready() {
  const open = questions.filter((one) => "required" in one.dataset && !answers.chosenIn(one).length);
  for (const question of open) answers.tell(question, question.querySelector(".error").dataset.missing);
  if (open.length) answers.labelsIn(open[0])[0].focus();
  const unread = open.length ? null : evidence.missing();
  if (unread) {
    answers.tell(answers.questionOf(unread), said.dataset.unread.replace("{label}", answers.nameOf(unread)));
    unread.focus();
  }
  return !open.length && !unread;
}

function submit() {
  if (form.inert || !ready()) return;
  refuse("");
  form.elements.evidence.value = JSON.stringify(evidence.given());
  form.elements.active_seconds.value = clock.seconds;
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const { assignment, attempt, address, title } = shown;
  const item = { token: form.elements.token.value, assignment, attempt, address, title, fields, draft: state() };
  last = { ...item, desk: shown };
  document.querySelector("[data-act=undo]").disabled = false;
  form.inert = true; // what is under way is not changed any more
  const next = !shown.teaches && held.get(order[0]);
  if (next) goOn(next, title);
  keeping.submit(item);
  if (!next && (keeping.away || !navigator.onLine)) refuse(refusedAt.dataset.ranOut);
}

function goOn(next, title) {
  show(next);
  pop(words.submitted.replace("{article}", title), undo);
}

/* What the server says comes next; what was put aside here meanwhile comes first. */
function take({ order: next, desks, done, given: all }) {
  for (const desk of desks) if (!held.has(desk.assignment)) held.set(desk.assignment, desk);
  const gone = new Set([shown.assignment, ...keeping.waiting().map((item) => item.assignment)]);
  order = next.filter((one) => !gone.has(one));
  if (all) Object.assign(document.querySelector("progress.hairline"), { value: done, max: all });
}

async function arrived(item, data) {
  take(data);
  if (!form.inert || item.attempt !== shown.attempt) return;
  if (data.feedback) await teach(data.feedback);
  const next = held.get(order[0]);
  if (next) goOn(next, item.title);
  else location.assign(order.length ? form.dataset.desk.replace("/0/", `/${order[0]}/`) : form.dataset.work);
}

function teach(html) {
  const dialog = byId("feedback");
  dialog.querySelector("[data-feedback-here]").innerHTML = html; // our own page's fragment
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", done, { once: true }));
}

function refused(item, status, text) {
  const why = status === 404 ? refusedAt.dataset.gone : status === 422 ? errorsIn(text) : text;
  const untouched = !keeping.draftOf(shown.attempt);
  if (item.token && item.token === last?.token && item.attempt !== shown.attempt && untouched) {
    putAside();
    show(last.desk);
  }
  if (item.attempt === shown.attempt) {
    form.inert = false;
    refuse(why);
  } else if (item.token) {
    refuse(refusedAt.dataset.unsent.replace("{article}", item.title).replace("{why}", why), [refusedAt.dataset.show, item.address]);
  }
}

const errorsIn = (text) => Object.values(JSON.parse(text).errors).flat().join(" ");

/* Taking back: the article comes to the desk again, and the one at hand is the next. */
async function undo() {
  if (!last) return;
  let back = { ...last.desk, ...fromDraft(last.draft, last.desk) };
  if (!keeping.withdraw(last.token)) {
    const answer = (await keeping.through(last.token)) && (await keeping.ask(`${last.address}reopen/`, {}));
    if (!answer) return pop(words.offline);
    if (!answer.ok) return refuse(await answer.text());
    back = await answer.json();
  }
  const sent = last.attempt;
  last = null;
  document.querySelector("[data-act=undo]").disabled = true;
  if (!form.inert) putAside();
  show(back);
  if (back.attempt === sent) keep(); // the server may know nothing of it
  pop(words.undone.replace("{article}", back.title));
}

/* Other tabs and devices ------------------------------------------------------------------------------- */
function overtaken(draft, sentence, revision) {
  if (draft.attempt !== shown.attempt) return;
  const mine = () => {
    shown.revision = revision;
    refuse("");
    keep();
  };
  refuse(sentence, [refusedAt.dataset.theirs, reload], [refusedAt.dataset.mine, mine]);
}

function reload() {
  keeping.forget(shown.attempt);
  location.reload();
}

function loggedOut() {
  refuse(refusedAt.dataset.login, [refusedAt.dataset.logIn, `${form.dataset.login}?next=${location.pathname}`]);
}

function elsewhere(draft) {
  if (draft.attempt === shown.attempt) refuse(refusedAt.dataset.tab, [refusedAt.dataset.theirs, reload]);
}

/* Events ----------------------------------------------------------------------------------------------- */
const acts = {
  next_sentence: () => evidence.step(1),
  previous_sentence: () => evidence.step(-1),
  evidence: () => evidence.begin(),
  undo,
  terms(button) {
    button.ariaPressed = String(button.ariaPressed !== "true");
    evidence.terms(button.ariaPressed === "true");
    keeping.choose("marks_terms", button.ariaPressed);
  },
};


function onClick({ target }) {
  const button = target.closest("[data-act], [data-choice]");
  if (button?.dataset.act) acts[button.dataset.act](button);
  else if (button) keeping.resize(button.dataset);
}

/* Back and forward: what is held is put on the desk, all else is loaded. */
function onPopState() {
  if (location.pathname === shown.address) return;
  const desk = [...held.values()].find(({ address }) => address === location.pathname);
  if (desk) {
    putAside();
    show(desk, { push: false });
  } else if (navigator.onLine && !keeping.away) location.reload();
  else {
    history.pushState(null, "", shown.address);
    pop(words.offline);
  }
}

/* What is said beside the answers is fetched when it is first used. */
async function onSubmit(event) {
  if (event.target === form) {
    event.preventDefault();
    return submit();
  }
  if (!event.target.closest("[data-asides]") || asides) return;
  event.preventDefault();
  asides = true;
  const fetched = await import("./asides.js").catch(() => null);
  if (fetched) event.target.requestSubmit(event.submitter);
  else asides = refuse(words.offline);
}

function open() {
  const csrf = form.elements.csrfmiddlewaretoken.value;
  const place = document.querySelector(".state");
  clock = new Clock();
  keeping = new Keeping(form.dataset, csrf, {
    state(now, count) {
      if (place.dataset.state === now && !place.textContent.match(/\d/)) return;
      place.dataset.state = now;
      place.textContent = place.dataset[now].replace("{count}", count);
    },
    saved: (draft, revision) => draft.attempt === shown.attempt && (shown.revision = revision),
    had: () => [...held.keys(), shown.assignment],
    arrived, refused, overtaken, elsewhere, loggedOut,
  });
  evidence = new Evidence(form, { changed: keep, say });
  Object.assign(shown, {
    address: location.pathname.replace("submit/", ""),
    article: scroll.innerHTML,
    original: byId("original").href,
    sentBack: byId("sent-back").hidden ? "" : byId("sent-back").querySelector(".stored").textContent,
  });
  const ahead = JSON.parse(byId("ahead").textContent);
  put(shown);
  take(ahead);
  if (keeping.waiting().some((item) => item.attempt === shown.attempt)) form.inert = true;
  keeping.now();
  answers.listen(form, changed);
  answers.filters(form, (input) => {
    if (!input.checked || input.type === "checkbox") input.click();
  });
  note.addEventListener("input", keep);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("click", onClick);
  document.addEventListener("aside:leads-on", (event) => {
    const next = held.get(order[0]);
    if (!next) return;
    event.preventDefault();
    keeping.forget(shown.attempt);
    show(next);
    pop(event.detail.text);
  });
  byId("feedback").querySelector("button").addEventListener("click", () => byId("feedback").close());
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) evidence.leave();
  });
  addEventListener("popstate", onPopState);
}

answers.atHand(form);
if ("locked" in form.dataset) Keeping.forgetOf(form.dataset.person, shown.attempt);
else open();

/* Space, arrows and Page Down turn the article at once. */
scroll.focus({ preventScroll: true, focusVisible: false });
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // come back to: what was submitted shows as submitted
});
