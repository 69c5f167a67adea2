"""What a mail, its fate and its effect are called on a page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from booking.models import Answer
from notifications.models import (
    DeliveryAttempt,
    FailureKind,
    InboundResult,
    OutboxMessage,
    OutboxState,
    Relay,
    RoleMailbox,
)
from notifications.notices.kinds import KINDS
from notifications.pages.preview import Planned

CALENDAR_KINDS = {
    "invitation": gettext_lazy("Kallelse"),
    "moved": gettext_lazy("Ny tid"),
    "changed": gettext_lazy("Ändrad kallelse"),
    "cancelled": gettext_lazy("Mötet är inställt"),
    "removed": gettext_lazy("Inte längre kallad"),
    "split": gettext_lazy("Ny tid"),
    "rejoined": gettext_lazy("Ny tid"),
}
STATE_COLORS = {
    OutboxState.SENT: "success",
    OutboxState.FAILED: "danger",
    OutboxState.BOUNCED: "danger",
    OutboxState.QUEUED: "info",
    OutboxState.SENDING: "info",
}
NOT_LET_IN = gettext_lazy("E-postservern släpper inte in oss. Administratören behöver se på det. Mejlet väntar.")
REASONS = {
    "550": gettext_lazy("Adressen finns inte eller tar inte emot mejl. Kontrollera den."),
    "551": gettext_lazy("Adressen har flyttat. Ta reda på den nya."),
    "552": gettext_lazy("Brevlådan är full. Ring i stället, eller försök igen senare."),
    "553": gettext_lazy("Adressen är felskriven. Kontrollera den."),
    "554": gettext_lazy("Mottagarens e-postserver släpper inte in mejlet."),
    "unwritable": gettext_lazy("Kallelsen gick inte att skriva. Kontrollera namn och adress."),
    "timeout": gettext_lazy("Mottagarens e-postserver svarade inte. Vi försöker igen."),
    "dropped": gettext_lazy("Förbindelsen bröts. Vi försöker igen."),
    "unreachable": gettext_lazy("E-postservern går inte att nå. Vi försöker igen."),
    "token-away": gettext_lazy("E-postservern går inte att nå. Vi försöker igen."),
    **dict.fromkeys(("530", "534", "535", "538", "tls", "token-denied"), NOT_LET_IN),
}
# what an administrator is told of a relay that is left alone
RELAY_REASONS = {
    **dict.fromkeys(("530", "534", "535", "538"), gettext_lazy("Den godtar inte användare och lösenord.")),
    "tls": gettext_lazy("Dess certifikat går inte att lita på."),
    "token-denied": gettext_lazy("Inloggningstjänsten ger oss ingen biljett: se på klientens id, nyckel och omfång."),
    "token-away": gettext_lazy("Inloggningstjänsten, som ger oss biljetter, går inte att nå."),
    "421": gettext_lazy("Den tar inte emot fler förbindelser."),
    "432": gettext_lazy("Den tar inte emot fler förbindelser."),
    "timeout": gettext_lazy("Den svarar inte i tid."),
    "dropped": gettext_lazy("Den bryter förbindelsen."),
}
MAILBOX_REASONS = {
    "refused": gettext_lazy("Den godtar inte inloggningen: se på användare, lösenord och behörighet."),
    "no-folder": gettext_lazy("Mappen som står i inställningen finns inte."),
    "no-read-folder": gettext_lazy("Mappen Samverk-last, dit lästa mejl flyttas, går inte att skapa."),
    "not-moved": gettext_lazy("Lästa mejl går inte att flytta till mappen Samverk-last. Den kan vara full."),
    "dropped": gettext_lazy("Den bryter förbindelsen."),
}
INBOUND_REASONS = {
    "other_sender": gettext_lazy("Kom från en annan adress än den som är kallad."),
    "unverified_sender": gettext_lazy("Det gick inte att visa att avsändaren är den kallade."),
    "nobody_vouches": gettext_lazy(
        "Ingen e-postserver går i god för avsändaren. Svaret räknas när någon har tagit emot det."
    ),
    "unknown_meeting": gettext_lazy("Hör inte till något möte här."),
    "not_invited": gettext_lazy("Avsändaren är inte kallad. Kallelsen kan ha skickats vidare."),
    "no_attendee": gettext_lazy("Svaret säger inte vem som svarar. Fråga avsändaren."),
    "two_attendees": gettext_lazy("Svaret nämner fler än en som är kallad. Fråga avsändaren vem det gäller."),
    "close_answers": gettext_lazy(
        "Två svar nära varandra, och det går inte att se vilket som är det senaste. Fråga, eller ta emot det här."
    ),
    "room_booked": gettext_lazy("Rummet är bokat."),
    "room_tentative": gettext_lazy("Rummet är preliminärt bokat."),
    "room_declined": gettext_lazy("Rummet har avböjt och är inte bokat. Välj en annan tid eller en annan plats."),
    "abuse_report": gettext_lazy("Någon har anmält ett mejl från oss som skräppost. Det räknas inte som ett svar."),
    "two_answers": gettext_lazy("Svarar olika på samma tillfälle. Fråga avsändaren vad som gäller."),
    "unknown_instance": gettext_lazy("Svarar på ett enstaka tillfälle som inte finns."),
    "instance_range": gettext_lazy("Svarar på ett tillfälle och alla som följer. Fråga avsändaren vilka det gäller."),
    **dict.fromkeys(
        ("instance_date", "instance_zone"),
        gettext_lazy("Det går inte att se vilket tillfälle svaret gäller. Fråga avsändaren."),
    ),
    "delegated_for_person": gettext_lazy("Den kallade vill att någon annan kommer. Kalla den personen om det passar."),
    "future_sequence": gettext_lazy("Svarar på en version som inte är skickad."),
    "old_time": gettext_lazy("Svarar på en tid som inte gäller längre. Personen är tillfrågad på nytt."),
    "older_than_last": gettext_lazy("Ett senare svar finns redan."),
    "proposed": gettext_lazy("Den kallade föreslår en annan tid. Ta ställning på mötets sida."),
    "declined_proposed": gettext_lazy("Nej, föreslår en annan tid. Ta ställning på mötets sida."),
    "proposed_series": gettext_lazy("Den kallade föreslår en annan tid för hela serien. Ta ställning på seriens sida."),
    "delegated_series": gettext_lazy(
        "Den kallade vill att någon annan kommer till hela serien. Ta ställning på seriens sida."
    ),
    "answered_since": gettext_lazy("Den kallade föreslog en annan tid, men har svarat senare."),
    "counter_for_series": gettext_lazy("Den kallade föreslår en annan tid för hela serien. Ändra serien, eller ring."),
    "counter_without_time": gettext_lazy("Den kallade föreslår en ändring, men ingen tid. Inget är ändrat."),
    "counter_past": gettext_lazy("Den kallade föreslår en tid som redan har varit."),
    "counter_backwards": gettext_lazy("Den kallade föreslår en tid som slutar innan den börjar."),
    "counter_same_time": gettext_lazy("Den kallade föreslår en ändring, men samma tid. Inget är ändrat."),
    "delegated": gettext_lazy("Den kallade vill att någon annan kommer. Ta ställning på mötets sida."),
    "delegate_called": gettext_lazy("Den kallade skickar någon annan, som är kallad i stället."),
    "sent_again": gettext_lazy("Kalendern bad om kallelsen igen. Den är skickad till den kallade."),
    "sent_lately": gettext_lazy("Kalendern bad om kallelsen igen. Den skickades nyss, så inget mer är skickat."),
    "duplicate": gettext_lazy("Samma mejl en gång till."),
    "no_calendar": gettext_lazy("Ett vanligt mejl, inget svar från en kalender."),
    "winmail": gettext_lazy("Svaret ligger i en fil som bara Outlook kan läsa."),
    "fault": gettext_lazy("Samverk kunde inte ta hand om mejlet. Läs det. Inget är ändrat."),
    "too_large": gettext_lazy("Mejlet är för stort."),
    "calendar_too_large": gettext_lazy("Mejlet är för stort."),
    "cancelled": gettext_lazy("Mötet var redan inställt."),
    "not_called": gettext_lazy("Personen var inte längre kallad."),
    "started": gettext_lazy("Mötet hade redan börjat."),
    "report": gettext_lazy("Ett mejl från oss kom tillbaka."),
    "report_late": gettext_lazy("Ett mejl från oss är försenat. Mottagarens server försöker igen."),
    "report_unclear": gettext_lazy("Ett mejl från en server, som inte säger om vårt kom fram. Läs det."),
    "report_arrived": gettext_lazy("Ett mejl från oss har kommit fram."),
    "report_unknown": gettext_lazy("Ett mejl kom tillbaka, men det går inte att se vilket."),
    "null_sender": gettext_lazy("Ett mejl kom tillbaka, men det går inte att se vilket."),
    "automatic": gettext_lazy("Ett automatiskt svar, till exempel om frånvaro. Det räknas inte som ett svar."),
    "list": gettext_lazy("Kom genom en sändlista, inte som svar på ett mejl från oss. Det räknas inte som ett svar."),
    "forward_notice": gettext_lazy("Kallelsen har skickats vidare till någon annan, som inte är kallad."),
    "receipt": gettext_lazy("Ett läskvitto. Det räknas inte som ett svar."),
    "no_event": gettext_lazy("Kalendermejlet innehåller inget möte."),
    "method": gettext_lazy("Ett kalendermejl som inte är ett svar. Mötet är inte ändrat."),
    "method_mismatch": gettext_lazy("Kalendermejlet säger emot sig självt. Inget är ändrat."),
    "calendars_disagree": gettext_lazy("Mejlet innehåller två svar som inte säger samma sak. Inget är ändrat."),
    "several_uids": gettext_lazy("Mejlet svarar på flera möten på en gång. Inget är ändrat."),
    "no_answer": gettext_lazy("Svaret säger varken ja, kanske eller nej. Inget är ändrat."),
    "delegated_unknown": gettext_lazy(
        "Svaret kommer från någon som en kallad har skickat i stället. Kalla den personen om det passar."
    ),
}
REPLACED = "replaced"
# how it is now with what somebody asked for by mail
DECIDED = {
    ("proposed", "granted"): gettext_lazy("Den kallade föreslog en annan tid. Mötet är flyttat dit."),
    ("proposed", "declined"): gettext_lazy("Den kallade föreslog en annan tid. Tiden är kvar."),
    ("proposed", "lapsed"): gettext_lazy("Den kallade föreslog en annan tid. Förfallet: ingen tog ställning i tid."),
    ("proposed", REPLACED): gettext_lazy("Den kallade föreslog en annan tid, och har gjort det igen sedan dess."),
    ("proposed_series", "granted"): gettext_lazy(
        "Den kallade föreslog en annan tid för hela serien. Mötena är flyttade dit."
    ),
    ("proposed_series", "declined"): gettext_lazy(
        "Den kallade föreslog en annan tid för hela serien. Tiderna är kvar."
    ),
    ("delegated", "granted"): gettext_lazy("Den kallade skickar någon annan, som är kallad i stället."),
    ("delegated", "declined"): gettext_lazy("Den kallade ville att någon annan kommer. Ingen annan är kallad."),
    ("delegated", "lapsed"): gettext_lazy(
        "Den kallade ville att någon annan kommer. Förfallet: ingen tog ställning i tid."
    ),
    ("delegated", REPLACED): gettext_lazy(
        "Den kallade ville att någon annan kommer, och har nämnt en till sedan dess."
    ),
}
EFFECTS = {
    "invitation": gettext_lazy("%(who)s kallas."),
    "assign": gettext_lazy("%(who)s får frågan vem som kommer."),
    "moved": gettext_lazy("%(who)s får ny tid."),
    "changed": gettext_lazy("%(who)s får en ändrad kallelse."),
    "cancelled": gettext_lazy("%(who)s får veta att mötet är inställt."),
    "removed": gettext_lazy("%(who)s får veta att kallelsen inte gäller längre."),
    "unit_released": gettext_lazy("%(who)s får veta att kallelsen inte gäller längre."),
    "seat_left_empty": gettext_lazy("%(who)s får veta vilka platser i grupper som blir tomma."),
    "leaving_proposed": gettext_lazy("%(who)s får frågan om det stämmer."),
    "unit_asked_for_member": gettext_lazy("%(who)s får frågan vem som tar över i grupperna."),
    "new_caller": gettext_lazy("%(who)s får veta vem som tar över mötet."),
    "passed_on": gettext_lazy("%(who)s får veta att kallelsen är lämnad vidare."),
    "counter_declined": gettext_lazy("%(who)s får veta att tiden står fast."),
}


def kind_text(kind: str) -> str:
    return str(KINDS[kind].label if kind in KINDS else CALENDAR_KINDS.get(kind, kind))


def failure_text(message: OutboxMessage) -> str:
    """Why a mail has not arrived, and what one can do; nothing for one that has left."""
    if message.state == OutboxState.BOUNCED:
        why = FailureKind(message.failure or FailureKind.ADDRESS).label
        return _("Mejlet kom tillbaka. %(why)s") % {"why": why}
    if message.state == OutboxState.EXPIRED:
        return _("Mejlet hann inte gå innan det var för sent.")
    if message.state == OutboxState.SENT or not message.reply_code:
        return ""
    if message.state == OutboxState.FAILED and message.failure:
        return str(FailureKind(message.failure).label)
    if message.state == OutboxState.FAILED and message.reply_code not in REASONS:
        return _("Mottagarens e-postserver tar inte emot mejlet.")
    return str(REASONS.get(message.reply_code, _("Det gick inte än. Vi försöker igen.")))


def attempt_text(attempt: DeliveryAttempt) -> str:
    """How one try ended, with the server's number for whoever asks its administrator."""
    result = _("nekades") if attempt.outcome == "failed" else _("kom inte fram än")
    return f"{result} ({attempt.reply_code})" if attempt.reply_code else result


