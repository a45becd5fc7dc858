// Folds branches of the list of categories. Without it every row is shown.
(() => {
    const table = document.getElementById("result_list");
    if (!table) return;
    const folded = new Set(JSON.parse(sessionStorage.getItem("wheelbarrow.folded") || "[]"));
    const nodes = [...table.querySelectorAll(".node")];
    const show = () => {
        for (const node of nodes) {
            const steps = node.dataset.path.split("/").slice(1, -1);
            node.closest("tr").hidden = steps.some((_, n) => folded.has("/" + steps.slice(0, n + 1).join("/")));
        }
        for (const button of table.querySelectorAll(".fold")) {
            button.hidden = false;
            button.setAttribute("aria-expanded", !folded.has(button.parentElement.dataset.path));
        }
        sessionStorage.setItem("wheelbarrow.folded", JSON.stringify([...folded]));
    };
    table.addEventListener("click", (event) => {
        const button = event.target.closest(".fold");
        if (!button) return;
        event.preventDefault();
        const { path } = button.parentElement.dataset;
        if (!folded.delete(path)) folded.add(path);
        show();
    });
    show();
})();
