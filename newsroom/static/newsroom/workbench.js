/* The workbench: choosing a segment, folding long ones, and keeping one's place through repairs.

   Repairs themselves are forms; htmx only saves the reload. Until an answer is there the keys wait in
   order and are pressed after it, on the page as it is by then. An answer that is a question or a
   refusal lets them go, and says which: what they meant is not there. So it is with the panel: a key
   for something in it waits until it shows the chosen segment. */

import { bearersOf, CAPS, caps, controlOf, say, toast } from "./saying.js";
import { disturbs, QUESTION, refuse } from "./question.js";

const PANEL_AFTER = 120; // ms until the panel follows a segment that one stays on
const FIELD = "textarea, select, input:not([type=hidden])";
const REFUSED = "#panel [role=alert], #panel [role=alertdialog], #panel [aria-invalid=true]";
const LEFT = "newsroom.left"; // the keys that were pressed while the next page was on its way
const PLACE = "newsroom.place"; // where the page stood that was left last
const lines = () => document.querySelector("[data-lines]");
const all = () => [...lines().querySelectorAll("[data-at]")];
const chosen = () => lines().querySelector("[aria-current]");

const opened = new Set(); // what was unfolded, by the place where it begins
const held = []; // keys that wait for an answer
let busy = false; // a repair is under way, or the next page
let typed = false; // it was sent from a field
let stale = false; // the panel shows another segment than the chosen one
let asked; // the request for the panel that is under way
let figure = ""; // the first figure of two
let scrolled = 0;
let waiting;

/* What is said --------------------------------------------------------------------------------- */

/* Lets go of the keys that wait, and names them. */
function drop(name) {
  if (held.length) say(name, { keys: caps(held.splice(0).map(({ key }) => key)) });
}

/* A refusal is in sight, with all of its form, and one types over what was refused. A question has
   the focus, so that Tab goes on to its answers. */
function showRefusal() {
  const refused = document.querySelector(REFUSED);
  const fold = refused?.closest("details");
  if (fold) fold.open = true;
  refused?.closest("form")?.scrollIntoView({ block: "nearest" });
  refused?.scrollIntoView({ block: "nearest" });
  if (refused?.matches(QUESTION)) refused.focus({ preventScroll: true, focusVisible: false });
  const fields = [...document.querySelectorAll("#panel details[open]")].map((part) => part.querySelector(FIELD));
  const field = refused?.matches(FIELD) ? refused : refused?.matches("[role=alert]") && typed && fields.find(Boolean);
  if (!field) return;
  field.focus({ preventScroll: true });
  field.select?.();
}

/* Segments -------------------------------------------------------------------------------------- */
function fold() {
  lines().classList.add("folds");
  for (const line of all()) line.classList.toggle("open", opened.has(line.dataset.at));
}

function choose(line) {
  if (!line || line === chosen()) return;
  chosen()?.removeAttribute("aria-current");
  line.setAttribute("aria-current", "true");
  line.scrollIntoView({ block: "nearest" });
  const { at } = line.dataset;
  closeMenus();
  document.querySelectorAll("input[name=at]").forEach((field) => (field.value = at));
  history.replaceState(null, "", `?at=${at}`);
  // Those that lead back here.
  for (const away of document.querySelectorAll("#panel [data-away]")) away.search = `?at=${at}`;
  stale = true;
  asked?.abort();
  asked = null;
  clearTimeout(waiting);
  waiting = setTimeout(show, PANEL_AFTER);
}

/* What is unfolded was for the segment before, except what one types into, or has typed into. */
function closeMenus() {
  const { activeElement: here } = document;
  const changed = ({ value, defaultValue }) => defaultValue !== undefined && value !== defaultValue;
  for (const part of document.querySelectorAll("#panel details[open]")) {
    const written = part.id !== "do-cut" && [...part.querySelectorAll(FIELD)].some(changed);
    part.open = written || (here.matches(FIELD) && part.contains(here));
  }
}

