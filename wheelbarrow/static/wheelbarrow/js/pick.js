// A field that narrows radio buttons: Enter takes the first that is found, instead of sending the form.
const list = (box) => box.querySelector("[data-q]");

function take(box, field) {
    if (!box.isConnected) return;
    if (list(box).dataset.q !== field.value) {
        document.addEventListener("htmx:afterSettle", () => take(box, field), { once: true });
        return;
    }
    const radio = list(box).querySelector("[data-found]");
    if (!radio) return;
    radio.checked = true;
    radio.focus();
    radio.dispatchEvent(new Event("change", { bubbles: true }));
}

document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches?.(".pick input[type=search]")) return;
    event.preventDefault();
    take(event.target.closest(".pick"), event.target);
});
