// Draws the SVG behind a link (data-png is the name of the file) on a canvas, in its light colours, and downloads that.
const SCALE = 2;

async function draw(link) {
    const answer = await fetch(link.href, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) throw new Error(String(answer.status));
    // As text: the policy of the page holds for what it parses, and would refuse the style of the image.
    const text = (await answer.text()).replace('class="picture"', 'class="picture light"');
    const image = new Image();
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = SCALE * image.naturalWidth;
    canvas.height = SCALE * image.naturalHeight;
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    return canvas.toDataURL("image/png");
}

document.addEventListener("click", async (event) => {
    const link = event.target.closest("[data-png]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    try {
        Object.assign(document.createElement("a"), { href: await draw(link), download: link.dataset.png }).click();
    } catch {
        location.assign(link.href);
    }
});