/* Fetches the panel of the chosen segment. */
async function show() {
  clearTimeout(waiting);
  asked?.abort();
  const mine = (asked = new AbortController());
  let panel;
  try {
    const answer = await fetch(`?at=${chosen().dataset.at}`, {
      headers: { "HX-Request": "true" },
      signal: mine.signal,
    });
    const made = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
    panel = made.querySelector("#panel");
  } catch {
    panel = null;
  }
  if (mine !== asked) return; // something else is chosen by now, or repaired
  asked = null;
  if (!panel) return drop("lost");
  stale = false;
  put(panel);
  flush();
}

/* Puts a new panel in place; what is unfolded stays so, and what was typed for the same thing. */
function put(panel) {
  const old = document.querySelector("#panel");
  const { activeElement: here } = document;
  const cutting = here.dataset.for === chosen().dataset.at ? here.form : null;
  const unfolded = [...old.querySelectorAll("details[open]")];
  const article = (part) => part.querySelector("input[name=article]")?.value;
  if (cutting) putAround(cutting, old, panel);
  else old.replaceWith(panel);
  const there = cutting ? old : panel;
  for (const part of unfolded) {
    const now = part.id && there.querySelector(`#${part.id}`);
    if (!now || now === part) continue;
    now.open = true;
    if (part.id === "do-cut" || article(part) !== article(now)) continue;
    for (const field of part.querySelectorAll(FIELD)) {
      const again = now.querySelector(`[name=${field.name}]`);
      if (!again) continue;
      again.value = field.value;
      if (field !== here) continue;
      again.focus({ preventScroll: true });
      again.setSelectionRange?.(field.selectionStart, field.selectionEnd);
    }
  }
  window.htmx.process(there);
  offerCut();
}

/* The form that one types into stays as it is, for an input method may be composing in it. */
function putAround(form, old, panel) {
  const same = panel.querySelector("#do-cut").closest("form");
  for (const child of [...old.children]) if (child !== form) child.remove();
  while (panel.firstElementChild !== same) form.before(panel.firstElementChild);
  same.remove();
  old.append(...panel.children);
}

function step(by) {
  const found = all();
  choose(found[found.indexOf(chosen()) + by]);
}

/* The next segment in doubt, or beginning of an article in doubt, coming round. */
function nextDoubt() {
  const found = all();
  const here = found.indexOf(chosen());
  const doubtful = ({ dataset }) => "unsure" in dataset || "doubted" in dataset;
  const next = [...found.slice(here + 1), ...found.slice(0, here)].find(doubtful);
  const line = next ?? (chosen() && doubtful(chosen()) ? chosen() : null);
  const day = document.querySelector("#panel [data-day-doubt]");
  if (!line && day) day.closest("section").scrollIntoView({ block: "nearest" });
  if (!line) return say(day ? "day" : "sure");
  choose(line);
  if (line.dataset.doubted) say("doubted", { article: line.dataset.begins, share: line.dataset.doubted });
  else if (!next) say("only");
}

/* The beginning of the next article, coming round to the first; or that of the one that one is in,
   and then of the one before. */
function nextArticle(back = false) {
  const found = all();
  const here = found.indexOf(chosen());
  const { of } = chosen()?.dataset ?? {};
  const head = back && of && found.find(({ dataset }) => dataset.begins === of);
  if (head && head !== chosen()) return choose(head);
  const order = back
    ? [...found.slice(0, here).reverse(), ...found.slice(here).reverse()]
    : [...found.slice(here + 1), ...found.slice(0, here + 1)];
  choose(order.find(({ dataset }) => "begins" in dataset));
}

function toggle() {
  const line = chosen();
  if (!line) return;
  const { at } = line.dataset;
  if (!opened.delete(at)) opened.add(at);
  fold();
}

/* Words selected in the chosen segment are where it can be cut. */
function offerCut() {
  const selection = window.getSelection();
  const words = selection.toString().trim();
  const field = document.querySelector("#panel input[name=words]");
  if (!words || !field || !chosen()?.contains(selection.anchorNode)) return;
  field.value = words;
  field.closest("details").open = true;
}

/* Keys ------------------------------------------------------------------------------------------ */

/* Whether a key is for something in the panel, which must be that of the chosen segment then. The
   field for a cut need not: it is alike for all, and takes what an input method sends at once. */
function isOfPanel(key) {
  const bearers = bearersOf(key);
  const open = (element) => element.checkVisibility() || element.matches("input");
  const first = bearers.find(open) ?? bearers[0];
  return /^\d$/.test(key) || Boolean(first?.closest("#panel") && !first.matches("[name=words]"));
}

