// Live elements that show words and numbers: metrics, the status line, text and tables.

// Writes into an element only what differs: what is selected or read aloud is left alone.
function write(element, text) {
  if (element.written === text) return;
  element.written = text;
  element.replaceChildren(...markup(text));
}

const part = (className, tag = "div") => styled(tag, className, []);

// ---- help ------------------------------------------------------------------------------------

let bubble = null; // the one help text that is open

function showHelp(button) {
  hideHelp();
  const text = button.dataset.help;
  if (!text) return;
  bubble = part("live-bubble");
  bubble.id = "live-bubble";
  bubble.setAttribute("role", "tooltip");
  bubble.append(...markup(text));
  const css = getComputedStyle(button);
  for (const name of ["--st-background-color", "--st-text-color", "--st-border-color", "--st-font"]) {
    bubble.style.setProperty(name, css.getPropertyValue(name));
  }
  document.body.append(bubble);
  const at = button.getBoundingClientRect();
  const width = bubble.offsetWidth;
  const left = Math.max(8, Math.min(at.left + at.width / 2 - width / 2, innerWidth - width - 8));
  const above = at.top - bubble.offsetHeight - 6;
  bubble.style.left = `${left}px`;
  bubble.style.top = `${above > 4 ? above : at.bottom + 6}px`;
  button.setAttribute("aria-describedby", bubble.id);
}

function hideHelp() {
  bubble?.remove();
  bubble = null;
}

function helpButton() {
  const button = styled("button", "live-help", icon("help"));
  button.type = "button";
  button.onmouseenter = button.onfocus = () => showHelp(button);
  button.onmouseleave = button.onblur = hideHelp;
  button.onclick = () => (bubble ? hideHelp() : showHelp(button));
  button.onkeydown = (event) => event.key === "Escape" && hideHelp();
  return button;
}

// ---- metrics ---------------------------------------------------------------------------------

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
  cell.append(head, value);
  return { cell, label, help, value };
}

const metrics = {
  draw(view, host, contents) {
    view.cells ??= view.data.slots.map(metric);
    if (host.children.length !== view.cells.length) {
      host.className = "live-metrics";
      host.replaceChildren(...view.cells.map(({ cell }) => cell));
    }
    view.data.slots.forEach((slot, j) => {
      const { label, value, help = "" } = contents[slot] ?? {};
      const cell = view.cells[j];
      write(cell.label, label ?? "");
      write(cell.value, value ?? "");
      cell.help.hidden = !help;
      cell.help.dataset.help = help;
      cell.help.setAttribute("aria-label", `Help for ${spoken(label ?? "")}`);
    });
  },
};

// ---- the status line with its bar ------------------------------------------------------------

const status = {
  draw(view, host, contents) {
    if (!view.bar) {
      host.className = "live-status";
      host.dataset.testid = "stProgress";
      view.words = part("live-status-words");
      view.lost = part("live-status-lost live-red");
      view.lost.setAttribute("role", "status");
      view.track = part("live-track");
      view.bar = part("live-bar");
      view.track.append(view.bar);
      view.track.setAttribute("role", "progressbar");
      host.append(view.words, view.lost, view.track);
    }
    const { text = "", progress = 0 } = contents[view.data.slots[0]] ?? {};
    write(view.words, text);
    view.lost.textContent = channel.isLost ? view.data.lost : "";
    view.bar.style.width = `${100 * progress}%`;
    view.track.setAttribute("aria-valuenow", Math.round(100 * progress));
    view.track.setAttribute("aria-label", spoken(text));
  },
};

// ---- text ------------------------------------------------------------------------------------

const text = {
  draw(view, host, contents) {
    const { text: words = "", look = "plain" } = contents[view.data.slots[0]] ?? {};
    host.className = `live-text live-text-${look}`;
    host.hidden = !words;
    if (view.written === words) return;
    view.written = words;
    const blocks = words.split(/\n\n+/).filter(Boolean);
    host.replaceChildren(...blocks.map(block));
  },
};

function block(words) {
  const lines = words.split("\n");
  if (!lines.every((line) => line.startsWith("- "))) return styled("p", "", markup(words));
  return styled("ul", "", lines.map((line) => styled("li", "", markup(line.slice(2)))));
}

// ---- tables ----------------------------------------------------------------------------------

// A cell is written anew only where it differs: a table of fifty rows moves without a flicker.
function fill(row, cells, words, tag) {
  while (row.children.length > cells.length) row.lastChild.remove();
  cells.forEach((cell, j) => {
    const place = row.children[j] ?? row.appendChild(document.createElement(tag));
    place.className = words.has(j) ? "live-words" : "";
    write(place, cell);
  });
}

function pick(view, row, key) {
  row.tabIndex = 0;
  row.classList.add("live-row");
  row.onclick = () => view.report("clicked", key);
  row.onkeydown = (event) => event.key === "Enter" && view.report("clicked", key);
}

const table = {
  draw(view, host, contents) {
    if (!view.body) {
      host.className = "live-table";
      const whole = document.createElement("table");
      view.head = whole.createTHead().insertRow();
      view.body = whole.createTBody();
      host.replaceChildren(whole);
      host.tabIndex = 0; // it scrolls where it is too narrow
      host.setAttribute("role", "region");
    }
    const { columns = [], rows = [], words = [0], keys } = contents[view.data.slots[0]] ?? {};
    const left = new Set(words);
    host.setAttribute("aria-label", view.data.alt);
    host.style.maxHeight = view.data.tall ? `${view.data.tall}px` : "";
    fill(view.head, columns, left, "th");
    while (view.body.rows.length > rows.length) view.body.deleteRow(-1);
    rows.forEach((cells, j) => {
      const row = view.body.rows[j] ?? view.body.insertRow();
      fill(row, cells, left, "td");
      if (keys) pick(view, row, keys[j]);
    });
  },
};
