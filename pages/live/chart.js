// The one keyed Plotly element: drawn once, then updated in place.
// Its content is { figure: {data, layout}, run }, its options { height, alt, grows, file, library,
// words, projector }: words are what is said here by itself, in the language of the page.

// The basic and the full bundle may both be in use in one tab: each chart keeps the one it has.
const libraries = (window.plotlyBundles ??= {});

function plotly(url, words) {
  libraries[url] ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(url, document.baseURI).href;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => {
      delete libraries[url]; // the next update tries again
      reject(new Error(words.not_loaded.replace("{url}", () => script.src)));
    };
    document.head.append(script);
  });
  return libraries[url];
}

// Colours such as "var(--st-text-color)" follow the theme; Plotly itself cannot read them.
function themed(value, read) {
  if (typeof value === "string") {
    const match = /^var\((--[\w-]+)\)$/.exec(value);
    return match ? read(match[1]) : value;
  }
  if (Array.isArray(value)) {
    return value.length && typeof value[0] === "number" ? value : value.map((v) => themed(v, read));
  }
  if (value && typeof value === "object") {
    return Object.fromEntries(Object.entries(value).map(([k, v]) => [k, themed(v, read)]));
  }
  return value;
}

function pageLayout(layout, read, { run, words, projector }) {
  const base = {
    autosize: true, // to the height of its place
    separators: words.separators, // of decimals and of thousands
    uirevision: run, // what the user zoomed to survives the updates of a run
    font: { color: read("--st-text-color"), family: read("--st-font"), size: projector ? READABLE.type : 13 },
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    modebar: {
      bgcolor: read("--st-background-color"), // it lies over the legend
      color: read("--st-gray-text-color"),
      activecolor: read("--st-primary-color"),
    },
    hoverlabel: {
      bgcolor: read("--st-secondary-background-color"),
      font: { color: read("--st-text-color"), family: read("--st-font") },
    },
  };
  const own = themed(layout, read);
  return { ...base, ...(projector ? forProjector(own) : own) };
}

// On the page a chart is transparent; a file of its own needs the page behind it.
function save(Plotly, element, format, filename) {
  const { data, layout, clientWidth: width, clientHeight: height } = element;
  const page = getComputedStyle(element).getPropertyValue("--st-background-color").trim();
  const figure = { data, layout: { ...layout, paper_bgcolor: page || "white" } };
  const scale = format === "png" ? 2 : 1;
  return Plotly.downloadImage(figure, { format, filename, width, height, scale });
}

function config(Plotly, { file, words }, flat) {
  const showNumbers = (element, { currentTarget }) => openNumbers(element, currentTarget);
  const saves = (format) => (element) => save(Plotly, element, format, file);
  return {
    responsive: true,
    displaylogo: false,
    displayModeBar: "hover",
    locale: "page",
    locales: { page: { dictionary: words.plotly } },
    modeBarButtons: [
      [
        { name: "png", title: words.png, icon: Plotly.Icons.camera, click: saves("png") },
        { name: "svg", title: words.svg, icon: Plotly.Icons.disk, click: saves("svg") },
        { name: "numbers", title: words.numbers, icon: TABLE_ICON, click: showNumbers },
      ],
      flat ? ["zoom2d", "pan2d", "resetScale2d"] : [],
    ],
  };
}

// What was dragged on the axes of parallel coordinates: number of the axis -> list of ranges.
function ranges(axes) {
  const dragged = axes
    .map(({ constraintrange: found }, j) => [j, found])
    .filter(([, found]) => found?.length);
  return Object.fromEntries(dragged.map(([j, r]) => [j, Array.isArray(r[0]) ? r : [r]]));
}

// What was dragged belongs to one run: the next one begins without it.
function reportRanges(element, axes) {
  element.isDragged = Object.keys(axes).length > 0;
  element.reportRanges({ run: element.shown?.run, axes });
}

// Plotly takes every touch for itself, so that a swipe over a chart would zoom it instead of moving
// the page. Touches are Plotly's once the reader has chosen "Zoom" or "Pan" in the toolbar; a tap
// comes to it as a click of the mouse. (On parallel coordinates only the axes take touches.)
function leaveSwipesToThePage(element) {
  const leave = (event) => {
    const isChosen = Boolean(element.layout?.dragmode);
    if (element.flat && !isChosen && event.target.closest(".draglayer")) event.stopPropagation();
  };
  element.addEventListener("touchstart", leave, { capture: true, passive: true });
}

function listen(element) {
  if (element.listens) return;
  element.listens = true;
  leaveSwipesToThePage(element);
  letBoxBeDragged(element);
  fitToPaper(element);
  element.on("plotly_afterplot", () => fitToPaper(element));
  element.on("plotly_relayout", (change) => placeLegend(element, change));
  element.on("plotly_click", ({ points }) => {
    const { x, y, curveNumber, pointIndex, customdata: custom } = points[0];
    const run = element.shown?.run;
    const customdata = ArrayBuffer.isView(custom) ? Array.from(custom) : custom;
    element.report({ x, y, curve: curveNumber, point: pointIndex, customdata, run });
  });
  element.on("plotly_restyle", () => {
    const axes = element.data.find((trace) => trace.type === "parcoords")?.dimensions;
    if (axes) reportRanges(element, ranges(axes));
  });
}

const equal = (a, b) => a.length === b.length && a.every((value, j) => value === b[j]);

