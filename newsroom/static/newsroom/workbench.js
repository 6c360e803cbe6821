/* The workbench: choosing a segment, folding long ones, and keeping one's place through repairs.

   Repairs themselves are forms; htmx only saves the reload. While one is under way nothing answers,
   so that the next key meets the page as it is by then. */

const PANEL_AFTER = 120; // ms until the panel follows a segment that one stays on
const lines = () => document.querySelector("[data-lines]");
const all = () => [...lines().querySelectorAll("[data-at]")];
const chosen = () => lines().querySelector("[aria-current]");

const opened = new Set(); // what was unfolded, by the place where it begins
let scrolled = 0;
let waiting;

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
  document.querySelectorAll("input[name=at]").forEach((field) => (field.value = at));
  history.replaceState(null, "", `?at=${at}`);
  clearTimeout(waiting);
  waiting = setTimeout(() => show(at), PANEL_AFTER);
}

async function show(at) {
  const answer = await fetch(`?at=${at}`, { headers: { "HX-Request": "true" } });
  if (!answer.ok || chosen()?.dataset.at !== at || document.querySelector("#main[inert]")) return;
  const made = new DOMParser().parseFromString(await answer.text(), "text/html");
  const panel = made.querySelector("#panel");
  if (!panel || chosen()?.dataset.at !== at) return;
  const open = document.querySelector("#panel details[name=act][open] > summary")?.dataset.key;
  document.querySelector("#panel").replaceWith(panel);
  if (open) panel.querySelector(`summary[data-key="${open}"]`)?.parentElement.setAttribute("open", "");
  window.htmx.process(panel);
}

function step(by) {
  const found = all();
  choose(found[found.indexOf(chosen()) + by]);
}

function nextDoubt() {
  const found = all();
  const here = found.indexOf(chosen());
  choose([...found.slice(here + 1), ...found.slice(0, here)].find((line) => "unsure" in line.dataset));
}

/* The beginning of the next article, coming round to the first. */
function nextArticle() {
  const found = all();
  const here = found.indexOf(chosen());
  const begins = (line) => line.querySelector(".of")?.textContent.trim();
  choose([...found.slice(here + 1), ...found.slice(0, here + 1)].find(begins));
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
  field.closest("details").setAttribute("open", "");
}

document.addEventListener("click", (event) => {
  const target = event.target;
  const stepper = target.closest("[data-step]");
  if (stepper) step(Number(stepper.dataset.step));
  else if (target.closest("[data-fold]")) toggle();
  else if (target.closest("[data-doubt]")) nextDoubt();
  else if (target.closest("[data-next-article]")) nextArticle();
  else if (target.closest("[data-goes]")) {
    event.preventDefault();
    choose(lines().querySelector(`[data-at="${target.closest("[data-goes]").dataset.goes}"]`));
  } else if (target.closest("[data-lines]")) {
    if (target.closest("a")) event.preventDefault();
    choose(target.closest("[data-at]"));
    offerCut();
  }
});

document.addEventListener("htmx:beforeRequest", () => {
  clearTimeout(waiting);
  scrolled = lines().scrollTop;
  document.querySelector("#main").setAttribute("inert", "");
});
document.addEventListener("htmx:afterRequest", (event) => {
  if (!event.detail.successful) document.querySelector("#main").removeAttribute("inert");
});
document.addEventListener("htmx:afterSettle", () => {
  document.querySelector("#main").removeAttribute("inert");
  fold();
  lines().scrollTop = scrolled;
  chosen()?.scrollIntoView({ block: "nearest" });
  document.querySelector("#panel [role=alert], #panel [role=alertdialog]")?.scrollIntoView({ block: "nearest" });
});

fold();
chosen()?.scrollIntoView({ block: "center" });
