// Go to a page, a project or a work: a list that the server finds while one types.
const palette = document.getElementById("palette");
const field = palette.querySelector("input");
const list = document.getElementById("palette-list");
let asked = 0;

export function open() {
    field.value = "";
    palette.showModal();
    find();
}

async function find() {
    const number = ++asked;
    const answer = await fetch(`${palette.dataset.src}?q=${encodeURIComponent(field.value)}`);
    if (number !== asked || !answer.ok) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    list.replaceChildren(...found.querySelectorAll("[role=option]"));
    choose(list.firstElementChild);
}

function choose(option) {
    list.querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    field.setAttribute("aria-activedescendant", option?.id ?? "");
}

field.addEventListener("input", (event) => { if (!event.isComposing) find(); });
field.addEventListener("compositionend", find);
field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const chosen = list.querySelector("[aria-selected=true]");
    const moves = { ArrowDown: chosen?.nextElementSibling, ArrowUp: chosen?.previousElementSibling };
    if (event.key in moves) {
        event.preventDefault();
        if (moves[event.key]) choose(moves[event.key]);
    } else if (event.key === "Enter") {
        event.preventDefault();
        chosen?.querySelector("a").click();
    }
});
palette.addEventListener("click", (event) => { if (event.target === palette) palette.close(); });
