"""The JavaScript of the live elements, as one file that a browser keeps."""

import functools
import hashlib
import json
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

_FOLDER = Path(__file__).parent
# In this order they are one module: what is named in one is known in those after it.
_SCRIPTS = (
    *("channel.js", "markup.js", "help.js", "metrics.js", "moments.js", "status.js"),
    *("text.js", "table.js", "chart_size.js", "projector.js", "numbers.js", "said.js"),
    *("numbers_dialog.js", "box_drag.js", "chart.js"),
    *("report.js", "mount.js", "scrolling.js"),
)
_STYLES = "live.css"
# Its name changes with its content, so a browser never has to ask again.
_HEADERS = {"Cache-Control": "public, max-age=31536000, immutable"}


@functools.cache
def bundle() -> str:
    """Return the whole script."""
    scripts = "\n".join((_FOLDER / name).read_text(encoding="utf-8") for name in _SCRIPTS)
    styles = json.dumps((_FOLDER / _STYLES).read_text(encoding="utf-8"))
    return f"{scripts}\ndress({styles});\nexport {{ mount }};\n"


@functools.cache
def bundle_name() -> str:
    """Return the name under which the server gives it."""
    return f"live-{hashlib.sha256(bundle().encode()).hexdigest()[:16]}.js"


async def serve_bundle(request: Request) -> Response:
    """Answer a browser that asks for the script."""
    return Response(bundle(), media_type="text/javascript", headers=_HEADERS)


#: What each live element brings along: the rest is loaded once a tab.
LOADER = """
const live = import(new URL("./%s", document.baseURI).href);
export default function (component) {
  let isGone = false, leave;
  const { parentElement } = component;
  parentElement.nncoreWanted = component;
  live.then(({ mount }) => {
    // Streamlit may have drawn it anew meanwhile: the newest counts.
    if (!isGone && parentElement.nncoreWanted === component) leave = mount(component);
  });
  return () => { isGone = true; leave?.(); };
}
"""
