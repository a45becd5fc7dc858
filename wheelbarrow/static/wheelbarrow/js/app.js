// What every page of the person does at once; what needs more is loaded when it is first used.
const source = document.getElementById("app").dataset;
const modules = {};
// One promise for each module: with two of them, the second of two keys could be handled first.
const load = (name) => (modules[name] ??= import(source[name]));

// The row or form that waits for its answer looks so; the answer replaces it, and a failure takes it back.
const waiting = (event) => event.detail.requestConfig?.triggeringEvent?.submitter?.closest(".work") ?? event.detail.elt;
document.addEventListener("htmx:beforeRequest", (event) => waiting(event).classList.add("is-sending"));
document.addEventListener("htmx:afterRequest", (event) => waiting(event).classList.remove("is-sending"));

// A failure changes nothing on the page but says so.
const fail = () => {
    const toasts = document.getElementById("toasts");
    const toast = document.createElement("div");
    toast.className = "toast error";
    toast.append(Object.assign(document.createElement("p"), { textContent: toasts.dataset.failed }));
    toasts.replaceChildren(toast);
};
document.addEventListener("htmx:responseError", fail);
document.addEventListener("htmx:sendError", fail);
document.addEventListener("htmx:timeout", fail);

// A fold with data-keep stays as the person left it when the page is renewed.
window.Idiomorph.defaults.callbacks.beforeAttributeUpdated = (name, element) => name !== "open" || !element.matches("[data-keep]");

// Focus that was in a part that is gone goes to the row that took its place, or to the page.
let last = null;
document.addEventListener("focusin", (event) => {
    if (event.target.closest?.("dialog")) return;
    const row = event.target.closest?.(".work, .node");
    last = row && { id: row.id, index: rows().indexOf(row) };
});
const rows = () => [...document.querySelectorAll("#main .work, #main .node")];
document.addEventListener("htmx:afterSettle", () => {
    if (document.activeElement !== document.body || !last || document.querySelector("dialog[open]")) return;
    const candidates = [document.getElementById(last.id), rows()[Math.min(last.index, rows().length - 1)]];
    const near = candidates.find((row) => row?.checkVisibility());
    (near?.querySelector(".title") ?? document.getElementById("main")).focus();
});

// What is printed on the key; where that is not Latin (Hangul), what a Latin keyboard has at the place.
// A browser that fills in a form sends events without a key.
function typed({ key = "", code = "", shiftKey }) {
    if (/^([!-~]|Delete|F2)$/.test(key)) return key.toLowerCase();
    return code === "Slash" ? (shiftKey ? "?" : "/") : code.replace(/^(Key|Digit)/, "").toLowerCase();
}

// Dialogs, the palette and the keys.
document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog], [data-open]");
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (opener.closest("#dialog") && opener.matches("[data-dialog]")) return;
    event.preventDefault();
    load("dialogs").then((dialogs) => dialogs.open(opener));
});
document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.repeat) return;
    const isField = event.target.matches?.("[data-choices] input");
    if (event.target.closest?.("[data-choices]") && (/^Arrow(Up|Down)$/.test(event.key) || (isField && event.key === "Enter"))) {
        event.preventDefault();
        load("choices").then((choices) => choices.press(event.target, event.key));
        return;
    }
    const key = typed(event);
    load("keys").then((keys) => keys.press(event, key));
    if (key === "k" && (event.ctrlKey || event.metaKey)) event.preventDefault();
});
// Loaded before the first key: people type at once into the field that it opens.
window.addEventListener("load", () => load("keys"));

// Quick add, and what was typed in it before the page was left.
for (const kind of ["pointerover", "focusin"]) {
    document.addEventListener(kind, (event) => { if (event.target.closest?.("#quick")) load("quick"); });
}
if (sessionStorage.getItem("quick") || document.querySelector("#quick.is-open")) load("quick");

// Fields that are edited in place, and drafts of notes.
document.addEventListener("toggle", (event) => {
    if (event.target.matches("[data-edit]")) load("edit").then((edit) => edit.toggled(event.target));
}, true);
document.addEventListener("click", (event) => {
    const title = event.target.closest("[data-edits]");
    if (title) document.getElementById(title.dataset.edits).open = true;
});
// A form that comes back is read from what is wrong with it.
document.addEventListener("htmx:afterSettle", ({ detail: { xhr } }) => {
    if (xhr?.status === 422 || xhr?.status === 412) document.querySelector("[aria-invalid=true], [role=alert][tabindex]")?.focus();
});

const offerDrafts = () => document.querySelector("textarea[data-draft]") && load("draft").then((draft) => draft.offer());
document.addEventListener("htmx:afterSettle", offerDrafts);
offerDrafts();

// Back in a tab that was away for a minute, the page may be old.
let left = 0;
document.addEventListener("visibilitychange", () => {
    if (document.hidden) { left = Date.now(); return; }
    const isBusy = document.querySelector("dialog[open]") || document.activeElement?.matches("input, textarea, select");
    if (left && Date.now() - left > 60_000 && !isBusy) {
        window.htmx.ajax("GET", location.href, { target: "#main", select: "#main", swap: "morph:outerHTML", source: "#main" });
    }
});
