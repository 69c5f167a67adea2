"""Nothing that is hidden can be worked out from what is shown: tried by somebody who knows all the sums."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from booking.statistics.disclosure import publish, rows_in_order, with_sums

TYPES = ("formote", "samverksmote", "sip", "uppfoljning")


def tables(areas: int, types: int, columns: int, highest: int):
    cells = st.tuples(*[st.integers(0, highest)] * columns)
    rows = [(area, slug) for area in range(1, areas + 1) for slug in TYPES[:types]]
    return st.fixed_dictionaries(dict.fromkeys(rows, cells)).map(with_sums)


class Attacker:
    """Knows every row's total, every shown cell, and how rows add up; works out all that follows, as bounds."""

    def __init__(self, table, shown):
        columns = len(next(iter(table.values())))
        self.bounds, self.sums = {}, []
        for row, cells in table.items():
            total = sum(cells)
            for column in range(columns):
                known = shown[row] and shown[row][column]
                self.bounds[row, column] = (known, known) if shown[row] else (0, total)
            self.sums.append(([(row, column) for column in range(columns)], [], total))
        for area, slug in {(area, None) for area, _slug in table} | {(None, slug) for _area, slug in table}:
            parts = [row for row in table if self.is_part(row, area, slug)]
            if (area, slug) in table and parts:
                self.sums += [([(row, c) for row in parts], [((area, slug), c)], 0) for c in range(columns)]

    @staticmethod
    def is_part(row, area, slug):
        """Rows of one line of the grid: an area's types, or a type's areas; for the sum of sums, the areas' sums."""
        if slug is None:
            return row[0] == area and row[1] is not None
        return row[1] == slug and row[0] is not None

    def solve(self):
        changed = True
        while changed:
            changed = False
            for plus, minus, total in self.sums:
                for cell in plus + minus:
                    low, high = self.implied(cell, plus, minus, total)
                    old = self.bounds[cell]
                    new = max(old[0], low), min(old[1], high)
                    if new != old:
                        self.bounds[cell], changed = new, True
        return {cell for cell, (low, high) in self.bounds.items() if low == high}

    def implied(self, cell, plus, minus, total):
        low = high = total
        for other in plus if cell in minus else [each for each in plus if each != cell]:
            low, high = low - self.bounds[other][1], high - self.bounds[other][0]
        for other in minus if cell in plus else [each for each in minus if each != cell]:
            low, high = low + self.bounds[other][0], high + self.bounds[other][1]
        return (-high, -low) if cell in minus else (low, high)


