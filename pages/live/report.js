// A run as one HTML file, to be read without the lab and to be printed: made in the browser, of the
// charts that the page shows.

// As on white paper, whatever the theme of the page.
const PAPER = {
  "--st-text-color": "#0B151E", "--st-background-color": "#FFFFFF", "--st-font": "sans-serif",
  "--st-secondary-background-color": "#F3F5F7", "--st-border-color": "#D5DBE1",
};

const ON_PAPER = `body{font:15px/1.5 sans-serif;color:#0B151E;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;margin:.5rem 0 1.5rem;font-variant-numeric:tabular-nums}
th,td{border-bottom:1px solid #D5DBE1;padding:.2rem .6rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
figure{margin:1rem 0;break-inside:avoid}img{max-width:100%}figcaption{font-size:.875em}
.numbers{font-size:.8em}.numbers td{white-space:nowrap}
tr{break-inside:avoid}h2{break-after:avoid}`;

const paperColor = (name) => PAPER[name] ?? "#5A6672";

// A picture of a chart, with its caption below.
async function chartOnPaper(element) {
  const { figure } = element.wanted;
  const layout = pageLayout(figure.layout, paperColor, { ...element.wanted, projector: false });
  const { clientWidth: width, clientHeight: height } = element;
  const drawn = { data: themed(figure.data, paperColor), layout: { ...layout, width, height } };
  const image = document.createElement("img");
  image.src = await element.plotly.toImage(drawn, { format: "svg", width, height });
  image.alt = `${element.getAttribute("aria-label")} ${sayFigure(figure, element.wanted.words)}`;
  const caption = styled("figcaption", "", element.getAttribute("aria-label") ?? "");
  return styled("figure", "", [image, caption]);
}

// The words of an element: its icons are letters of a font that a file does not have.
function wordsOf(element) {
  const copy = element.cloneNode(true);
  for (const each of copy.querySelectorAll(".live-icon")) each.remove();
  return copy.textContent.trim();
}

// What a table of the page shows now.
function tableOnPaper(host) {
  const [head, ...rows] = [...host.querySelectorAll("tr")].map((row) => [...row.cells].map(wordsOf));
  const caption = styled("figcaption", "", host.getAttribute("aria-label") ?? "");
  return styled("figure", "", [plainTable(rows, head), caption]);
}

const chapter = (heading, ...content) => [styled("h2", "", heading), ...content];

async function reportOf({ title, words, settings, results, link, citation }) {
  const charts = [...document.querySelectorAll(".live-plot.js-plotly-plot")].filter((e) => e.checkVisibility());
  const tables = [...document.querySelectorAll(".live-table")].filter((e) => e.checkVisibility());
  const metrics = [...document.querySelectorAll(".live-metric")].map((cell) =>
    [".live-metric-label>span", ".live-metric-value"].map((part) => wordsOf(cell.querySelector(part))));
  const status = document.querySelector(".live-status-label");
  const made = new Date().toLocaleString(document.documentElement.lang || undefined);
  const [head, ...rows] = results;
  const anchor = styled("a", "", link);
  anchor.href = link;
  return [
    styled("h1", "", title),
    styled("p", "", [made, ...(status ? [wordsOf(status)] : [])].join(" · ")),
    ...(metrics.length ? [plainTable(metrics)] : []),
    ...(await Promise.all(charts.map(chartOnPaper))),
    ...tables.map(tableOnPaper),
    ...(head ? chapter(words.results, plainTable(rows, head)) : []),
    ...chapter(words.settings, plainTable(settings)),
    ...chapter(words.link, styled("p", "", [anchor])),
    ...chapter(words.citation, ...citation.split("\n\n").map((line) => styled("p", "", line))),
  ];
}

async function saveReport(report) {
  const page = document.implementation.createHTMLDocument(report.title);
  page.documentElement.lang = document.documentElement.lang;
  const charset = page.createElement("meta");
  charset.setAttribute("charset", "utf-8");
  page.head.prepend(charset);
  page.head.append(styled("style", "", ON_PAPER));
  page.body.append(...(await reportOf(report)));
  const file = new Blob([new XMLSerializer().serializeToString(page)], { type: "text/html" });
  const link = document.createElement("a");
  link.href = URL.createObjectURL(file);
  link.download = report.file;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

const report = {
  draw(view, host) {
    if (!view.button) {
      view.button = styled("button", "live-button", []);
      view.button.type = "button";
      view.button.onclick = () => view.report("clicked", Date.now());
      host.replaceChildren(view.button);
    }
    const { label, disabled, report: wanted } = view.data;
    view.button.textContent = label;
    view.button.disabled = disabled;
    if (!wanted || view.saved === wanted.asked) return undefined;
    view.saved = wanted.asked; // what Streamlit draws anew is not saved again
    return saveReport(wanted);
  },
};
