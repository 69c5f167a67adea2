"""Why a mail was not delivered: enhanced status codes (RFC 3463) and what servers say in words, as kinds of failure.

Pure. "address" is the only kind that says anything of the person's address; the others are about the mailbox, the mail
or the way to it (Mail that comes in, bounces of three kinds). Who is not understood is "unclear" and blames no address.
"""

import re
from typing import Literal

Failure = Literal["address", "full", "large", "policy", "expired", "unclear"]
# no more of a report's words is searched: what stands further down is the mail that came back
SEARCHED = 8000

STATUS = re.compile(r"(?<![\d.])([45]\.\d{1,3}\.\d{1,3})(?!\d|\.\d)")


def failure_of(status: str, text: str, code: str = "") -> Failure:
    """The kind of a permanent failure, by its enhanced status, the server's words and its SMTP reply code.

    Words that name the mailbox, the mail or a rule go before a status that names the address: servers send 5.1.1 for
    full mailboxes, and a wrong flag does more harm than one that is missing. A status that says nothing (5.0.0) gives
    way to one in the words.
    """
    words = " ".join(text[:SEARCHED].split())
    if status[2:] in ("", "0.0") and (found := STATUS.search(words)):
        status = found[1]
    what = status[2:]
    if by_status := _BY_STATUS.get(what) or _BY_SUBJECT.get(what.partition(".")[0]):
        return by_status
    if by_words := next((kind for kind, pattern in _BY_WORDS if pattern.search(words)), None):
        return by_words
    # 5.4.1 is what Exchange Online says of recipients that are not in its directory
    if what in _OF_ADDRESS or _UNKNOWN.search(words) or (what == "4.1" and _DENIED.search(words)):
        return "address"
    if status.startswith("4"):
        return "expired"
    return _BY_CODE.get(code, "unclear")


def is_given_up(text: str, *, sounds_late: bool, status: str) -> bool | None:
    """Has the server given up? None when its words say neither that, nor that it goes on trying.

    Who has given up says 4.x.x, too; who goes on may say that the mail "could not be delivered for more than 4 hours".
    """
    words = " ".join(text[:SEARCHED].split())
    if _GIVEN_UP.search(words):
        return True
    if sounds_late or _GOES_ON.search(words):
        return False
    if _FAILED.search(words):
        return True
    return {"5": True, "4": False}.get(status[:1])


def _words(alternatives: str) -> re.Pattern[str]:
    """One alternative on each line; a space stands for any white space."""
    lines = (line.strip().replace(" ", r"\s") for line in alternatives.strip().splitlines())
    return re.compile("|".join(lines), re.IGNORECASE)


