"""The changes that break a rule, as small changes of an expression or a statement. Pure: syntax trees in and out."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterable, Iterator

COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
    ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
OPERATORS: dict[type[ast.operator], type[ast.operator]] = {
    ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr, ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip
# where it stands among other conditions, to turn one round is noticed by whatever notices that it is gone
TURNED_ROUND = (ast.Is, ast.IsNot, ast.In, ast.NotIn, ast.Eq, ast.NotEq)
OTHER_NAMES = {"any": "all", "all": "any", "min": "max", "max": "min"}
NARROWS = {"filter", "exclude"}
TAKES_CONDITIONS = NARROWS | {"Q", "get", "update"}
WRITES_FIELDS = {"save_meeting", "save_and_tell", "raise_revision", "save_fields"}
LEAVES = (ast.Raise, ast.Return, ast.Continue)


def expression_changes(node: ast.expr, is_condition: bool = False) -> Iterator[ast.expr]:
    """What may stand in the place of an expression, one mistake at a time. `is_condition`: of several, by and or or."""
    match node:
        case ast.Compare(ops=[operator]) if not (is_condition and isinstance(operator, TURNED_ROUND)):
            changed = copy.deepcopy(node)
            changed.ops = [COMPARISONS[type(operator)]()]
            yield changed
        case ast.BoolOp():
            yield from _without_condition(node)
        case ast.UnaryOp(op=ast.Not() | ast.Invert()):
            yield node.operand
        case ast.BinOp(op=operator) if type(operator) in OPERATORS:
            changed_operator = copy.deepcopy(node)
            changed_operator.op = OPERATORS[type(operator)]()
            yield changed_operator
        case ast.Constant(value=bool(value)):
            yield ast.Constant(not value)
        case ast.Constant(value=int(number)):
            yield ast.Constant(number + 1)
        case ast.IfExp():
            yield node.body
            yield node.orelse
        case ast.ListComp() | ast.SetComp() | ast.GeneratorExp() | ast.DictComp():
            yield from _without_filter(node)
        case ast.Call():
            yield from _other_call(node)
    yield from _without_listed(node)


def _without_condition(node: ast.BoolOp) -> Iterator[ast.expr]:
    """Without one of the conditions: `and` for `or` is noticed by whatever notices these."""
    if isinstance(node.values[-1], ast.Constant):
        return  # a value and what stands for none
    for at in range(len(node.values)):
        rest = node.values[:at] + node.values[at + 1 :]
        yield rest[0] if len(rest) == 1 else ast.BoolOp(node.op, rest)


def _without_filter(node: ast.expr) -> Iterator[ast.expr]:
    for at, loop in enumerate(node.generators):  # type: ignore[attr-defined]
        for condition in range(len(loop.ifs)):
            changed = copy.deepcopy(node)
            del changed.generators[at].ifs[condition]  # type: ignore[attr-defined]
            yield changed


def _other_call(node: ast.Call) -> Iterator[ast.expr]:
    name = name_of(node)
    if isinstance(node.func, ast.Name) and name in OTHER_NAMES:
        yield ast.Call(ast.Name(OTHER_NAMES[name], ast.Load()), node.args, node.keywords)
    if name in TAKES_CONDITIONS:
        yield from _without_argument(node, range(len(node.args)), range(len(node.keywords)))
    if name in WRITES_FIELDS:
        fields = [at for at, argument in enumerate(node.args) if isinstance(argument, ast.Constant)]
        yield from _without_argument(node, fields, ())


def _without_argument(node: ast.Call, positions: Iterable[int], keywords: Iterable[int]) -> Iterator[ast.expr]:
    for at in positions:
        yield ast.Call(node.func, node.args[:at] + node.args[at + 1 :], node.keywords)
    for at in keywords:
        yield ast.Call(node.func, node.args, node.keywords[:at] + node.keywords[at + 1 :])


def _without_listed(node: ast.expr) -> Iterator[ast.expr]:
    """Without one of the things that a list in a condition, or of fields to write, names."""
    if isinstance(node, ast.Call):
        owners: list[ast.keyword | ast.Compare] = [each for each in node.keywords if each.arg]
    else:
        owners = [node] if isinstance(node, ast.Compare) else []
    for at, owner in enumerate(owners):
        listed = owner.value if isinstance(owner, ast.keyword) else owner.comparators[0]
        if not isinstance(listed, ast.List | ast.Set | ast.Tuple) or len(listed.elts) < 2:
            continue
        for element in range(len(listed.elts)):
            changed = copy.deepcopy(node)
            if isinstance(changed, ast.Call):
                del [each for each in changed.keywords if each.arg][at].value.elts[element]  # type: ignore[attr-defined]
            elif isinstance(changed, ast.Compare):
                del changed.comparators[0].elts[element]  # type: ignore[attr-defined]
            yield changed


def statement_changes(node: ast.stmt, is_predicate: bool = False) -> Iterator[ast.stmt | None]:
    """What may stand in the place of a statement; None is nothing at all. `is_predicate`: its function tells a bool."""
    match node:
        case ast.Expr(value=ast.Call()) | ast.AugAssign() | ast.Delete():
            yield None
        case ast.Assign(targets=[ast.Tuple() as names], value=ast.Tuple() as values) if _on_rows(names.elts):
            for at in range(len(names.elts)):
                kept = [
                    each for position, each in enumerate(zip(names.elts, values.elts, strict=True)) if position != at
                ]
                yield ast.Assign([ast.Tuple([name for name, _ in kept], ast.Store())], _tuple([one for _, one in kept]))
        case ast.Assign(targets=targets) if _on_rows(targets):
            for at in range(len(targets)):
                rest = targets[:at] + targets[at + 1 :]
                yield ast.Assign(rest, node.value) if rest else None
        case ast.If(orelse=[]) if isinstance(node.body[-1], LEAVES):
            yield None
        case ast.If(test=ast.Name() | ast.Attribute() | ast.Call()):
            yield ast.If(ast.UnaryOp(ast.Not(), node.test), node.body, node.orelse)
        case ast.Return(value=ast.Call()) if is_predicate:
            yield ast.Return(ast.Constant(True))
            yield ast.Return(ast.Constant(False))


def _on_rows(targets: Iterable[ast.expr]) -> bool:
    """Without a local name the rest would not run at all, which shows nothing."""
    return all(isinstance(target, ast.Attribute | ast.Subscript) for target in targets)


def _tuple(values: list[ast.expr]) -> ast.expr:
    return ast.Tuple(values, ast.Load())


def name_of(call: ast.Call) -> str:
    """The last name of what is called."""
    match call.func:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""
