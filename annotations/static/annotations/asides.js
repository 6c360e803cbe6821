/* What is said beside the answers, without leaving the desk: ask, report, propose, look cases up.

   [data-aside-form] is sent by fetch; the sentence that comes back is said in [data-said], a refusal
   stands in the form's own .error and what was typed stays. data-leads-on: afterwards, on to the
   next article ("aside:leads-on" is heard by the desk; without it, a page is loaded).
   [data-cases] fills its [data-cases-list] with the articles that the server finds. */

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
    form.closest("details").querySelector("summary").focus();
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

function note(form, text) {
  say(text);
  const place = form.closest("[data-asides]").querySelector("[data-aside-said]");
  place.textContent = text;
  place.hidden = false;
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

document.addEventListener("submit", (event) => {
  if (event.target.matches("[data-aside-form]")) {
    event.preventDefault();
    sent(event.target);
  } else if (event.target.matches("[data-cases]")) {
    event.preventDefault();
    look(event.target);
  }
});
