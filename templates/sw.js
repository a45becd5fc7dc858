// Keeps the static files and one page for the time without a network. Nothing that a person wrote is stored: pages,
// and every answer of the API, always come from the server.
const CACHE = "{{ cache }}";
const OFFLINE = "{{ offline }}";
const STATIC = "{{ static }}";

self.addEventListener("install", (event) => {
    event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll([OFFLINE{% for file in files %}, "{{ file }}"{% endfor %}])));
    self.skipWaiting();
});

self.addEventListener("activate", (event) => {
    const old = (names) => names.filter((name) => name.startsWith("wheelbarrow-") && name !== CACHE);
    event.waitUntil(caches.keys().then((names) => Promise.all(old(names).map((name) => caches.delete(name)))));
});

self.addEventListener("fetch", (event) => {
    const { request } = event;
    const address = new URL(request.url);
    if (request.method !== "GET" || address.origin !== location.origin) return;
    if (address.pathname.startsWith(STATIC)) {
        event.respondWith(keep(request));
    } else if (request.mode === "navigate") {
        event.respondWith(fetch(request).catch(() => caches.match(OFFLINE)));
    }
});

async function keep(request) {
    const cache = await caches.open(CACHE);
    const known = await cache.match(request);
    // A name with a hash has one content for ever.
    if (known && /\.[0-9a-f]{12}\./.test(request.url)) return known;
    try {
        const answer = await fetch(request);
        if (answer.ok) await cache.put(request, answer.clone());
        return answer;
    } catch (error) {
        if (known) return known;
        throw error;
    }
}
