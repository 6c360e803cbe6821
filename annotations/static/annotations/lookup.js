/* A page that is looked up from the desk, in a dialog over it: the original page, the whole codebook.

   The link [data-looks-up] leads to that page, and names with a selector what of it is shown; without
   this script it opens a tab. It is brought to where the link leads (#a3), else to the label that the
   codebook at hand shows. On a page the lines of that article are marked.
   Needs: dialog#lookup of desk.html, which coding.js opens before it fetches this. */

const dialog = document.getElementById("lookup");
const place = dialog.querySelector("[data-lookup-here]");
const title = dialog.querySelector("h2");
const tab = dialog.querySelector("[data-lookup-tab]");
const fetched = new Map(); // address → page, as long as the desk is open
const CONTEXT = 32; // pixels of what comes before it
const LEFT_OUT = "nav, form, details, .keys, .acts-row"; // what one does there is not done here

async function page(address) {
  if (!fetched.has(address)) {
    const answer = await fetch(address);
    if (!answer.ok) throw new Error(answer.status);
    fetched.set(address, new DOMParser().parseFromString(await answer.text(), "text/html"));
  }
  return fetched.get(address);
}

function partsOf(whole, selector) {
  const parts = [...whole.querySelectorAll(selector)].map((part) => document.importNode(part, true));
  if (!parts.length) throw new Error(selector);
  for (const part of parts) {
    for (const gone of part.querySelectorAll(LEFT_OUT)) gone.remove();
    for (const link of part.querySelectorAll("a[href]")) Object.assign(link, { target: "_blank", rel: "noopener" });
  }
  return parts;
}

/* Where one is to begin, with all that belongs to it marked. */
function begin(at) {
  const first = at && place.querySelector(`#${CSS.escape(at)}`);
  if (!first) return void (place.scrollTop = 0);
  const { article } = first.dataset;
  const own = article ? place.querySelectorAll(`[data-article="${article}"]`) : [first];
  for (const part of own) part.dataset.mine = "";
  place.scrollTop += first.getBoundingClientRect().top - place.getBoundingClientRect().top - CONTEXT;
}

export async function lookUp(link) {
  const address = link.href.split("#")[0];
  tab.href = link.href;
  title.textContent = link.dataset.title;
  place.replaceChildren();
  place.ariaBusy = "true";
  try {
    const whole = await page(address);
    if (!dialog.open || tab.href !== link.href) return;
    title.textContent = whole.querySelector("h1")?.textContent.trim().replace(/\s+/g, " ") || title.textContent;
    place.replaceChildren(...partsOf(whole, link.dataset.looksUp));
    const label = document.querySelector(".codebook .entry[data-now]")?.dataset.place;
    begin(link.hash.slice(1) || label);
  } catch {
    place.textContent = dialog.dataset.unread;
  } finally {
    place.ariaBusy = "false";
  }
}
