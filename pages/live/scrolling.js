// A formula that is wider than its place scrolls: the keyboard has to reach it. Streamlit draws
// formulas at any time, and says so to nobody.

let looking = null;

function reachFormulas() {
  looking = null;
  for (const formula of document.querySelectorAll(".katex-display")) {
    if (formula.scrollWidth > formula.clientWidth) formula.tabIndex = 0;
    else formula.removeAttribute("tabindex");
  }
}

function lookAtFormulas() {
  looking ??= setTimeout(reachFormulas, 300); // milliseconds: what moves changes the page all the time
}

new MutationObserver(lookAtFormulas).observe(document.body, { childList: true, subtree: true });
addEventListener("resize", lookAtFormulas);
