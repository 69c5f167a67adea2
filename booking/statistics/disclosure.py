"""Statistical disclosure control of splits by gender and age: small cells are suppressed. Pure: numbers in, tables out.

How many meetings there were is always shown. Split, a cell of 1–4 is "..", and so is whatever would let it be worked
out. A row is shown whole or not at all, so within a row only its total is known. Rows add up, though: the areas to the
federation, the types to all types. `hide_rows` therefore suppresses further rows (complementary suppression) until, for
every cell of 1–4, there is another table with the same published numbers in which that cell has another value.

That other table is made by moving one meeting from one column to another in some hidden rows, and back in others, so
that no published sum changes. The rows form a grid of areas × types with their sums as one more area and one more type;
such a move is a closed walk in the grid, along hidden rows only. Where there is none, the cheapest row that completes
one is hidden as well.
"""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import permutations

SMALLEST_SHOWN = 5
HIDDEN = ".."

# a row of the table: area and type; None is the sum over all of them
Row = tuple[int | None, str | None]
Cells = tuple[int, ...]
Table = Mapping[Row, Cells]
# a node of the grid: the side it is on, and the area or type
Corner = tuple[str, int | str | None]


def with_sums(cells: Mapping[tuple[int, str], Cells]) -> dict[Row, Cells]:
    """The rows of areas and types, and their sums: over areas, over types, over both."""
    sums: dict[Row, list[int]] = {}
    for (area, slug), numbers in cells.items():
        for row in ((area, slug), (area, None), (None, slug), (None, None)):
            total = sums.setdefault(row, [0] * len(numbers))
            for column, number in enumerate(numbers):
                total[column] += number
    return {row: tuple(numbers) for row, numbers in sums.items()}


def hide_rows(table: Table) -> set[Row]:
    """The rows to suppress, for small cells and to protect them; raises `ValueError` for a table without its sums."""
    hidden = {row for row, numbers in table.items() if is_small(numbers)}
    safe: set[tuple[Row, int]] = set()
    columns = len(next(iter(table.values()), ()))
    while exposed := _first_exposed(table, hidden, safe, columns):
        row, column = exposed
        walk = _cheapest_walk(table, hidden, row, column, columns)
        hidden |= {step for step, _cells in walk}
        safe |= {(step, cell) for step, cells in walk for cell in cells}
    return hidden


def is_small(numbers: Iterable[int]) -> bool:
    """Is there a cell of 1–4, which must not be shown ("färre än fem")?"""
    return any(0 < number < SMALLEST_SHOWN for number in numbers)


def publish(table: Table) -> dict[Row, Cells | None]:
    """The table as it may be shown: None for a suppressed row."""
    hidden = hide_rows(table)
    return {row: None if row in hidden else numbers for row, numbers in table.items()}


def _first_exposed(table: Table, hidden: set[Row], safe: set[tuple[Row, int]], columns: int) -> tuple[Row, int] | None:
    """A small cell that no suppression protects yet. Hidden rows stay hidden, hence a safe cell stays safe."""
    for row in sorted(hidden, key=str):
        for column in range(columns):
            if is_small([table[row][column]]) and (row, column) not in safe:
                return row, column
    return None


def _cheapest_walk(
    table: Table, hidden: set[Row], row: Row, column: int, columns: int
) -> list[tuple[Row, tuple[int, int]]]:
    """The rows of the closed walk through this cell that hides the fewest further meetings, with the cells it changes.

    There always is one: to move a meeting between two columns of a row, and of the three sums that it is part of.
    """
    best: tuple[int, list[tuple[Row, tuple[int, int]]]] | None = None
    for gains, loses in permutations(range(columns), 2):
        if column in (gains, loses) and table[row][loses] > 0:
            cost, rows = _closed_walk(table, hidden, row, gains, loses)
            if best is None or cost < best[0]:
                best = cost, [(step, (gains, loses)) for step in rows]
            if cost == 0:
                break
    assert best is not None
    return best[1]


def _closed_walk(table: Table, hidden: set[Row], row: Row, gains: int, loses: int) -> tuple[int, list[Row]]:
    """Dijkstra from one end of the row's edge to the other, over edges that can take the step."""
    start, goal = ("type", row[1]), ("area", row[0])
    changes = _sign(row)  # what each second edge of the walk does in its own sum's terms
    steps = _steps(table, hidden, row, gains, loses, changes)
    queue: list[tuple[int, int, Corner, tuple[Row, ...]]] = [(0, 0, start, ())]
    done: set[Corner] = set()
    order = 0
    while queue:
        cost, _order, corner, rows = heapq.heappop(queue)
        if corner == goal:
            return cost, [row, *rows]
        if corner in done:
            continue
        done.add(corner)
        for price, edge, after in steps[corner]:
            if after not in done:
                order += 1
                heapq.heappush(queue, (cost + price, order, after, (*rows, edge)))
    raise ValueError("a table without its sums")


def _steps(
    table: Table, hidden: set[Row], row: Row, gains: int, loses: int, changes: int
) -> dict[Corner, list[tuple[int, Row, Corner]]]:
    """The edges of the grid by node: a shown row costs its meetings, a hidden one nothing.

    From a type to an area the change is the opposite of the first row's, from an area to a type the same, both turned
    round for sums. A row can give away only what it has.
    """
    steps: dict[Corner, list[tuple[int, Row, Corner]]] = defaultdict(list)
    for edge, numbers in table.items():
        if edge == row:
            continue
        price = 0 if edge in hidden else 1 + sum(numbers)
        area, kind = ("area", edge[0]), ("type", edge[1])
        same = changes * _sign(edge) > 0
        if numbers[gains if same else loses] > 0:
            steps[kind].append((price, edge, area))
        if numbers[loses if same else gains] > 0:
            steps[area].append((price, edge, kind))
    return steps


def _sign(row: Row) -> int:
    """A row adds to its sum, a sum takes from it, the sum of sums adds again."""
    return (-1 if row[0] is None else 1) * (-1 if row[1] is None else 1)


def rows_in_order(table: Mapping[Row, Cells | None]) -> Iterator[tuple[Row, Cells | None]]:
    yield from sorted(table.items(), key=lambda item: (item[0][0] or 0, item[0][1] is None, item[0][1] or ""))
