// A page that opens over another one: its address is in the bar, Back closes it, and the page below is renewed after a change.
const dialog = document.getElementById("dialog");
const body = document.getElementById("dialog-body");
let opener = null;
let below = "";
let isChanged = false;

export function open(element) {
    const target = element.dataset.open;
    if (target) {
        document.querySelector(target)?.showModal();
        if (target === "#palette") import(document.getElementById("app").dataset.palette).then((palette) => palette.find());
        return;
    }
    show(element.href, element);
}

export async function show(href, element) {
    opener = element?.id ?? null;
    if (!dialog.open) below = location.href;
    isChanged = false;
    await window.htmx.ajax("GET", href, { target: "#dialog-body", select: "#main > *", swap: "innerHTML", source: dialog });
    if (!body.firstElementChild) return;
    body.querySelector("h1")?.setAttribute("id", "dialog-title");
    // A list of actions is no page of its own: it closes when one is done.
    if (element?.dataset.dialog !== "here") {
        if (history.state?.isDialog) history.replaceState({ isDialog: true }, "", href);
        else history.pushState({ isDialog: true }, "", href);
    }
    if (!dialog.open) dialog.showModal();
    // What is outside of an open dialog can be neither pressed nor read.
    dialog.append(document.getElementById("toasts"));
    (body.querySelector("[autofocus]") ?? body.querySelector("h1, a, button, input"))?.focus();
}

// Forms that leave the page, such as Delete, lead back to the page below.
body.addEventListener("submit", (event) => {
    const next = event.target.querySelector("input[name=next][data-below]");
    if (next) next.value = below;
}, true);
body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.requestConfig.verb !== "post" || !event.detail.successful) return;
    if (event.detail.target.id === "main") dialog.close();
    else isChanged = true;
});

dialog.addEventListener("close", () => {
    body.replaceChildren();
    document.body.append(document.getElementById("toasts"));
    if (history.state?.isDialog) history.back();
    if (isChanged) {
        window.htmx.ajax("GET", below, { target: "#main", select: "#main", swap: "morph:outerHTML", source: "#main" }).then(refocus);
    } else refocus();
});
dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
window.addEventListener("popstate", () => { if (dialog.open) dialog.close(); });

function refocus() {
    document.getElementById(opener)?.focus();
}
