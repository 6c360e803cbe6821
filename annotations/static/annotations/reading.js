/* The text of an article: places in it, marks on it, the cursor that goes from sentence to sentence.

   Places count code points of what is coded, as the server does; a string of this language counts
   UTF-16 units, and a rare 汉字 or an emoji is two of them. Every element [data-start] of the article
   holds exactly the characters from that place on; between two of them a line ends.
   Marks are painted as highlights, which take no room; where a browser has none, as tinted boxes. */

import * as answers from "./answers.js";

const points = (text) => [...text].length;

export class Text {
  constructor(article) {
    this.article = article;
    this.pieces = [...article.querySelectorAll("[data-start]")].map((element) => {
      const characters = [...element.textContent];
      const start = Number(element.dataset.start);
      return { element, characters, start, end: start + characters.length };
    });
    this.pieces.sort((one, other) => one.start - other.start);
  }

  character(place) {
    const piece = this.pieces.find(({ start, end }) => start <= place && place < end);
    return piece ? piece.characters[place - piece.start] : "\n";
  }

  slice(start, end) {
    let text = "";
    for (let place = start; place < end; place++) text += this.character(place);
    return text;
  }

  /* A range of the page for a stretch of the text; null where nothing of it is shown. */
  rangeOf(start, end) {
    const first = this.pieces.find((piece) => piece.end > start);
    const last = this.pieces.findLast((piece) => piece.start < end);
    if (!first || !last || first.start > last.start) return null;
    const range = document.createRange();
    range.setStart(...spot(first, Math.max(start, first.start) - first.start));
    range.setEnd(...spot(last, Math.min(end, last.end) - last.start));
    return range;
  }

  /* The stretch [start, end] of a range of the page, without white space around it; null without any. */
  stretchOf(range) {
    const touched = this.pieces.filter(({ element }) => range.intersectsNode(element));
    if (!touched.length) return null;
    const [first, last] = [touched[0], touched.at(-1)];
    let start = first.start + before(first, range.startContainer, range.startOffset, 0);
    let end = last.start + before(last, range.endContainer, range.endOffset, last.characters.length);
    while (start < end && !this.character(start).trim()) start++;
    while (end > start && !this.character(end - 1).trim()) end--;
    return start < end ? [start, end] : null;
  }

  /* Every place where a word stands. */
  find(word) {
    const found = [];
    for (const { element, start } of this.pieces) {
      const text = element.textContent;
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        const from = start + points(text.slice(0, at));
        found.push([from, from + points(word)]);
      }
    }
    return found;
  }
}

/* The text node, and the place in it, that is so many characters into a piece. */
function spot(piece, count) {
  let units = [...piece.element.textContent].slice(0, count).join("").length;
  const walker = document.createTreeWalker(piece.element, NodeFilter.SHOW_TEXT);
  let node = walker.nextNode();
  while (node && units > node.data.length) {
    units -= node.data.length;
    node = walker.nextNode();
  }
  return node ? [node, units] : [piece.element, 0];
}

/* How many characters of a piece stand before a point of the page; `outside` where it is not in it. */
function before(piece, container, offset, outside) {
  if (!piece.element.contains(container)) return outside;
  const range = document.createRange();
  range.setStart(piece.element, 0);
  range.setEnd(container, offset);
  return points(range.toString());
}

/* Painting ------------------------------------------------------------------------------------------ */
const paints = globalThis.CSS?.highlights;
const ORDER = ["term", "mark-5", "mark-4", "mark-3", "mark-2", "mark-1", "sentence", "pending"];

export class Marks {
  constructor(text, { onBadge }) {
    this.text = text;
    this.onBadge = onBadge;
    this.stretches = new Map(); // name → [[start, end]]
    this.badges = [];
    this.layer = document.createElement("div");
    this.layer.className = "marks-layer";
    text.article.append(this.layer);
    this.watcher = new ResizeObserver(() => this.place());
    this.watcher.observe(text.article);
    for (const name of ORDER) paints?.delete(name);
  }

  /* Show these stretches under a name of ORDER; an empty list takes them away. */
  show(name, stretches) {
    this.stretches.set(name, stretches);
    if (!paints) return this.place();
    const ranges = stretches.map(([start, end]) => this.text.rangeOf(start, end)).filter(Boolean);
    const highlight = new Highlight(...ranges);
    highlight.priority = ORDER.indexOf(name);
    paints.set(name, highlight);
  }

  /* The letters where pieces of evidence begin: [{start, end, slot, key, name}]. */
  letter(badges) {
    this.badges = badges;
    this.place();
  }

