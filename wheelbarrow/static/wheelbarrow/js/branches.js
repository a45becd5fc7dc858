// Lists of projects and of labels: what is folded is remembered in this browser, and Alt with an arrow moves a row.
const KEY = "wheelbarrow.folds";
const known = () => { try { return JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { return {}; } };

// A page comes with its own folds; those of the person replace them.
function refold() {
    const folds = known();
    for (const details of document.querySelectorAll("#main [data-fold]")) {
        if (details.dataset.fold in folds) details.open = folds[details.dataset.fold] === 1;
    }
}
document.addEventListener("toggle", (event) => {
    const fold = event.target.dataset?.fold;
    if (!fold) return;
    localStorage.setItem(KEY, JSON.stringify({ ...known(), [fold]: event.target.open ? 1 : 0 }));
}, true);
document.addEventListener("htmx:afterSwap", refold);
refold();

document.addEventListener("keydown", (event) => {
    const row = event.target.closest?.(".node")?.closest("[data-id]");
    if (!row?.closest("[data-parent]") || !event.altKey || event.ctrlKey || event.metaKey || event.isComposing) return;
    const before = { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling }[event.code];
    if (before === undefined) return;
    event.preventDefault();
    if (before) place(row, event.code === "ArrowUp" ? before : before.nextElementSibling);
});

// drag.js asks for the same after a drop.
document.addEventListener("wheelbarrow:drop", (event) => place(event.detail.row, event.detail.row.nextElementSibling));

function place(row, before) {
    const values = {
        csrfmiddlewaretoken: document.querySelector("#act [name=csrfmiddlewaretoken]").value,
        parent: row.closest("[data-parent]").dataset.parent,
        before: before?.dataset.id ?? "",
    };
    const href = `${row.querySelector(".node").dataset.href}place/`;
    window.htmx.ajax("POST", href, { source: "#main", target: "#main", select: "#main", swap: "morph:outerHTML", values });
}
