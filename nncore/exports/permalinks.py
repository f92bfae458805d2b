"""The address under which the lab shows a run."""

from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit, urlunsplit

from nncore.messages import SettingError
from nncore.specs.settings import Settings

#: Kind of a spec -> name of its page, and what that page needs besides the spec's query.
_PAGES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "integration": ("integrate", {}),
    "box": ("dimensions", {}),
    "wave": ("waves", {}),
    "stencil": ("differentiate", {"show": "own"}),  # it shows the notebook's three otherwise
}
#: The query of a spec without any of its own: a page that is opened without one begins otherwise.
ALL_DEFAULTS: Mapping[str, str] = {"pace": "auto"}
_PAGE_NAMES = (
    *("integrate", "dimensions", "data", "race", "differentiate", "waves", "autopsy", "explore"),
)


def permalink(spec: Settings, base_url: str) -> str:
    """Return the address of the lab's page with the settings of `spec`.

    Parameters
    ----------
    spec : Spec or WaveSpec
        What differs from the defaults stands in the address.
    base_url : str
        Of the app, such as ``"http://host:8501"``, or of any of its pages; a query is dropped.

    Raises
    ------
    ValueError
        If `base_url` is not the http or https address of a host.

    Examples
    --------
    >>> from nncore import IntegrationSpec
    >>> permalink(IntegrationSpec(integrand="x*sin(x)", upper=3.0), "http://host:8501/explore")
    'http://host:8501/integrate?integrand=x%2Asin%28x%29&upper=3.0'
    """
    page, besides = _PAGES[spec.kind]
    return page_link(page, {**besides, **spec.to_query()} or ALL_DEFAULTS, base_url)


def page_link(page: str, query: Mapping[str, str], base_url: str) -> str:
    """Return the address of a page of the lab with a query.

    Parameters
    ----------
    page : str
        Its name in addresses.
    query : mapping of str to str
        What is shown on it.
    base_url : str
        As of `permalink`.

    Raises
    ------
    ValueError
        As of `permalink`.
    """
    address = urlsplit(base_url)
    if address.scheme not in ("http", "https") or not address.netloc:
        raise SettingError(
            "`base_url` must be an address such as http://host:8501, got {base_url}.",
            base_url=repr(base_url),
        )
    folders = [part for part in address.path.split("/") if part]
    if folders and folders[-1] in _PAGE_NAMES:
        del folders[-1]
    path = "/".join(("", *folders, page))
    return urlunsplit((address.scheme, address.netloc, path, urlencode(query), ""))
