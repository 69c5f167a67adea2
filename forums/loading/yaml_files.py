"""YAML as we accept it: one document, no key twice, no aliases, and errors that give the line."""

from __future__ import annotations

from collections.abc import Hashable
from pathlib import Path
from typing import Any

import yaml

from config.ground.text import composed
from forums.loading.checks import shown
from forums.loading.problems import Problem

LONGEST_FILE = 2 * 1024 * 1024


def read_yaml_file(path: Path) -> tuple[Any, list[Problem]]:
    """The content, and what is wrong with the file as YAML; with anything wrong but double keys there is no content."""
    try:
        content = path.read_bytes()
    except OSError as error:
        return None, [Problem(path.name, "", f"går inte att läsa ({error.strerror})")]
    if len(content) > LONGEST_FILE:
        return None, [Problem(path.name, "", "är för stor för att vara en förbundsfil")]
    try:
        text = composed(content.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return None, [Problem(path.name, "", "är inte skriven i UTF-8")]
    return parse_yaml(text, path.name)


def parse_yaml(text: str, name: str) -> tuple[Any, list[Problem]]:
    loader = None
    try:
        loader = _Loader(text)
        data = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return None, [Problem(name, _line(mark), f"ogiltig YAML ({error.problem or error.context})")]
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        return None, [Problem(name, f"rad {line}", "innehåller ett tecken som inte får finnas i YAML")]
    except RecursionError:
        return None, [Problem(name, "", "har för många nivåer i varandra")]
    finally:
        if loader is not None:
            loader.dispose()
    return data, [Problem(name, _line(mark), f"nyckeln {shown(key)} finns två gånger") for key, mark in loader.doubles]


def _line(mark: yaml.Mark | None) -> str:
    return f"rad {mark.line + 1}" if mark else ""


class _Loader(yaml.SafeLoader):
    """Notes keys that stand twice instead of letting the last one win."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.text = stream
        self.doubles: list[tuple[Any, yaml.Mark]] = []

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()
        mark: Any = event.start_mark if event else None
        # an alias can make a small file endless, a tag can ask for any type
        if isinstance(event, yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "alias (*) används inte här", mark)
        if getattr(event, "tag", None) is not None:
            raise yaml.composer.ComposerError(None, None, "typer (!) används inte här", mark)
        return super().compose_node(parent, index)

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:
        try:
            return super().construct_object(node, deep=deep)
        except ValueError:
            # the 13th month looks like a date until it is made into one
            raise yaml.constructor.ConstructorError(
                None, None, f"{shown(node.value)} är inget datum eller tal", node.start_mark
            ) from None

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        mapping: dict[Hashable, Any] = {}
        last: Hashable = None
        for key_node, value_node in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, Hashable):
                raise yaml.constructor.ConstructorError(None, None, "en nyckel ska vara ett ord", key_node.start_mark)
            if self._is_rest_of_text(key_node, value_node) and isinstance(mapping.get(last), str):
                mapping[last] = f"{mapping[last]}, {key}"
                continue
            if key in mapping:
                self.doubles.append((key, key_node.start_mark))
            mapping[key] = self.construct_object(value_node, deep=True)
            last = key
        return mapping

    def _is_rest_of_text(self, key: yaml.Node, value: yaml.Node) -> bool:
        """`{note: Kommunen, AF och regionen}` without quotes: to YAML the rest is a key without value, to whoever
        wrote it the end of the text. A single word is a key whose value was forgotten."""
        has_colon = ":" in self.text[key.end_mark.index : value.start_mark.index]
        return value.value == "" and not has_colon and " " in str(key.value)

    def construct_plain_mapping(self, node: yaml.MappingNode) -> dict[Hashable, Any]:
        return self.construct_mapping(node, deep=True)


_Loader.add_constructor("tag:yaml.org,2002:map", _Loader.construct_plain_mapping)
