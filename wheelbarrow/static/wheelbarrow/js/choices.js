// A field that narrows a list of buttons: the arrows go through the list, Enter in the field takes the first button.
export function press(target, key) {
    const box = target.closest("[data-choices]");
    if (key === "Enter") take(box);
    else step(box, target, key === "ArrowDown" ? 1 : -1);
}

const buttons = (box) => [...box.querySelectorAll(".choices button")];
const field = (box) => box.querySelector("input[type=search]");

function step(box, from, by) {
    const all = buttons(box);
    const next = all.indexOf(from) + by;
    (next < 0 ? field(box) : all[Math.min(next, all.length - 1)])?.focus();
}

// The list may still be that of what the field held before; then its answer is awaited.
function take(box) {
    const found = box.querySelector("[data-q]");
    if (found?.dataset.q === field(box).value) buttons(box)[0]?.click();
    else {
        document.addEventListener("htmx:afterSettle", () => { if (box.isConnected) take(box); }, { once: true });
        field(box).form.requestSubmit();
    }
}
