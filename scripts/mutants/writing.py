"""Writing all mutants of a module into one file, each behind a switch of its own, so that it is imported once."""

from __future__ import annotations

import ast
import copy
from dataclasses import dataclass
from pathlib import Path

from scripts.mutants.changes import expression_changes, name_of, statement_changes

# said for a log, or for a reader
NOT_RULES = {"info", "warning", "exception", "_", "record", "choose_another", "flat", "skip_locked", "no_key"}


@dataclass(frozen=True)
class Mutant:
    number: int
    file: str
    line: int
    function: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.function}: {self.change}"

    @property
    def where(self) -> str:
        return f"{self.file} {self.function}"

    @property
    def change(self) -> str:
        return f"{self.before} → {self.after}"


class Writer(ast.NodeTransformer):
    """Puts every change of a module's functions beside what it changes: `changed if mutant(7) else as_it_is`."""

    def __init__(self, file: str, first: int) -> None:
        self.file = file
        self.next = first
        self.function = ""
        self.is_predicate = False
        self.mutants: list[Mutant] = []
        self.conditions: set[int] = set()

    def add(self, line: int, before: ast.AST, after: ast.AST | None) -> int:
        text = _shown(after) if after else "(nothing)"
        self.mutants.append(Mutant(self.next, self.file, line, self.function, _shown(before), text))
        self.next += 1
        return self.next - 1

    def visit_Module(self, node: ast.Module) -> ast.AST:
        body: list[ast.stmt] = []
        for statement in node.body:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef):
                body.append(self.visit(statement))
            else:
                body += [statement, *self._constants(statement)]
        node.body = body
        return node

    def _constants(self, node: ast.stmt) -> list[ast.stmt]:
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() | ast.Constant() as value):
                numbers = [each for each in ast.walk(value) if isinstance(each, ast.Constant)]
                return [self._constant(name, node, value, at) for at, each in enumerate(numbers) if _is_int(each)]
        return []

    def _constant(self, name: str, node: ast.stmt, value: ast.expr, at: int) -> ast.stmt:
        changed = copy.deepcopy(value)
        [each for each in ast.walk(changed) if isinstance(each, ast.Constant)][at].value += 1  # type: ignore[operator]
        self.function = name
        number = self.add(node.lineno, value, changed)
        return ast.parse(f"_switch_.constant({number}, globals(), {name!r}, lambda: {ast.unparse(changed)})").body[0]

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.body = [self.visit(each) if isinstance(each, ast.FunctionDef) else each for each in node.body]
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        outer, self.function = (self.function, self.is_predicate), node.name
        self.is_predicate = isinstance(node.returns, ast.Name) and node.returns.id == "bool"
        node.body = [self.visit(statement) for statement in node.body]
        self.function, self.is_predicate = outer
        return node

    def generic_visit(self, node: ast.AST) -> ast.AST:
        if isinstance(node, ast.JoinedStr | ast.Slice) or (isinstance(node, ast.Call) and name_of(node) in NOT_RULES):
            return node
        if isinstance(node, ast.keyword) and node.arg in NOT_RULES:
            return node
        if isinstance(node, ast.AnnAssign):
            node.value = self.visit(node.value) if node.value else None
            return node
        if isinstance(node, ast.BoolOp):
            self.conditions |= {id(each) for each in node.values}
        is_condition = id(node) in self.conditions
        original = copy.deepcopy(node)
        changed = super().generic_visit(node)
        if isinstance(original, ast.expr) and isinstance(changed, ast.expr):
            return self._expression(original, changed, is_condition)
        if isinstance(original, ast.stmt) and isinstance(changed, ast.stmt):
            return self._statement(original, changed)
        return changed

    def _expression(self, original: ast.expr, node: ast.expr, is_condition: bool) -> ast.expr:
        for after in expression_changes(original, is_condition):
            number = self.add(original.lineno, original, after)
            node = ast.IfExp(_is_on(number), after, node)
        return node

    def _statement(self, original: ast.stmt, node: ast.stmt) -> ast.stmt:
        called = original.value if isinstance(original, ast.Expr) else None
        if isinstance(called, ast.Call) and name_of(called) in NOT_RULES:
            return node
        for after in statement_changes(original, self.is_predicate):
            number = self.add(original.lineno, original, after)
            node = ast.If(_is_on(number), [after or ast.Pass()], [node])
        return node


def _is_int(node: ast.Constant) -> bool:
    return isinstance(node.value, int) and not isinstance(node.value, bool)


def _is_on(number: int) -> ast.expr:
    return ast.parse(f"_switch_.mutant({number})", mode="eval").body


def _shown(node: ast.AST) -> str:
    """On one line, and of a statement with a body its head."""
    return ast.unparse(ast.fix_missing_locations(copy.deepcopy(node))).partition("\n")[0]


def write_mutants(root: Path, file: str, first: int) -> list[Mutant]:
    """Rewrite a module below `root` with all its mutants, numbered from `first`."""
    path = root / file
    tree = ast.parse(path.read_text())
    writer = Writer(file, first)
    tree = writer.visit(tree)
    after_future = next(at for at, each in enumerate(tree.body) if isinstance(each, ast.ImportFrom)) + 1
    tree.body.insert(after_future, ast.parse("from scripts.mutants import switch as _switch_").body[0])
    path.write_text(ast.unparse(ast.fix_missing_locations(tree)))
    return writer.mutants
