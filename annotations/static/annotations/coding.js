/* The coding desk: the article that is shown, its answers and evidence, and going on to the next
   without loading a page. The articles that come next are here already; what is chosen is kept by
   keeping.js, so one can go on while the network is away, and load the desk again (offline.js).
   Needs: desk.html, newsroom/keys.js. Without this script the form is a form. */

import * as answers from "./answers.js";
import { Ahead, Clock, fromDraft, Keeping } from "./keeping.js";
import { Evidence } from "./reading.js";

const form = document.querySelector("form.answers");
const note = form.elements.note;
const questions = answers.questionsIn(form);
const { refuse, pop, say } = answers;
const byId = (id) => document.getElementById(id);
const said = form.querySelector("[data-said]");
const refusedAt = byId("refused");
const words = byId("toast-words").dataset;
const undoing = document.querySelector("[data-act=undo]"); // its button
const scroll = document.querySelector(".scroll");
const progress = document.querySelector("progress.hairline");

/* A desk is what annotations/desk.py tells of an article (as_data), with its page. */
let shown = JSON.parse(byId("desk").textContent);
const ahead = new Ahead();
let last = null; // the last submission, as it can be taken back
let full = false; // whether every question had an answer after the last change
let asides, clock, evidence, keeping; // asides.js is fetched when something is said beside the answers

/* Answers -------------------------------------------------------------------------------------------- */
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
  pop("");
  evidence.paint(input);
  keep();
  const before = full;
  full = complete();
  if (full && !before && word !== "gone" && "submitsWhenComplete" in form.dataset) form.requestSubmit();
}

function state() {
  const { assignment, attempt, address, seen, revision } = shown;
  const given = { answers: answers.allGiven(questions), evidence: evidence.stretches, note: note.value };
  return { assignment, attempt, address, seen, revision, ...given, seconds: clock.seconds };
}

function keep() {
  if (form.inert) return;
  keeping.keep(state());
  ahead.keep(form.dataset.worker, remember);
}

