"""Invented data for the page that shows every part of the look. Shown with DEBUG or DEMO only."""

from __future__ import annotations

import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.paginator import Paginator
from django.utils.safestring import mark_safe

from booking.meetings.listing import day_parts
from config.ground.forms import CheckboxList, DateField, RadioCards, RadioRow, TimeField
from config.ground.tables import Column, Table
from config.menu import Link

STOCKHOLM = ZoneInfo("Europe/Stockholm")
CONTACTS = [("1", "Samverkansansvarig Björkdal"), ("2", "Handläggare sjukersättning")]


class ProposalForm(forms.Form):
    date = DateField(label="Datum")
    starts = TimeField(label="Från")
    ends = TimeField(label="Till")


class ExampleForm(forms.Form):
    kind = forms.ChoiceField(
        label="Mötestyp",
        help_text="Mallen fyller i längd, dagordning och vilka parter som brukar kallas.",
        choices=[("samverksmote", "Samverksmöte"), ("formote", "Förmöte"), ("arbetsgrupp", "Arbetsgrupp")],
        widget=RadioCards(
            descriptions={
                "samverksmote": "Tillsammans med den enskilde. 60 minuter. Samtycke krävs.",
                "formote": "Parterna reder ut ansvar, utan den enskilde. 30 minuter. Samtycke krävs.",
            },
            opens={"samverksmote": "1", "arbetsgrupp": "2"},
        ),
        error_messages={"required": "Välj vilken mötestyp du vill kalla till"},
    )
    purpose = forms.CharField(label="Rubrik", max_length=80, error_messages={"required": "Skriv en rubrik"})
    answer_by = DateField(label="Sista dag att svara", help_text="En påminnelse går ut två dagar före.")
    starts = TimeField(label="Börjar")
    manner = forms.ChoiceField(
        label="Hur samtycket lämnades",
        choices=[("written", "Skriftligt"), ("spoken", "Muntligt")],
        widget=RadioRow,
        error_messages={"required": "Ange hur samtycket lämnades"},
    )
    contacts = forms.MultipleChoiceField(
        label="Kontakter",
        choices=CONTACTS,
        widget=CheckboxList(descriptions={"1": "Funktion, svarar inom två arbetsdagar"}),
        error_messages={"required": "Välj minst två parter"},
    )
    area = forms.ChoiceField(
        label="Kommunområde", choices=[("b", "Björkdal"), ("g", "Granvik")], error_messages={"required": "Välj område"}
    )
    text = forms.CharField(
        label="Dagordning (valfritt)",
        required=False,
        help_text="Skriv aldrig namn, personnummer eller hälsouppgifter.",
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    remote = forms.BooleanField(label="Det går att delta på distans", required=False)


def build_context(with_errors: bool) -> dict[str, Any]:
    filled = {"answer_by": "2026-12-01", "starts": "25", "area": "b"}
    proposal = ProposalForm(initial={"date": "2026-12-08", "starts": datetime.time(9), "ends": datetime.time(10)})
    form = ExampleForm(filled) if with_errors else ExampleForm(initial={"answer_by": "2026-12-01"})
    return {
        "form": form,
        "proposal": proposal,
        "contacts": ExampleForm(auto_id="box_%s")["contacts"],
        "steps": [
            {"label": label, "url": url}
            for label, url in (
                ("Mötestyp", "#"),
                ("Parter", "#"),
                ("Samtycke", "#"),
                ("Tid och plats", ""),
                ("Granska", ""),
            )
        ],
        "tabs": [Link("Lista", "?", "page"), Link("Månad", "?vy=manad"), Link("Tidigare möten", "?vy=tidigare")],
        "rows": [
            {"label": "Möte", "value": "Samverksmöte, 60 minuter", "change_url": "#"},
            {"label": "Kallas", "value": "Försäkringskassan\nArbetsförmedlingen\nVården", "change_url": "#"},
            {"label": "Tid", "value": "tisdag 8 december 2026 kl. 09.00–10.00 (v. 50)", "change_url": "#"},
            {"label": "Skickas av", "value": "Arbetsmarknadsenheten, Björkdal"},
        ],
        "page": Paginator(range(40), 10).page(2),
        **figures(),
        **meetings(),
    }


def meetings() -> dict[str, Any]:
    return {
        "meetings": [
            {
                **day_parts(at(9, 0), at(10, 30)),
                "title": "Samverksmöte SV-7K3M-2Q",
                "url": "#",
                "place": "Digitalt möte",
                "tags": [{"text": "SIP-möte", "color": "part1"}, {"text": "Du har inte svarat", "color": "warning"}],
                "answers": "2 kommer, 1 kan inte, 3 har inte svarat",
                "coming": "2",
                "invited": "6",
            },
            {
                **day_parts(at(13, 0), at(15, 0)),
                "title": "Arbetsgrupp Samverk Björkdal",
                "url": "#",
                "place": "Jobbcenter, Industrigatan 12",
                "note": "✓ Du kommer",
                "cancelled": True,
                "answers": "6 kommer, 2 har inte svarat",
                "coming": "6",
                "invited": "8",
            },
        ],
        "mail": "Hej!\n\nArbetsmarknadsenheten i Björkdals kommun kallar till ett möte tisdag 8 december 2026 "
        "kl. 09.00–10.00 (v. 50).\n\nSkriv aldrig den enskildes namn eller personnummer i ett svar.",
        "votes": ["Tisdag 12 januari", "Torsdag 14 januari"],
    }


def at(hour: int, minute: int) -> datetime.datetime:
    return datetime.datetime(2026, 12, 3, hour, minute, tzinfo=STOCKHOLM)


def figures() -> dict[str, Any]:
    parties = [("Försäkringskassan", 46, 38), ("Arbetsförmedlingen", 47, 41), ("Kommunen", 50, 49), ("Vården", 48, 40)]
    columns = [Column("Part"), Column("Kallade", numeric=True), Column("Deltagit", numeric=True)]
    ways = [Column("Part"), Column("Ingång"), Column("För vad"), Column("Kontrollerad")]
    return {
        "figures": [
            {"label": "Planerade möten", "value": 58, "notes": ["2025: 49"]},
            {"label": "Genomförda", "value": 50, "notes": ["86 % av planerade"]},
            {"label": "Inställda", "value": 3},
            {"label": "Närvaro, alla parter", "value": "88 %", "notes": ["168 av 191 kallade"]},
        ],
        "legend": [
            {"text": "Planerade", "kind": "plan"},
            {"text": "Genomförda"},
            {"text": "Kvinnor", "kind": "kvinnor"},
            {"text": "Män", "kind": "man"},
            {"text": "Uppgift saknas", "kind": "uppgift"},
        ],
        "chart": draw_bars(parties),
        "attendance": Table("Närvaro per part", columns, parties, total=("Totalt", 191, 168)),
        "ways_in": Table(
            "Vägen in per part",
            ways,
            [
                ("Försäkringskassan", "Samverkansansvarig Björkdal", "Okänd handläggare", "2026-11-02"),
                ("Vården", "Rehabkoordinator, Björkdals vårdcentral", "Sjukskrivna", "2026-03-09"),
            ],
        ),
    }


def draw_bars(parties: list[tuple[str, int, int]]) -> str:
    """A chart to look at; the real ones are drawn by booking.statistics."""
    bars = "".join(
        f'<text x="4" y="{y + 16}" font-size="16" font-weight="600">{name}</text>'
        f'<rect x="1" y="{y + 22}" width="{came * 7}" height="17" fill="var(--c-klart)"/>'
        f'<text x="{came * 7 + 8}" y="{y + 36}" font-size="16">{came}</text>'
        for y, (name, _called, came) in zip(range(0, 240, 52), parties, strict=False)
    )
    words = '<title id="sgt">Närvaro per part</title><desc id="sgd">Kommunen kom oftast, 49 av 50 gånger.</desc>'
    return mark_safe(  # noqa: S308 — only the numbers and names above
        f'<svg viewBox="0 0 440 214" role="img" aria-labelledby="sgt sgd">{words}{bars}</svg>'
    )
