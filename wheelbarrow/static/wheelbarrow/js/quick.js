// Quick add: the server reads what is typed; it is marked under the text and said in words. Nothing is put into the field while one composes.
const DRAFT = "quick";
const form = () => document.getElementById("quick");
const field = () => document.getElementById("quick-text");
const area = () => document.getElementById("quick-lines");
const marks = () => document.getElementById("quick-marks");
const list = () => document.getElementById("quick-paths");
const plain = () => document.getElementById("quick-plain");
let isComposing = false, timer = 0, asked = 0, listed = 0;

// Reading
async function read() {
    const number = ++asked;
    const isEmpty = !(area().disabled ? field() : area()).value.trim();
    const found = isEmpty ? "" : await ask(form().dataset.parse, { method: "POST", body: new FormData(form()) });
    if (number !== asked || found === null) return;
    const part = new DOMParser().parseFromString(found, "text/html");
    for (const id of ["quick-marks", "quick-words"]) {
        document.getElementById(id).replaceChildren(...part.getElementById(id)?.childNodes ?? []);
    }
    const button = document.getElementById("quick-add");
    button.textContent = part.getElementById("quick-words")?.dataset.button || button.dataset.text;
    marks().scrollLeft = field().scrollLeft;
}

// A log-in in between is no answer: what is typed stays, and is a draft.
async function ask(address, options) {
    const answer = await fetch(address, options).catch(() => null);
    return answer?.ok && !answer.redirected ? answer.text() : null;
}

function typed() {
    const text = field().value;
    sessionStorage.setItem(DRAFT, JSON.stringify({ text, lines: area().disabled ? "" : area().value }));
    if (!text.startsWith(marks().textContent)) marks().replaceChildren();
    for (const input of plain().querySelectorAll("input")) if (!text.includes(input.value)) input.remove();
    clearTimeout(timer);
    timer = setTimeout(read, 80);
}

// Marks
function markAt(end) {
    let position = 0;
    for (const node of marks().textContent === field().value ? marks().childNodes : []) {
        position += node.textContent.length;
        if (position === end) return node.nodeName === "MARK" && !node.matches(".plain") ? node : null;
    }
    return null;
}

function toggle(mark) {
    const text = mark.textContent;
    if (mark.matches(".plain")) for (const input of plain().querySelectorAll("input")) { if (input.value === text) input.remove(); }
    else plain().append(Object.assign(document.createElement("input"), { type: "hidden", name: "plain", value: text }));
    read();
}

// Paths
const token = () => field().value.slice(0, field().selectionStart).match(/(?:^|\s)#("[^"]*|[^\s"]*)$/);

async function find() {
    const sought = field().selectionStart === field().selectionEnd && token();
    const number = ++listed;
    if (!sought) return close();
    const found = await ask(`${form().dataset.paths}?q=${encodeURIComponent(sought[1])}`);
    if (number !== listed || found === null) return;
    list().innerHTML = found;
    list().dataset.q = sought[1];
    field().setAttribute("aria-expanded", String(list().childElementCount > 0));
    choose(list().firstElementChild);
}

function choose(option) {
    list().querySelector("[aria-selected=true]")?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    field().setAttribute("aria-activedescendant", option?.id ?? "");
}

function close() {
    listed += 1;
    list().replaceChildren();
    field().setAttribute("aria-expanded", "false");
    field().removeAttribute("aria-activedescendant");
}

function take(option) {
    const sought = token();
    const path = /\s/.test(option.dataset.path) ? `"${option.dataset.path}"` : option.dataset.path;
    const end = field().selectionStart;
    if (sought) field().setRangeText(`${path} `, end - sought[1].length, end, "end");
    close();
    typed();
}

// Several lines
function toLines(text) {
    for (const [element, isOff] of [[field(), true], [area(), false]]) element.hidden = element.disabled = isOff;
    area().value = text;
    area().focus();
    marks().replaceChildren();
    typed();
}

const isField = (event) => event.target.id === "quick-text";
document.addEventListener("compositionstart", () => { isComposing = true; });
document.addEventListener("compositionend", (event) => { isComposing = false; if (isField(event)) { typed(); find(); } });
document.addEventListener("input", (event) => {
    if (isField(event) || event.target.id === "quick-lines") typed();
    if (isField(event) && !isComposing) find();
});
document.addEventListener("scroll", (event) => { if (isField(event)) marks().scrollLeft = field().scrollLeft; }, true);
document.addEventListener("keydown", (event) => {
    if (event.target.id === "quick-lines" && event.key === "Enter" && (event.ctrlKey || event.metaKey)) form().requestSubmit();
    if (!isField(event) || event.isComposing) return;
    // A list of what was typed before is not what the person means.
    const chosen = list().dataset.q === token()?.[1] ? list().querySelector("[aria-selected=true]") : null;
    const moves = { ArrowDown: chosen?.nextElementSibling, ArrowUp: chosen?.previousElementSibling };
    const isUnread = event.key === "Backspace" && field().selectionStart === field().selectionEnd && markAt(field().selectionStart);
    if (chosen && event.key in moves) choose(moves[event.key] ?? chosen);
    else if (chosen && ["Enter", "Tab"].includes(event.key)) take(chosen);
    else if (event.key === "Escape") chosen ? close() : field().blur();
    else if (isUnread) toggle(isUnread);
    else return;
    event.preventDefault();
});
document.addEventListener("mousedown", (event) => { if (event.target.closest("#quick-paths")) event.preventDefault(); });
document.addEventListener("click", (event) => {
    const option = event.target.closest?.("#quick-paths [role=option]");
    if (option) take(option);
    const mark = isField(event) && document.elementsFromPoint(event.clientX, event.clientY).find((each) => each.closest("#quick-marks mark"));
    if (mark) toggle(mark);
});
document.addEventListener("focusout", (event) => { if (isField(event)) close(); });
document.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (!isField(event) || text.trim().split("\n").filter((line) => line.trim()).length < 2) return;
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = field();
    toLines(value.slice(0, selectionStart) + text + value.slice(selectionEnd));
});

// The draft goes when the server has added the works: its answer leads away from the address of the form.
document.addEventListener("htmx:afterRequest", ({ detail }) => {
    if (detail.requestConfig?.elt?.id !== "quick" || detail.xhr.status >= 400) return;
    const to = detail.xhr.getResponseHeader("HX-Redirect") ?? detail.xhr.responseURL;
    if (!/\/(quick|login)\//.test(to)) sessionStorage.removeItem(DRAFT);
});
const draft = JSON.parse(sessionStorage.getItem(DRAFT) ?? "{}");
if (draft.lines && area().disabled) toLines(draft.lines);
else if (draft.text && !field().value) field().value = draft.text;
read();
// What was typed while this was loaded.
if (document.activeElement === field()) find();
