"""What is looked at while stencils are at work."""

import dataclasses

from nncore.live.wave_watch import SPEEDS
from nncore.options import option
from nncore.specs.wave import WaveSpec
from pages.settings.form import Form
from pages.settings.view import View

#: The choice of a profile that is typed.
FORMULA = "formula"


@dataclasses.dataclass(frozen=True)
class WaveView(View):
    """What is looked at while stencils are at work.

    Parameters
    ----------
    playing_speed : str
        How much time passes from picture to picture: a key of `nncore.live.wave_watch.SPEEDS`.
    """

    playing_speed: str = option("normal", choices=tuple(SPEEDS))


WaveForm = Form[WaveSpec, WaveView]
