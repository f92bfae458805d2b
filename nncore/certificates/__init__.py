r"""How wrong the integral of a network is, without its exact value.

`error_estimate` compares the network with the integrand on fresh nodes: a headline estimate, a
safe bound, and a corrected integral. `Certificate` is the same, made ready for a network that
changes many times a second. `control_variate_estimate` needs no integrand, only random samples
that were held out from training. `BoxCertificate` is for integrals over boxes.
"""

from nncore.certificates.box_certificate import BoxCertificate, box_error_estimate
from nncore.certificates.certificate import Certificate
from nncore.certificates.control_variate import ControlVariateEstimate, control_variate_estimate
from nncore.certificates.error_estimate import error_estimate
from nncore.certificates.estimates import ErrorEstimate

__all__ = [
    "BoxCertificate",
    "Certificate",
    "ControlVariateEstimate",
    "ErrorEstimate",
    "box_error_estimate",
    "control_variate_estimate",
    "error_estimate",
]
