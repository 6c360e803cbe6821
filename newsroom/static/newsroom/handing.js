/* Handing files in takes a while: say so at once, and take them only once.

   The form is sent as without this script; coming back to the page makes it ready again. */

const form = document.querySelector("form.handing-in");
const button = form?.querySelector("button.primary");
const status = form?.querySelector("[data-busy]");

form?.addEventListener("submit", (event) => {
  if (button.getAttribute("aria-busy")) return event.preventDefault();
  button.setAttribute("aria-busy", "true");
  status.textContent = status.dataset.busy;
});
window.addEventListener("pageshow", () => {
  if (!button) return;
  button.removeAttribute("aria-busy");
  status.textContent = "";
});