  place() {
    const { left, top } = this.text.article.getBoundingClientRect();
    const boxes = paints ? [] : this.boxes(left, top);
    this.layer.replaceChildren(...boxes, ...this.badges.map((badge) => this.badge(badge, left, top)));
  }

  badge(badge, left, top) {
    const made = document.createElement("button");
    made.type = "button";
    made.className = "badge";
    made.dataset.slot = badge.slot;
    made.textContent = badge.key || "·";
    made.ariaLabel = badge.name;
    made.tabIndex = -1; // by keyboard it is reached with the sentence cursor
    const [rect] = this.text.rangeOf(badge.start, badge.end)?.getClientRects() ?? [];
    if (rect) move(made, rect.left - left + 14 * badge.nth, rect.top - top);
    made.addEventListener("click", () => this.onBadge(badge));
    return made;
  }

  boxes(left, top) {
    const made = [];
    for (const name of ORDER) {
      for (const [start, end] of this.stretches.get(name) ?? []) {
        for (const rect of this.text.rangeOf(start, end)?.getClientRects() ?? []) {
          const box = document.createElement("span");
          box.className = `tint ${name}`;
          move(box, rect.left - left, rect.top - top);
          Object.assign(box.style, { width: `${rect.width}px`, height: `${rect.height}px` });
          made.push(box);
        }
      }
    }
    return made;
  }

  remove() {
    this.watcher.disconnect();
    this.layer.remove();
  }
}

const move = (element, x, y) => Object.assign(element.style, { left: `${x}px`, top: `${y}px` });

/* From sentence to sentence -------------------------------------------------------------------------- */
export class Sentences {
  constructor(text, marks, stretches) {
    Object.assign(this, { text, marks, stretches, now: -1 });
  }

  get current() {
    return this.stretches[this.now] ?? null;
  }

  /* The number of the first sentence that begins in sight: who reads on begins there. */
  inSight() {
    const rects = this.stretches.map((one) => this.text.rangeOf(...one)?.getBoundingClientRect());
    const { top } = windowOn(this.text.pieces[0].element);
    return Math.max(rects.findIndex((rect) => rect && rect.top >= top), 0);
  }

  /* Go `step` sentences on or back; return the stretch where the cursor is now. */
  step(step) {
    if (!this.stretches.length) return null;
    const from = this.now < 0 ? this.inSight() - (step > 0) : this.now;
    this.now = Math.min(Math.max(from + step, 0), this.stretches.length - 1);
    this.marks.show("sentence", [this.current]);
    reveal(this.text.rangeOf(...this.current));
    return this.current;
  }

  leave() {
    this.now = -1;
    this.marks.show("sentence", []);
  }
}

/* What the text is seen through: its pane or, where it flows with the page, the window. */
function windowOn(element) {
  const pane = element.closest(".scroll");
  const own = pane.scrollHeight > pane.clientHeight + 1;
  const { top, bottom } = own ? pane.getBoundingClientRect() : { top: 0, bottom: innerHeight - 120 };
  return { pane, own, top, bottom };
}

/* Scroll as little as needed. */
function reveal(range) {
  if (!range) return;
  const { pane, own, top, bottom } = windowOn(range.startContainer.parentElement);
  const rect = range.getBoundingClientRect();
  const by = rect.top < top + 24 ? rect.top - top - 24 : Math.max(0, rect.bottom - bottom + 24);
  if (by) (own ? pane : window).scrollBy({ top: by, behavior: "instant" });
}

/* Evidence: stretches of the text for labels ----------------------------------------------------------- */
const LONGEST_QUOTE = 24;

