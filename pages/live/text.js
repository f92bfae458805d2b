// Text in paragraphs or in a list; nothing where it is empty.

const text = {
  draw(view, host, contents) {
    const { text: written = "", look = "plain" } = contents[view.data.slots[0]] ?? {};
    host.className = `live-text live-text-${look}`;
    host.hidden = !written;
    if (view.written === written) return;
    view.written = written;
    const blocks = written.split(/\n\n+/).filter(Boolean);
    host.replaceChildren(...blocks.map(block));
  },
};

function block(paragraph) {
  const lines = paragraph.split("\n");
  if (!lines.every((line) => line.startsWith("- "))) return styled("p", "", markup(paragraph));
  return styled("ul", "", lines.map((line) => styled("li", "", markup(line.slice(2)))));
}
