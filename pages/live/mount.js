// What Streamlit calls for every live element: when it comes, when its page is drawn anew, and
// when the theme changes.

const KINDS = { chart, metrics, report, status, text, table };
const views = new WeakMap();
const lessMotion = matchMedia("(prefers-reduced-motion:reduce)");

function newView(host) {
  const view = {
    host,
    show() {
      const contents = {};
      const isStill = view.data.moves_alone && lessMotion.matches;
      for (const slot of view.data.slots) {
        const live = channel.contents.get(`${view.data.page} ${slot}`);
        const isNewer = live && live.version > view.data.version && !isStill;
        contents[slot] = isNewer ? live.content : view.data.contents[slot];
      }
      return KINDS[view.data.kind].draw(view, host, contents);
    },
  };
  return view;
}

function mount({ data, parentElement, setTriggerValue, setStateValue }) {
  const host = parentElement.querySelector("[data-live]");
  if (!views.has(host)) views.set(host, newView(host));
  const view = views.get(host);
  view.data = data;
  view.report = (name, value) => setTriggerValue(name, value);
  view.keep = (name, value) => setStateValue(name, value);
  if (data.page) channel.join(view);
  view.show();
  return () => {
    channel.leave(view);
    hideHelp();
    host.plotly?.purge(host);
  };
}

function dress(css) {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}
