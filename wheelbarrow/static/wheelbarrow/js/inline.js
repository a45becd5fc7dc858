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
    else unfold(row.closest("[data-id]"));
    row.after(form);
    window.htmx.process(form);
    const field = form.querySelector("input:not([type=hidden])");
    field.focus();
    field.select();
}

// What is added below must be seen: branches.js reads this after the answer, and again later.
function unfold(branch) {
    const folds = JSON.parse(localStorage.getItem("wheelbarrow.folds") ?? "{}");
    localStorage.setItem("wheelbarrow.folds", JSON.stringify({ ...folds, [branch.dataset.id]: 1 }));
    const details = branch.querySelector(":scope > details");
    if (details) details.open = true;
}

// The answer has no such form any more: the focus goes to the row.
let sent = null;
document.addEventListener("submit", (event) => {
    if (event.target.matches("form.inline")) sent = event.target.dataset.opener;
}, true);
document.addEventListener("htmx:afterSettle", () => {
    if (sent && document.activeElement === document.body) title(sent)?.focus();
    sent = null;
});
const title = (id) => document.getElementById(id)?.closest(".node, .page-head").querySelector(".title, h1");

function close() {
    const form = document.querySelector("#main form.inline");
    if (!form) return;
    document.querySelector("#main .is-replaced")?.classList.remove("is-replaced");
    form.remove();
    title(form.dataset.opener)?.focus();
}

document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest?.("form.inline")) { event.stopPropagation(); close(); }
});
document.addEventListener("click", (event) => {
    if (!event.target.closest("form.inline #cancel")) return;
    event.preventDefault();
    close();
});
