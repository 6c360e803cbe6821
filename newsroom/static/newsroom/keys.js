/* Single keys for what a page offers.

   <button data-key="p">           P clicks it; a field with data-key gets the focus, Esc leaves it
   <input data-key="q" data-shift="makes it main">    Shift + Q too; says so in the list of keys
   data-key="j arrowdown"          several keys; data-repeat lets a held key fire again
   data-key-name="…"               what the list of keys calls it, where its own text does not do
   data-key-group="…"              on a container: the heading in the list (else a fieldset's legend)
   data-home                       where the focus goes when a field is left, so that
                                   Enter is the page's again (else to the summary)
   data-keys="off"                 on a container: nothing in it answers, nor is listed
   data-keys="always"              on a container: what is in it answers though it is folded away

   Before it acts, the element gets a "key:press" event with detail.shift; who cancels it, acts instead.
   Nothing fires in a field, with Ctrl, Alt or Meta, or while an input method composes. Where several
   visible elements have the same key, the first one answers. A <mark data-key> only shows its letter. */

const FIELD =
  "textarea, select, [contenteditable=true], input:not([type=checkbox], [type=radio], [type=button], [type=submit])";
const INTO = "textarea, select, input:not([type=hidden])";
const STARTED_BY_ENTER = "a[href], button, summary, [role=button]";
const SWITCH = "newsroom.keys"; // "off" in this browser's storage: single keys are silent

const composing = (event) => event.isComposing || event.keyCode === 229;
const areOn = () => localStorage.getItem(SWITCH) !== "off";
const keysOf = (element) => element.dataset.key.toLowerCase().split(" ");

/* Whether it is there for a key; what is disabled for now is listed, and answers when it is not. */
function isThere(element) {
  if (element.closest("[inert], [data-keys=off]")) return false;
  if (element.closest("[data-keys=always]")) return true;
  return element.matches(FIELD) ? !element.closest("[hidden]") : element.checkVisibility();
}

function keyed() {
  const scope = document.querySelector("dialog:modal") ?? document;
  return [...scope.querySelectorAll("[data-key]:not(mark)")].filter(isThere);
}

/* A summary leads into the first field of what it opens. */
function act(element) {
  if (element.matches("summary")) {
    element.click();
    const field = element.parentElement.open && element.parentElement.querySelector(INTO);
    if (field) field.focus();
    return;
  }
  if (!element.matches(FIELD)) return element.click();
  element.closest("details")?.setAttribute("open", "");
  element.focus();
}

function leave(field) {
  const opener = field.closest("details")?.querySelector("summary[data-key]");
  const home = document.querySelector("[data-home]");
  if (!field.dataset.key && !opener) return;
  if (field.dataset.key && !home) return field.blur();
  if (!field.dataset.key) opener.parentElement.open = false; // what was typed stays in it
  (home ?? opener).focus({ preventScroll: true, focusVisible: false });
}

/* Esc folds away what a key has opened, from anything in it. */
function fold(element) {
  const opener = element.closest?.("details[open]")?.querySelector(":scope > summary[data-key]");
  if (!opener || element === opener) return false;
  opener.parentElement.open = false;
  (document.querySelector("[data-home]") ?? opener).focus({ preventScroll: true, focusVisible: false });
  return true;
}

