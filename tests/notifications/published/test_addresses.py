"""Which network addresses are read, and which addresses of calendars are taken at all."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from booking.taken.times import clean_calendar_address
from config.ground.errors import RuleError
from notifications.published.addresses import is_public

INNER_V4 = [
    ip_network(text)
    for text in (
        *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12"),
        *("192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24"),
        *("203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4"),
    )
]
OUTER_V6 = ip_network("2000::/3")


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "52.97.0.1", "172.32.0.1", "100.128.0.1", "2a00:1450:400f::200e", "2603:1026::1", "2606:4700::1111"],
)
def test_machines_of_the_internet_are_read(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.255.255.254", "0.0.0.0", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254"),
        *("100.64.0.1", "198.18.0.1", "192.0.0.1", "192.88.99.1", "224.0.0.1", "239.255.255.255", "255.255.255.255"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "fec0::1", "ff02::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:8.8.8.8", "::127.0.0.1", "::ffff:0:127.0.0.1"),
        *("64:ff9b::7f00:1", "64:ff9b::808:808", "64:ff9b:1::1", "2002:7f00:1::", "2002:808:808::1"),
        *("2001::1", "2001:0:4136:e378:8000:63bf:3fff:fdd2", "2001:db8::1", "3fff::1", "100::1", "2a00::1%1"),
        *("", "localhost", "127.1", "2130706433", "0x7f000001", "0177.0.0.1", "1.2.3", "8.8.8.8:443", "[::1]"),
    ],
)
def test_no_other_address_is(address: str) -> None:
    assert not is_public(address)


@given(st.ip_addresses(v=4))
def test_nothing_inside_is_ever_read_and_all_that_is_read_is_global(address: IPv4Address) -> None:
    if any(address in network for network in INNER_V4):
        assert not is_public(str(address))
    if is_public(str(address)):
        assert address.is_global and not address.is_private and not address.is_multicast


@given(st.sampled_from(INNER_V4), st.integers(0, 2**32 - 1))
def test_no_address_of_an_inner_network_is_read_in_any_disguise(network: Any, number: int) -> None:
    inner = int(network[number % network.num_addresses])

    disguises = [
        IPv4Address(inner),
        IPv6Address(inner),
        IPv6Address(0xFFFF << 32 | inner),
        IPv6Address(0xFFFF << 48 | inner),
        IPv6Address(0x0064FF9B << 96 | inner),
        IPv6Address(0x0064FF9B0001 << 80 | inner),
        IPv6Address(0x2002 << 112 | inner << 80),
        IPv6Address(0x20010000 << 96 | (inner ^ 0xFFFFFFFF)),
        IPv6Address(0xFE80 << 112 | inner),
    ]

    assert [str(address) for address in disguises if is_public(str(address))] == []


@given(st.ip_addresses(v=6))
def test_a_long_address_that_is_read_is_unicast_of_the_internet(address: IPv6Address) -> None:
    if is_public(str(address)):
        assert address in OUTER_V6 and address.is_global
        assert address.ipv4_mapped is address.sixtofour is address.teredo is None


@given(st.text(max_size=60))
def test_what_is_no_address_is_never_read(text: str) -> None:
    if is_public(text):
        assert str(ip_address(text))


# --- addresses of calendars


@pytest.mark.parametrize(
    ("given_address", "read"),
    [
        ("https://outlook.office365.com/owa/calendar/a@b/c/calendar.ics", None),
        ("webcal://p01-caldav.icloud.com/published/2/abc", "https://p01-caldav.icloud.com/published/2/abc"),
        ("  HTTPS://calendar.google.com/calendar/ical/x%40y/private-1/basic.ics#i ", None),
        ("https://kalender.example:443/a?b=c", "https://kalender.example:443/a?b=c"),
        ("https://kalender.example", "https://kalender.example/"),
    ],
)
def test_the_addresses_that_programs_give_are_taken(given_address: str, read: str | None) -> None:
    expected = read or given_address.strip().replace("HTTPS", "https").removesuffix("#i")

    assert clean_calendar_address(given_address) == expected


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("", "Klistra in"),
        ("http://kalender.example/a.ics", "https."),
        ("ftp://kalender.example/a.ics", "https."),
        ("file:///etc/passwd", "https."),
        ("kalender.example/a.ics", "https."),
        ("https://anna@kalender.example/a.ics", "användarnamn"),
        ("https://anna:hemligt@kalender.example/a.ics", "användarnamn"),
        ("https://kalender.example:8443/a.ics", "port 8443"),
        ("https://kalender.example:80/a.ics", "port 80."),
        ("https://kalender.example:0/a.ics", "port 0."),
        ("https://kalender.example:x/a.ics", "går inte att läsa"),
        ("https://localhost/a.ics", "vanligt webbnamn"),
        ("https://localhost:8443/a.ics", "vanligt webbnamn"),
        ("https://127.0.0.1/a.ics", "vanligt webbnamn"),
        ("https://127.1/a.ics", "vanligt webbnamn"),
        ("https://2130706433/a.ics", "vanligt webbnamn"),
        ("https://0x7f.0x0.0x0.0x1/a.ics", "vanligt webbnamn"),
        ("https://8.8.8.8/a.ics", "vanligt webbnamn"),
        ("https://[::1]/a.ics", "vanligt webbnamn"),
        ("https://[::1/a.ics", "går inte att läsa"),
        ("https://kalender.example./a.ics", "vanligt webbnamn"),
        ("https:///a.ics", "vanligt webbnamn"),
        ("https://kalender.example\\@127.0.0.1/", "tecken"),
        ("https://kalender.example/a b.ics", "tecken"),
        ("https://kalender.example/a\r\nHost: inre", "tecken"),
        ("https://kalender.example/å.ics", "tecken"),
        ("https://kålender.example/a.ics", "tecken"),
        ("https://samverk.example/kalender/abc.ics", "Samverk"),
        ("https://kalender.example/" + "a" * 1000, "för lång"),
    ],
)
def test_an_address_that_is_never_read_is_refused_with_a_sentence(address: str, says: str) -> None:
    with pytest.raises(RuleError) as refusal:
        clean_calendar_address(address)

    assert (refusal.value.code, refusal.value.field) == ("calendar_address", "address")
    assert says in refusal.value.message


@given(st.text(max_size=80).map(lambda text: f"https://{text}/a.ics"))
def test_whatever_is_taken_goes_to_a_name_with_letters_at_the_usual_port(address: str) -> None:
    try:
        taken = clean_calendar_address(address)
    except RuleError:
        return

    host = taken.removeprefix("https://").partition("/")[0].removesuffix(":443")
    assert host.rpartition(".")[2][0].isalpha()
    assert not set(host) - set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-")
