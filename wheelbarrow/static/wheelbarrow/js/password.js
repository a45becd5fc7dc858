// Shows and hides a password: a button with data-reveal="id of the field", hidden without scripts.
for (const button of document.querySelectorAll("[data-reveal]")) button.hidden = false;

document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-reveal]");
    if (!button) return;
    const field = document.getElementById(button.dataset.reveal);
    const isShown = field.type === "text";
    field.type = isShown ? "password" : "text";
    button.setAttribute("aria-pressed", String(!isShown));
});

// Browsers do not offer to save what was sent as text.
document.addEventListener("submit", (event) => {
    for (const field of event.target.querySelectorAll("[data-password]")) field.type = "password";
});
