/* Handing files in takes a while: say so at once, and take them only once. What is refused is said
   beside its field without the page going, so that the chosen files stay chosen; and the short name
   of a new newspaper is proposed while its name is typed.

   Without this script the form is sent as any form is, and files are chosen anew when it comes back. */

const form = document.querySelector("form.handing-in");
const button = form?.querySelector("button.primary");
const status = form?.querySelector("[data-busy]");

const ready = () => {
  button.removeAttribute("aria-busy");
  status.textContent = "";
};

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (button.getAttribute("aria-busy")) return;
  button.setAttribute("aria-busy", "true");
  status.textContent = status.dataset.busy;
  let answer, text;
  try {
    answer = await fetch(form.action, { method: "POST", body: new FormData(form) });
    if (answer.redirected) return window.location.assign(answer.url);
    text = await answer.text();
  } catch {
    return form.submit(); // no connection, or a file that changed: the browser says which
  }
  const came = new DOMParser().parseFromString(text, "text/html").querySelector("form.handing-in");
  if (answer.status === 422 && came) {
    takeOver(came);
    ready();
  } else {
    document.open();
    document.write(text);
    document.close();
  }
});

/* What is wrong, as the form that came back says it; what was typed and chosen stays. */
function takeOver(came) {
  for (const input of form.querySelectorAll(".field [name]")) {
    const other = came.elements[input.name];
    if (!other) continue;
    const field = input.closest(".field");
    field.querySelectorAll(".error").forEach((error) => error.remove());
    field.append(...other.closest(".field").querySelectorAll(".error"));
    for (const name of ["aria-invalid", "aria-describedby"]) {
      if (other.hasAttribute(name)) input.setAttribute(name, other.getAttribute(name));
      else input.removeAttribute(name);
    }
    if (input.type === "text" && !input.value) input.value = other.value;
  }
  form.querySelector("[aria-invalid]")?.focus();
}

const named = form?.elements.name_zh;
const short = form?.elements.slug;
let proposed = "";
let asked = 0;

named?.addEventListener("input", async () => {
  if (short.value !== proposed) return; // a person's own
  const mine = ++asked;
  await new Promise((wait) => setTimeout(wait, 250));
  if (mine !== asked) return;
  const answer = await fetch(`${form.dataset.shortName}?${new URLSearchParams({ name: named.value })}`);
  const text = answer.ok && !answer.redirected ? await answer.text() : proposed;
  if (mine === asked && short.value === proposed) short.value = proposed = text;
});

window.addEventListener("pageshow", () => button && ready());
