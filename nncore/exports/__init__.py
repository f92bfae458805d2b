"""What a user takes away from a run: pure functions that return text or bytes.

The ``.keras`` file needs Keras, which has no place in the app's process: `Engine.keras_bytes`
and `Engine.stencil_keras_bytes` make it on a worker.
"""

from nncore.exports.box_table import box_csv
from nncore.exports.citations import Citation, citation, lab_citation
from nncore.exports.file_names import file_name
from nncore.exports.interval_table import intervals_csv
from nncore.exports.jupyter_notebook import jupyter_notebook
from nncore.exports.loss_table import curve_csv
from nncore.exports.network_file import network_from_json, network_json
from nncore.exports.permalinks import permalink
from nncore.exports.python_script import python_script
from nncore.exports.spec_source import spec_source
from nncore.exports.stencil_file import TrainedStencil, stencil_from_json, stencil_json
from nncore.exports.stencil_table import stencil_csv

__all__ = [
    "Citation",
    "TrainedStencil",
    "box_csv",
    "citation",
    "curve_csv",
    "file_name",
    "intervals_csv",
    "lab_citation",
    "jupyter_notebook",
    "network_from_json",
    "network_json",
    "permalink",
    "python_script",
    "spec_source",
    "stencil_csv",
    "stencil_from_json",
    "stencil_json",
]
