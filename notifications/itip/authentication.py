"""Sender authentication: what the receiving server's Authentication-Results say about a mail (RFC 8601)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

MAX_HEADER = 4000
# as the id of a server that writes none, against RFC 8601 2.5: its header begins with the first result
EXCHANGE_ONLINE = "exchange-online"
# what Exchange Online says of a domain without a DMARC record whose mail would have passed
GUESSED = "bestguesspass"


@dataclass(frozen=True, slots=True)
class Verdict:
    """`passed` says that the server vouches for the domain in From; `reason` is a code for the log."""

    passed: bool
    reason: Literal["dmarc", "dkim", "tenant", "failed", "no_result", "not_configured"]


def verdict(
    authentication_results: Sequence[str],
    authserv_id: str,
    from_domain: str,
    *,
    auth_as: Sequence[str] = (),
    tenant_domains: Sequence[str] = (),
) -> Verdict:
    """dmarc=pass for the domain in From, or dkim=pass of that domain or one above it.

    Only the topmost header with our own server's id counts: anybody can write the ones below. It is worth something
    only if that server removes foreign headers with its id. Exchange Online has none: there the topmost of all
    counts, which it writes above whatever came with the mail.

    Mail between mailboxes of one tenant of Exchange Online is neither signed nor judged. `auth_as` holds the values of
    X-MS-Exchange-Organization-AuthAs, which Exchange Online takes out of all mail from outside: Internal counts there,
    for domains that the settings name as the tenant's own, and nowhere else.
    """
    if not authserv_id:
        return Verdict(False, "not_configured")
    if authserv_id.lower() == EXCHANGE_ONLINE:
        results = _split(_without_comments(next(iter(authentication_results), "")[:MAX_HEADER]))
        if "=" not in results[0] and authentication_results:
            return Verdict(False, "no_result")
        if _is_of_tenant(results, from_domain.lower(), auth_as, tenant_domains):
            return Verdict(True, "tenant")
        return _judge(results, from_domain.lower(), GUESSED) if "=" in results[0] else Verdict(False, "no_result")
    for header in authentication_results:
        server, *results = _split(_without_comments(header[:MAX_HEADER]))
        if server.split(" ")[0].lower() == authserv_id.lower():
            return _judge(results, from_domain.lower())
    return Verdict(False, "no_result")


@dataclass(frozen=True, slots=True)
class _Result:
    method: str
    result: str
    properties: dict[str, str]


def _is_of_tenant(results: list[str], from_domain: str, auth_as: Sequence[str], tenant_domains: Sequence[str]) -> bool:
    """Written inside the tenant: said once, from a domain of the tenant's own, and no check has failed."""
    said = [value.strip().lower() for value in auth_as]
    if said != ["internal"] or from_domain not in {domain.lower() for domain in tenant_domains}:
        return False
    checked = [_read_result(result) for result in results if "=" in result]
    return all(one.result in ("none", "pass", GUESSED) for one in checked if one.method in ("dmarc", "dkim", "spf"))


def _judge(results: list[str], from_domain: str, *also: str) -> Verdict:
    passes = ("pass", *also)
    found = [_read_result(result) for result in results]
    dmarc = [one for one in found if one.method == "dmarc"]
    if any(one.result in passes and one.properties.get("header.from", from_domain) == from_domain for one in dmarc):
        return Verdict(True, "dmarc")
    if dmarc and all(one.result == "fail" for one in dmarc):
        return Verdict(False, "failed")
    if any(one.method == "dkim" and one.result == "pass" and _is_signed_by(one, from_domain) for one in found):
        return Verdict(True, "dkim")
    return Verdict(False, "failed")


def _is_signed_by(dkim: _Result, from_domain: str) -> bool:
    signer = dkim.properties.get("header.d") or dkim.properties.get("header.i", "").rpartition("@")[2]
    return "." in signer and (from_domain == signer or from_domain.endswith(f".{signer}"))


_QUOTED = r'"(?:\\.|[^"\\])*"'


def _split(text: str) -> list[str]:
    """Split at the semicolons outside quotes; always at least one piece."""
    return [piece.strip() for piece in re.findall(rf"(?:{_QUOTED}|[^;])++", text)] or [""]


def _read_result(text: str) -> _Result:
    """dkim=pass header.d=af.example: what stands first is the method, the rest are its properties."""
    pairs = [
        (name.lower(), value.strip('"').lower())
        for name, value in re.findall(rf"(?<![\w./-])([\w./-]++)\s*=\s*({_QUOTED}|\S+)", text)
    ]
    (method, result), *properties = pairs or [("", "")]
    return _Result(method.partition("/")[0], result, dict(reversed(properties)))


def _without_comments(text: str) -> str:
    """Comments nest (RFC 5322 3.2.2), and may say dmarc=pass themselves."""
    depth, kept = 0, []
    for sign in text:
        depth += sign == "("
        if not depth:
            kept.append(sign)
        depth -= sign == ")" and depth > 0
    return "".join(kept)