def found_by_elimination(table, shown):
    """Cells that the equations alone determine, by Gauss: a column of the reduced matrix that stands alone."""
    attacker = Attacker(table, shown)
    hidden = sorted((cell for cell, (low, high) in attacker.bounds.items() if low != high), key=str)
    rows = []
    for plus, minus, _total in attacker.sums:
        rows.append([Fraction((cell in plus) - (cell in minus)) for cell in hidden])
    rank = 0
    for column in range(len(hidden)):
        pivot = next((row for row in range(rank, len(rows)) if rows[row][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        rows[rank] = [value / rows[rank][column] for value in rows[rank]]
        for other in range(len(rows)):
            if other != rank and rows[other][column]:
                factor = rows[other][column]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[rank], strict=True)]
        rank += 1
    return {hidden[row.index(1)] for row in rows[:rank] if sum(map(bool, row)) == 1}


def small_cells(table):
    return {(row, column) for row, cells in table.items() for column, number in enumerate(cells) if 0 < number < 5}


@settings(max_examples=150)
@given(tables(areas=4, types=3, columns=3, highest=9))
def test_no_small_cell_follows_from_rows_columns_and_totals(table):
    shown = publish(table)

    assert not small_cells(table) & Attacker(table, shown).solve()


@settings(max_examples=60)
@given(tables(areas=3, types=3, columns=3, highest=12))
def test_no_small_cell_follows_from_the_equations_together(table):
    shown = publish(table)

    assert not small_cells(table) & found_by_elimination(table, shown)


@settings(max_examples=40)
@given(tables(areas=2, types=2, columns=2, highest=6))
def test_every_small_cell_has_more_than_one_value_among_all_tables_with_the_same_figures(table):
    shown = publish(table)
    base = [row for row in table if None not in row]
    choices = [
        [shown[row]] if shown[row] else [(n, sum(table[row]) - n) for n in range(sum(table[row]) + 1)] for row in base
    ]

    possible = [with_sums(dict(zip(base, each, strict=True))) for each in product(*choices)]
    possible = [other for other in possible if all(other[row] == cells for row, cells in shown.items() if cells)]

    for row, column in small_cells(table):
        assert len({other[row][column] for other in possible}) > 1


@given(tables(areas=3, types=2, columns=6, highest=40))
def test_small_cells_are_never_shown(table):
    shown = publish(table)

    assert not [cells for cells in shown.values() if cells and any(0 < number < 5 for number in cells)]


def test_a_table_without_small_cells_is_shown_whole():
    table = with_sums({(1, "sip"): (5, 7, 0), (1, "formote"): (6, 0, 0), (2, "sip"): (20, 20, 20)})

    assert publish(table) == table


def test_one_small_row_takes_another_with_it_so_that_the_sum_does_not_give_it_away():
    table = with_sums({(1, "sip"): (3, 7, 0), (1, "formote"): (6, 6, 6), (1, "samverksmote"): (20, 20, 20)})

    shown = publish(table)

    assert shown[1, "sip"] is None
    assert shown[1, "formote"] is None
    assert shown[1, "samverksmote"] == (20, 20, 20)
    assert shown[None, None] == (29, 33, 26)


def test_an_area_is_not_given_away_by_the_federation():
    table = with_sums({(area, "sip"): cells for area, cells in {1: (1, 9, 0), 2: (8, 8, 0), 3: (30, 30, 0)}.items()})

    shown = publish(table)

    assert {row for row, cells in shown.items() if cells is None} == {
        (1, "sip"), (1, None), (2, "sip"), (2, None)
    }  # fmt: skip


def hidden_areas(**cells):
    """The areas that are hidden of a table of one type, in which each is one row."""
    table = with_sums({(int(area[1:]), "sip"): numbers for area, numbers in cells.items()})
    return {area for (area, slug), numbers in publish(table).items() if area and slug and numbers is None}


def test_of_all_rows_that_would_protect_the_one_with_the_fewest_meetings_is_hidden():
    assert hidden_areas(a1=(1, 9, 0), a2=(20, 0, 0), a3=(0, 6, 0)) == {1, 3}
    assert hidden_areas(a1=(1, 9, 0), a2=(6, 0, 0), a3=(0, 20, 0)) == {1, 2}


def test_rows_that_are_hidden_already_protect_each_other_and_no_more_are():
    assert hidden_areas(a1=(1, 9), a2=(2, 90), a3=(6, 6)) == {1, 2}
    assert hidden_areas(a1=(1, 9, 0), a2=(30, 0, 0), a3=(0, 2, 60)) == {1, 3}


@pytest.mark.parametrize(
    "cells",
    [
        {(1, "sip"): (4, 4), (1, "formote"): (4, 0), (2, "sip"): (0, 2), (2, "formote"): (0, 4), (3, "sip"): (5, 0),
         (3, "formote"): (0, 5)},
        {(1, "sip"): (0, 5), (1, "formote"): (0, 5), (2, "sip"): (0, 4), (2, "formote"): (0, 0), (3, "sip"): (0, 0),
         (3, "formote"): (5, 0), (4, "sip"): (1, 7), (4, "formote"): (0, 0)},
    ],
)  # fmt: skip
def test_a_row_protects_no_cell_by_a_meeting_that_it_does_not_have(cells):
    table = with_sums(cells)

    shown = publish(table)

    assert not small_cells(table) & (Attacker(table, shown).solve() | found_by_elimination(table, shown))


def test_an_empty_table_hides_nothing():
    assert publish({}) == {}


def test_a_table_without_its_sums_is_refused_when_it_has_a_cell_to_protect():
    with pytest.raises(ValueError, match="sums"):
        publish({(1, "sip"): (1, 9)})


def test_rows_stand_by_area_and_type_with_each_sum_last_and_the_whole_federations_first():
    table = dict.fromkeys([(2, "sip"), (1, None), (None, None), (1, "sip"), (1, "formote"), (None, "sip")], (5, 5))

    rows = [row for row, _cells in rows_in_order(table)]

    assert rows == [(None, "sip"), (None, None), (1, "formote"), (1, "sip"), (1, None), (2, "sip")]
