// A row of metrics, each a label with its help, a value, and that of another run below it.

function metric() {
  const cell = part("live-metric");
  cell.dataset.testid = "stMetric";
  const head = part("live-metric-label");
  const label = part("", "span");
  label.dataset.testid = "stMetricLabel";
  const help = helpButton();
  const value = part("live-metric-value");
  value.dataset.testid = "stMetricValue";
  head.append(label, help);
  const beside = part("live-metric-beside");
  cell.append(head, value, beside);
  return { cell, label, help, value, beside };
}

const metrics = {
  draw(view, host, contents) {
    // A lesson's prediction uncovers metrics that the page has left out.
    if (view.cells?.length !== view.data.slots.length) view.cells = view.data.slots.map(metric);
    if (host.children.length !== view.cells.length) {
      host.className = "live-metrics";
      host.replaceChildren(...view.cells.map(({ cell }) => cell));
    }
    view.data.slots.forEach((slot, j) => {
      const { label, value, help = "", beside = "", wraps = false } = contents[slot] ?? {};
      const cell = view.cells[j];
      write(cell.label, label ?? "");
      write(cell.value, value ?? "");
      cell.value.classList.toggle("live-metric-wrapped", wraps);
      write(cell.beside, beside);
      cell.help.hidden = !help;
      cell.help.dataset.help = help;
      cell.help.setAttribute("aria-label", view.data.help_for.replace("{label}", () => spoken(label ?? "")));
    });
  },
};
