// A chart that the last row of a room can read.

const READABLE = { type: 20, line: 4, usual: 12 }; // CSS pixels; the type that figures mostly have
const ROOM = 130; // what larger type needs of height, with a legend of two rows

const enlargedFont = (font) => ({ ...font, size: font.size > 1 ? Math.max(font.size, READABLE.type) : font.size });

function withLargeType(value, name = "") {
  if (Array.isArray(value)) return value.map((each) => withLargeType(each));
  if (!value || typeof value !== "object") return value;
  const inner = Object.fromEntries(Object.entries(value).map(([k, v]) => [k, withLargeType(v, k)]));
  if (/font$/.test(name)) return enlargedFont(inner);
  return /axis\d*$/.test(name) ? { ...inner, tickangle: "auto" } : inner;
}

// The layout of a figure with type, margins and a legend that fit each other.
function forProjector({ margin, ...layout }) {
  const wide = Object.entries(margin ?? {}).map(([k, v]) => [k, (v * READABLE.type) / READABLE.usual]);
  const { t = 0, ...rest } = Object.fromEntries(wide);
  const legend = layout.showlegend === false ? 0 : 3 * READABLE.type;
  return { ...withLargeType(layout), margin: { ...rest, t: Math.max(t, legend) } };
}

const thick = ({ width = 2, ...line }) => ({ ...line, width: width && Math.max(width, READABLE.line) });

// Bars and maps have no lines of their own.
const withThickLines = (trace) =>
  trace.type === "scatter" && /lines/.test(trace.mode ?? "lines") ? { ...trace, line: thick(trace.line ?? {}) } : trace;
