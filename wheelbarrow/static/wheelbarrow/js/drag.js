// Drags branches by their handle, with SortableJS; a failure puts them back.
let dropped = null;

function start() {
    for (const list of document.querySelectorAll("#main [data-drag]")) {
        if (window.Sortable.get(list)) continue;
        window.Sortable.create(list, { group: "branches", handle: ".grip", animation: 120, emptyInsertThreshold: 12, onStart, onEnd });
    }
}

function onStart({ item }) {
    document.body.classList.add("is-dragging");
    dropped = { item, from: item.parentElement, next: item.nextElementSibling };
}

function onEnd({ item, from, to, oldIndex, newIndex }) {
    document.body.classList.remove("is-dragging");
    if (from !== to || oldIndex !== newIndex) document.dispatchEvent(new CustomEvent("wheelbarrow:drop", { detail: { row: item } }));
}

function putBack() {
    dropped?.from.insertBefore(dropped.item, dropped.next);
    dropped = null;
}

for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) document.addEventListener(failure, putBack);
document.addEventListener("htmx:afterSettle", () => { dropped = null; start(); });
if (window.Sortable) start();
