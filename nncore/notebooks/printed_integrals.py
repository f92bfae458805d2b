"""What the first notebook printed, number by number, with the cell that printed it.

Where its text and its code disagree, the code and its output are right.
"""

import math
from typing import NamedTuple


class PrintedRow(NamedTuple):
    """One of the ten intervals: a and b, NNI (cell 37), SNI (38) and their difference (39)."""

    a: float
    b: float
    nni: float
    sni: float
    divergence: float

    @property
    def length(self) -> float:
        """The distance of the limits, in units of x."""
        return self.b - self.a


_INF, _NAN = math.inf, math.nan

#: Cells 37, 38 and 39.
ROWS = (
    PrintedRow(0, 5, 3.93645814556901, -_INF, _INF),
    PrintedRow(5, 20, 39.7984886815476, 36.86745586847303, 2.93103281307453),
    PrintedRow(10, 35, 81.4481039637994, 76.41133118617802, 5.03677277762137),
    PrintedRow(15, 50, 127.085895555461, 119.98039721551218, 7.10549833994887),
    PrintedRow(20, 65, _INF, 166.42052702784707, _INF),
    PrintedRow(25, 80, _INF, 215.0902351024121, _INF),
    PrintedRow(30, 95, _INF, 265.58238319661587, _INF),
    PrintedRow(35, 110, _NAN, 317.615658023537, _NAN),
    PrintedRow(40, 125, _NAN, 370.9840389307101, _NAN),
    PrintedRow(45, 140, _NAN, 425.53012705203713, _NAN),
)

#: Cell 14: the samples are uniform on this interval.
TRAINING_INTERVAL = (0.0, 100.0)
#: Cell 18; the text above it says 100,000.
N_SAMPLES = 1_000_000
#: Cell 23.
N_HIDDEN = 10_000
#: Points of Simpson's rule, both ends included; the printed SNI is that of 100 to the last digit.
SIMPSON_POINTS = 100
#: Read off cells 37 and 38, printed nowhere: see `nncore.notebooks.output_bias`.
OUTPUT_BIAS = -0.209
