"""What the first notebook printed, number by number, with the cell that printed it.

Where its text and its code disagree, the code and its output are right; both are here.
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
#: Cell 18, code and text above it.
N_SAMPLES, N_SAMPLES_IN_THE_TEXT = 1_000_000, 100_000
#: Cell 23.
N_HIDDEN, N_PARAMETERS = 10_000, 30_001
#: Cell 25, code and text above it.
EPOCHS, EPOCHS_IN_THE_TEXT = 10, 30
#: Cell 25: the batch size, and the steps of an epoch.
BATCH_SIZE, STEPS_PER_EPOCH = 20, 25_125
#: Cell 25, by epoch: mean squared error over the training samples.
LOSSES = (
    *(0.0738, 0.0137, 0.0035, 0.0019, 0.0016),
    *(9.5622e-4, 0.0011, 8.3983e-4, 6.1866e-4, 6.4321e-4),
)
#: Cell 25, by epoch: mean squared error over the validation samples.
VALIDATION_LOSSES = (
    *(0.0120, 9.4388e-4, 9.4162e-4, 8.1536e-4, 3.9602e-4),
    *(3.9207e-4, 3.0457e-4, 2.6296e-4, 4.2634e-4, 2.5071e-4),
)
#: Cell 25, by epoch: seconds.
SECONDS = (31, 29, 29, 31, 33, 32, 32, 31, 32, 32)
#: The evaluation after cell 26: mean squared error over 250,000 samples never trained on.
TEST_MSE = 4.9e-4
#: Points of Simpson's rule, both ends included; the printed SNI is that of 100 to the last digit.
SIMPSON_POINTS = 100
#: Read off cells 37 and 38, printed nowhere: see `nncore.notebooks.output_bias`.
OUTPUT_BIAS = -0.209

#: Which cell a page names beside a number.
CELLS = {
    "interval of the samples": 14,
    "NNI formula": 17,
    "number of samples": 18,
    "number of units": 23,
    "losses": 25,
    "NNI": 37,
    "SNI": 38,
    "difference": 39,
}
