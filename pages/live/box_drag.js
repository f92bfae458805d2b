// The box on a map, or the limits under a curve: the first shape of a chart, drawn with the mouse.
// It is taken by an edge or a corner, moved from its inside, and drawn anew where it is the whole.

const NEAR = 8; // pixels from an edge that take hold of it
const LEAST = 3; // pixels that a mouse moves in a click
const STEPS = 100; // from one end of an axis to the other

// The page writes limits with fewer digits than a share of an axis has.
const corners = ({ x0, x1, y0, y1 }) => [x0, x1, y0, y1].map((x) => x.toPrecision(9)).join(" ");
const boxOf = (element) => element.layout?.shapes?.[0];

// Of an axis: what of it is seen and where on the screen, and how far its limits may go.
function scale(element, d) {
  const area = element.querySelector(".nsewdrag").getBoundingClientRect();
  const range = element.layout[`${d}axis`].range.map(Number);
  const grid = element.data[0][d];
  const [start, size] = d === "x" ? [area.left, area.width] : [area.bottom, -area.height];
  const [least, most] = [grid[0], grid[grid.length - 1]];
  const pixel = (value) => start + (size * (value - range[0])) / (range[1] - range[0]);
  const value = (at) => range[0] + ((range[1] - range[0]) * (at - start)) / size;
  const snap = (v) => {
    const step = Math.round((STEPS * (v - least)) / (most - least));
    return step >= STEPS ? most : least + (Math.max(step, 0) * (most - least)) / STEPS;
  };
  return { pixel, value, snap, least, most };
}

// The axes along which the box has limits: under a curve it has one.
const axesOf = (box) => (box.yref === "paper" ? ["x"] : ["x", "y"]);

// What of the box a mouse would take: by axis the end 0 or 1, "both", or "new"; null for nothing.
function grip(element, event) {
  const box = boxOf(element);
  const at = { x: event.clientX, y: event.clientY };
  const taken = {};
  let isBeside = true;
  let isInside = true;
  let isWhole = true;
  for (const d of axesOf(box)) {
    const { pixel, least, most } = scale(element, d);
    const [first, last] = [box[`${d}0`], box[`${d}1`]];
    const [low, high] = [pixel(first), pixel(last)].sort((a, b) => a - b);
    isBeside &&= at[d] > low - NEAR && at[d] < high + NEAR;
    isInside &&= first === last || (at[d] > low && at[d] < high);
    isWhole &&= first === last || (first <= least && last >= most);
    const [near, far] = [first, last].map((end) => Math.abs(at[d] - pixel(end)));
    if (Math.min(near, far) <= NEAR) taken[d] = first === last ? "both" : near < far ? 0 : 1;
  }
  if (isBeside && Object.keys(taken).length) return taken;
  const how = isInside && !isWhole ? "both" : "new";
  return Object.fromEntries(axesOf(box).map((d) => [d, how]));
}

const CURSORS = { x: "ew-resize", y: "ns-resize" };

function cursor(taken) {
  const [one, ...more] = Object.entries(taken);
  if (one[1] === "new") return "crosshair";
  if (one[1] === "both" && more.length) return "move";
  if (!more.length) return CURSORS[one[0]];
  return taken.x === taken.y ? "nesw-resize" : "nwse-resize";
}

// Where a mouse has drawn a box to: its limits are in order whichever end was taken.
function dragged(element, box, taken, from, to) {
  const now = {};
  for (const [d, end] of Object.entries(taken)) {
    const { value, snap, least, most } = scale(element, d);
    const [first, last] = [box[`${d}0`], box[`${d}1`]];
    let ends = [first, last];
    if (end === "both" || first === last) {
      const shift = snap(first + value(to[d]) - value(from[d])) - first;
      const room = Math.min(Math.max(shift, least - first), most - last);
      ends = first === last && end === "new" ? [snap(value(to[d])), snap(value(to[d]))]
        : [first + room, last + room];
    } else if (end === "new") ends = [snap(value(from[d])), snap(value(to[d]))];
    else ends[end] = snap(value(to[d]));
    [now[`${d}0`], now[`${d}1`]] = ends.sort((a, b) => a - b);
  }
  return now;
}

// All maps of a page have the same box, and it moves on all of them.
function showBox(now, isFinal) {
  for (const other of document.querySelectorAll(".live-plot.js-plotly-plot")) {
    if (!other.reportBox || !boxOf(other)) continue;
    other.box = { before: other.box?.before ?? new Set([corners(boxOf(other))]), now };
    if (isFinal) other.box.before.add(corners({ ...boxOf(other), ...now }));
    const changes = Object.entries(now).map(([name, value]) => [`shapes[0].${name}`, value]);
    other.plotly.relayout(other, Object.fromEntries(changes));
  }
}

// Until the page has answered, pictures of before do not draw the box back, and neither does the
// answer to a box that was drawn before this one.
function keepBox(element, layout) {
  if (!element.box || !layout.shapes?.length) return;
  const [box, ...others] = layout.shapes;
  const kept = { ...box, ...element.box.now };
  if (corners(box) === corners(kept) || !element.box.before.has(corners(box))) element.box = null;
  else layout.shapes = [kept, ...others];
}

function drag(element, down) {
  const box = { ...boxOf(element) };
  const taken = grip(element, down);
  const from = { x: down.clientX, y: down.clientY };
  let now = null;
  let frameAsked = false;
  const move = (event) => {
    const to = { x: event.clientX, y: event.clientY };
    if (!now && Math.hypot(to.x - from.x, to.y - from.y) < LEAST) return;
    now = dragged(element, box, taken, from, to);
    if (frameAsked) return;
    frameAsked = true;
    requestAnimationFrame(() => {
      frameAsked = false;
      showBox(now, false);
    });
  };
  const end = () => {
    removeEventListener("mousemove", move);
    if (!now) return;
    const whole = { ...box, ...now };
    const isEmpty = (d) => box[`${d}0`] !== box[`${d}1`] && whole[`${d}0`] === whole[`${d}1`];
    if (axesOf(box).some(isEmpty)) now = Object.fromEntries(Object.keys(now).map((n) => [n, box[n]]));
    else element.reportBox(Object.fromEntries(["x0", "x1", "y0", "y1"].map((n) => [n, whole[n]])));
    requestAnimationFrame(() => showBox(now, true));
  };
  addEventListener("mousemove", move);
  addEventListener("mouseup", end, { once: true });
}

// Plotly has the mouse where the reader has chosen "Zoom" or "Pan" in the toolbar, and fingers move
// the page: for them there are sliders.
function letBoxBeDragged(element) {
  let isFinger = false;
  const isOurs = (event) =>
    element.reportBox && boxOf(element) && !isFinger && !element.layout.dragmode &&
    event.target.closest(".nsewdrag");
  element.addEventListener("pointerdown", (event) => (isFinger = event.pointerType === "touch"), true);
  element.addEventListener("mousedown", (event) => {
    if (event.button || !isOurs(event)) return;
    event.stopPropagation();
    event.preventDefault(); // no text is selected meanwhile
    drag(element, event);
  }, true);
  element.addEventListener("mousemove", (event) => {
    if (event.buttons || !isOurs(event)) return;
    event.target.closest(".nsewdrag").style.setProperty("cursor", cursor(grip(element, event)), "important");
  });
}
