// Keyboard shortcuts. The table is the sheet #keys: it names the key as app.js does, and the control to press by its data-key.
const sheet = document.getElementById("keys");
let prefix = "";
let timer = 0;

const isTyping = (element) => element?.closest("input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]");
const rows = () => [...document.querySelectorAll("#main .work, #main .node")].filter((row) => row.checkVisibility());
const current = () => document.activeElement?.closest(".work, .node");

export function press(event, key) {
    const hasMod = event.ctrlKey || event.metaKey;
    // Behind a field the keys count again. The box of quick add first closes its list.
    if (event.key === "Escape" && isTyping(event.target) && !event.target.closest("dialog, #quick-text")) event.target.blur();
    // What was typed while this module was loading, after the key for a field, is no shortcut.
    const isText = isTyping(event.target) || isTyping(document.activeElement);
    if (event.altKey || (!hasMod && (isText || sheet.dataset.on === "0" || document.querySelector("dialog[open]:not(#dialog)")))) return;
    // A letter with Shift is no shortcut; signs and digits need it on some keyboards.
    const entry = (!event.shiftKey || /^[^a-z]$/.test(key)) && [...sheet.querySelectorAll("[data-typed]")].find(({ dataset }) =>
        dataset.typed === key && "mod" in dataset === hasMod && (dataset.after ?? "") === prefix);
    clearTimeout(timer);
    prefix = key === "g" && !prefix && !hasMod ? "g" : "";
    timer = setTimeout(() => { prefix = ""; }, 1500);
    if (!entry) return;
    event.preventDefault();
    run(entry.dataset);
}

function run({ press: key, focus, open, move, priority }) {
    if (focus) document.querySelector(focus)?.focus();
    else if (open) {
        const dialog = document.querySelector(open);
        if (!dialog.open) dialog.showModal();
        // Its field takes what is typed while its script is loading.
        if (open === "#palette") import(document.getElementById("app").dataset.palette).then((palette) => palette.find());
    }
    else if (document.querySelector("#dialog[open]")) pressIn(document.getElementById("dialog"), key);
    else if (move) step(Number(move));
    else if (priority) setPriority(priority);
    else {
        const selector = selectorOf(key);
        (current()?.querySelector(selector) ?? [...document.querySelectorAll(selector)].find((each) => !each.closest(".work, .node")))?.click();
    }
}

// Over a list, the keys are those of the page in the dialog.
function pressIn(dialog, key) {
    if (key) dialog.querySelector(selectorOf(key))?.click();
}

// `g e` is one key, not also `e`.
function selectorOf(key) {
    return `[data-key="${key}"], [data-key~="${CSS.escape(key)}"]:not([data-key^="g "])`;
}

function step(by) {
    const all = rows();
    const index = all.indexOf(current());
    all[Math.max(0, Math.min(all.length - 1, index + by))]?.querySelector(".title").focus();
}

// The buttons of a list belong to the form #act; this one is gone with the answer, which has none.
function setPriority(value) {
    const row = current();
    if (!row) return;
    const button = Object.assign(document.createElement("button"), { type: "submit", name: "priority", value, hidden: true });
    button.setAttribute("form", "act");
    button.setAttribute("formaction", `${row.dataset.href}priority/`);
    row.append(button);
    window.htmx.process(button);
    button.click();
}