/* Showing -------------------------------------------------------------------------------------------- */
/* Put an article on the desk. What this browser kept, and the server has not, comes before its draft. */
function put(desk) {
  shown = desk;
  const { kept, ours } = keeping.newer(desk);
  fill(ours ? fromDraft(kept, desk) : desk);
  if (kept && !ours) {
    refuse(refusedAt.dataset.kept, [refusedAt.dataset.takeKept, () => (fill(fromDraft(kept, desk)), keep())]);
  } else if (kept && !kept.saved) keeping.now();
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

function show(desk, { push = true } = {}) {
  ahead.takeOut(desk);
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
  answers.look({ dataset: { entry: "rules" } }); // what the last answer meant would lead this one
  for (const details of document.querySelectorAll("[data-aside]")) details.open = false;
  document.querySelector("[data-asked-count]").textContent = "";
  asides?.belongTo(desk);
  window.scrollTo({ top: 0, behavior: "instant" });
  scroll.focus({ preventScroll: true, focusVisible: false });
  remember();
}

/* What loading the desk again takes while the network is away. */
const remember = () => ahead.remember(shown, progress.value);

/* Submitting ----------------------------------------------------------------------------------------- */
function ready() {
  const open = answers.open(questions);
  if (open) {
    answers.look({ dataset: { entry: "rules" } });
    open.focus(); // the question: none of its labels before the others
  }
  const unread = open ? null : evidence.missing();
  if (unread) {
    answers.tell(answers.questionOf(unread), said.dataset.unread.replace("{label}", answers.nameOf(unread)));
    unread.focus();
  }
  return !open && !unread;
}

function submit() {
  if (form.inert || !ready()) return;
  refuse("");
  form.elements.evidence.value = JSON.stringify(evidence.given());
  form.elements.active_seconds.value = clock.seconds;
  const fields = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const { assignment, attempt, address, title } = shown;
  const item = { token: form.elements.token.value, assignment, attempt, address, title, fields, draft: state() };
  offerBack({ ...item, desk: shown });
  form.inert = true; // what is under way is not changed any more
  const next = !shown.teaches && ahead.next;
  if (next) goOn(next, title);
  keeping.submit(item);
}

function goOn(next, title) {
  show(next);
  pop(words.submitted.replace("{article}", title), [words.undo, undo, undoing.dataset.key]);
}

function take({ order, desks, done, given: all }) {
  ahead.fill(order, desks, new Set([shown.assignment, ...keeping.waiting().map((item) => item.assignment)]));
  if (all) Object.assign(progress, { value: done, max: all });
  remember();
}

async function arrived(item, data) {
  take(data);
  if (!data.given) progress.value += 1; // counted by the server only with the articles it sends
  if (!form.inert || item.attempt !== shown.attempt) return;
  if (data.feedback) await teach(data.feedback);
  const [following] = ahead.order;
  if (ahead.next) goOn(ahead.next, item.title);
  else location.assign(following ? form.dataset.desk.replace("/0/", `/${following}/`) : form.dataset.work);
}

function teach(html) {
  const dialog = byId("feedback");
  dialog.querySelector("[data-feedback-here]").innerHTML = html; // our own page's fragment
  dialog.showModal();
  return new Promise((done) => dialog.addEventListener("close", done, { once: true }));
}

function refused(item, status, text) {
  const why = status === 404 ? refusedAt.dataset.gone : status === 422 ? errorsIn(text) : text;
  const latest = item.token && item.token === last?.token;
  if (latest && item.attempt !== shown.attempt && !keeping.draftOf(shown.attempt)) {
    ahead.putBack(shown);
    show(last.desk);
  }
  if (item.attempt === shown.attempt) {
    form.inert = false;
    if (item.token || refusedAt.hidden) refuse(why); // a draft comes after, and says less
  } else if (item.token) {
    refuse(refusedAt.dataset.unsent.replace("{article}", item.title).replace("{why}", why), [refusedAt.dataset.show, item.address]);
  }
}

const errorsIn = (text) => Object.values(JSON.parse(text).errors).flat().join(" ");

/* Taking back: the article comes to the desk again, and the one at hand is the next. */
function offerBack(item) {
  last = item;
  undoing.disabled = !item;
  undoing.title = item?.title ?? "";
}

async function undo() {
  if (!last) return;
  let back;
  if (keeping.withdraw(last.token)) {
    back = { ...last.desk, ...fromDraft(last.draft, last.desk) };
  } else {
    const answer = (await keeping.through(last.token)) && (await keeping.ask(`${last.address}reopen/`, {}));
    if (!answer) return pop(words.offline);
    if (!answer.ok) return refuse(await answer.text());
    back = await answer.json();
    progress.value -= 1;
  }
  const sent = last.attempt;
  offerBack(null);
  if (!form.inert) ahead.putBack(shown);
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
  ahead.offline?.forget();
  refuse(refusedAt.dataset.login, [refusedAt.dataset.logIn, `${form.dataset.login}?next=${location.pathname}`]);
}

const elsewhere = ({ attempt }) =>
  attempt === shown.attempt && refuse(refusedAt.dataset.tab, [refusedAt.dataset.theirs, reload]);

/* Events ----------------------------------------------------------------------------------------------- */
const acts = {
  next_sentence: () => evidence.step(1),
  previous_sentence: () => evidence.step(-1),
  evidence: () => evidence.begin(),
  undo,
  terms(button) {
    button.ariaPressed = String(button.ariaPressed !== "true");
    evidence.terms(button.ariaPressed === "true");
    pop(button.ariaPressed === "true" ? words.terms : "");
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
  const desk = ahead.at(location.pathname);
  if (desk) {
    ahead.putBack(shown);
    show(desk, { push: false });
  } else if (navigator.onLine && !keeping.away) location.reload();
  else {
    history.pushState(null, "", shown.address);
    pop(words.offline);
  }
}

function onKey({ key, target, ctrlKey, metaKey, isComposing }) {
  if (isComposing || document.querySelector("dialog:modal")) return;
  if (key === "Escape") evidence.leave();
  if (key === "Enter" && (ctrlKey || metaKey)) target.closest?.("[data-aside-form]")?.requestSubmit();
}

/* What is said beside the answers is fetched when it is first used. */
async function useAsides() {
  asides = await import("./asides.js").catch(() => null);
  asides?.belongTo(shown);
  return asides;
}

async function onSubmit(event) {
  if (event.target === form) {
    event.preventDefault();
    return submit();
  }
  if (asides || !event.target.closest("[data-asides]")) return;
  event.preventDefault();
  if (await useAsides()) event.target.requestSubmit(event.submitter);
  else pop(words.offline);
}

async function onToggle({ target }) {
  if (target.open && target.matches("[data-aside]")) (asides ?? (await useAsides()))?.lookUp(target);
}

/* `kept`: the page came from this browser, as the network is away; so do the articles. */
function open(kept) {
  const place = document.querySelector(".state");
  clock = new Clock();
  keeping = new Keeping(form.dataset, form.elements.csrfmiddlewaretoken.value, {
    state(now, count) {
      if (now === "offline" && form.inert) refuse(refusedAt.dataset.ranOut);
      if (place.dataset.state === now && !place.textContent.match(/\d/)) return;
      place.dataset.state = now;
      place.textContent = place.dataset[now].replace("{count}", count);
    },
    saved: (draft, revision) => draft.attempt === shown.attempt && (shown.revision = revision),
    had: () => [...ahead.held.keys(), shown.assignment],
    arrived, refused, overtaken, elsewhere, loggedOut,
  });
  evidence = new Evidence(form, { changed: keep, say });
  if (kept) {
    show(ahead.at(location.pathname), { push: false });
    progress.value = kept.done;
  } else {
    Object.assign(shown, {
      address: location.pathname.replace("submit/", ""),
      article: scroll.innerHTML,
      original: byId("original").href,
      sentBack: byId("sent-back").hidden ? "" : byId("sent-back").querySelector(".stored").textContent,
    });
    put(shown);
    take(JSON.parse(byId("ahead").textContent));
  }
  const waiting = keeping.waiting();
  if (!kept && !waiting.length) offerBack(shown.last); // else another is the last: it is not there yet
  const sent = waiting.find((item) => item.attempt === shown.attempt);
  if (sent) fill(fromDraft(sent.draft, shown));
  form.inert = Boolean(sent);
  keeping.now();
  answers.listen(form, changed);
  answers.filters(form, (input) => {
    if (!input.checked || input.type === "checkbox") input.click();
  });
  listen();
}

function listen() {
  note.addEventListener("input", keep);
  document.addEventListener("submit", onSubmit);
  document.addEventListener("click", onClick);
  document.addEventListener("toggle", onToggle, { capture: true });
  document.addEventListener("aside:leads-on", (event) => {
    if (!ahead.next) return;
    event.preventDefault();
    keeping.forget(shown.attempt);
    show(ahead.next);
    pop(event.detail.text);
  });
  document.addEventListener("keydown", onKey);
  addEventListener("popstate", onPopState);
}

/* What is looked up stands over the desk; with Ctrl, ⌘ or Shift the link opens a tab or a window. */
async function onLookUp(event) {
  const link = event.target.closest("[data-looks-up]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const dialog = byId("lookup");
  dialog.querySelector("[data-lookup-close]").dataset.key = link.dataset.key; // opens and closes
  dialog.showModal(); // at once: the next key is its own
  const lookup = await import("./lookup.js").catch(() => null);
  if (lookup && dialog.open) return lookup.lookUp(link);
  dialog.close();
  if (!lookup) pop(words.offline);
}

document.addEventListener("click", onLookUp);
answers.atHand(form);
if ("locked" in form.dataset) Keeping.forgetOf(form.dataset.person, shown.attempt);
else if ("kept" in document.documentElement.dataset) open(await ahead.recall(form.dataset.worker));
else open();

/* Space, arrows and Page Down turn the article at once. */
scroll.focus({ preventScroll: true, focusVisible: false });
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload(); // come back to: what was submitted shows as submitted
});
