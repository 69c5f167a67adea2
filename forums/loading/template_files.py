"""The file of agreed meeting templates: what it may say, and what a template is once `same_as` is filled in."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from forums.loading.checks import (
    Check,
    Found,
    all_of,
    below,
    flag,
    itself,
    known,
    listed,
    long_text,
    mapping,
    number,
    only_fields,
    or_null,
    shown,
    slug,
    table,
    text,
    wrong_type,
)
from forums.loading.schema import RHYTHMS
from forums.models import Level, Presence

SHARED = ("choices", "texts", "form_names")
CALLERS = ("any_party", "coordinator", "director", "convener")
CHOICES = ("purposes", "prepare", "cancel_reasons", "meeting_forms", "forms_of_consent")
OUTCOMES = (
    "held_or_cancelled",
    "meeting_form",
    "individual_attended",
    "attendance_per_party",
    "attendance_per_person",
    "plan_made",
    "plan_closed",
    "follow_up_on",
    "gender",
    "age_band",
    "next_meeting",
    "consent_given",
    "minutes",
    "cases_raised_count",
    "participants_per_party",
    "participants_public",
    "participants_count",
    "gender_counts",
    "unit_visited",
)
# None of them can name the individual
TEXT_FIELDS = frozenset(
    {
        "date",
        "time",
        "end_time",
        "weekday",
        "week",
        "place",
        "reference",
        "caller",
        "caller_name",
        "caller_party",
        "caller_phone",
        "samverk",
        "answer_by",
        "answer_link",
        "forum",
        "agenda",
        "what",
        "old_date",
        "old_time",
        "old_weekday",
        "changes",
    }
)


def templates_schema(data: Any, party_kinds: Collection[str]) -> Check:
    """Every template as it is written, then as it is with `same_as` filled in, then what they share."""
    slugs = template_slugs(data)
    template = _template(slugs, party_kinds)
    shared = {"choices": CHOICES_TABLE, "texts": TEXTS_TABLE, "form_names": mapping(slug, text(120))}

    def check(value: Any, path: str) -> Found:
        if not isinstance(value, dict):
            yield path, wrong_type("en tabell med mötesmallar", value)
            return
        for key, item in value.items():
            if key in SHARED:
                yield from shared[key](item, below(path, key))
            else:
                yield from slug(key, below(path, key))
                yield from template(item, below(path, key))

    return all_of(check, every_template_is_whole)


def template_slugs(data: Any) -> list[str]:
    return [key for key in data if isinstance(key, str) and key not in SHARED] if isinstance(data, dict) else []


def resolve_templates(data: Any) -> dict[str, dict[str, Any]]:
    """The templates by slug with `same_as` filled in; what a template says itself goes first."""
    return {code: _resolve(data, code) for code in template_slugs(data)}


def _resolve(data: dict[str, Any], code: str) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for step in _line_of_descent(data, code):
        whole = {**data[step], **whole}
    whole.pop("same_as", None)
    return whole


def _line_of_descent(data: dict[str, Any], code: str) -> list[str]:
    """The template, the one it is the same as, and so on; ends before it comes round again."""
    line: list[str] = []
    step: Any = code
    while isinstance(step, str) and step not in line and isinstance(data.get(step), dict):
        line.append(step)
        step = data[step].get("same_as")
    return line


def _template(slugs: Collection[str], party_kinds: Collection[str]) -> Check:
    line = only_fields(slugs, text(300))
    lines = listed(line)
    other = known(slugs, "okänd mötesmall")
    party = known(party_kinds, "okänd part") if party_kinds else slug
    caller = known([*CALLERS, *party_kinds], "okänd part eller roll") if party_kinds else slug
    return table(
        {"name": text(120)},
        {
            "same_as": other,
            "level": known(Level.values, "okänd nivå"),
            "individual": known(Presence.values, "okänd närvaro"),
            "consent": known(["required", "none"], "okänt samtyckeskrav"),
            "needs_forum": flag,
            "counts": flag,
            "shows_figures": flag,
            "min_parties": number(1, 20),
            "required_parties": listed(party, unique=itself, what="parten"),
            "may_call": listed(caller, unique=itself, what="parten"),
            "duration": number(5, 24 * 60),
            "notice_days": number(0, 250),
            "rhythm": known(RHYTHMS, "okänd rytm"),
            "quorum": table({"parties": number(1, 20)}, {"note": text(300)}),
            "reminders": table({}, dict.fromkeys(REMINDERS, number(0, 250))),
            "purpose": line,
            "help": line,
            "members": line,
            "areas": line,
            "survey": line,
            "agenda": lines,
            "agenda_last_of_year": lines,
            "checklist": table({}, {"before": lines, "during": lines, "after": lines}),
            "outcome": listed(known(OUTCOMES, "okänd uppgift"), unique=itself, what="uppgiften"),
            "leads_to": listed(other, unique=itself, what="mallen"),
            "follows": listed(other, unique=itself, what="mallen"),
            "guide": table({"for": line, "not": line}, {"answers": GUIDE_ANSWERS}),
            "guests": listed(text(120)),
            "forms": listed(slug, unique=itself, what="blanketten"),
            "variants": mapping(slug, text(120)),
            "signup": table({}, {"capacity": flag, "waiting_list": flag, "deadline_days": number(0, 250)}),
            "time_rule": table({}, {"days": or_null(number(0, 250)), "note": text(300)}),
        },
    )


GUIDE = {
    "present": ("with", "without"),
    "aim": ("prepare", "once", "plan", "follow_up", "handover"),
    "who": ("parties", "principals", "employer", "self"),
}
GUIDE_ANSWERS = table(
    {}, {name: listed(known(codes, "okänt svar"), unique=itself, what="svaret") for name, codes in GUIDE.items()}
)
REMINDERS = ("unanswered", "everyone", "outcome_after", "survey_after")
CHOICES_TABLE = table({}, dict.fromkeys(CHOICES, listed(text(160), unique=itself, what="valet")))
TEXTS_TABLE = mapping(
    slug,
    table(
        {},
        {
            "subject": only_fields(TEXT_FIELDS, text(200)),
            "line": only_fields(TEXT_FIELDS, text(500)),
            "body": only_fields(TEXT_FIELDS, long_text(4000)),
        },
    ),
)


# --- rules across templates


def every_template_is_whole(value: Any, path: str) -> Found:
    for code, template in resolve_templates(value).items():
        where = below(path, code)
        if not isinstance(value[code], dict):
            continue
        if _goes_in_a_circle(value, code):
            yield f"{where}.same_as", f"{shown(value[code]['same_as'])} går i cirkel"
            continue
        for key in ("level", "duration"):
            if key not in template:
                yield f"{where}.{key}", "saknas"
        if template.get("level") == Level.INDIVIDUAL and "individual" not in template:
            yield f"{where}.individual", "saknas"


def _goes_in_a_circle(data: dict[str, Any], code: str) -> bool:
    line = _line_of_descent(data, code)
    return data[line[-1]].get("same_as") in line
