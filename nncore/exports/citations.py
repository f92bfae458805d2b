"""How to cite the lab, and the paper that its integrals come from."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from nncore.exports.run_title import run_title
from nncore.messages import said
from nncore.specs import Spec, StencilSpec
from nncore.versions import __version__, versions

AUTHORS = "The Neural Calculus Lab developers"
TITLE = "Neural Calculus Lab"
YEAR = 2026
PAPER_DOI = "10.1109/ACCESS.2020.2991966"

PAPER_TEXT = (
    "S. Lloyd, R. A. Irani, M. Ahmadi, Using neural networks for fast numerical integration and "
    f"optimization, IEEE Access 8, 2020, 84519-84531, https://doi.org/{PAPER_DOI}"
)
PAPER_BIBTEX = f"""\
@article{{lloyd2020,
  author  = {{Lloyd, S. and Irani, R. A. and Ahmadi, M.}},
  title   = {{Using Neural Networks for Fast Numerical Integration and Optimization}},
  journal = {{IEEE Access}},
  volume  = {{8}},
  year    = {{2020}},
  pages   = {{84519--84531}},
  doi     = {{{PAPER_DOI}}},
}}
"""

_TEX: Mapping[str, str] = {
    "\\": r"\textbackslash{}",
    "^": r"\textasciicircum{}",
    "~": r"\textasciitilde{}",
    **{special: f"\\{special}" for special in "&%$#_{}"},
}


@dataclass(frozen=True)
class Citation:
    """A citation in two forms.

    Parameters
    ----------
    text : str
        Plain text, a reference a line.
    bibtex : str
        Entries for a bibliography.
    """

    text: str
    bibtex: str


def citation(spec: Spec, *, link: str = "", name: str = "") -> Citation:
    """Return how to cite a run: the lab, and for an integral the paper that it follows.

    Parameters
    ----------
    spec : Spec
        The experiment.
    link : str
        To the run, from `permalink`.
    name : str
        The user's name for the run.
    """
    about = " ".join(name.split()) or run_title(spec)
    note = said("Run: {about}, seed {seed}. {used}", about=about, seed=spec.seed, used=_used())
    cited = _cited(note, link)
    return cited if isinstance(spec, StencilSpec) else _with_paper(cited)


def lab_citation(link: str = "") -> Citation:
    """Return how to cite what the lab shows without training a run, and the paper it follows.

    Parameters
    ----------
    link : str
        To what is shown.
    """
    return _with_paper(_cited(_used(), link))


def _used() -> str:
    return ", ".join(versions())


def _cited(note: str, link: str) -> Citation:
    text = said(
        "{authors}, {title}, version {version}, {year}. {note}.",
        authors=AUTHORS,
        title=TITLE,
        version=__version__,
        year=YEAR,
        note=note,
    )
    fields = {
        "author": f"{{{AUTHORS}}}",
        "title": f"{{{TITLE}}}",
        "version": __version__,
        "year": str(YEAR),
        "note": _tex(note),
    }
    if link:
        text += f" {link}"
        fields["url"] = link
    lines = "".join(f"  {field:<7} = {{{value}}},\n" for field, value in fields.items())
    bibtex = f"@software{{neural_calculus_lab,\n{lines}}}\n"
    return Citation(f"{text}\n", bibtex)


def _with_paper(cited: Citation) -> Citation:
    return Citation(f"{cited.text}\n{PAPER_TEXT}\n", f"{cited.bibtex}\n{PAPER_BIBTEX}")


def _tex(text: str) -> str:
    r"""Return plain text as TeX prints it: ``x^2`` as ``x\textasciicircum{}2``."""
    return re.sub(r"[\\^~&%$#_{}]", lambda found: _TEX[found.group()], text)
