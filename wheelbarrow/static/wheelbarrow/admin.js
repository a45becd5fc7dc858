// Small helps for Django's admin. Every page works without them, except for fields that search while typing.
window.django?.jQuery?.(() => {
    const { jQuery } = window.django;
    const owner = document.querySelector("select#id_user");
    const fields = [...document.querySelectorAll("select.admin-autocomplete")];
    // Django's script hides the select; its stand-in needs the name that the label gives.
    for (const select of fields) {
        const name = select.labels[0]?.textContent.trim();
        for (const part of (name && select.nextElementSibling?.querySelectorAll(".select2-selection, .select2-selection__rendered, .select2-search__field")) || []) {
            part.setAttribute("aria-label", name);
        }
    }
    if (!owner) return;
    // Choices are those of the owner who is chosen in the form; another owner clears them.
    jQuery.ajaxPrefilter((options) => {
        if (options.url.endsWith("/autocomplete/")) options.url += `?owner=${encodeURIComponent(owner.value)}`;
    });
    jQuery(owner).on("change", () => {
        for (const select of fields) if (select !== owner) jQuery(select).val(null).trigger("change");
    });
});

// Statuses chosen in a list are saved together: leaving the page first asks.
(() => {
    const form = document.getElementById("changelist-form");
    if (!form?.querySelector("input[name=_save]")) return;
    const isChanged = () => [...form.querySelectorAll("td select")].some((select) => {
        const shown = form.elements[`initial-${select.name}`];
        return shown && shown.value !== select.value;
    });
    let isSent = false;
    form.addEventListener("submit", () => { isSent = true; });
    form.addEventListener("change", () => form.classList.toggle("is-changed", isChanged()));
    window.addEventListener("beforeunload", (event) => { if (!isSent && isChanged()) event.preventDefault(); });
})();