def relay_text(relay: Relay) -> str:
    return str(RELAY_REASONS.get(relay.code, _("Den går inte att nå.")))


def mailbox_text(mailbox: RoleMailbox) -> str:
    known = MAILBOX_REASONS.get(mailbox.code) or RELAY_REASONS.get(mailbox.code)
    return str(known or _("Den går inte att nå."))


def inbound_text(result: str, reason: str, decided: str = "", time: str = "") -> str:
    """What came of a mail, and what one can do: "Svaret: Nej, jag kan inte". `decided`: how it is with what it asks
    for, when that does not wait any more; `time` the time that it proposes."""
    if result == InboundResult.APPLIED:
        if decided:
            asked = reason.removeprefix("declined_")
            return str(DECIDED.get((asked, decided)) or DECIDED[asked.removesuffix("_series"), decided])
        if time and reason == "declined_proposed":
            return _("Nej, föreslår %(time)s. Ta ställning på mötets sida.") % {"time": time}
        if time and reason == "proposed":
            return _("Den kallade föreslår %(time)s. Ta ställning på mötets sida.") % {"time": time}
        if reason in Answer.values:
            return _("Svaret: %(answer)s") % {"answer": Answer(reason).label}
        return str(INBOUND_REASONS.get(reason, ""))
    unread = result in (InboundResult.REJECTED, InboundResult.UNKNOWN)
    return str(INBOUND_REASONS.get(reason, _("Gick inte att läsa som ett svar.") if unread else ""))


def effect_lines(planned: Sequence[Planned], *, own_address: str) -> list[str]:
    """Who will be told what, in whole sentences: "Bo och Rut får ny tid.", "Ingen annan får mejl."."""
    if not planned:
        return [_("Ingen får mejl.")]
    by_effect: dict[str, list[str]] = {}
    for mail in sorted(planned, key=lambda mail: mail.address == own_address):
        who = _("du själv") if mail.address == own_address else mail.name or mail.address
        by_effect.setdefault(str(EFFECTS.get(mail.kind, _("%(who)s får mejl."))), []).append(who)
    lines = [effect % {"who": capitalise(join_names(names))} for effect, names in by_effect.items()]
    return [*lines, _("Ingen annan får mejl.")]


def join_names(names: Iterable[str]) -> str:
    """Anna, Bo och Rut"""
    *first, last = dict.fromkeys(names)
    return _("%(first)s och %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def capitalise(text: str) -> str:
    return text[:1].upper() + text[1:]


def receivers_text(count: int) -> str:
    return _("%(n)d mottagare") % {"n": count}
