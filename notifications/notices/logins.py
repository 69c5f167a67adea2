"""Mails about logging in: a link to choose a password with, and a word to an address that was changed.

They are made of requests (`forums.LoginRequest`): a person who asks learns nothing of who is here, since whoever it is
about is looked up when the mail is made.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from functools import partial

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy

from booking.workdays import format_date, format_time, format_week, format_weekday
from forums.actions.people import person_by_address
from forums.logins import federations_of, given, login_token, may_log_in
from forums.models import Federation, LoginRequest, LoginRequestKind, Person
from forums.waiting import login_address
from notifications.models import Notice
from notifications.notices.about import Receiver, Sender
from notifications.notices.due import settle
from notifications.notices.kinds import Due, Kind, Link, register
from notifications.notices.planning import make
from notifications.telling.mailtext import MailText
from notifications.telling.texts import page_link

# what could not be made by then is of no use
GIVE_UP_AFTER = datetime.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
KEPT_DAYS = 90
NO_NEED = "För att svara på en kallelse behövs ingen inloggning: använd länken i kallelsen."
FIRST = ("Välj lösenord till Samverk", "{by}, {federation}, har gett dig en inloggning till Samverk.")
ANOTHER = (
    "Välj nytt lösenord till Samverk",
    "{by}, {federation}, har skickat en länk så att du kan välja ett nytt lösenord. Det gamla gäller tills dess.",
)
FORGOTTEN = (
    "Välj nytt lösenord till Samverk",
    "Någon, säkert du, har bett om ett nytt lösenord till Samverk. Är det inte du behöver du inte göra något: "
    "lösenordet är detsamma som förut.",
)
MOVED = MailText(
    "Din adress i Samverk är ändrad",
    "Hej!\n\nAdressen som du loggar in i Samverk med är ändrad från den här till en annan. Har du inte väntat dig det: "
    "hör av dig till samordningsförbundet.\n",
)
NOT_YOU = (
    "Var det inte du: byt lösenord på {forgotten}, avsluta inloggningar som du inte känner igen och hör av dig till "
    "samordningsförbundet."
)
DEVICE = (
    "Ny inloggning i Samverk",
    "Någon, säkert du, loggade in i Samverk {at} från en dator eller telefon som du inte har använt förut.",
)
FACTORS = (
    "Ditt sätt att logga in i Samverk är ändrat",
    "{at} ändrades ditt sätt att logga in, eller någon som sköter registret bad om att ditt andra steg tas bort. Det "
    "gäller appen, en nyckel, reservkoderna eller inloggningen hos din arbetsgivare.",
)
PASSWORD = ("Ditt lösenord i Samverk är bytt", "{at} byttes ditt lösenord till Samverk.")


def send_login_mails() -> int:
    """Put in the outbox what has been asked for and is still wanted. How many; each once, whoever runs beside."""
    make(rows())
    return settle(Notice.objects.filter(login_request__isnull=False))


def rows() -> Iterator[Due]:
    """Requests that no notice has been made of."""
    waiting = LoginRequest.objects.filter(asked_at__gt=timezone.now() - GIVE_UP_AFTER, notices__isnull=True)
    kinds = {
        LoginRequestKind.GIVEN: LOGIN_GIVEN,
        LoginRequestKind.FORGOTTEN: LOGIN_FORGOTTEN,
        LoginRequestKind.MOVED: LOGIN_MOVED,
        LoginRequestKind.ADDRESSED: LOGIN_ADDRESSED,
        LoginRequestKind.DEVICE: LOGIN_DEVICE,
        LoginRequestKind.FACTORS: LOGIN_FACTORS,
        LoginRequestKind.RENEWED: LOGIN_PASSWORD,
    }
    for request in waiting:
        yield kinds[LoginRequestKind(request.kind)].due(request, due_at=request.asked_at)


def _request_of(notice: Notice) -> LoginRequest:
    assert notice.login_request is not None
    return notice.login_request


def _person_of(notice: Notice) -> Person | None:
    """Whom it is about: of an address whoever has it now, if anybody has. Looked up once; the request is not saved."""
    request = _request_of(notice)
    if request.person is None:
        request.person = person_by_address(request.address)
    return request.person


def _may_have_link(notice: Notice) -> bool:
    """Nobody who has left or was never given a way in. An address that has bounced is tried: it may work again."""
    person = _person_of(notice)
    if person is None or not may_log_in(person):
        return False
    return person.has_usable_password() or given(person) is not None


def _is_reachable(notice: Notice) -> bool:
    person = _person_of(notice)
    return person is not None and may_log_in(person) and person.address_bounced_at is None


def _has_moved(notice: Notice) -> bool:
    person = _person_of(notice)
    return person is not None and person.is_active and person.email != _request_of(notice).address


def _to_person(notice: Notice) -> Receiver | None:
    person = _person_of(notice)
    address = login_address(person) if person is not None else ""
    return Receiver(address, str(person)) if address else None


def _to_old_address(notice: Notice) -> Receiver:
    return Receiver(_request_of(notice).address, str(_person_of(notice)))


def _sender(notice: Notice) -> Sender:
    federation = _federation_of(notice)
    assert federation is not None
    return Sender(federation, federation.name)


def _federation_of(notice: Notice) -> Federation | None:
    """By whose mail server it goes: a federation that both are in, where there is one."""
    person, asked_by = _person_of(notice), _request_of(notice).asked_by
    if person is None:
        return None
    own = federations_of(person).order_by("pk")
    shared = own.filter(pk__in=federations_of(asked_by)).first() if asked_by is not None else None
    return shared or own.first()


def _link(notice: Notice) -> Link:
    person = _person_of(notice)
    assert person is not None
    return Link(page_link("forums:password-choose", person.pk, login_token(person)), "Välj lösenord")


def _given(notice: Notice, link: Link) -> MailText:
    person = _person_of(notice)
    subject, line = ANOTHER if person is not None and person.has_usable_password() else FIRST
    line = line.replace("{by}", str(_request_of(notice).asked_by or ""))
    return _with_link(subject, line.replace("{federation}", _sender(notice).name), link)


def _forgotten(_notice: Notice, link: Link) -> MailText:
    return _with_link(*FORGOTTEN, link)


def _told(subject: str, line: str, notice: Notice) -> MailText:
    at = timezone.localtime(_request_of(notice).asked_at)
    when = f"{format_weekday(at)} {format_date(at)} kl. {format_time(at)}"
    line = line.replace("{at}", when)
    line = line[0].upper() + line[1:]
    not_you = NOT_YOU.replace("{forgotten}", page_link("forums:password-forgotten"))
    return MailText(subject, f"Hej!\n\n{line}\n\n{not_you}\n")


def _with_link(subject: str, line: str, link: Link) -> MailText:
    end = timezone.now() + GIVE_UP_AFTER
    until = f"{format_weekday(end)} {format_date(end)} kl. {format_time(end)} (v. {format_week(end)})"
    lines = ["Hej!", "", line, "", f"{link.label}: {link.address}", ""]
    lines += [f"Länken är din egen: vidarebefordra den inte. Den går att använda en gång, senast {until}.", NO_NEED]
    return MailText(subject, "\n".join(lines) + "\n", link.address, link.label)


def _addressed(notice: Notice) -> MailText:
    request = _request_of(notice)
    by = f"{request.asked_by} har" if request.asked_by is not None else "Någon har"
    lines = [
        "Hej!",
        "",
        f"{by} ändrat din e-postadress i Samverk till den här, {request.address}.",
        "",
        "Kallelser till grupper kommer hit. Möten om enskilda, och länkar för att välja lösenord, går till den förra "
        "adressen tills någon har svarat att den nya stämmer.",
        "",
        "Stämmer det inte? Säg till den som ändrade.",
    ]
    return MailText("Din e-postadress i Samverk är ändrad", "\n".join(lines) + "\n")


_login_kind = partial(
    Kind,
    about="login_request",
    sender=_sender,
    until=lambda notice: _request_of(notice).asked_at + GIVE_UP_AFTER,
    kept_days=KEPT_DAYS,
)
LOGIN_GIVEN = _login_kind(
    name="login_given",
    label=gettext_lazy("Inloggning till Samverk"),
    wanted=_may_have_link,
    receiver=_to_person,
    link=_link,
    text=_given,
)
LOGIN_FORGOTTEN = _login_kind(
    name="login_forgotten",
    label=gettext_lazy("Nytt lösenord"),
    wanted=_may_have_link,
    receiver=_to_person,
    link=_link,
    text=_forgotten,
)
LOGIN_MOVED = _login_kind(
    name="login_moved",
    label=gettext_lazy("Adressen är ändrad"),
    wanted=lambda notice: _has_moved(notice) and _federation_of(notice) is not None,
    receiver=_to_old_address,
    text=lambda _notice, _link: MOVED,
)
LOGIN_ADDRESSED = _login_kind(
    name="login_addressed",
    label=gettext_lazy("Adressen är ny"),
    wanted=lambda notice: not _has_moved(notice) and _is_reachable(notice) and _federation_of(notice) is not None,
    receiver=_to_old_address,
    text=lambda notice, _link: _addressed(notice),
)
# what has happened to a login, told to whose it is
_told_kind = partial(_login_kind, wanted=_is_reachable, receiver=_to_person)
LOGIN_DEVICE = _told_kind(
    name="login_device",
    label=gettext_lazy("Ny inloggning"),
    text=lambda notice, _link: _told(*DEVICE, notice),
)
LOGIN_FACTORS = _told_kind(
    name="login_factors",
    label=gettext_lazy("Andra steget är ändrat"),
    text=lambda notice, _link: _told(*FACTORS, notice),
)
LOGIN_PASSWORD = _told_kind(
    name="login_password",
    label=gettext_lazy("Lösenordet är bytt"),
    text=lambda notice, _link: _told(*PASSWORD, notice),
)
register(
    LOGIN_GIVEN,
    LOGIN_FORGOTTEN,
    LOGIN_MOVED,
    LOGIN_ADDRESSED,
    LOGIN_DEVICE,
    LOGIN_FACTORS,
    LOGIN_PASSWORD,
    sweep=rows,
)
