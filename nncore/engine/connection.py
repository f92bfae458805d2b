"""The way to a scheduler, with one sentence for everything that can be wrong with it."""

import asyncio
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast

from nncore.engine.encryption import configured_security, encryption_problem
from nncore.engine.engine_error import EngineError
from nncore.messages import Sentence, marked, sentence_of

if TYPE_CHECKING:
    from distributed import Client, Security

CONNECT_SECONDS = 30.0
"""How long a scheduler may take to answer, and its first worker to come."""

_NO_ANSWER = marked("The scheduler at {address} does not answer, start it first: {problem}")
_TOO_LATE = marked("The scheduler at {address} does not answer, start it first: it took too long.")
_SCHEDULER_DIFFERS = marked(
    "The scheduler at {address} runs {theirs} and this program {ours}; start it with the same "
    "versions."
)
_WORKER_DIFFERS = marked(
    "The worker at {address} runs {theirs} and this program {ours}; start it with the same "
    "versions."
)

# Tasks are pickled functions, and messages are Dask's own.
_MUST_AGREE = ("python", "dask", "distributed")


def connect(
    address: str,
    *,
    direct_to_workers: bool,
    security: "Security | None" = None,
    timeout: float | None = None,
) -> "Client":
    """Return a client of the scheduler at `address` when it has a worker.

    Parameters
    ----------
    address : str
        ``"tcp://host:8786"``, or ``"tls://host:8786"``.
    direct_to_workers : bool
        Whether results come from the workers themselves, and not through the scheduler.
    security : Security, optional
        The certificate to show; by default the one of Dask's configuration.
    timeout : float, optional
        Seconds to wait for the scheduler, and then for a worker.

    Raises
    ------
    RuntimeError
        If the scheduler does not answer, has no worker, runs other versions or does not take the
        certificate, in one sentence.
    """
    from distributed import Client

    timeout = CONNECT_SECONDS if timeout is None else timeout
    security = security or configured_security(address)
    with _refused_in_a_sentence(address):
        # Asked before: a client that another version refuses tells nothing, and hangs later.
        asked = asyncio.wait_for(_versions(address, security), timeout)
        _check_versions(address, asyncio.run(asked))
        client = Client(
            address,
            timeout=timeout,
            set_as_default=False,
            direct_to_workers=direct_to_workers,
            security=security,
        )
    try:
        _wait_for_a_worker(client, address, timeout)
        found = cast(Mapping[str, Any], client.get_versions())
        for worker, versions in found["workers"].items():
            _check_versions(worker, versions, _WORKER_DIFFERS)
    except Exception:
        client.close(timeout=2)
        raise
    return client


@contextmanager
def _refused_in_a_sentence(address: str) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError) as problem:  # TimeoutError is an OSError
        refused = encryption_problem(address, problem) or Sentence(
            _NO_ANSWER if str(problem) else _TOO_LATE,
            address=address,
            problem=sentence_of(problem),
        )
        raise EngineError.of(refused) from None
    except AssertionError:  # Dask's way to say that an answer has another form than expected
        raise EngineError(
            "The scheduler at {address} runs versions of Python or Dask that this program does "
            "not understand; start it with the same versions.",
            address=address,
        ) from None


async def _versions(address: str, security: "Security") -> Mapping[str, Any]:
    """Return what a scheduler tells about its versions; any version of Dask answers this."""
    from distributed import rpc

    shown = security.get_connection_args("client")
    async with rpc(address, connection_args=shown) as scheduler:
        return cast(Mapping[str, Any], await scheduler.versions())


def _wait_for_a_worker(client: "Client", address: str, timeout: float) -> None:
    try:
        client.wait_for_workers(1, timeout=timeout)
    except TimeoutError:
        raise EngineError(
            "The scheduler at {address} has no worker; start one with: python -m dask worker "
            "{address} --nthreads 2 --preload nncore.engine.worker",
            address=address,
        ) from None


def _check_versions(address: str, versions: Any, sentence: str = _SCHEDULER_DIFFERS) -> None:
    from distributed.versions import get_versions

    theirs, ours = _packages(versions), _packages(get_versions())
    differing = [name for name in _MUST_AGREE if theirs.get(name) != ours.get(name)]
    if differing:
        raise EngineError(
            sentence,
            address=address,
            theirs=_listed(differing, theirs),
            ours=_listed(differing, ours),
        )


def _packages(found: Any) -> Mapping[str, Any]:
    packages = dict(found["packages"]) if isinstance(found, Mapping) else {}
    if "python" in packages:  # 3.11.2.final.0: the third number does not matter
        packages["python"] = ".".join(str(packages["python"]).split(".")[:2])
    return packages


def _listed(names: list[str], packages: Mapping[str, Any]) -> str:
    return ", ".join(f"{name} {packages.get(name, '?')}" for name in names)
