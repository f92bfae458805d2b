// What a chart shows now, in a sentence a curve, for those who hear the page: said when the chart
// has come to rest, or has the focus.

const REST = 1500; // milliseconds without a change
const MOST = 6; // curves; and bars of one colour

function sayNumber(value, separators) {
  if (!Number.isFinite(value)) return String(value ?? "");
  return String(Number(value.toPrecision(3))).replaceAll("-", "−").replace(".", separators[0]);
}

const filled = (words, filling) => words.replace(/\{(\w+)\}/g, (_, name) => filling[name]);

// Of a map its lowest and its highest field, as they are said where the mouse is.
function sayMap(trace, { maps, separators }) {
  const fields = valuesOf(trace.z).flatMap((row, i) => row.map((value, j) => ({ value, i, j })));
  const there = fields.filter(({ value }) => Number.isFinite(value));
  if (!trace.name || !there.length) return "";
  const field = fieldsOf(trace, separators);
  const end = (isFurther) => there.reduce((a, b) => (isFurther(b.value, a.value) ? b : a));
  const [low, high] = [end((a, b) => a < b), end((a, b) => a > b)].map(({ i, j }) => field(i, j));
  return filled(maps, { name: plainWords(trace.name), low, high });
}

function sayTrace(trace, words) {
  if (trace.z) return sayMap(trace, words);
  if (isPlace(trace)) return "";
  const { says, bars, separators } = words;
  const name = plainWords(trace.name ?? "");
  const y = valuesOf(trace.y);
  const values = y.filter(Number.isFinite);
  if (!name || !values.length) return "";
  const number = (value) => sayNumber(value, separators);
  if (trace.type === "bar" && y.length <= MOST) return filled(bars, { name, values: y.map(number).join("; ") });
  // Where a line is interrupted, or ends at nothing, neither x nor y is a number.
  const x = (trace.x ? valuesOf(trace.x) : [...y.keys()]).filter((_, i) => Number.isFinite(y[i]));
  const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const ends = { first: number(x[0]), last: number(x.at(-1)), low: number(low), high: number(high) };
  return filled(says, { name, value: number(values.at(-1)), ...ends });
}

// A curve has its name in the legend, or at the axis that it has for itself.
const isNamed = ({ showlegend, yaxis }) => showlegend !== false || Boolean(yaxis);

// Of its lines a figure says by itself what is not in its traces.
const sayFigure = ({ data, layout }, words) =>
  [...data.filter((trace) => isNamed(trace) && saysNumbers(trace)).slice(0, MOST).map((trace) => sayTrace(trace, words)), layout?.meta?.said]
    .filter(Boolean).join(" ");

function sayNow(element) {
  clearTimeout(element.saying);
  const { figure, words } = element.wanted;
  const text = figure ? sayFigure(figure, words) : "";
  if (element.said.textContent !== text) element.said.textContent = text;
}

function sayAtRest(element) {
  if (!element.said) {
    element.said = styled("p", "live-said", []);
    element.said.id = `live-said-${newToken()}`;
    element.said.setAttribute("aria-live", "polite");
    element.after(element.said);
    element.setAttribute("aria-describedby", element.said.id);
    element.tabIndex = 0;
    element.addEventListener("focus", () => sayNow(element));
  }
  clearTimeout(element.saying);
  element.saying = setTimeout(() => sayNow(element), REST);
}
