/* What is said beside the answers, without leaving the desk: ask, report, propose, look cases up.

   [data-aside-form] is sent by fetch; the sentence that comes back is said in [data-said], a refusal
   stands in the form's own .error and what was typed stays. data-leads-on: afterwards, on to the
   next article ("aside:leads-on" is heard by the desk; without it, a page is loaded).
   [data-cases] fills its [data-cases-list] with the articles that the server finds.
   Coming to another article, the desk calls `belongTo`.
   [data-asked] is an address: what was asked before about the article, fetched when its details are
   opened, unless the page came with it. */

const HEADERS = { "X-Aside": "1" };

async function send(form) {
  const answer = await fetch(form.action, {
    method: "POST",
    body: new FormData(form),
    headers: HEADERS,
    redirect: "manual",
  });
  if (answer.type === "opaqueredirect") throw new Error("login");
  return { fine: answer.ok, text: await answer.text() };
}

function say(text) {
  const place = document.querySelector("[data-said]");
  if (place) place.textContent = text;
}

async function sent(form) {
  const error = form.querySelector(".error");
  const button = form.querySelector("[type=submit]");
  button.disabled = true;
  error.hidden = true;
  try {
    const { fine, text } = await send(form);
    if (!fine) throw new Error(text);
    form.reset();
    form.closest("details").open = false;
    document.querySelector("[data-home]").focus({ preventScroll: true, focusVisible: false });
    asked(form)?.removeAttribute("data-here");
    note(form, text);
    if ("leadsOn" in form.dataset) leadOn(text);
  } catch (problem) {
    const known = problem.message && !(problem instanceof TypeError) && problem.message !== "login";
    error.textContent = known ? problem.message : form.closest("[data-asides]").dataset.unsent;
    error.hidden = false;
  } finally {
    button.disabled = false;
  }
}

const asked = (form) => form.closest("details").querySelector("[data-asked]");

/* What is said from now on is about the article of this desk; what was typed about another goes. */
export function belongTo(desk) {
  for (const form of document.querySelectorAll("[data-asides] form")) {
    const own = new URL(form.action).pathname.replace(/.*\/code\/\d+\//, desk.address);
    if (own === new URL(form.action).pathname) continue;
    form.action = own;
    form.reset();
    for (const said of form.querySelectorAll("[data-cases-list], .error")) said.replaceChildren();
  }
  document.querySelector("[data-aside-said]").hidden = true;
  const place = document.querySelector("[data-asked]");
  const address = `${desk.address}asked/`;
  if (place.dataset.asked === address) return;
  place.dataset.asked = address;
  place.removeAttribute("data-here");
  place.replaceChildren();
  document.querySelector("[data-asked-count]").textContent = "";
}

/* Bring what was opened into sight, and fetch what was asked before where it is not here; without an answer of the server nothing is said. */
export async function lookUp(details) {
  details.scrollIntoView({ block: "nearest", behavior: "instant" });
  const place = details.querySelector("[data-asked]");
  if (!place || "here" in place.dataset) return;
  const address = place.dataset.asked;
  const answer = await fetch(address, { headers: HEADERS, redirect: "manual" }).catch(() => null);
  if (!answer?.ok || place.dataset.asked !== address) return;
  place.innerHTML = await answer.text(); // our own page's fragment, escaped by the server
  place.dataset.here = "";
  details.querySelector("[data-asked-count]").textContent = place.children.length || "";
  details.scrollIntoView({ block: "nearest", behavior: "instant" });
}

function note(form, text) {
  say(text);
  const place = form.closest("[data-asides]").querySelector("[data-aside-said]");
  place.textContent = text;
  place.hidden = false;
  place.scrollIntoView({ block: "nearest", behavior: "instant" });
}

function leadOn(text) {
  const going = new CustomEvent("aside:leads-on", { bubbles: true, cancelable: true, detail: { text } });
  if (document.dispatchEvent(going)) location.assign(document.querySelector("[data-asides]").dataset.next);
}

async function look(form) {
  const place = form.querySelector("[data-cases-list]");
  try {
    const { fine, text } = await send(form);
    if (!fine) throw new Error(text);
    place.innerHTML = text; // our own page's fragment, escaped by the server
  } catch {
    place.textContent = form.closest("[data-asides]").dataset.unsent;
  }
}

/* The cap beside the button says what sends from a field (coding.js): Ctrl or ⌘ with Enter. */
const MAC = /Mac|iP(hone|ad|od)/.test(navigator.platform);
for (const cap of document.querySelectorAll("[data-sends]")) cap.textContent = MAC ? "⌘ ⏎" : cap.textContent;

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-aside-form]")) {
    event.preventDefault();
    sent(event.target);
  } else if (event.target.matches("[data-cases]")) {
    event.preventDefault();
    look(event.target);
  }
});
