/* Hands the desk out while the server cannot be reached: what offline.js keeps in this browser, and
   only for the articles that are kept. As long as the server answers, everything is the server's.
   Served below /code/, so that it sees no other page. */

const PLACE = "newsroom-desk"; // as in offline.js
const LONGEST = 24 * 3600 * 1000; // milliseconds since the desk was last used
const AWAY = [502, 503, 504]; // what a proxy says where the server is away

const kept = (key) => caches.match(key, { cacheName: PLACE });

async function desk(address) {
  const said = await (await kept(`${location.pathname}?desks`))?.json();
  if (said && Date.now() - said.at > LONGEST) await caches.delete(PLACE);
  return said?.desks.some((one) => one.address === address) ? kept(`${location.pathname}?page`) : undefined;
}

async function page(event) {
  const early = await event.preloadResponse.catch(() => null);
  const answer = early ?? (await fetch(event.request).catch(() => null));
  if (answer && !AWAY.includes(answer.status)) return answer;
  return (await desk(new URL(event.request.url).pathname)) ?? answer ?? Response.error();
}

async function part(request) {
  return fetch(request).catch(async () => (await kept(request.url)) ?? Response.error());
}

addEventListener("activate", (event) => event.waitUntil(registration.navigationPreload?.enable()));
addEventListener("fetch", (event) => {
  const { method, mode, destination } = event.request;
  if (method !== "GET") return;
  if (mode === "navigate") event.respondWith(page(event));
  else if (["script", "style"].includes(destination)) event.respondWith(part(event.request));
});
