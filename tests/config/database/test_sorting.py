import pytest

from config.database.sorting import swedish_key, swedish_order
from forums.models import Person

SORTED = ["andersson", "Bo", "Ek", "Éva", "Zäta", "Åberg", "åhs", "Älg", "Öberg"]


@pytest.mark.django_db
def test_names_come_in_swedish_order_from_the_database():
    for name in reversed(SORTED):
        Person.objects.create(name=name)

    found = Person.objects.order_by(*swedish_order("name")).values_list("name", flat=True)

    assert list(found) == SORTED


def test_python_sorts_as_the_database_does():
    assert sorted(set(SORTED), key=swedish_key) == SORTED
