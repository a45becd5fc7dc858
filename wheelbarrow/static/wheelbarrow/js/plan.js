// Rows move between lists by dragging, and by Shift and an arrow. A container with data-plan names the address below the
// row that takes the move, and the name of its value; each list has its value in data-drop.
const attributes = { ArrowUp: "planUp", ArrowDown: "planDown", ArrowLeft: "planLeft", ArrowRight: "planRight" };
const listsOf = (container) => [...container.querySelectorAll("[data-drop]")];

// The buttons of lists belong to the form #act; this one is gone with the answer, which has none.
function send(row, value, takeBack) {
    const { plan, planName } = row.closest("[data-plan]").dataset;
    const button = Object.assign(document.createElement("button"), { type: "submit", name: planName, value, hidden: true });
    button.setAttribute("form", "act");
    button.setAttribute("formaction", `${row.dataset.href}${plan}`);
    row.append(button);
    window.htmx.process(button);
    const form = document.getElementById("act");
    form.addEventListener("htmx:afterRequest", (event) => {
        button.remove();
        if (!event.detail.successful) takeBack?.();
    }, { once: true });
    button.click();
}

function start() {
    for (const container of document.querySelectorAll("[data-plan]")) {
        for (const list of container.querySelectorAll("[data-drop], [data-plan-from]")) {
            if (window.Sortable.get(list)) continue;
            window.Sortable.create(list, {
                group: { name: container.dataset.plan, put: "drop" in list.dataset },
                draggable: ".work:not(.slim, .is-due, .is-done)",
                sort: false,
                delay: 250,
                delayOnTouchOnly: true,
                touchStartThreshold: 5,
                animation: 120,
                ghostClass: "is-dragged",
                onEnd({ item, from, to, oldIndex }) {
                    if (from === to) return;
                    send(item, to.dataset.drop, () => from.insertBefore(item, from.children[oldIndex] ?? null));
                },
            });
        }
    }
}

// A day is counted on, also beyond the page; other values are those of the list before or after.
function neighbour(container, list, step) {
    const { drop } = list.dataset;
    if (container.dataset.planName === "day") {
        if (!drop) return null;
        const day = new Date(`${drop}T00:00:00Z`);
        day.setUTCDate(day.getUTCDate() + step);
        return day.toISOString().slice(0, 10);
    }
    const lists = listsOf(container);
    return lists[lists.indexOf(list) + step]?.dataset.drop;
}

document.addEventListener("keydown", (event) => {
    if (!event.shiftKey || event.ctrlKey || event.metaKey || event.altKey || !(event.key in attributes)) return;
    const row = document.activeElement?.closest(".work:not(.slim, .is-due, .is-done)");
    const list = row?.closest("[data-drop]");
    const container = list?.closest("[data-plan]");
    const step = Number(container?.dataset[attributes[event.key]]);
    if (!step) return;
    event.preventDefault();
    const value = neighbour(container, list, step);
    if (value) send(row, value);
});
document.addEventListener("htmx:afterSettle", start);
start();
