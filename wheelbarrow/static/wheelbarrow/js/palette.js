// Go to a page, a project or a work: a list that the server finds while one types.
const palette = document.getElementById("palette");
const field = palette.querySelector("input");
const list = document.getElementById("palette-list");
let asked = 0;

export async function find() {
    const number = ++asked;
    const answer = await fetch(`${palette.dataset.src}?q=${encodeURIComponent(field.value)}`);
    if (number !== asked || !answer.ok) return;
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    list.replaceChildren(...[...found.querySelectorAll("#go a")].map(option));
    choose(list.firstElementChild);
}

function option(link, index) {
    const item = document.createElement("li");
    item.append(...link.childNodes);
    item.id = `palette-${index}`;
    item.role = "option";
    item.dataset.href = link.getAttribute("href");
    return item;
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
        if (chosen) location.href = chosen.dataset.href;
    }
});
palette.addEventListener("close", () => { field.value = ""; });
palette.addEventListener("click", (event) => {
    const chosen = event.target.closest("[role=option]");
    if (chosen) location.href = chosen.dataset.href;
    else if (event.target === palette) palette.close();
});
