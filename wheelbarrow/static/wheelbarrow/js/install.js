// Registers the service worker, whose address is in data-worker: it answers when there is no network.
const script = document.querySelector("script[data-worker]");
if ("serviceWorker" in navigator) navigator.serviceWorker.register(script.dataset.worker);
