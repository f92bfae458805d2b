"""A class is never sent to localhost."""

import ipaddress
import socket

import pytest

from nncore.classroom import network_address
from nncore.classroom.network_address import VARIABLE, class_address
from nncore.messages import SettingError


@pytest.fixture(autouse=True)
def unnamed(monkeypatch):
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.mark.parametrize(
    ("url", "address"),
    [
        ("http://192.0.2.7:8501/lessons?lesson=drift", "http://192.0.2.7:8501/lessons"),
        ("https://lab.school.example/lab/lessons", "https://lab.school.example/lab/lessons"),
        ("http://[2001:db8::7]:8501/lessons", "http://[2001:db8::7]:8501/lessons"),
        ("http://mylocalhost:80/x", "http://mylocalhost:80/x"),
    ],
)
def test_an_address_that_others_can_open_stays(url, address):
    assert class_address(url) == address


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "[::1]", "lab.localhost", "0.0.0.0", "127.8.9.1"]
)
def test_that_of_the_machine_itself_becomes_its_own_in_the_network(host, monkeypatch):
    monkeypatch.setattr(network_address, "socket", Network("192.0.2.44"))
    address = class_address(f"http://{host}:8501/lab/lessons?lesson=drift")
    assert address == "http://192.0.2.44:8501/lab/lessons"


def test_without_a_network_there_is_none(monkeypatch):
    monkeypatch.setattr(network_address, "socket", Network(None, ["127.0.1.1"]))
    assert class_address("http://localhost:8501/lessons") is None


def test_a_network_without_a_way_out_will_do(monkeypatch):
    monkeypatch.setattr(network_address, "socket", Network(None, ["127.0.1.1", "198.51.100.3"]))
    assert class_address("http://localhost:8501/lessons") == "http://198.51.100.3:8501/lessons"


@pytest.mark.parametrize(
    "url", ["http://localhost:8501/lessons?step=1", "http://172.17.0.2/lessons"]
)
@pytest.mark.parametrize(
    "named",
    ["http://192.0.2.7:8501", "https://lab.example/", "http://[2001:db8::7]:80", "HTTP://a"],
)
def test_the_address_that_is_named_is_the_one(named, url, monkeypatch):
    monkeypatch.setenv(VARIABLE, f" {named} ")
    assert class_address(url) == named.rstrip("/") + "/lessons"


@pytest.mark.parametrize(
    "named",
    [
        "192.168.1.7:8501",
        "lab",
        "http://",
        "http:///lessons",
        "http://localhost:8501",
        "http://127.0.0.1",
        "http://0.0.0.0:8501",
        "ftp://lab.example",
        "http://lab.example:port",
        "http://lab.example:0",
        "http://lab.example:99999",
        "http://[::1",
        "http://lab.example/lab",
        "http://lab.example?step=1",
        "http://lab.example#x",
        "http://me:secret@lab.example",
        "http://lab example",
        "http://lab\u202e.example",
        "javascript:alert(1)",
    ],
)
def test_a_name_that_others_cannot_open_is_refused(named, monkeypatch):
    monkeypatch.setenv(VARIABLE, named)
    with pytest.raises(SettingError, match=r"^NNCORE_PUBLIC_ADDRESS must be an address .* got '"):
        class_address("http://localhost:8501/lessons")


def test_the_real_machine_names_no_loopback():
    found = class_address("http://localhost:8501/lessons")
    if found is not None:
        host = found.removeprefix("http://").removesuffix(":8501/lessons").strip("[]")
        assert not ipaddress.ip_address(host).is_loopback


class Network:
    """A module `socket` of a machine with these addresses."""

    AF_INET, AF_INET6, SOCK_DGRAM = socket.AF_INET, socket.AF_INET6, socket.SOCK_DGRAM

    def __init__(self, outgoing, others=()):
        self.outgoing, self.others = outgoing, others

    def socket(self, family, kind):
        return self

    def __enter__(self):
        return self

    def __exit__(self, *exception):
        pass

    def connect(self, address):
        if self.outgoing is None:
            raise OSError("Network is unreachable")

    def getsockname(self):
        return (self.outgoing, 1)

    def gethostname(self):
        return "machine"

    def getaddrinfo(self, host, port, family):
        return [(family, 1, 6, "", (address, 0)) for address in self.others]
