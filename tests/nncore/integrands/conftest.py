import pytest
from mpmath import mp

from nncore.integrands import INTEGRANDS


@pytest.fixture
def fifty_digits():
    with mp.workdps(50):
        yield


@pytest.fixture(params=sorted(INTEGRANDS))
def name(request):
    """Each integrand of the catalogue."""
    return request.param
