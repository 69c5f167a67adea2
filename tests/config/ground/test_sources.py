"""Where a request comes from: what trusted proxies have written is believed, and nothing that a client writes."""

from __future__ import annotations

import ipaddress
from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from config.ground.sources import client_address, read_address, shortened, source_from, source_of
from config.middleware import believe_trusted_proxies

PROXIES = (ipaddress.ip_network("10.0.0.0/24"), ipaddress.ip_network("2001:db8:1::/64"))
proxies = st.sampled_from(PROXIES).flatmap(
    lambda network: st.ip_addresses(v=network.version, network=str(network)).map(str)
)
outside = st.ip_addresses().filter(
    lambda address: address == read_address(str(address)) and not any(address in network for network in PROXIES)
)
written = st.one_of(st.text(st.characters(exclude_characters=","), max_size=30), st.ip_addresses().map(str), proxies)


@given(forged=st.lists(written), client=outside, chain=st.lists(proxies, min_size=1))
def test_the_client_is_the_first_hop_from_the_right_that_is_no_proxy(forged: Any, client: Any, chain: Any) -> None:
    hops = [*forged, str(client), *chain[1:]]

    assert client_address(chain[0], hops, PROXIES) == client


@given(peer=outside, forged=st.lists(written))
def test_what_a_stranger_writes_of_itself_is_not_looked_at(peer: Any, forged: Any) -> None:
    assert client_address(str(peer), forged, PROXIES) == peer
    assert client_address(str(peer), forged, ()) == peer


@given(peer=written, hops=st.lists(written))
def test_whatever_is_written_the_walk_ends(peer: str, hops: list[str]) -> None:
    found = client_address(peer, hops, PROXIES)

    assert found is None or source_from(found)


@pytest.mark.parametrize(
    ("peer", "forwarded", "source"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "198.51.100.1, unknown", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1:52011", "198.51.100.1"),
        ("::ffff:10.0.0.1", "[2001:db8:2:3:4:5:6:7]:443", "2001:db8:2:3::/64"),
        ("10.0.0.1", "2001:db8:2:3::9", "2001:db8:2:3::/64"),
        ("fe80::1%eth0", "", "fe80::/64"),
        ("inte en adress", "198.51.100.1", ""),
    ],
)
def test_a_source_is_an_address_or_the_64_of_it(
    settings: Any, rf: RequestFactory, peer: str, forwarded: str, source: str
) -> None:
    settings.TRUSTED_PROXIES = PROXIES
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    assert source_of(rf.get("/", REMOTE_ADDR=peer, headers=headers)) == source


@pytest.mark.parametrize(("trusts", "source"), [("127.0.0.1", "198.51.100.1"), ("10.0.0.1", "127.0.0.1")])
def test_a_proxy_at_a_socket_of_the_file_system_is_this_machine(
    settings: Any, rf: RequestFactory, trusts: str, source: str
) -> None:
    settings.TRUSTED_PROXIES = (ipaddress.ip_network(trusts),)

    assert source_of(rf.get("/", REMOTE_ADDR="", headers={"X-Forwarded-For": "198.51.100.1"})) == source


def test_the_log_says_the_network_and_not_who() -> None:
    assert [shortened(one) for one in ("192.0.2.7", "2001:db8:2:3::/64", "")] == ["192.0.2.0/24", "2001:db8:2::/48", ""]


@pytest.mark.parametrize(("peer", "is_https"), [("10.0.0.1", True), ("192.0.2.7", False)])
def test_https_is_believed_of_a_trusted_proxy_alone(
    settings: Any, rf: RequestFactory, peer: str, is_https: bool
) -> None:
    settings.TRUSTED_PROXIES = PROXIES
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    seen: list[HttpRequest] = []

    def view(request: HttpRequest) -> HttpResponse:
        seen.append(request)
        return HttpResponse()

    headers = {"X-Forwarded-Proto": "https", "X-Forwarded-For": "198.51.100.1"}
    believe_trusted_proxies(view)(rf.get("/", REMOTE_ADDR=peer, headers=headers))

    assert seen[0].is_secure() is is_https
    assert ("HTTP_X_FORWARDED_FOR" in seen[0].META) is is_https
