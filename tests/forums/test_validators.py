"""What may stand in free text. The numbers are made up or reserved for tests; none belongs to a person."""

import time
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from forums import validators as v

PERSONAL = """\
900101-2385
9001012385
19900101-2385
199001012385
19900101 2385
900101 2385
900101 - 2385
900101  -  2385
900101+2385
18900101+2385
19 900101-2385
1990-01-01-2385
1990-01-01 2385
1990 0101 2385
1990.01.01-2385
1990 01 01 2385
90 01 01 2385
90-01-01-2385
900101–2385
900101—2385
900101−2385
900101\u20112385
900101\u00a02385
900101\u202f-\u202f2385
９００１０１-２３８５
９００１０１－２３８５
٩٠٠١٠١٢٣٨٥
900101\u00ad2385
9001\u200b012385
900101\t2385
900101.2385
900101/2385
900101:2385
900101 23 85
rum 123456 90 01 01 2385
900101-T123
19900101T123
900101-t123
900101-2386
9001012386
(900101) 2385
[900101] 2385
900101#2385
900101 # 2385
9OO1O1-2385
9oo1o12385
900l0I-2385
19900101, sista fyra 2386
19900101 och sedan 2386
född 1 januari, sista fyra 2386
121212-1212""".splitlines()

COORDINATION = """\
900161-2382
9001612382
19900161-2382
199001612382
900161 2382
19900161 2382
1990-01-61-2382
900161–2382
900161+2382""".splitlines()

PHONES = """\
070-123 45 67
0701234567
070 1234567
070-1234567
070.123.45.67
070 - 123 45 67
070_123_45_67
(0)70-1234567
O70-1234567
07 01 23 45 67
0 70 123 45 67
070–123 45 67
070\u00a0123\u00a045\u00a067
０７０-１２３４５６７
+46701234567
+46 70 123 45 67
+46 (0)70-123 45 67
+46(0)701234567
＋46 70 123 45 67
0046 70 123 45 67
0046701234567
46701234567
+45 12 34 56 78
(0383) 123 45
0383-123 45
0383/152000
0383-15 20 00
08-123 456 78
08-12 34 56
08 123 45 67
010-123 45 67
0771-114 114
kl 09.30 0701 234 567""".splitlines()

ADDRESSES = """\
anna.berg@kommun.example
ANNA+X@A.B.EXAMPLE
anna @ kommun.example
anna@ kommun.example
anna(at)kommun.example
anna [at] kommun (dot) example
anna(snabel-a)kommun.example
anna (a) kommun.example
anna at kommun.example
anna snabel-a kommun.example
anna snabel-a kommun punkt example
anna＠kommun.example
åsa.öberg@sävsjö.example""".splitlines()

HARMLESS = """\
rum 4410
sal lO4, hus Il
10l mjölk, 2O1 skedar
Ollevägen 100
2099-11-12, rum 0412
20991112, rum 0412
möte at 9
Storgatan 12, 576 31 Sävsjö
57631 Sävsjö
Kommunhuset, plan 4, rum 0412, 2026-11-12 kl. 09.00–10.30
2026-11-12 09.00-10.30
2025-11-12 0900-1030
12 november 2026 kl 09.00-10.30
torsdag 12 november 2026 kl. 09.00–10.30 (v. 46)
kl 0900-1030
kl. 0830-0930
0845 - 0945
08.30-09.30
08:30–09:30
08-09.30
SV-7K3M-2Q
v. 46, 2026-11-12, 2026-11-13
2025-11-12–2025-11-13
2025-02-14–2025-12-19
05-06-2026
08-11-2026
08/11/2026
05.06.2026 08.00
556036-0793
212000-0530
16556036-0793
rum 0412 2026-11-12
sal 1012-1020
Diarienummer KS 2026/01234
20251112T0900
20251112T090000Z
2025-11-12 R123
20251112 R123
900101-A123
skåp 0412 7788
kod 08-012345
kl 08.30 4410 5520
möte @ kommunhuset. Kaffe finns
@kommun.example
bankgiro 5050-1055
Teams-id 312 345 678 901
Zoom 847 2911 0382
https://video.example/j/84729110382
08.00-16.30, 2026
1177 eller 112
Ring på klockan, 2026-11-12
den 1/1 2026
10 000 000 kr
3,14159265358979
mellan 900101 och 900131
900231-2385
901301-2385
20991112-2385""".splitlines()


def kinds(text):
    return {finding.kind for finding in v.find_identifiers(text)}


@pytest.mark.parametrize("number", PERSONAL)
@pytest.mark.parametrize("text", ["{}", "Gäller {}, rum 4410.", "pnr{}x", "({})\n", "Möte om {} 2026-11-12 kl. 09.00"])
def test_personal_numbers_are_found_in_every_usual_spelling(number, text):
    assert "personal_number" in kinds(text.format(number))


@pytest.mark.parametrize("number", COORDINATION)
@pytest.mark.parametrize("text", ["{}", "Gäller {}, rum 4410.", "Möte om {} 2026-11-12 kl. 09.00"])
def test_coordination_numbers_are_found_in_every_usual_spelling(number, text):
    assert "coordination_number" in kinds(text.format(number))