const mustWait = (key) => busy || (stale && isOfPanel(key));

function hold(event) {
  const { key, code, shiftKey, repeat } = event;
  held.push({ key, code, shiftKey, repeat, control: controlOf(event) });
  if (!busy && !asked) show();
}

/* Enter that was pressed twice to send what was typed, is not an answer to what comes after it. */
function dropEnters() {
  const other = held.findIndex(({ key }) => key !== "Enter");
  const enters = held.splice(0, other < 0 ? held.length : other);
  if (enters.length) say("dropped", { keys: caps(enters.map(({ key }) => key)) });
}

/* Presses the keys that waited, one by one, as long as nothing new is to be waited for. */
function flush() {
  while (held.length && !mustWait(held[0].key)) {
    const { key, control, ...how } = held.shift();
    const field = document.activeElement?.matches(FIELD) ? document.activeElement : null;
    if (control) {
      if (control.isConnected) control.click();
      else say("dropped", { keys: caps([key]) });
    } else if (!field || key === "Escape") {
      const event = new KeyboardEvent("keydown", { key, ...how, bubbles: true, cancelable: true });
      (field ?? document.body).dispatchEvent(event);
    }
  }
  if (held.length && !busy && !asked) show();
}

/* Of more than nine articles the figures are typed one after the other. A first one waits for the
   second as long as there may be one: Enter, or a key that is no figure, takes it as it is. */
function secondFigure(event) {
  const menu = document.querySelector("#do-move[open]");
  const choice = (number) => menu.querySelector(`[data-number="${number}"]`);
  const { key } = event;
  const digit = /^\d$/.test(key);
  if (!figure) {
    const longer = `[data-number^="${key}"]:not([data-number="${key}"])`;
    if (!menu || !/^[1-9]$/.test(key) || !menu.querySelector(longer)) return false;
    figure = key;
    say("second", { figure });
    return true;
  }
  if (event.repeat) return true;
  const first = figure;
  figure = "";
  if (!menu || key === "Escape") return Boolean(menu);
  const wanted = choice(digit ? first + key : first);
  if (!wanted) {
    say("missing", { article: digit ? first + key : first });
    return true;
  }
  wanted.click();
  if (!digit && key !== "Enter") hold(event);
  return true;
}

/* Esc closes what is unfolded in the panel; what was typed stays in it. A question is left first. */
function leave() {
  const unfolded = [...document.querySelectorAll("#panel details[open]")];
  if (busy || !unfolded.length || document.querySelector(QUESTION)) return false;
  for (const part of unfolded) part.open = false;
  lines().focus({ preventScroll: true, focusVisible: false });
  return true;
}

function isPlain(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return false;
  return event.key.length === 1 || event.key in CAPS;
}

