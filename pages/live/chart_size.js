// How large a chart is drawn: on large screens higher than its page says, and on paper narrower.

const USUAL = { width: 1600, height: 900 }; // the largest window in which charts have their height

// A screen of four times as many pixels shows charts of twice the height, not a page that ends in
// its middle.
function grown(height) {
  const [wide, high] = [USUAL.width, USUAL.height].map((usual) => (100 * height) / usual);
  return `max(${height}px,` + `min(${wide}vw,` + `${high}vh))`;
}

// Streamlit has given the places around a chart its height as well.
function setHeight(element, height) {
  const place = element.closest("[data-testid='stElementContainer']") ?? element;
  for (let box = element; box !== place.parentElement; box = box.parentElement) {
    box.style.height = box.style.flexBasis = grown(height);
  }
}

// Paper has another width than the window: with a view box the style sheet can fit the chart to it.
function fitToPaper(element) {
  for (const svg of element.querySelectorAll(".main-svg")) {
    const [width, height] = [svg.getAttribute("width"), svg.getAttribute("height")];
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
  }
}

// In another width a legend has another number of rows, but Plotly leaves it where it was for the rows
// of before: over the curves, or cut above them.
function placeLegend(element, { autosize }) {
  if (autosize && element.querySelector(".legend")) element.plotly.redraw(element);
}

// Charts are drawn for the paper, so that their words stay readable, and then for the window again.
const PAPER_WIDTH = 960; // CSS pixels: A4 across has 1030 between its margins, upright it has 720

function redraw(widthOf) {
  for (const element of document.querySelectorAll(".live-plot.js-plotly-plot")) {
    element.plotly?.relayout(element, { width: widthOf(element), autosize: true });
  }
}

addEventListener("beforeprint", () => {
  const share = Math.min(1, PAPER_WIDTH / innerWidth);
  redraw((element) => share * element.clientWidth);
});
addEventListener("afterprint", () => redraw(() => null));