const style = ({ x, y, ...rest }) => JSON.stringify(rest);

const axes = ({ xaxis = "x", yaxis = "y" }) => `${xaxis} ${yaxis}`;

// The traces whose points moved, or null if anything else changed. Bars are always drawn anew.
// Plotly empties the axes of which it is given no trace: with one that moved, all axes get one.
function movement(before, after) {
  if (before.length !== after.length) return null;
  if (!after.every((trace) => trace.type === "scatter")) return null;
  if (!after.every((trace, j) => style(trace) === style(before[j]))) return null;
  const hasMoved = after.map(({ x, y }, j) => !equal(before[j].x, x) || !equal(before[j].y, y));
  if (!hasMoved.includes(true)) return [];
  const kept = new Set(after.filter((_, j) => hasMoved[j]).map(axes));
  return after.flatMap((trace, j) => {
    if (!hasMoved[j] && kept.has(axes(trace))) return [];
    kept.add(axes(trace));
    return [j];
  });
}

// Moves points without touching axes and legend, which is most of the work of a redraw.
function move(Plotly, element, traces, moved) {
  const frame = { data: moved.map((j) => ({ x: traces[j].x, y: traces[j].y })), traces: moved };
  const now = { mode: "immediate", frame: { duration: 0, redraw: false }, transition: { duration: 0 } };
  return Plotly.animate(element, frame, now);
}

// The new points of each trace, or null if the figure did more than grow.
function growth(before, after) {
  if (before.length !== after.length) return null;
  const added = { x: [], y: [] };
  for (let j = 0; j < after.length; j += 1) {
    const [old, now] = [before[j], after[j]];
    const n = old.x.length;
    const same = old.mode === now.mode && now.x.length >= n && (n === 0 || now.x[n - 1] === old.x[n - 1]);
    if (!same) return null;
    added.x.push(now.x.slice(n));
    added.y.push(now.y.slice(n));
  }
  return added;
}

const frame = () => new Promise(requestAnimationFrame);

// Charts that are new appear one a frame, from the top: the first is not kept waiting by the rest.
let newest = Promise.resolve();

function turn(element) {
  if (element.shown) return frame();
  newest = newest.then(() => plotly(element.wanted.library, element.wanted.words)).then(frame, frame);
  return newest;
}

// Draws what is wanted by then: where data come faster than they can be drawn, some are skipped,
// and what is drawn last is always the newest.
function schedule(element) {
  element.scheduled ??= Promise.all([plotly(element.wanted.library, element.wanted.words), turn(element)])
    .then(([Plotly]) => drawChart(Plotly, element, element.wanted))
    .catch((problem) => {
      element.drawn = element.wanted; // the next data try again, not the next frame
      element.textContent = problem.message;
    })
    .then(() => {
      element.scheduled = null;
      const isOld = element.wanted !== element.drawn && element.isConnected;
      return isOld ? schedule(element) : undefined;
    });
  return element.scheduled;
}

async function drawChart(Plotly, element, data) {
  element.drawn = data;
  element.plotly = Plotly;
  if (!element.isConnected) return;
  const css = getComputedStyle(element);
  const read = (name) => css.getPropertyValue(name).trim();
  const layout = pageLayout(data.figure.layout, read, data);
  keepBox(element, layout);
  const look = JSON.stringify(layout);
  const usual = themed(data.figure.data, read);
  const traces = data.projector ? usual.map(withThickLines) : usual;
  const shown = element.shown;
  const same = shown && shown.run === data.run && shown.look === look;
  const added = same && data.grows ? growth(shown.data, data.figure.data) : null;
  const moved = same && !data.grows ? movement(shown.data, data.figure.data) : null;
  if (added) {
    if (added.x.some((x) => x.length)) {
      await Plotly.extendTraces(element, added, added.x.map((_, j) => j));
    }
  } else if (moved) {
    if (moved.length) await move(Plotly, element, traces, moved);
  } else if (!same || JSON.stringify(shown.data) !== JSON.stringify(data.figure.data)) {
    // Another configuration object, even an equal one, would make Plotly build the chart anew.
    const flat = traces.every((trace) => trace.type !== "parcoords");
    if (element.flat !== flat) element.config = config(Plotly, data, flat);
    element.flat = flat;
    await Plotly.react(element, traces, layout, element.config);
    listen(element);
  }
  const isOther = shown && shown.run !== data.run;
  element.shown = { run: data.run, look, data: data.figure.data };
  if (isOther && element.isDragged) reportRanges(element, {});
  element.dataset.updates = Number(element.dataset.updates ?? 0) + 1;
}

const chart = {
  // Ends when what is wanted now, or something newer, can be seen.
  draw(view, element, contents) {
    const { height, alt, grows, file, library, words, projector, has_box: hasBox } = view.data;
    const content = contents[view.data.slots[0]];
    element.wanted = { ...content, grows, file, library, words, projector };
    element.classList.add("live-plot"); // Plotly has classes of its own there
    setHeight(element, projector ? ROOM + height : height);
    element.setAttribute("role", "group");
    element.setAttribute("aria-label", alt);
    sayAtRest(element);
    element.report = (point) => view.report("clicked", point);
    element.reportBox = hasBox ? (box) => view.report("box", box) : null;
    element.reportRanges = (dragged) => view.keep("ranges", dragged);
    return schedule(element);
  },
};
