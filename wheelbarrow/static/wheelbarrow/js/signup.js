// Fills the fields of a form that only the browser knows: the time zone, into data-time-zone.
for (const field of document.querySelectorAll("[data-time-zone]")) {
    field.value ||= Intl.DateTimeFormat().resolvedOptions().timeZone ?? "";
}
