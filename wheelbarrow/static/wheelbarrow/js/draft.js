// What is typed in a <textarea data-draft="name"> is kept in this browser until the server has it, and offered again.
const PREFIX = "wheelbarrow-draft-";
const DAYS_KEPT = 14;

const read = (name) => {
    try { return JSON.parse(localStorage.getItem(PREFIX + name)); } catch { return null; }
};
const drop = (name) => localStorage.removeItem(PREFIX + name);
const areas = () => [...document.querySelectorAll("textarea[data-draft]")];

// A page that is made again has the stored text as the default value of its field.
export function offer() {
    for (const area of areas()) {
        const draft = read(area.dataset.draft);
        if (draft && draft.text === area.defaultValue) drop(area.dataset.draft);
        const isNew = draft && draft.text !== area.defaultValue && draft.text !== area.value;
        const box = area.form.querySelector(".draft");
        if (box) box.hidden = !isNew;
        if (isNew) area.closest("details").open = true;
    }
}

document.addEventListener("input", ({ target }) => {
    if (!target.matches("textarea[data-draft]")) return;
    if (target.value === target.defaultValue) drop(target.dataset.draft);
    else localStorage.setItem(PREFIX + target.dataset.draft, JSON.stringify({ text: target.value, at: Date.now() }));
    const box = target.form.querySelector(".draft");
    if (box) box.hidden = true;
});

document.addEventListener("click", ({ target }) => {
    if (target.matches("[data-draft-use]")) {
        const area = target.form.querySelector("textarea[data-draft]");
        area.value = read(area.dataset.draft).text;
        target.closest(".draft").hidden = true;
        area.focus();
    } else if (target.matches("[data-draft-drop]")) {
        const area = target.form?.querySelector("textarea[data-draft]");
        drop(area?.dataset.draft ?? target.dataset.draftDrop);
        if (area) target.closest(".draft").hidden = true;
    }
});

for (const key of Object.keys(localStorage)) {
    if (key.startsWith(PREFIX) && !(read(key.slice(PREFIX.length))?.at > Date.now() - DAYS_KEPT * 86_400_000)) localStorage.removeItem(key);
}