function press(event) {
  if (!isPlain(event) || document.querySelector("dialog:modal")) return;
  const field = event.target.closest?.(FIELD);
  const taken = () => {
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  if (event.key === "Escape" && !figure && leave()) return taken();
  if (field && !busy) return;
  if (localStorage.getItem("newsroom.keys") !== "off" && !busy && disturbs(event)) return taken();
  if (event.isTrusted) {
    if (localStorage.getItem("newsroom.keys") === "off") return;
    if (!held.length) toast.hidden = true;
    const elsewhere = controlOf(event) && !controlOf(event).closest("#panel");
    if (held.length || busy || (!elsewhere && mustWait(event.key))) {
      hold(event);
      return taken();
    }
  }
  if (secondFigure(event)) taken();
}

document.addEventListener("keydown", press, { capture: true });
document.addEventListener("key:press", (event) => {
  if (!event.detail.shift || !event.target.closest("[data-next-article]")) return;
  event.preventDefault();
  nextArticle(true);
});

/* The mouse, and htmx --------------------------------------------------------------------------- */
document.addEventListener("click", (event) => {
  const target = event.target;
  if (event.isTrusted) {
    toast.hidden = true;
    figure = "";
  }
  const stepper = target.closest("[data-step]");
  if (stepper) step(Number(stepper.dataset.step));
  else if (target.closest("[data-fold]")) toggle();
  else if (target.closest("[data-doubt]")) nextDoubt();
  else if (target.closest("[data-next-article]")) nextArticle();
  else if (target.closest("[data-leave]")) {
    event.preventDefault();
    target.closest("[role=alertdialog]").remove();
    stale = true;
    show();
  } else if (target.closest("[data-goes]")) {
    event.preventDefault();
    choose(lines().querySelector(`[data-at="${target.closest("[data-goes]").dataset.goes}"]`));
  } else if (target.closest("[data-lines]")) {
    if (target.closest("a")) event.preventDefault();
    choose(target.closest("[data-at]"));
    offerCut();
  }
});

document.addEventListener("focusin", ({ target }) => {
  if (!target.matches("#panel input:not([type=hidden])")) return;
  if (target.name === "words") target.dataset.for = chosen()?.dataset.at;
  target.select(); // what is typed takes the place of what was typed before
});

// A form that unfolds is in sight as a whole, or at least its first field.
document.addEventListener("toggle", ({ target }) => {
  if (!target.open || !target.closest("#panel")) return;
  target.scrollIntoView({ block: "nearest" });
  if (target.contains(document.activeElement)) document.activeElement.scrollIntoView({ block: "nearest" });
}, { capture: true });

document.addEventListener("htmx:beforeRequest", () => {
  clearTimeout(waiting);
  asked?.abort();
  asked = null;
  busy = true;
  typed = document.activeElement.matches(FIELD);
  figure = "";
  scrolled = lines().scrollTop;
  document.querySelector("#main").setAttribute("inert", "");
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.successful) return;
  busy = false;
  document.querySelector("#main").removeAttribute("inert");
  if (held.length) drop("lost");
  else say("silent");
});
document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.xhr.responseText.includes("data-lines")) {
    // Of those with one name only one can be open: the old one would fold the new one.
    for (const part of document.querySelectorAll("#panel details[name]")) part.open = false;
    return;
  }
  event.detail.shouldSwap = false; // logged out meanwhile
  location.reload();
});
document.addEventListener("htmx:afterSwap", () => {
  if (document.querySelector(QUESTION)) held.splice(0).forEach(({ key }) => refuse(key));
  else if (document.querySelector(REFUSED)) drop("dropped");
});
document.addEventListener("htmx:afterSettle", (event) => {
  if (event.target.id !== "main") return; // the bar settles too
  busy = stale = false;
  document.querySelector("#main").removeAttribute("inert");
  fold();
  lines().scrollTop = scrolled;
  chosen()?.scrollIntoView({ block: "nearest" });
  showRefusal();
  if (typed) dropEnters();
  flush();
});

// A form that leads to another page: what is pressed until that is there, was meant for it.
document.addEventListener("submit", (event) => {
  if (!event.defaultPrevented && !event.target.hasAttribute("hx-post")) busy = true;
});
addEventListener("pagehide", () => {
  keepPlace();
  if (held.length) sessionStorage.setItem(LEFT, caps(held.splice(0).map(({ key }) => key)));
});
addEventListener("pageshow", (event) => {
  if (event.persisted) busy = false;
});

/* Who comes back to the segment that they left, by a link or the browser's button, finds the page as it
   stood: how far it was scrolled, and what was unfolded. */
const scrollers = () => [lines(), document.querySelector("#panel"), document.scrollingElement];

function keepPlace() {
  const place = {
    page: location.pathname,
    at: chosen()?.dataset.at,
    opened: [...opened],
    tops: scrollers().map((one) => one.scrollTop),
  };
  sessionStorage.setItem(PLACE, JSON.stringify(place));
}

function findPlace() {
  const place = JSON.parse(sessionStorage.getItem(PLACE) ?? "{}");
  const wanted = new URLSearchParams(location.search).get("at");
  const same = place.page === location.pathname && place.at === wanted && wanted === chosen()?.dataset.at;
  for (const at of same ? place.opened : []) opened.add(at);
  fold();
  if (same) scrollers().forEach((one, index) => (one.scrollTop = place.tops[index]));
  else chosen()?.scrollIntoView({ block: "center" });
}

findPlace();
showRefusal();
if (sessionStorage.getItem(LEFT)) say("dropped", { keys: sessionStorage.getItem(LEFT) });
sessionStorage.removeItem(LEFT);
