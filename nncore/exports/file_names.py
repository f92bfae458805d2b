"""Names of files that every system takes."""

import hashlib
import re
import unicodedata

from nncore.messages import SettingError
from nncore.specs import BoxSpec, IntegrationSpec, Spec, StencilSpec

# Far below the 255 bytes of most file systems: a folder of the user's stands before it.
_MAX_LENGTH = 100
_MAX_SUFFIX = 30
_HASH_DIGITS = 8
_SUFFIX = re.compile(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?(?:\.[a-z0-9]+)+")


def file_name(spec: Spec, suffix: str, title: str = "") -> str:
    """Return the name of a file about a run: safe on Linux, macOS and Windows.

    Parameters
    ----------
    spec : Spec
        The experiment. Eight digits at the end differ between experiments.
    suffix : str
        What the file is, such as ``".json"`` or ``"curve.csv"``.
    title : str
        The user's name for the run, with anything in it; a few words about the spec otherwise.

    Returns
    -------
    str
        Lower-case letters of ASCII, digits, hyphens and dots; it begins with ``nni`` or
        ``stencil``, so that it is no name that Windows reserves.

    Raises
    ------
    ValueError
        If `suffix` has other characters, no dot, or more than 30 characters.

    Examples
    --------
    >>> from nncore import IntegrationSpec
    >>> file_name(IntegrationSpec(integrand="x*sin(x)", upper=3.0), "curve.csv")[:44]
    'nni-x-sin-x-50-logistic-levenberg-marquardt-'
    """
    if len(suffix) > _MAX_SUFFIX or not _SUFFIX.fullmatch(suffix):
        raise SettingError(
            "`suffix` must be such as .json or curve.csv, got {suffix:.60}.", suffix=repr(suffix)
        )
    lab = "stencil" if isinstance(spec, StencilSpec) else "nni"
    digest = hashlib.sha256(spec.to_json().encode("utf-8")).hexdigest()[:_HASH_DIGITS]
    ending = suffix if suffix.startswith(".") else f"-{suffix}"
    room = _MAX_LENGTH - len(lab) - len(digest) - len(ending) - 2
    words = _plain(title) or _plain(_words(spec))
    return "-".join(filter(None, (lab, words[:room].strip("-"), digest))) + ending


def _words(spec: Spec) -> str:
    if isinstance(spec, StencilSpec):
        offsets = " ".join(f"m{-s}" if s < 0 else f"{s}" for s in spec.offsets)
        return f"d{spec.derivative_order} at {offsets} {spec.trainer.name}"
    assert isinstance(spec, IntegrationSpec | BoxSpec)
    inputs = f" {spec.n_inputs} inputs" if isinstance(spec, BoxSpec) else ""
    network = f"{spec.n_hidden} {spec.activation} {spec.trainer.name}"
    return f"{spec.integrand[:40]}{inputs} {network}"


def _plain(text: str) -> str:
    """Return the letters and digits of a text, without their accents, joined by hyphens."""
    letters = unicodedata.normalize("NFKD", text[:1000]).encode("ascii", "ignore").decode("ascii")
    return re.sub(r"[^a-z0-9]+", "-", letters.lower()).strip("-")
