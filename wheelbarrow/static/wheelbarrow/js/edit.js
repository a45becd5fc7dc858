// Fields that are edited in place: a <details data-edit> that shows a form. Esc reverts and closes it, Ctrl+Enter saves.
const field = (box) => box.querySelector("input:not([type=hidden]), textarea, select, button:not([aria-pressed=false])");

let last = "";

// An answer closes what was edited: focus that was in it goes to what opens it.
export function toggled(box) {
    if (!box.open) {
        const { activeElement } = document;
        if (last === box.id && (activeElement === document.body || activeElement.matches("dialog") || box.contains(activeElement))) box.querySelector("summary").focus();
        return;
    }
    last = box.id;
    for (const other of box.closest("article").querySelectorAll("[data-edit][open]")) {
        if (other !== box && !other.contains(box) && !isChanged(other)) other.open = false;
    }
    const first = field(box);
    first?.focus();
    if (first?.matches("input:not([type=date], [type=time], [type=checkbox])")) first.select();
}

const isChanged = (box) => [...box.querySelectorAll("input, textarea")].some((each) =>
    each.type === "checkbox" ? each.checked !== each.defaultChecked : each.value !== each.defaultValue);

document.addEventListener("keydown", (event) => {
    const box = event.target.closest?.("[data-edit][open]");
    if (!box || event.isComposing) return;
    if (event.key === "Escape") {
        event.preventDefault();
        event.stopPropagation();
        for (const form of box.querySelectorAll("form")) form.reset();
        box.open = false;
        box.querySelector("summary").focus();
    } else if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.form) {
        event.preventDefault();
        event.target.form.requestSubmit();
    }
}, true);