# 5.1.7 and 5.1.8 are about our own address, 5.1.9 about a server on the way
_OF_ADDRESS = {"1.0", "1.1", "1.2", "1.3", "1.4", "1.5", "1.6", "1.10", "2.1"}
_BY_STATUS: dict[str, Failure] = {
    "1.7": "policy", "1.8": "policy", "1.9": "unclear", "2.2": "full", "2.3": "large", "3.1": "full", "3.4": "large",
    "4.7": "expired",
}  # fmt: skip
_BY_SUBJECT: dict[str, Failure] = {"7": "policy", "6": "unclear"}
# bare reply codes of the answer to a recipient (RFC 5321 4.2.3)
_BY_CODE: dict[str, Failure] = {"551": "address", "552": "full", "553": "address", "554": "policy"}
_LARGE = _words(
    r"""
    too (large|big)
    (message|mail|maximum|file) size
    size (limit|exceeds)
    exceeds? .{0,40}\bsize
    för stort?\b
    storleksgräns
    """
)
_FULL = _words(
    r"""
    over.?quota
    quota (is )?(exceeded|full)
    exceed(s|ed|ing)? .{0,40}(quota|storage)
    (mailbox|inbox|mail box|storage) (is |has been )?(full|exceeded)
    full mailbox
    out of storage
    insufficient (system |disk )?(storage|space)
    no space left
    (at a rate|too quickly|too many messages|rate.?limit)
    brevlåd\w* (är|var) full
    full brevlåda
    kvot\w* .{0,30}överskrid
    """
)
_POLICY = _words(
    r"""
    \b(dmarc|spf|dkim|rbl|virus|banned|unsolicited|unauthenticated|reputation|restricted)\b
    \b(spam\w*|junk)\b
    (block|black|deny).?list
    \bblocked\b
    \bpolic(y|ies)\b
    not (authori[sz]ed|permitted)
    authentication (failed|required)
    content (rejected|filter)
    only accepts? (mail|messages) from
    relay(ing)? (access )?denied
    \bspärr(ad|at|ats|lista)\b
    \bblockera[dt]s?\b
    skräppost
    inte behörig
    """
)
_BY_WORDS: tuple[tuple[Failure, re.Pattern[str]], ...] = (("large", _LARGE), ("full", _FULL), ("policy", _POLICY))
_WHO = "(user|recipient|mailbox|address|account|person|addressee|name|host|domain)"
_UNKNOWN = _words(
    rf"""
    {_WHO}\W{{1,3}}(is |was )?(unknown|not (known|found|exist\w*|listed))
    (unknown|invalid|non-?existent|no such) (local |virtual |e-?mail |mail )?{_WHO}
    {_WHO}\b.{{0,60}}\b(does ?n.t|does not|do not|doesnt) exist
    (could|can|was)( ?n.t|n’t| ?not) be found
    (could|can)( ?n.t|n’t| ?not) (find|locate|verify) .{{0,30}}{_WHO}
    unable to (find|locate|verify) .{{0,30}}{_WHO}
    (was|is)( ?n.t|n’t| not) (found|a known|a valid|listed)
    \bno mailbox (here )?by that name
    \bnot a (valid|known) (mailbox|user|recipient|address)
    (host or )?domain name not found
    domain .{{0,60}}not found
    \bnxdomain\b
    no longer (works|employed|valid|exists|in use|active)
    {_WHO}\b.{{0,40}}(disabled|inactive|suspended|deactivated|closed|been removed|terminated)
    \b(has|have) moved\b
    user not local
    recipient address rejected: access denied
    address rejected: user
    recipnotfound
    \bokänd (mottagare|användare|adress)
    (adress|mottagare|användare|konto|brevlåda|person)\w*\b.{{0,50}}(finns inte|hittades inte|okänd|avslutad|upphört)
    (kunde|kan|gick) inte (att )?(hittas|hitta\b)
    har (flyttat|slutat)\b
    """
)

_DENIED = _words("access denied")
_GIVEN_UP = _words(
    r"""
    \b(given|gave|giving) up\b
    not going to (re)?try
    will (not|no longer) (be )?(re)?tr(y|ied)
    won.t (re)?try
    no (further|more|additional) (delivery )?(attempts|tries)
    (re)?tr(y|ies) (timeout|time ?out|limit) (was |has been )?exceeded
    stopped (re)?trying
    ceased trying
    (gett|gav|givit|givit) upp
    försöker inte (igen|mer|längre)
    inga (fler|ytterligare|nya) (leverans)?försök
    slutat (att )?försöka
    kommer inte att försöka
    """
)
_GOES_ON = _words(
    r"""
    not yet been delivered
    (not|n.t) need to (re-?send|send)
    will be (re)?tried
    will (keep|continue|go on)
    (attempts|tries|delivery) (will )?continue
    still (trying|in the queue|being|queued|undelivered)
    being retried
    will (re)?try (again|to|until)
    no action is required
    (only|just) a warning
    warning message only
    \bdelayed\b
    temporarily deferred
    försöker igen
    fortsätt\w* (att )?försök
    ny(tt|a) försök
    försöken? fortsätter
    behöver inte (skicka|göra)
    (ännu|än) inte (kunnat |kunde )?lever
    inte (ännu|än) (kunnat )?lever
    fördröj\w*
    försena[dt]\w*
    ligger kvar i kön
    """
)
_FAILED = _words(
    r"""
    \b(failed|failure|undeliverable|undelivered|expired)\b
    returned to (the )?sender
    (could|can)( ?n.t|n’t| ?not) be delivered
    (could|can|was|were)( ?n.t|n’t| ?not) (be )?deliver
    unable to deliver
    (deleted|removed|dropped|purged) from (the )?queue
    permanent error
    too old
    (kunde|kan|gick|går) inte (att )?(levereras|leverera|skickas|lämnas)
    har inte (kunnat )?levere?ra
    misslyckades
    olevererbar\w*
    (tas|tagits|togs|tagen|raderas|raderats) (bort )?(ur|från) kön
    (i|på) retur
    skickas tillbaka
    """
)
