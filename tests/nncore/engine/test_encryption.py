"""Who can reach a cluster: nobody from another machine, and nobody without its certificate."""

import asyncio
import stat
import urllib.error
import urllib.request

import dask
import psutil
import pytest
from distributed import Security, rpc

from nncore.engine import Engine
from nncore.engine.connection import connect
from nncore.engine.encryption import Certificates
from nncore.specs import IntegrationSpec
from nncore.trainers import LevenbergMarquardt
from tests.nncore.engine.processes import Processes, folder_of, processes_of
from tests.nncore.engine.waiting import advance_until_steps

SPEC = IntegrationSpec(n_hidden=8, n_samples=400, trainer=LevenbergMarquardt(max_iterations=20))


@pytest.fixture(autouse=True)
def both_workers(engine):
    engine.client().wait_for_workers(2)


def listening(process):
    connections = process.net_connections("all")
    return [place.laddr for place in connections if place.status == psutil.CONN_LISTEN]


def addresses_of(engine):
    """Return the addresses of the scheduler, the workers and their nannies."""
    workers = engine.client().scheduler_info()["workers"]
    nannies = [worker["nanny"] for worker in workers.values()]
    return [engine.cluster.address(), *workers, *nannies]


def test_every_process_listens_on_loopback_only(engine):
    places = {process: listening(process) for process in processes_of(engine.cluster)}
    # Two of the scheduler, one of each nanny, two of each worker: else something was overlooked.
    assert sum(map(len, places.values())) == 8
    assert {place.ip for found in places.values() for place in found} == {"127.0.0.1"}


@pytest.mark.parametrize(
    "path", ["info/main/workers.html", "json/counts.json", "metrics", "health", "status", ""]
)
def test_the_http_servers_tell_nothing(engine, path):
    identity = engine.client().scheduler_info()
    servers = [identity, *identity["workers"].values()]
    assert len(servers) == 3
    for server in servers:
        address = f"http://127.0.0.1:{server['services']['dashboard']}/{path}"
        with pytest.raises(urllib.error.HTTPError, match="404"):
            urllib.request.urlopen(address, timeout=10)


def test_the_key_is_for_this_user_only(engine):
    folder = folder_of(engine.cluster)
    (key,) = folder.glob("key*")
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    secret = "".join(key.read_text().splitlines()[1:-1])
    assert len(secret) > 100
    for process in processes_of(engine.cluster):
        said = "".join([*process.cmdline(), *process.environ().values()])
        assert secret not in said.replace("\n", "")
        assert "PRIVATE KEY" not in said


@pytest.fixture(scope="module")
def foreign(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("foreign"))


def trusting(engine, foreign):
    """Return what somebody shows who knows the cluster's certificate, but not its key."""
    return Security(
        require_encryption=True,
        tls_ca_file=engine.cluster.security().tls_ca_file,
        tls_client_cert=str(foreign.certificate),
        tls_client_key=str(foreign.key),
    )


async def identity(address, security):
    shown = security.get_connection_args("client")
    async with rpc(address, connection_args=shown) as server:
        return await asyncio.wait_for(server.identity(), 10)


def test_scheduler_workers_and_nannies_refuse_who_has_no_certificate_of_theirs(engine, foreign):
    addresses, own = addresses_of(engine), engine.cluster.security()
    assert len(addresses) == 5
    for address in addresses:
        assert address.startswith("tls://127.0.0.1:")
        assert asyncio.run(identity(address, own))["id"]
        for other in foreign.security(), trusting(engine, foreign):
            with pytest.raises(OSError, match="before comm was established"):
                asyncio.run(identity(address, other))
        with pytest.raises(OSError, match="before comm was established"):
            asyncio.run(identity(address.replace("tls://", "tcp://"), Security()))


def test_a_client_is_told_what_is_wrong_with_its_encryption(engine, foreign):
    address = engine.cluster.address()
    plain = address.replace("tls://", "tcp://")
    with pytest.raises(RuntimeError, match=f"^The scheduler at {plain} speaks only TLS; write tls"):
        connect(plain, direct_to_workers=False)
    for security in foreign.security(), trusting(engine, foreign):
        with pytest.raises(RuntimeError, match="do not accept each other's certificates; use the"):
            connect(address, direct_to_workers=False, security=security)
    with pytest.raises(RuntimeError, match="wants a certificate; name one with DASK_DISTRIBUTED__"):
        connect(address, direct_to_workers=False)


def configuration(certificates):
    """Return Dask's configuration as the variables of the README set it."""
    return {
        "distributed.comm.tls.ca-file": str(certificates.certificate),
        "distributed.comm.tls.client.cert": str(certificates.certificate),
        "distributed.comm.tls.client.key": str(certificates.key),
    }


def test_files_that_are_not_there_are_named(tmp_path, foreign):
    configured = {**configuration(foreign), "distributed.comm.tls.client.key": str(tmp_path / "k")}
    with dask.config.set(configured):
        with pytest.raises(RuntimeError, match=f"cannot be read from .*{tmp_path / 'k'}; correct"):
            connect("tls://127.0.0.1:9", direct_to_workers=False)


def test_an_encrypted_scheduler_that_does_not_answer_is_named(foreign):
    with dask.config.set(configuration(foreign)):
        with pytest.raises(RuntimeError, match="tls://127.0.0.1:9 does not answer, start it first"):
            connect("tls://127.0.0.1:9", direct_to_workers=False, timeout=1.0)


def test_a_plain_address_is_refused_where_encryption_is_required():
    with dask.config.set({"distributed.comm.require-encryption": True}):
        with pytest.raises(RuntimeError, match="requires encryption; write tls://127.0.0.1:9 inst"):
            connect("tcp://127.0.0.1:9", direct_to_workers=False)


def test_a_scheduler_without_encryption_is_named(tmp_path, foreign):
    processes = Processes(tmp_path)
    encrypted = processes.address.replace("tcp://", "tls://")
    try:
        with dask.config.set(configuration(foreign)):
            with pytest.raises(RuntimeError, match="does not speak TLS; .* or write tcp://127"):
                connect(encrypted, direct_to_workers=False)
    finally:
        processes.close()


@pytest.mark.slow
def test_an_encrypted_scheduler_is_used_with_the_certificates_of_the_configuration(
    tmp_path, foreign
):
    shown = ("--tls-ca-file", foreign.certificate, "--tls-cert", foreign.certificate)
    shown = (*map(str, shown), "--tls-key", str(foreign.key))
    processes = Processes(tmp_path, "--protocol", "tls", *shown)
    try:
        processes.start_worker(*shown)
        with dask.config.set(configuration(foreign)), Engine(address=processes.address) as engine:
            assert processes.address.startswith("tls://")
            assert len(advance_until_steps(engine.start(SPEC), steps=2)) == 2
            assert [result.seconds > 0 for result in engine.sweep([SPEC])] == [True]
    finally:
        processes.close()
