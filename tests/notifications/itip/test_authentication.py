"""The receiving server's own verdict on who sent a mail."""

import pytest

from notifications.itip import verdict
from tests.notifications.itip.incoming import read

OURS = "mx.hoglandet.example"


@pytest.mark.parametrize(
    ("results", "passed", "reason"),
    [
        (["mx.hoglandet.example; dmarc=pass header.from=af.example"], True, "dmarc"),
        (["MX.hoglandet.example 1; spf=pass; dmarc=pass (p=none) header.from=AF.example"], True, "dmarc"),
        (["mx.hoglandet.example; dkim=pass header.d=af.example"], True, "dkim"),
        (["mx.hoglandet.example; dkim=pass header.i=@af.example"], True, "dkim"),
        (["mx.hoglandet.example; dkim=fail header.d=af.example; dkim=pass header.d=af.example"], True, "dkim"),
        (["mx.hoglandet.example; dmarc=none; dkim=pass header.d=af.example"], True, "dkim"),
        (["mx.hoglandet.example; dkim=pass header.d=evil.example"], False, "failed"),
        (["mx.hoglandet.example; dkim=pass header.d=example"], False, "failed"),
        (["mx.hoglandet.example; dkim=pass header.d=xaf.example"], False, "failed"),
        (["mx.hoglandet.example; dmarc=pass header.from=evil.example"], False, "failed"),
        (["mx.hoglandet.example; dmarc=fail header.from=af.example; dkim=pass header.d=af.example"], False, "failed"),
        (["mx.hoglandet.example; spf=pass smtp.mailfrom=af.example"], False, "failed"),
        (["mx.hoglandet.example; spf=fail (a (b) ; dmarc=pass ; c)"], False, "failed"),
        (['mx.hoglandet.example; spf=fail smtp.mailfrom="a;dmarc=pass"@evil.example'], False, "failed"),
        (['mx.hoglandet.example; spf=fail smtp.mailfrom="a\\";dmarc=pass;\\""@evil.example'], False, "failed"),
        (["mx.hoglandet.example; none"], False, "failed"),
        (["mx.evil.example; dmarc=pass header.from=af.example"], False, "no_result"),
        (["mx.hoglandet.example.evil.example; dmarc=pass"], False, "no_result"),
        ([], False, "no_result"),
        ([""], False, "no_result"),
        (["mx.hoglandet.example; dmarc=fail", "mx.hoglandet.example; dmarc=pass"], False, "failed"),
        (["mx.evil.example; dmarc=fail", "mx.hoglandet.example; dmarc=pass"], True, "dmarc"),
    ],
)
def test_only_the_topmost_verdict_of_our_own_server_counts(results, passed, reason):
    judged = verdict(results, OURS, "af.example")

    assert (judged.passed, judged.reason) == (passed, reason)


EXCHANGE = (
    "spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=af.example; dkim=pass (signature was verified) "
    "header.d=af.example;dmarc={dmarc} action=none header.from={domain};compauth=pass reason=100"
)


@pytest.mark.parametrize(
    ("results", "passed", "reason"),
    [
        ([EXCHANGE.format(dmarc="pass", domain="af.example")], True, "dmarc"),
        (
            [EXCHANGE.format(dmarc="pass", domain="evil.example").replace("header.d=af", "header.d=evil")],
            False,
            "failed",
        ),
        (["spf=fail; dkim=none header.d=none;dmarc=fail header.from=af.example", EXCHANGE], False, "failed"),
        (["mx.evil.example; dmarc=pass header.from=af.example"], False, "no_result"),
        (["dmarc=fail header.from=af.example", "dmarc=pass header.from=af.example"], False, "failed"),
        ([], False, "no_result"),
    ],
)
def test_exchange_online_vouches_without_an_id_in_the_topmost_header_alone(results, passed, reason):
    judged = verdict(results, "exchange-online", "af.example")

    assert (judged.passed, judged.reason) == (passed, reason)


# what Exchange Online writes of mail between mailboxes of one tenant
INSIDE = "dkim=none (message not signed) header.d=none;dmarc=none action=none header.from=kommun.example;"
FAILED = "spf=fail smtp.mailfrom=kommun.example;dmarc=fail action=quarantine header.from=kommun.example"


@pytest.mark.parametrize(
    ("results", "auth_as", "domain", "reason"),
    [
        ([INSIDE], ["Internal"], "kommun.example", "tenant"),
        ([INSIDE], ["internal "], "KOMMUN.example", "tenant"),
        ([], ["Internal"], "kommun.example", "tenant"),
        ([INSIDE], ["Anonymous"], "kommun.example", "failed"),
        ([INSIDE], ["Partner"], "kommun.example", "failed"),
        ([INSIDE], [], "kommun.example", "failed"),
        # said twice, it need not all be Exchange Online's
        ([INSIDE], ["Internal", "Internal"], "kommun.example", "failed"),
        ([INSIDE], ["Internal", "Anonymous"], "kommun.example", "failed"),
        # from outside: a check has failed, whatever stands below
        ([FAILED, INSIDE], ["Internal"], "kommun.example", "failed"),
        # not a domain of the tenant's own, nor one below it
        ([INSIDE], ["Internal"], "af.example", "failed"),
        ([INSIDE], ["Internal"], "x.kommun.example", "failed"),
        ([INSIDE], ["Internal"], "kommun.example.evil.example", "failed"),
        (["mx.evil.example; dmarc=pass"], ["Internal"], "kommun.example", "no_result"),
    ],
)
def test_mail_inside_the_tenant_is_believed_where_it_cannot_be_forged_from_outside(results, auth_as, domain, reason):
    judged = verdict(results, "exchange-online", domain, auth_as=auth_as, tenant_domains=["kommun.example"])

    assert (judged.passed, judged.reason) == (reason == "tenant", reason)


@pytest.mark.parametrize("server", [OURS, "", "mx.kommun.example"])
def test_another_server_than_exchange_online_does_not_take_that_header_away(server):
    judged = verdict([INSIDE], server, "kommun.example", auth_as=["Internal"], tenant_domains=["kommun.example"])

    assert not judged.passed


def test_without_domains_of_the_tenant_nobody_is_inside_it():
    assert not verdict([INSIDE], "exchange-online", "kommun.example", auth_as=["Internal"]).passed


@pytest.mark.parametrize(
    ("server", "said", "passed"),
    [
        ("exchange-online", "dmarc=bestguesspass action=none header.from=af.example", True),
        ("exchange-online", "dmarc=bestguesspass action=none header.from=evil.example", False),
        (OURS, f"{OURS}; dmarc=bestguesspass header.from=af.example", False),
    ],
)
def test_a_domain_without_a_record_that_would_have_passed_is_vouched_for_by_exchange_online(server, said, passed):
    assert verdict([said], server, "af.example").passed is passed


def test_a_subdomain_is_vouched_for_by_the_domain_above_it():
    assert verdict(["mx.hoglandet.example; dkim=pass header.d=af.example"], OURS, "mail.af.example").passed


def test_without_an_id_of_our_server_nothing_is_vouched_for():
    assert verdict(["; dmarc=pass"], "", "af.example").reason == "not_configured"


def test_the_verdict_is_found_in_a_real_mail():
    mail = read("outlook-accept")

    assert verdict(mail.authentication_results, OURS, "af.example").passed
