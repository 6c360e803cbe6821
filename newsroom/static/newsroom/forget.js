/* On the page that one logs in on: what pages kept in this browser to be shown while the network is
   away was somebody's who has logged out. Needs nothing. */

const names = (await globalThis.caches?.keys()) ?? [];
await Promise.all(names.map((name) => caches.delete(name)));
