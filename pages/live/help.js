// The question mark beside a label, and the text that it opens.

let bubble = null; // the one help text that is open

function showHelp(button) {
  hideHelp();
  const text = button.dataset.help;
  if (!text) return;
  bubble = part("live-bubble");
  bubble.id = "live-bubble";
  bubble.setAttribute("role", "tooltip");
  bubble.append(...markup(text));
  const css = getComputedStyle(button);
  for (const name of ["--st-background-color", "--st-text-color", "--st-border-color", "--st-font"]) {
    bubble.style.setProperty(name, css.getPropertyValue(name));
  }
  document.body.append(bubble);
  const at = button.getBoundingClientRect();
  const width = bubble.offsetWidth;
  const left = Math.max(8, Math.min(at.left + at.width / 2 - width / 2, innerWidth - width - 8));
  const above = at.top - bubble.offsetHeight - 6;
  bubble.style.left = `${left}px`;
  bubble.style.top = `${above > 4 ? above : at.bottom + 6}px`;
  button.setAttribute("aria-describedby", bubble.id);
}

function hideHelp() {
  bubble?.remove();
  bubble = null;
}

function helpButton() {
  const button = styled("button", "live-help", icon("help"));
  button.type = "button";
  button.onmouseenter = button.onfocus = () => showHelp(button);
  button.onmouseleave = button.onblur = hideHelp;
  button.onclick = () => (bubble ? hideHelp() : showHelp(button));
  button.onkeydown = (event) => {
    if (event.key === "Escape") hideHelp(); // what returns false here would keep Tab from moving on
  };
  return button;
}
