/* So that the desk can be loaded again while the network is away: this browser keeps its page as the
   server sent it, the articles that are on it, and the files it is made of; worker.js hands them out.

   It is one person's, the last who coded here. Logging out empties the place (newsroom/forget.js):
   the tab that holds it then writes to what nobody can open any more. What was submitted is not in
   it, nor what others said. Drafts and submissions are in keeping.js, not here. */

export const PLACE = "newsroom-desk"; // as in worker.js
const LOOKED_UP = "[data-cases-list], [data-feedback-here], [data-lookup-here], [data-asked], [data-asked-count]";
const HEADERS = {
  "Content-Type": "text/html; charset=utf-8",
  "Content-Security-Policy":
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
  "Referrer-Policy": "same-origin",
  "X-Content-Type-Options": "nosniff",
};

/* The page as it came: attributes tell what the server said, whatever was chosen since. What was
   looked up since, of others' work too, stays out. */
function asItCame() {
  const copy = document.documentElement.cloneNode(true);
  copy.dataset.kept = "";
  for (const gone of copy.querySelectorAll(".messages, .marks-layer")) gone.remove(); // said once, drawn anew
  copy.querySelector("#toast").hidden = true;
  for (const open of copy.querySelectorAll("dialog[open]")) open.removeAttribute("open");
  for (const told of copy.querySelectorAll(LOOKED_UP)) {
    told.replaceChildren();
    told.removeAttribute("data-here");
  }
  for (const styled of copy.querySelectorAll("[style]")) styled.removeAttribute("style");
  return `<!doctype html>\n${copy.outerHTML}`;
}

const parts = () =>
  performance
    .getEntriesByType("resource")
    .map(({ name }) => name)
    .filter((name) => name.startsWith(location.origin) && /\.(css|js)$/.test(name));

class Place {
  constructor(cache, worker) {
    Object.assign(this, { cache, page: `${worker}?page`, desks: `${worker}?desks` });
  }

  async remember(kept) {
    await this.cache.put(this.desks, Response.json({ ...kept, at: Date.now() })).catch(() => {}); // no room
  }

  async recall() {
    return (await this.cache.match(this.desks)).json();
  }

  forget() {
    return caches.delete(PLACE);
  }
}

/* Keep the page and what it is made of from now on; `worker` is where worker.js is served. */
export async function begin(worker) {
  await caches.delete(PLACE); // of an older version, or of somebody else
  const cache = await caches.open(PLACE);
  const place = new Place(cache, worker);
  await cache.put(place.page, new Response(asItCame(), { headers: HEADERS }));
  await cache.addAll(parts());
  await navigator.serviceWorker.register(worker, { updateViaCache: "all" });
  return place;
}

/* Go on with what was kept. */
export const resume = async (worker) => new Place(await caches.open(PLACE), worker);