export class Evidence {
  /* `changed` is called after a stretch came or went, `say` tells it to those who listen. */
  constructor(form, { changed, say }) {
    Object.assign(this, { form, changed, say, stretches: {}, pending: null, latest: null });
    this.bar = document.getElementById("evidence-bar");
    this.required = form.dataset.evidenceFor.split(" ").filter(Boolean);
    this.bar.querySelector("[data-evidence-close]").addEventListener("click", () => this.close());
    document.addEventListener("selectionchange", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.settle(), 150);
    });
  }

  /* An article came on the desk: {label id: [[start, end]]} is what it has so far. */
  open(desk, stretches) {
    this.marks?.remove();
    this.stretches = structuredClone(stretches);
    this.text = new Text(document.querySelector(".scroll .article"));
    this.marks = new Marks(this.text, { onBadge: ({ start, end }) => this.offer([start, end]) });
    this.sentences = new Sentences(this.text, this.marks, desk.sentences);
    this.words = desk.terms;
    this.latest = null;
    this.close();
    this.paint();
  }

  terms(on) {
    this.marks.show("term", on ? this.words.flatMap((word) => this.text.find(word)) : []);
  }

  chosen() {
    return answers.chosenOf(this.form);
  }

  of(input) {
    return this.stretches[input.dataset.entry] ?? [];
  }

  /* Of what is chosen; `stretches` keeps that of labels that were taken back as well. */
  given() {
    return Object.fromEntries(this.chosen().map((input) => [input.dataset.entry, this.of(input)]));
  }

  /* The first label that the round wants evidence for and that has none. */
  missing() {
    const wanted = (input) => this.required.includes(answers.questionOf(input).dataset.question.replace("answer.", ""));
    return this.chosen().find((input) => wanted(input) && !this.of(input).length);
  }

  /* Each label's stretches in its colour, with its key where one begins, and their number in its row. */
  paint(latest = this.latest) {
    this.latest = latest;
    const slots = new Map(["1", "2", "3", "4", "5"].map((slot) => [slot, []]));
    const badges = [];
    for (const input of this.form.querySelectorAll("input[data-entry]")) {
      const { slot } = input.closest("label").dataset;
      const stretches = input.checked ? this.of(input) : [];
      answers.prove(input, stretches.length);
      for (const [start, end] of stretches) {
        slots.get(slot)?.push([start, end]);
        const nth = badges.filter((badge) => badge.start === start).length;
        badges.push({ start, end, slot, nth, key: input.dataset.key, name: answers.nameOf(input) });
      }
    }
    for (const [slot, stretches] of slots) this.marks.show(`mark-${slot}`, stretches);
    this.marks.letter(badges);
    if (!this.bar.hidden) this.offer(this.pending);
  }

  step(by) {
    const stretch = this.sentences.step(by);
    if (!stretch) return;
    this.say(this.text.slice(...stretch));
    if (!this.bar.hidden) this.offer(stretch);
  }

  /* Take what is selected by now: also when it is used before the timer has come round. */
  settle() {
    if (!this.timer) return;
    clearTimeout(this.timer);
    this.timer = null;
    this.selected();
  }

  selected() {
    const selection = getSelection();
    if (!selection.rangeCount || selection.isCollapsed) return;
    const range = selection.getRangeAt(0);
    if (!this.text.article.contains(range.commonAncestorContainer)) return;
    const stretch = this.text.stretchOf(range);
    if (stretch) this.offer(stretch);
  }

  /* By key: for the selected text, else for the sentence at the cursor. */
  begin() {
    this.settle();
    const stretch = this.pending ?? this.sentences.current;
    if (stretch) this.offer(stretch);
    else this.step(1);
  }

  /* Ask for which of the chosen labels a stretch speaks; the latest also answers to the key itself. */
  offer(stretch) {
    this.pending = stretch;
    this.marks.show("pending", [stretch]);
    const quote = [...this.text.slice(...stretch)];
    this.bar.querySelector("[data-evidence-text]").textContent =
      quote.length > LONGEST_QUOTE ? `${quote.slice(0, LONGEST_QUOTE).join("")}…` : quote.join("");
    const place = this.bar.querySelector("[data-evidence-labels]");
    const chosen = this.chosen();
    const again = document.querySelector("[data-act=evidence]").dataset.key;
    const first = chosen.includes(this.latest) ? this.latest : chosen[0];
    place.replaceChildren(...chosen.map((input) => this.chip(input, input === first ? again : "")));
    if (!chosen.length) place.textContent = place.dataset.none;
    this.bar.hidden = false;
  }

  chip(input, again) {
    const made = answers.chipOf(input, again);
    made.ariaPressed = String(this.of(input).some((one) => same(one, this.pending)));
    made.addEventListener("click", () => this.toggle(input));
    return made;
  }

  toggle(input) {
    this.settle();
    const before = this.of(input);
    const has = before.some((one) => same(one, this.pending));
    const after = has ? before.filter((one) => !same(one, this.pending)) : [...before, this.pending];
    this.stretches[input.dataset.entry] = after.sort((one, other) => one[0] - other[0]);
    this.say(has ? "unproved" : "proved", answers.nameOf(input));
    getSelection().removeAllRanges();
    this.close();
    this.paint(input);
    this.changed(input);
  }

  leave() {
    this.sentences.leave();
    getSelection().removeAllRanges();
    this.close();
  }

  close() {
    this.pending = null;
    this.bar.hidden = true;
    this.marks.show("pending", []);
  }
}

const same = ([start, end], [from, to]) => start === from && end === to;
