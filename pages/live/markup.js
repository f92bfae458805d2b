// The part of Streamlit's Markdown that the words of live elements use.

const COLORS = ["blue", "orange", "green", "violet", "red", "gray"];

// Where the bracket that opens at `start` ends; -1 if it never does.
function closing(text, start) {
  let depth = 0;
  for (let i = start; i < text.length; i += 1) {
    if (text[i] === "\\") i += 1;
    else if (text[i] === "[") depth += 1;
    else if (text[i] === "]" && (depth -= 1) === 0) return i;
  }
  return -1;
}

function styled(tag, className, children) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  element.append(...(Array.isArray(children) ? children : [children]));
  return element;
}

function icon(name) {
  const element = styled("span", "live-icon", name);
  element.setAttribute("aria-hidden", "true");
  element.translate = false;
  return element;
}

const RULES = [
  [/^\\(.)/s, (found) => found[1]],
  [/^:material\/(\w+):/, (found) => icon(found[1])],
  [/^\*\*(.+?)\*\*/s, (found) => styled("strong", "", markup(found[1]))],
  [/^\*(\S.*?)\*/s, (found) => styled("em", "", markup(found[1]))],
  [/^`([^`]+)`/, (found) => styled("code", "", found[1])],
  [/^ {2}\n|^\n/, () => document.createElement("br")],
];

// Nodes for a text: nothing of it is ever read as HTML.
function markup(text) {
  const nodes = [];
  let plain = "";
  const add = (node) => {
    if (plain) nodes.push(plain);
    plain = "";
    if (node !== undefined) nodes.push(node);
  };
  for (let rest = String(text); rest; ) {
    const colored = /^:(\w+)\[/.exec(rest);
    const end = colored ? closing(rest, colored[0].length - 1) : -1;
    if (end > 0 && (COLORS.includes(colored[1]) || colored[1] === "small")) {
      add(styled("span", `live-${colored[1]}`, markup(rest.slice(colored[0].length, end))));
      rest = rest.slice(end + 1);
      continue;
    }
    const rule = RULES.find(([pattern]) => pattern.test(rest));
    if (rule) {
      const found = rule[0].exec(rest);
      add(rule[1](found));
      rest = rest.slice(found[0].length);
    } else {
      plain += rest[0];
      rest = rest.slice(1);
    }
  }
  add();
  return nodes;
}

// The text without its markup, for those who hear it.
const spoken = (text) => styled("span", "", markup(text)).textContent;

// Writes into an element only what differs: what is selected or read aloud is left alone.
function write(element, text) {
  if (element.written === text) return;
  element.written = text;
  element.replaceChildren(...markup(text));
}

const part = (className, tag = "div") => styled(tag, className, []);
