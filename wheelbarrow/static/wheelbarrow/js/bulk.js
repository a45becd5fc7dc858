// The bar for selected works: “Move…” asks in the dialog, Escape selects none, and a button selects all.
const boxes = () => [...document.querySelectorAll("#main input[form=bulk]")];
const select = (value) => { for (const box of boxes()) box.checked = value; };

function reveal() {
    const all = document.querySelector("#main [data-select-all]");
    if (all) all.hidden = false;
}
document.addEventListener("htmx:afterSwap", reveal);
reveal();

document.addEventListener("click", (event) => {
    if (event.target.closest("[data-select-all]")) {
        select(boxes().some((box) => !box.checked));
        return;
    }
    const button = event.target.closest("[data-bulk-dialog]");
    if (!button) return;
    event.preventDefault();
    const ids = new URLSearchParams(boxes().filter((box) => box.checked).map((box) => ["id", box.value]));
    import(document.getElementById("app").dataset.dialogs).then((dialogs) =>
        dialogs.show(`${button.form.getAttribute("action")}?${ids}`, { id: button.id, dataset: { dialog: "here" } }));
});

document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || document.querySelector("dialog[open]")) return;
    select(false);
});

// After an act the bar is gone, and with it the focus.
document.addEventListener("htmx:afterSettle", () => {
    if (document.activeElement === document.body && isActing) document.querySelector("#main .work .title")?.focus();
    isActing = false;
});
let isActing = false;
document.addEventListener("submit", (event) => { isActing = event.target.matches("#bulk, #file-found"); }, true);

// Shift with a click selects everything from the last one.
let last = null;
document.addEventListener("click", (event) => {
    if (!event.target.matches?.("#main input[form=bulk]")) return;
    const all = boxes();
    const [from, to] = [all.indexOf(last), all.indexOf(event.target)].sort((one, other) => one - other);
    if (event.shiftKey && from >= 0) for (const box of all.slice(from, to + 1)) box.checked = event.target.checked;
    last = event.target;
});
