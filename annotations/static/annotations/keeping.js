/* Keeping what was done at the coding desk: first in this browser, then on the server.

   A draft is the latest state of one attempt, a submission waits until the server has counted it:
   it carries a token, so that sending it again counts once. Both lie in this browser's storage, per
   person, so that closing the tab, a network that is away or a login that ran out loses nothing.
   The server numbers the drafts of an attempt; who saves on top of an older one is told.
   The articles that come next are kept as long as the page is; offline.js keeps them longer. */

const SOON = 800; // milliseconds after a change, unless another follows
const LONGEST_WAIT = 15; // seconds between two tries while the server is away
const PATIENCE = 20_000; // milliseconds for one answer
const MOST = { textSize: 5, textWidth: 3 };
const OLD = 30 * 24 * 3600 * 1000; // a draft that nobody came back for

const memory = new Map();
const store = {
  get(key) {
    try {
      return JSON.parse(localStorage.getItem(key) ?? memory.get(key) ?? "null");
    } catch {
      return null;
    }
  },
  set(key, value) {
    const text = JSON.stringify(value);
    try {
      localStorage.setItem(key, text);
    } catch {
      memory.set(key, text); // no room, or storage is forbidden here: kept as long as the page is
    }
  },
  drop(key) {
    memory.delete(key);
    localStorage.removeItem(key);
  },
  all(prefix) {
    const keys = new Set([...Object.keys(localStorage), ...memory.keys()]);
    return [...keys].filter((key) => key.startsWith(prefix)).map((key) => this.get(key)).filter(Boolean);
  },
};

const cookie = (name) => document.cookie.split("; ").find((one) => one.startsWith(`${name}=`))?.split("=")[1];

const prefixOf = (person) => `newsroom.desk.${person}.`;

/* Tells its desk what came of it through the functions of `told`: state, saved, overtaken, elsewhere,
   arrived, refused, loggedOut; `told.had` says which articles the desk holds. */
export class Keeping {
  constructor({ person, choices }, csrf, told) {
    Object.assign(this, { choices, csrf, told, away: false, out: false });
    this.device = this.token();
    this.prefix = prefixOf(person);
    for (const draft of store.all(`${this.prefix}draft.`)) {
      if (Date.now() - draft.at > OLD) this.forget(draft.attempt);
    }
    addEventListener("online", () => this.now());
    addEventListener("focus", () => (this.out || this.away) && this.now()); // logged in elsewhere
    addEventListener("pagehide", () => this.leave());
    document.addEventListener("visibilitychange", () => document.hidden && this.leave());
    addEventListener("storage", ({ key, newValue }) => {
      if (!newValue || !key?.startsWith(`${this.prefix}draft.`)) return;
      const draft = JSON.parse(newValue);
      if (draft.device !== this.device && !draft.saved) told.elsewhere(draft);
    });
  }

  token() {
    return crypto.randomUUID?.() ?? uuid();
  }

  /* An attempt that is submitted has no draft any more. */
  static forgetOf(person, attempt) {
    store.drop(`${prefixOf(person)}draft.${attempt}`);
  }

  /* Drafts */
  draftOf(attempt) {
    return store.get(`${this.prefix}draft.${attempt}`);
  }

