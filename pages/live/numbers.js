// The numbers of a figure as tables, rounded as they are where the mouse is on the chart. A table is
// { title, columns, rows, left, of }: of is how many rows and columns there would be with all.

const MOST_ROWS = 300; // of all tables of a chart
const FEWEST_ROWS = 20; // of one, however many there are
const MOST_COLUMNS = 21; // of a map
const USUAL_DIGITS = 7; // those that figures have

// An array as it is, or as the `dtype`, `bdata` and `shape` of nncore.figures.typed_array.
function valuesOf(array) {
  if (!array?.bdata) return Array.from(array ?? []);
  const bytes = Uint8Array.from(atob(array.bdata), (letter) => letter.charCodeAt(0));
  const flat = array.dtype === "f4" ? new Float32Array(bytes.buffer) : new Float64Array(bytes.buffer);
  const fold = (values, [length, ...inner]) => {
    if (!inner.length) return Array.from(values);
    const size = values.length / length;
    return Array.from({ length }, (_, j) => fold(values.subarray(j * size, (j + 1) * size), inner));
  };
  return fold(flat, array.shape.split(",").map(Number));
}

// Words of a figure, which may hold the HTML that Plotly reads.
function plainWords(html) {
  if (!/[<&]/.test(html)) return String(html);
  const spaced = html.replace(/<br ?\/?>/g, " ").replace(/<sup>/g, "^");
  return new DOMParser().parseFromString(spaced, "text/html").body.textContent;
}

const grouped = (text, mark) => text.replace(/^\d+/, (whole) => whole.replace(/\B(?=(\d{3})+$)/g, mark));

function rounded(size, digits, kind) {
  if (kind === "e") return size.toExponential(digits);
  if (kind === "f") return size.toFixed(digits);
  return size.toPrecision(digits || 1);
}

// A number by a format of d3 such as ".4g"; without one, with the digits that figures have.
function formatted(value, format, [decimal, thousands]) {
  if (!Number.isFinite(value)) return value === null || Number.isNaN(value) ? "" : String(value);
  const [, comma, digits, tilde, kind] = /^(,?)(?:\.(\d+))?(~?)([efg]?)$/.exec(format ?? "") ?? [];
  const isUsual = digits === undefined;
  const size = Math.abs(value);
  let text = isUsual ? size.toPrecision(USUAL_DIGITS) : rounded(size, Number(digits), kind);
  if (isUsual && size && (size < 1e-4 || size >= 1e7)) text = size.toExponential(USUAL_DIGITS - 1);
  if (isUsual || tilde) text = text.replace(/\.0+(?=e|$)|(\.\d*?)0+(?=e|$)/, "$1");
  text = text.replace(".", decimal).replace("-", "−");
  const isNegative = value < 0 && /[1-9]/.test(text); // what is rounded to zero is not
  return `${isNegative ? "−" : ""}${comma ? grouped(text, thousands) : text}`;
}

// What stands in the place of %{x:.4g} and the like; at(name) gives the value.
const filledIn = (template, at, separators) =>
  template.replace(/%\{([a-z]+)(?:\[(\d)\])?(?::([^}]*))?\}/g, (_, name, j, format) => {
    const value = j === undefined ? at(name) : at(name)?.[j];
    return typeof value === "number" ? formatted(value, format, separators) : (value ?? "");
  });

const formatOf = ({ hovertemplate: template }, name) => new RegExp(`%\\{${name}:([^}]*)\\}`).exec(template ?? "")?.[1];

const titleOf = (layout, axis, letter) =>
  plainWords(layout[(axis ?? letter).replace(letter, `${letter}axis`)]?.title?.text ?? "");

const cellOf = (value, format, separators) =>
  typeof value === "string" ? plainWords(value) : formatted(value ?? null, format, separators);

// The name of what is drawn, and what its axis measures.
const headed = (name, axis) => (name && axis && axis !== name ? `${name} (${axis})` : name || axis);

// The numbers of rows that stand for all: evenly spread, with the first and the last.
function spread(n, most) {
  if (n <= most) return Array.from({ length: n }, (_, j) => j);
  return Array.from({ length: most }, (_, j) => Math.round((j * (n - 1)) / (most - 1)));
}

// Words that a point has besides its numbers.
function notesOf(trace) {
  const texts = Array.isArray(trace.text) ? trace.text : valuesOf(trace.customdata).map((custom) =>
    (Array.isArray(custom) ? custom : [custom]).filter((each) => typeof each === "string").join(" "));
  return texts.some(Boolean) ? texts.map((text) => plainWords(text ?? "")) : null;
}

