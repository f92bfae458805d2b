"""A class is never sent to localhost."""

import ipaddress
import socket

import pytest

from nncore.classroom import network_address
from nncore.classroom.network_address import class_address


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
