// Copies the text behind a link (data-copy), or shows it selected where the browser gives no access to the clipboard.
// Also: a secret in a field (data-copy-field), buttons that only work with scripts, and print.
const reveal = () => document.querySelectorAll("[data-print], [data-png], [data-copy-field]").forEach((element) => { element.hidden = false; });
reveal();
document.addEventListener("htmx:afterSettle", reveal);

async function read(href) {
    const answer = await fetch(href, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    return answer.text();
}

// The text is still on its way: Safari lets a click write only what it has promised at once.
async function write(text) {
    if (window.ClipboardItem) {
        const blob = text.then((found) => new Blob([found], { type: "text/plain" }));
        await navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
    } else await navigator.clipboard.writeText(await text);
}

async function copy(link) {
    const text = read(link.href);
    try {
        await write(text);
        const toast = Object.assign(document.createElement("div"), { className: "toast success" });
        toast.append(Object.assign(document.createElement("p"), { textContent: link.dataset.done }));
        document.getElementById("toasts").replaceChildren(toast);
    } catch {
        show(link, text);
    }
}

async function show(link, text) {
    try {
        const box = document.querySelector(link.dataset.copy);
        const area = box.querySelector("textarea");
        area.value = await text;
        box.hidden = false;
        area.focus();
        area.select();
    } catch {
        location.assign(link.href);
    }
}

// A secret that the page shows once is selected, so that it can also be copied by hand.
async function copyField(button) {
    const field = document.getElementById(button.dataset.copyField);
    field.select();
    try {
        await navigator.clipboard.writeText(field.value);
        button.textContent = button.dataset.done;
    } catch {
        field.focus();
    }
}

document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    const link = event.target.closest("[data-copy]");
    if (link) {
        event.preventDefault();
        copy(link);
    }
    const button = event.target.closest("[data-copy-field]");
    if (button) copyField(button);
    if (event.target.closest("[data-print]")) window.print();
});