  keep(draft) {
    store.set(`${this.prefix}draft.${draft.attempt}`, { ...draft, device: this.device, at: Date.now(), saved: false });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.now(), SOON);
    this.report();
  }

  forget(attempt) {
    store.drop(`${this.prefix}draft.${attempt}`);
  }

  /* The draft that comes before what a desk was sent with, if there is one, and whether it is ours:
     else somebody saved elsewhere what this browser's draft was not built on. A desk that is older
     than what the server has confirmed here was loaded while the server was away. */
  newer(desk) {
    const kept = this.draftOf(desk.attempt);
    const own = kept?.device === this.device;
    if (!kept || !(own || !kept.saved || kept.revision > desk.revision)) return {};
    return { kept, ours: own || kept.revision >= desk.revision || kept.device === desk.device };
  }

  unsaved() {
    return store.all(`${this.prefix}draft.`).filter((draft) => !draft.saved);
  }

  /* Submissions */
  submit(item) {
    store.set(`${this.prefix}sent.${item.token}`, { ...item, at: Date.now() });
    this.forget(item.attempt);
    this.now();
  }

  waiting() {
    return store.all(`${this.prefix}sent.`).sort((one, other) => one.at - other.at);
  }

  /* Take a submission back that the server has not got yet; false once it may have it. */
  withdraw(token) {
    const item = store.get(`${this.prefix}sent.${token}`);
    if (!item || item.tried) return false;
    this.settle(token);
    return true;
  }

  /* Wait until the server has a submission; false where it is away. */
  async through(token) {
    for (let tries = 0; tries < 50 && store.get(`${this.prefix}sent.${token}`) && !this.away; tries++) {
      await new Promise((done) => setTimeout(done, 100));
    }
    return !store.get(`${this.prefix}sent.${token}`);
  }

  settle(token) {
    store.drop(`${this.prefix}sent.${token}`);
    this.report();
  }

  /* Sending: submissions first, as they came, then drafts; one at a time. */
  async now() {
    clearTimeout(this.timer);
    if (this.busy) return void (this.again = true);
    this.busy = true;
    this.report();
    let through = true;
    do {
      this.again = false;
      through = await this.round();
    } while (this.again && through);
    this.busy = false;
    if (through) {
      this.away = false;
      this.wait = 0;
    } else if (!this.out) {
      this.away = true;
      this.wait = Math.min(2 * (this.wait || 0.5), LONGEST_WAIT);
      this.timer = setTimeout(() => this.now(), this.wait * 1000);
    }
    this.report();
  }

  async round() {
    for (const item of this.waiting()) if (!(await this.send(item))) return false;
    for (const draft of this.unsaved()) if (!(await this.save(draft))) return false;
    return true;
  }

  /* The answer of the server; null where it is away, in trouble, or does not know this person. */
  async ask(address, options) {
    const headers = { "HX-Request": "true", "X-CSRFToken": cookie("csrftoken") ?? this.csrf, ...options.headers };
    const signal = AbortSignal.timeout(PATIENCE);
    const asked = { method: "POST", redirect: "manual", signal, ...options, headers };
    const answer = await fetch(address, asked).catch(() => null);
    const out = answer?.type === "opaqueredirect" || answer?.status === 401 || answer?.status === 403;
    if (out && !this.out) this.told.loggedOut();
    this.out = Boolean(out);
    return out || !answer || answer.status >= 500 || answer.status === 429 ? null : answer;
  }

  async send(item) {
    const body = new FormData();
    for (const [name, value] of [...item.fields, ["had", this.told.had().join(",")]]) body.append(name, value);
    if (navigator.onLine === false) return false; // not tried, so it can still be withdrawn
    store.set(`${this.prefix}sent.${item.token}`, { ...item, tried: true });
    const answer = await this.ask(`${item.address}submit/`, { body });
    if (!answer) return false;
    const read = answer.ok ? await answer.json().catch(() => null) : await answer.text();
    if (answer.ok && !read) return false; // cut off on its way: asked again, it counts once
    this.settle(item.token);
    if (answer.ok) {
      this.told.arrived(item, read);
    } else {
      store.set(`${this.prefix}draft.${item.attempt}`, { ...item.draft, device: this.device, at: Date.now(), saved: false });
      this.told.refused(item, answer.status, read);
    }
    return true;
  }

  async save(draft) {
    const answer = await this.ask(`${draft.address}draft/`, {
      body: JSON.stringify(draft),
      headers: { "Content-Type": "application/json" },
    });
    if (!answer) return false;
    const key = `${this.prefix}draft.${draft.attempt}`;
    const now = store.get(key);
    const same = now?.at === draft.at;
    if (answer.ok) {
      const { revision } = await answer.json();
      if (now) store.set(key, { ...now, revision, saved: same });
      this.told.saved(draft, revision);
      if (!same && now) this.again = true;
    } else {
      if (now) store.set(key, { ...now, saved: true }); // not tried again until something changes
      const known = answer.headers.get("Content-Type")?.includes("json");
      const { sentence, revision } = known ? await answer.json() : { sentence: await answer.text() };
      if (known) this.told.overtaken(draft, sentence, revision);
      else if ([404, 409].includes(answer.status)) this.told.refused(draft, answer.status, sentence);
    }
    return true;
  }

  /* The tab is put away or closed: what can still be said is said, whether it arrives or not. */
  leave() {
    for (const draft of this.unsaved()) {
      if (draft.device !== this.device) continue;
      fetch(`${draft.address}draft/`, {
        method: "POST",
        keepalive: true,
        redirect: "manual",
        body: JSON.stringify(draft),
        headers: { "Content-Type": "application/json", "X-CSRFToken": cookie("csrftoken") ?? this.csrf },
      }).catch(() => {});
    }
  }

  /* How the person likes their desk: kept for them on the server, and nothing waits for it. */
  choose(name, value) {
    this.ask(this.choices, { body: new URLSearchParams({ [name]: value }) });
  }

  resize({ choice, step }) {
    const name = choice.replace(/_(.)/, (_, letter) => letter.toUpperCase());
    const root = document.documentElement.dataset;
    const value = Math.min(Math.max(Number(root[name]) + Number(step), 1), MOST[name]);
    if (value === Number(root[name])) return;
    root[name] = value;
    this.choose(choice, value);
  }

  report() {
    const count = this.waiting().length + this.unsaved().length;
    const state = this.out ? "login" : this.away ? "offline" : this.busy || count ? "saving" : "saved";
    this.told.state(state, count);
  }
}

