// The window with the numbers of a chart, as they are when it is opened; there is none before.

// A table in the frame of a chart's toolbar, on a square of 24.
const TABLE_ICON = {
  width: 24,
  height: 24,
  path: "M3 3h18v18H3zM5 7v3h6V7zM13 7v3h6V7zM5 12v3h6v-3zM13 12v3h6v-3zM5 17v2h6v-2zM13 17v2h6v-2z",
};

// What of a table is left out.
function leftOut({ rows, columns, of, isMap }, words) {
  const shown = { rows: rows.length, columns: columns.length - Number(Boolean(isMap)) };
  return ["rows", "columns"].filter((name) => shown[name] < of[name])
    .map((name) => filled(words[`${name}_shown`], { shown: shown[name], n: of[name] }));
}

function numbersTable(found, words) {
  const table = plainTable(found.rows, found.columns, new Set(found.left), Boolean(found.isMap));
  if (found.title) table.prepend(styled("caption", "", found.title));
  return [...leftOut(found, words).map((text) => styled("p", "", text)), table];
}

function closeButton(dialog, words) {
  const button = styled("button", "live-button", words.close);
  button.type = "button";
  button.onclick = () => dialog.close();
  return button;
}

// Escape, what lies outside and the way back of the focus are the browser's own.
function openNumbers(element, opener) {
  const { figure, words } = element.wanted;
  const dialog = part("live-numbers", "dialog");
  const heading = styled("h2", "", element.getAttribute("aria-label"));
  const tables = tablesOf(figure, words);
  const told = [sayFigure(figure, words), tables.length ? words.as_of : words.no_numbers];
  const body = styled("div", "live-table", told.filter(Boolean).map((text) => styled("p", "", text)));
  body.append(...tables.flatMap((found) => numbersTable(found, words)));
  heading.id = `live-numbers-${newToken()}`;
  for (const named of [dialog, body]) named.setAttribute("aria-labelledby", heading.id);
  body.setAttribute("role", "region");
  body.tabIndex = 0; // it scrolls
  body.autofocus = true;
  dialog.setAttribute("closedby", "any");
  dialog.onkeydown = (event) => event.stopPropagation(); // no button of the page is pressed by a key
  dialog.onclose = () => {
    dialog.remove();
    (opener.isConnected ? opener : element).focus();
  };
  dialog.append(styled("header", "", [heading, closeButton(dialog, words)]), body);
  element.after(dialog);
  dialog.showModal();
}
