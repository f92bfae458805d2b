// What a chart shows now, in a sentence a curve, for those who hear the page: said when the chart
// has come to rest, or has the focus.

const REST = 1500; // milliseconds without a change
const MOST = 6; // curves; and bars of one colour

const finite = (values) => Array.from(values ?? []).filter((value) => Number.isFinite(value));

function sayNumber(value, separators) {
  if (!Number.isFinite(value)) return String(value ?? "");
  return String(Number(value.toPrecision(3))).replace("-", "−").replace(".", separators[0]);
}

function sayTrace(trace, { says, bars, separators }) {
  const y = Array.from(trace.y ?? []);
  const values = finite(trace.z ? Array.from(trace.z).flatMap((row) => Array.from(row)) : y);
  if (!trace.name || !values.length) return "";
  const number = (value) => sayNumber(value, separators);
  const filled = (words, filling) => words.replace(/\{(\w+)\}/g, (_, name) => filling[name]);
  if (trace.type === "bar" && y.length <= MOST) return filled(bars, { name: trace.name, values: y.map(number).join("; ") });
  const x = Array.from(trace.x ?? []);
  const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
  const ends = { first: number(x[0]), last: number(x.at(-1)), low: number(low), high: number(high) };
  return filled(says, { name: trace.name, value: number(values.at(-1)), ...ends });
}

const sayFigure = ({ data }, words) =>
  data.filter((trace) => trace.showlegend !== false).slice(0, MOST).map((trace) => sayTrace(trace, words)).filter(Boolean).join(" ");

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