function press(event) {
  if (event.ctrlKey || event.altKey || event.metaKey || composing(event)) return;
  const field = event.target.closest?.(FIELD);
  if (field) {
    if (event.key === "Escape") leave(field);
    return;
  }
  if (event.key === "Escape" && fold(event.target)) return;
  if (!areOn()) return;
  const typed = event.key.toLowerCase();
  // What had the focus in a dialog keeps it for a moment after that has closed.
  const left = event.target.closest?.("dialog:not([open])");
  if (typed === "enter" && !left && event.target.closest?.(STARTED_BY_ENTER)) return;
  // Shift + 1 types "!" and other scripts type their own letters: then the key's place tells.
  const place = /^(?:Key|Digit)(.)$/.exec(event.code)?.[1].toLowerCase();
  const all = keyed().filter((element) => !element.matches(":disabled"));
  for (const key of new Set([typed, place])) {
    const element = key && all.find((one) => keysOf(one).includes(key));
    if (!element) continue;
    const shift = event.shiftKey && (key !== typed || /[a-z]/.test(typed));
    if (shift && !element.dataset.shift) return;
    event.preventDefault();
    if (event.repeat && !("repeat" in element.dataset)) return;
    const announced = new CustomEvent("key:press", { bubbles: true, cancelable: true, detail: { shift } });
    if (element.dispatchEvent(announced)) act(element);
    return;
  }
}

/* The list under "?" (_keys.html) --------------------------------------------------------------- */
const CAPS = { enter: "⏎", escape: "Esc", arrowdown: "↓", arrowup: "↑", arrowleft: "←", arrowright: "→" };

function cap(key) {
  const made = document.createElement("kbd");
  made.textContent = CAPS[key] ?? key.toUpperCase();
  return made;
}

function textOf(element) {
  const copy = element.cloneNode(true);
  copy.querySelectorAll("kbd, .given, small, .filter, .visually-hidden").forEach((part) => part.remove());
  return copy.textContent.trim().replace(/\s+/g, " ");
}

function nameOf(element) {
  const { keyName } = element.dataset;
  return keyName || element.ariaLabel || textOf(element.labels?.[0] ?? element);
}

function groupOf(element) {
  const named = element.closest("[data-key-group]");
  const legend = element.closest("fieldset")?.querySelector("legend");
  return named?.dataset.keyGroup ?? (legend ? textOf(legend) : "");
}

function row(element) {
  const item = document.createElement("li");
  const name = document.createElement("span");
  name.textContent = nameOf(element);
  item.append(...keysOf(element).map(cap), name);
  return item;
}

function list(dialog) {
  const groups = new Map();
  for (const element of keyed()) {
    const group = groupOf(element);
    if (!groups.has(group)) groups.set(group, { rows: [], shifts: new Set() });
    groups.get(group).rows.push(row(element));
    if (element.dataset.shift) groups.get(group).shifts.add(element.dataset.shift);
  }
  const place = dialog.querySelector("[data-keys-list]");
  place.replaceChildren();
  for (const [group, { rows, shifts }] of groups) {
    const section = document.createElement("section");
    if (group) {
      const heading = document.createElement("h3");
      heading.textContent = [group, ...[...shifts].map((shift) => `⇧ ${shift}`)].join(" · ");
      section.append(heading);
    }
    const items = document.createElement("ul");
    items.append(...rows);
    section.append(items);
    place.append(section);
  }
  dialog.querySelector("[data-keys-switch]").checked = areOn();
}

document.addEventListener("keydown", press);
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  const dialog = opener && document.getElementById(opener.dataset.opens);
  if (!dialog || dialog.open) return;
  if (dialog.querySelector("[data-keys-list]")) list(dialog);
  dialog.showModal();
});
// A dialog gives the focus back by itself, unless nothing had it: then to where the keys are at home,
// or to what Enter does on this page, so that it goes on doing that.
const HOMES = ["[data-home]", "main [data-key~=enter]"];
document.addEventListener("close", ({ target }) => {
  const { activeElement: now, body } = document;
  if (now !== body && !target.contains(now)) return;
  const places = [...HOMES, `[data-opens="${target.id}"]`].map((place) => document.querySelector(place));
  places.find(Boolean)?.focus({ preventScroll: true });
}, { capture: true });
document.addEventListener("change", (event) => {
  if (!event.target.matches("[data-keys-switch]")) return;
  if (event.target.checked) localStorage.removeItem(SWITCH);
  else localStorage.setItem(SWITCH, "off");
});
