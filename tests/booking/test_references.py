"""The short reference of a meeting about a person."""

import re

import pytest

from booking.references import is_reference, new_reference
from forums.validators import find_identifiers


def test_a_reference_looks_like_the_one_in_the_routine():
    assert is_reference("SV-7K3M-2Q")
    assert all(is_reference(new_reference()) for _ in range(2000))


def test_references_are_random():
    references = {new_reference() for _ in range(2000)}

    assert len(references) > 1990


def test_a_reference_is_no_word_and_no_part_of_an_identity_number():
    for _ in range(2000):
        after_prefix = new_reference().removeprefix("SV-")

        assert not re.search(r"\d-?\d|[A-Z]-?[A-Z]{2}|[A-Z]{2}", after_prefix)
        assert not find_identifiers(f"19900101-{after_prefix}")


def test_signs_that_are_mistaken_for_each_other_are_not_used():
    used = set("".join(new_reference().removeprefix("SV-") for _ in range(3000)))

    assert not used & set("01OILSZBGUYAE")


@pytest.mark.parametrize(
    "text", ["", "SV-7K3M", "SV-7K3M-2O", "SV-AAAA-AA", "SV-1234-56", "XX-7K3M-2Q", "SV-7K3M-2Q\n9", "900101-2385"]
)
def test_what_is_no_reference_is_refused(text):
    assert not is_reference(text)
