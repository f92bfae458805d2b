// Tables, whose rows may be chosen.

// A cell is written anew only where it differs: a table of fifty rows moves without a flicker.
function fill(row, cells, left, tag) {
  while (row.children.length > cells.length) row.lastChild.remove();
  cells.forEach((cell, j) => {
    const place = row.children[j] ?? row.appendChild(document.createElement(tag));
    place.className = left.has(j) ? "live-left" : "";
    write(place, cell);
  });
}

function pick(view, row, key) {
  row.tabIndex = 0;
  row.classList.add("live-row");
  row.onclick = () => view.report("clicked", key);
  row.onkeydown = (event) => {
    if (event.key === "Enter") view.report("clicked", key); // false would keep Tab from moving on
  };
}

// A table that stands still; with a head it is one of numbers. `left` are the columns of words.
function plainTable(rows, head, left = new Set(), hasRowHeads = false) {
  const cells = (row, tag) => styled("tr", "", row.map((text, j) => {
    const isRowHead = hasRowHeads && tag === "td" && j === 0;
    const cell = styled(isRowHead ? "th" : tag, left.has(j) ? "live-left" : "", String(text));
    if (cell.tagName === "TH") cell.scope = isRowHead ? "row" : "col";
    return cell;
  }));
  const body = styled("tbody", "", rows.map((row) => cells(row, "td")));
  return styled("table", head ? "numbers" : "", head ? [styled("thead", "", cells(head, "th")), body] : body);
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
    const { columns = [], rows = [], text_columns: texts = [0], keys } = contents[view.data.slots[0]] ?? {};
    const left = new Set(texts);
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