// Of what only marks places, such as the centres of units, no more is said where the mouse is.
const isPlace = ({ hovertemplate: template }) => Boolean(template) && !/%\{[yz]/.test(template);

// The columns of a trace beside that of x.
function columnsOf(trace, layout, words) {
  const { separators } = words;
  const name = plainWords(trace.name ?? "");
  const cells = (values, format) => (j) => cellOf(values[j], format, separators);
  const head = headed(name, titleOf(layout, trace.yaxis, "y"));
  const columns = isPlace(trace) ? [] : [{ head, cell: cells(valuesOf(trace.y), formatOf(trace, "y")) }];
  const error = valuesOf(trace.error_y?.array);
  if (error.length) columns.push({ head: `± ${head}`, cell: cells(error) });
  const notes = notesOf(trace);
  if (notes) columns.push({ head: words.note, cell: (j) => notes[j], isText: true });
  return columns;
}

// Traces over the same x are columns of one table.
function curveGroups(traces, layout, words) {
  const groups = [];
  for (const trace of traces) {
    const x = valuesOf(trace.x);
    const axis = titleOf(layout, trace.xaxis, "x") || "x";
    let group = groups.find((each) => each.axis === axis && equal(each.x, x));
    if (!group) groups.push((group = { x, axis, names: [], columns: [], format: formatOf(trace, "x") }));
    group.names.push(plainWords(trace.name ?? ""));
    group.columns.push(...columnsOf(trace, layout, words));
  }
  return groups;
}

function curveTable({ x, axis, names, columns, format }, most, { separators }) {
  const there = x.flatMap((value, j) => (value === null ? [] : [j])); // the others are gaps
  const title = names.filter(Boolean).join(", ");
  return {
    title,
    columns: [columns.length ? axis : headed(title, axis), ...columns.map(({ head }) => head)],
    left: columns.flatMap(({ isText }, j) => (isText ? [j + 1] : [])),
    rows: spread(there.length, most).map((k) =>
      [cellOf(x[there[k]], format, separators), ...columns.map(({ cell }) => cell(there[k]))]),
    of: { rows: there.length, columns: columns.length + 1 },
  };
}

// What a field of a map says: the part of its hover text that is set in bold.
function fieldsOf(trace, separators) {
  const [z, custom] = [valuesOf(trace.z), valuesOf(trace.customdata)];
  const bold = /<b>(.*)<\/b>/.exec(trace.hovertemplate ?? "")?.[1] ?? "%{z}";
  return (i, j) => {
    const value = z[i]?.[j];
    if (value === null || !Number.isFinite(value)) return "";
    return plainWords(filledIn(bold, (name) => (name === "z" ? value : custom[i]?.[j]), separators));
  };
}

// The first row is the upper one of the chart, where y grows upwards.
function mapTable(trace, layout, most, { separators }) {
  const [x, y] = [valuesOf(trace.x), valuesOf(trace.y)];
  const [across, upwards] = ["x", "y"].map((letter) => titleOf(layout, trace[`${letter}axis`], letter) || letter);
  const field = fieldsOf(trace, separators);
  const [low = 0, high = 1] = layout.yaxis?.range ?? [];
  const rows = spread(y.length, most);
  const columns = spread(x.length, MOST_COLUMNS);
  return {
    title: plainWords(trace.name ?? ""),
    columns: [`${upwards} \\ ${across}`, ...columns.map((j) => cellOf(x[j], formatOf(trace, "x"), separators))],
    left: [],
    rows: (low > high ? rows : rows.reverse()).map((i) =>
      [cellOf(y[i], formatOf(trace, "y"), separators), ...columns.map((j) => field(i, j))]),
    of: { rows: y.length, columns: x.length },
    isMap: true,
  };
}

// A row for each line; meta has the words of an axis, or nothing where it holds logarithms.
function lineTable({ dimensions, meta }, most, { separators }) {
  const columns = dimensions.map(({ values }) => valuesOf(values));
  const n = columns[0]?.length ?? 0;
  const cell = (k) => (values, j) => meta?.[j]?.[values[k]] ?? formatted(10 ** values[k], ".3~g", separators);
  return {
    title: "",
    columns: dimensions.map(({ label }) => label),
    left: dimensions.flatMap((_, j) => (meta?.[j] ? [j] : [])),
    rows: spread(n, most).map((k) => columns.map(cell(k))),
    of: { rows: n, columns: columns.length },
  };
}

// What only adorns a chart says nothing where the mouse is, and has no numbers.
const saysNumbers = ({ hoverinfo, visible }) => hoverinfo !== "skip" && visible !== false;

// The tables of a figure.
function tablesOf({ data, layout }, words) {
  const traces = data.filter(saysNumbers);
  const [maps, lines, curves] = [(t) => t.type === "heatmap", (t) => t.type === "parcoords", (t) => !t.z && !t.dimensions]
    .map((is) => traces.filter(is));
  const groups = curveGroups(curves, layout, words);
  const most = Math.max(FEWEST_ROWS, Math.floor(MOST_ROWS / Math.max(1, groups.length + maps.length + lines.length)));
  return [
    ...maps.map((trace) => mapTable(trace, layout, most, words)),
    ...lines.map((trace) => lineTable(trace, most, words)),
    ...groups.map((group) => curveTable(group, most, words)),
  ].filter(({ rows }) => rows.length);
}
