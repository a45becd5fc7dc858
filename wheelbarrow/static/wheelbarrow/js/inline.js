// A link to a small form opens it in the row of the link: `data-inline` is "rename" (instead of the row) or "below" it.
document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-inline]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    open(link);
});

async function open(link) {
    close();
    const answer = await fetch(link.href, { headers: { "HX-Request": "true", "HX-Current-URL": location.href } });
    if (!answer.ok || answer.redirected) { location.href = link.href; return; }
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const form = page.querySelector("#main form");
    const row = link.closest(".node, .page-head");
    form.className = `inline ${link.dataset.inline}`;
    form.dataset.opener = link.id;
    if (link.dataset.inline === "rename") row.classList.add("is-replaced");
    row.after(form);
    window.htmx.process(form);
    const field = form.querySelector("input:not([type=hidden])");
    field.focus();
    field.select();
}

function close() {
    const form = document.querySelector("#main form.inline");
    if (!form) return;
    document.querySelector("#main .is-replaced")?.classList.remove("is-replaced");
    form.remove();
    document.getElementById(form.dataset.opener)?.closest(".node, .page-head").querySelector(".title, h1, a")?.focus();
}

document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest?.("form.inline")) { event.stopPropagation(); close(); }
});
document.addEventListener("click", (event) => {
    if (!event.target.closest("form.inline #cancel")) return;
    event.preventDefault();
    close();
});
