"""Who may talk to a scheduler: certificates of a cluster's own, or of Dask's configuration.

Who reaches a scheduler runs code as its user, and on loopback that is everybody on the machine.
So both ends of each connection show a certificate, which only who reads the key can do.
"""

import datetime
import os
import socket
import ssl
from pathlib import Path
from typing import TYPE_CHECKING

from nncore.engine.engine_error import EngineError
from nncore.messages import Sentence, sentence_of

if TYPE_CHECKING:
    from distributed import Security

_VARIABLE = "DASK_DISTRIBUTED__COMM__"
_ROLES = ("CLIENT", "SCHEDULER", "WORKER")
# A certificate goes with its cluster, which may run as long as it likes. The day before is for a
# clock that is put back.
_DAYS = 3650
_PROBE_SECONDS = 2.0


class Certificates:
    """A certificate and its key for one cluster, in a folder that only this user can enter.

    All its processes show the same certificate, and trust no other.
    `distributed.Security.temporary` makes the like, but importing `distributed` takes longer
    than everything here, and the processes would have to wait for it.

    Parameters
    ----------
    folder : Path
        Of mode 0700; the files come into it.
    """

    def __init__(self, folder: Path) -> None:
        self.certificate, self.key = folder / "certificate.pem", folder / "key.pem"
        certificate, key = _self_signed()
        _write_private(self.certificate, certificate)
        _write_private(self.key, key)

    def environment(self) -> dict[str, str]:
        """Return the variables with which Dask's processes take up the files (not the keys)."""
        variables = {"REQUIRE_ENCRYPTION": "True", "TLS__CA_FILE": str(self.certificate)}
        for role in _ROLES:
            variables[f"TLS__{role}__CERT"] = str(self.certificate)
            variables[f"TLS__{role}__KEY"] = str(self.key)
        return {_VARIABLE + name: value for name, value in variables.items()}

    def security(self) -> "Security":
        """Return them as a client of the cluster takes them."""
        from distributed import Security

        return Security(
            require_encryption=True,
            tls_ca_file=str(self.certificate),
            tls_client_cert=str(self.certificate),
            tls_client_key=str(self.key),
        )


def _self_signed() -> tuple[bytes, bytes]:
    """Return a new certificate that is its own authority, and its key, in PEM."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "nncore-engine")])
    now = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=_DAYS))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(serialization.Encoding.PEM), key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _write_private(path: Path, content: bytes) -> None:
    """Write a new file that was never readable by anybody else."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)


def configured_security(address: str) -> "Security":
    """Return what Dask's configuration tells a client of the scheduler at `address` to show.

    Raises
    ------
    RuntimeError
        If the address is encrypted and the configuration names no usable certificate, or if it
        demands encryption and the address has none.
    """
    from distributed import Security

    security, is_encrypted = Security(), address.startswith("tls://")
    if security.require_encryption and not is_encrypted:
        raise EngineError(
            "Dask's configuration requires encryption; write {needed} instead of {address}.",
            needed=_with("tls", address),
            address=address,
        )
    names = security.get_tls_config_for_role("client")
    if is_encrypted and not (names["ca_file"] and names["cert"]):
        raise EngineError(
            "The scheduler at {address} wants a certificate; name one with "
            "{variable}TLS__CA_FILE, …TLS__CLIENT__CERT and …TLS__CLIENT__KEY.",
            address=address,
            variable=_VARIABLE,
        )
    try:
        security.get_connection_args("client")
    except OSError as problem:  # no such file, or ssl.SSLError
        files = ", ".join(filter(None, (names["ca_file"], names["cert"], names["key"])))
        raise EngineError(
            "The certificate for {address} cannot be read from {files}; correct "
            "{variable}TLS__…: {problem}",
            address=address,
            files=files,
            variable=_VARIABLE,
            problem=sentence_of(problem),
        ) from None
    return security


def encryption_problem(address: str, problem: Exception) -> Sentence | None:
    """Return the sentence for a connection that failed for its encryption; None if it did not.

    Dask's own errors do not tell whether there is nobody or somebody who refuses, so the other
    end is asked once more, by a client that takes any certificate and shows none.
    """
    speaks_tls = _speaks_tls(address)
    if speaks_tls is None or isinstance(problem, TimeoutError):
        return None
    if speaks_tls and not address.startswith("tls://"):
        return Sentence(
            "The scheduler at {address} speaks only TLS; write {needed} and name a certificate "
            "with {variable}TLS__CA_FILE, …TLS__CLIENT__CERT and …TLS__CLIENT__KEY.",
            address=address,
            needed=_with("tls", address),
            variable=_VARIABLE,
        )
    if speaks_tls:
        return Sentence(
            "The scheduler at {address} and this program do not accept each other's certificates; "
            "use the files that it was started with in {variable}TLS__…",
            address=address,
            variable=_VARIABLE,
        )
    if address.startswith("tls://"):
        return Sentence(
            "The scheduler at {address} does not speak TLS; start it with a certificate, or "
            "write {needed}.",
            address=address,
            needed=_with("tcp", address),
        )
    return None


def _with(scheme: str, address: str) -> str:
    return f"{scheme}://{address.rpartition('://')[2]}"


def _speaks_tls(address: str) -> bool | None:
    """Return whether who answers at `address` speaks TLS; None if nobody does."""
    from distributed.comm import get_address_host_port

    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        place = get_address_host_port(address)
        with socket.create_connection(place, _PROBE_SECONDS) as plain, context.wrap_socket(plain):
            return True
    except ssl.SSLError as answer:  # an alert is TLS as well: it misses our certificate
        return "ALERT" in (answer.reason or "")
    except (OSError, ValueError):
        return None
