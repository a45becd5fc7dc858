// Fields that complete what is typed stand in for a select: they take over the name that its label gives.
// Asked for after Django's own, which makes them in the same way: jQuery keeps the order.
window.django?.jQuery?.(() => {
    for (const select of document.querySelectorAll("select.admin-autocomplete")) {
        const fields = select.nextElementSibling?.querySelectorAll(".select2-selection, .select2-selection__rendered");
        for (const field of (select.labels[0] && fields) || []) {
            field.setAttribute("aria-label", select.labels[0].textContent.trim());
        }
    }
});