/* A draft as what fills a desk. */
export function fromDraft(kept, desk) {
  desk.revision = Math.max(kept.revision, desk.revision);
  return {
    given: Object.fromEntries(Object.entries(kept.answers).map(([code, values]) => [`answer.${code}`, values])),
    evidence: kept.seen === desk.seen ? kept.evidence : {}, // else the text was repaired meanwhile
    note: kept.note,
    seconds: kept.seconds,
  };
}

/* The articles that come next, as far as they are here already -------------------------------------------- */
export class Ahead {
  held = new Map(); // assignment → desk
  order = []; // assignments

  get next() {
    return this.held.get(this.order[0]);
  }

  /* From the first answer on, so that what is only looked at costs nothing; `then` once it is ready. */
  async keep(worker, then) {
    if (this.offline !== undefined || !globalThis.caches || !navigator.serviceWorker) return;
    this.offline = null; // on its way
    this.offline = await import("./offline.js").then((fetched) => fetched.begin(worker), () => undefined);
    then();
  }

  remember(shown, done) {
    this.offline?.remember({ desks: [shown, ...this.held.values()], order: this.order, done });
  }

  /* What was remembered, where the page came from this browser because the network is away. */
  async recall(worker) {
    this.offline = await (await import("./offline.js")).resume(worker);
    const kept = await this.offline.recall();
    for (const desk of kept.desks) this.putBack(desk);
    this.order = kept.order;
    return kept;
  }

  at(address) {
    return [...this.held.values()].find((desk) => desk.address === address);
  }

  takeOut({ assignment }) {
    this.held.delete(assignment);
    this.order = this.order.filter((one) => one !== assignment);
  }

  putBack(desk) {
    this.held.set(desk.assignment, desk);
    this.order.unshift(desk.assignment);
  }

  /* What the server says; what is held was perhaps put aside here meanwhile, and stays as it is. */
  fill(order, desks, gone) {
    for (const desk of desks) if (!this.held.has(desk.assignment)) this.held.set(desk.assignment, desk);
    this.order = order.filter((one) => !gone.has(one));
  }
}

/* Where this address is not served securely, a browser makes no UUID by itself. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/* Active time: seconds with the tab in sight and the person at work -------------------------------------- */
const IDLE = 60_000; // milliseconds without a sign of them

export class Clock {
  constructor() {
    this.seconds = 0;
    this.seen = Date.now();
    for (const kind of ["pointermove", "pointerdown", "keydown", "scroll", "touchmove"]) {
      addEventListener(kind, () => (this.seen = Date.now()), { capture: true, passive: true });
    }
    setInterval(() => this.tick(), 1000);
  }

  tick() {
    if (document.visibilityState === "visible" && Date.now() - this.seen < IDLE) this.seconds++;
  }

  start(seconds) {
    this.seconds = seconds;
    this.seen = Date.now();
  }
}