@pytest.mark.parametrize("number", PHONES)
@pytest.mark.parametrize("text", ["{}", "Ring {}, rum 4410.", "Nås på {} 12 november", "({})"])
def test_phone_numbers_are_found_in_every_usual_spelling(number, text):
    assert "phone" in kinds(text.format(number))


@pytest.mark.parametrize("text", ["ring 15 20 00", "Tel: 12345", "tfn. 152000", "mobil - 1234567"])
def test_a_number_that_is_called_a_phone_number_is_one_without_area_code_too(text):
    assert kinds(text) == {"phone"}


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("text", ["{}", "Skriv till {}.", "<{}>"])
def test_mail_addresses_are_found_in_every_usual_spelling(address, text):
    assert kinds(text.format(address)) == {"email"}


@pytest.mark.parametrize("text", HARMLESS)
def test_rooms_streets_times_dates_and_references_are_no_identifiers(text):
    assert v.find_identifiers(text) == []


def test_a_finding_says_where_and_not_what():
    assert v.find_identifiers("Åsa ９００１０１-2385 och a@b.example") == [
        v.Finding("personal_number", 4, 15),
        v.Finding("email", 20, 31),
    ]


@given(
    born=st.dates(date(1900, 1, 1), date.today() - timedelta(days=1)),
    serial=st.integers(1, 999),
    long=st.booleans(),
    joint=st.sampled_from(["", "-", "+", " ", " - ", "–", "\u00a0"]),
    added=st.sampled_from([0, 60]),
)
def test_any_number_with_a_day_of_birth_and_a_right_check_digit_is_found(born, serial, long, joint, added):
    nine = f"{born:%y%m}{born.day + added:02}{serial:03}"
    check = next(digit for digit in "0123456789" if v._has_check_digit(nine + digit))
    number = f"{born:%Y}"[:2] * long + nine[:6] + joint + nine[6:] + check

    assert kinds(f"om {number} i rum 12") & {"personal_number", "coordination_number"}


@given(st.text(st.sampled_from("0123456789 -+./:@()abTåÅ \u00a0–７\u200b\n"), max_size=60))
def test_nothing_is_left_to_find_after_cutting(text):
    cut, count = v.cut_identifiers(text)

    assert v.find_identifiers(cut) == []
    assert (count == 0) == (cut == text)


@given(st.text())
def test_places_are_inside_the_text_and_in_order(text):
    findings = v.find_identifiers(text)

    assert all(0 <= finding.start < finding.end <= len(text) for finding in findings)
    assert findings == sorted(findings, key=lambda finding: (finding.start, finding.end))


def test_what_comes_in_is_cut():
    comment = "Jag är sjuk. Ring 070-123 45 67 eller anna@kommun.example om 900101-2385."

    assert v.cut_identifiers(comment) == ("Jag är sjuk. Ring [borttaget] eller [borttaget] om [borttaget].", 3)
    assert v.cut_identifiers("Jag kommer, rum 4410.") == ("Jag kommer, rum 4410.", 0)


def test_what_shows_up_only_when_its_neighbour_is_gone_is_cut_too():
    assert v.cut_identifiers("0383-12345-900101-2385") == ("[borttaget]-[borttaget]", 2)


@pytest.mark.parametrize(
    ("text", "code"),
    [("rum 900101-2385", "identity_number"), ("ring 070-123 45 67", "phone"), ("a@b.example", "email")],
)
def test_the_refusal_does_not_repeat_what_it_refuses(text, code):
    with pytest.raises(ValidationError) as refusal:
        v.refuse_identifiers(text)

    assert refusal.value.code == code
    assert not any(part in str(refusal.value) for part in ("900101", "070", "a@b"))
    assert refusal.value.params is None


def test_ordinary_text_is_not_refused():
    assert v.refuse_identifiers("Kommunhuset, rum 4410, Storgatan 12") is None
    assert v.refuse_control_characters("Kommunhuset, rum 4410 – ”Björken” 👩‍💻") is None


BREAKS = ["\r", "\n", "\r\n", "\0", "\t", "\x0b", "\x1b", "\x7f", "\x85", "\u2028", "\u2029", "\ufeff", "\ud800"]
TURNS = ["\u202e", "\u202a", "\u2066", "\u2069", "\u200e", "\u200f", "\u061c"]


@pytest.mark.parametrize("sign", [*BREAKS, *TURNS])
def test_line_breaks_and_control_characters_are_refused_and_cleaned(sign):
    text = f"Rum 1{sign}Bcc: x"

    with pytest.raises(ValidationError) as refusal:
        v.refuse_control_characters(text)

    assert refusal.value.code == "control_characters"
    assert v.clean_line(text) == "Rum 1 Bcc: x"


@given(st.text())
def test_a_cleaned_line_is_never_refused(text):
    assert v.refuse_control_characters(v.clean_line(text)) is None


@pytest.mark.parametrize(
    "piece",
    ["0", "1 ", "9001012385", "@", "a@", "a.@", " ", "+1 ", "19", "ring ", "(at)", "0-", "٩", "900101 ", "(", "7K"],
)
def test_time_grows_with_the_length_only(piece):
    text = (piece * 100_000)[:100_000]
    started = time.process_time()

    v.find_identifiers(text)

    assert time.process_time() - started < 2
