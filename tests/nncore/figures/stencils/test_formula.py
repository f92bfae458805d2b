import pytest

from nncore.figures.stencils.formula import taylor_latex
from tests.nncore.figures.stencils.examples import CENTRAL


@pytest.mark.parametrize(
    ("offsets", "order", "latex"),
    [
        (
            CENTRAL,
            1,
            r"u'(x) \approx \frac{1}{\Delta x} \Bigl[ - \tfrac{1}{2}\,u(x - \Delta x) "
            r"+ \tfrac{1}{2}\,u(x + \Delta x) \Bigr] + O(\Delta x^{2})",
        ),
        (
            CENTRAL,
            2,
            r"u^{(2)}(x) \approx \frac{1}{\Delta x^2} \Bigl[ u(x - \Delta x) - 2\,u(x) "
            r"+ u(x + \Delta x) \Bigr] + O(\Delta x^{2})",
        ),
        (
            (0, 1, 2),
            1,
            r"u'(x) \approx \frac{1}{\Delta x} \Bigl[ - \tfrac{3}{2}\,u(x) + 2\,u(x + \Delta x) "
            r"- \tfrac{1}{2}\,u(x + 2\Delta x) \Bigr] + O(\Delta x^{2})",
        ),
        (
            (0, 1),
            1,
            r"u'(x) \approx \frac{1}{\Delta x} \Bigl[ - u(x) + u(x + \Delta x) \Bigr] "
            r"+ O(\Delta x)",
        ),
        (
            (-2, -1, 0, 1, 2),
            1,
            r"\begin{aligned} u'(x) \approx \frac{1}{\Delta x} \Bigl[ & "
            r"\tfrac{1}{12}\,u(x - 2\Delta x) - \tfrac{2}{3}\,u(x - \Delta x) "
            r"+ \tfrac{2}{3}\,u(x + \Delta x) \\ & - \tfrac{1}{12}\,u(x + 2\Delta x) "
            r"\Bigr] + O(\Delta x^{4}) \end{aligned}",
        ),
        (
            (-0.5, 0.5),
            0,
            r"u(x) \approx \Bigl[ \tfrac{1}{2}\,u(x - \tfrac{1}{2}\Delta x) "
            r"+ \tfrac{1}{2}\,u(x + \tfrac{1}{2}\Delta x) \Bigr] + O(\Delta x^{2})",
        ),
    ],
    ids=["central", "second", "one-sided", "forward", "five points", "interpolation"],
)
def test_taylors_stencil_as_a_formula(offsets, order, latex):
    assert taylor_latex(offsets, order) == latex
