"""YAML as plain values, each with the line and column where it stands.

Only mappings, lists, text, numbers, true, false and null are let through. Tags build nothing, a
key may stand once, and what aliases stand for is counted as if it were written out, so that a
small file cannot become a large one.
"""

import math
import re
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from counterpoise.scenarios.problem import Path, Problem

MOST_BYTES = 1_000_000
MOST_VALUES = 50_000
DEEPEST = 30
LONGEST_NUMBER = 40

_YES, _NO = ("true", "True", "TRUE"), ("false", "False", "FALSE")


@dataclass
class Located:
    """A YAML document.

    Attributes:
        value: Its plain value.
        places: (line, column) of the value at each path, from 1.
        keys: (line, column) of the key at each path.
        problems: What could not be read.
    """

    value: Any = None
    places: dict[Path, tuple[int, int]] = field(default_factory=dict)
    keys: dict[Path, tuple[int, int]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def place(self, path: Path, at_key: bool = False) -> tuple[int, int]:
        """Line and column of a path, or of the nearest value around it."""
        if at_key and path in self.keys:
            return self.keys[path]
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, (1, 1))


class _TooMuch(Exception):
    pass


def read_yaml(text: str) -> Located:
    """Plain values and their places.

    Args:
        text: A YAML document.

    Returns:
        The document; ``problems`` says what could not be read.

    Example:
        >>> read_yaml("a: 1").places[("a",)]
        (1, 4)
        >>> read_yaml("a: [1").problems[0].line
        1
    """
    found = Located()
    try:
        root = YAML(typ="safe", pure=True).compose(text)
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        found.problems.append(Problem(_syntax(error, text, line), (), line, column))
        return found
    except (YAMLError, ValueError, OverflowError) as error:
        found.problems.append(Problem(f"not YAML: {_first_line(str(error))}", (), 1, 1))
        return found
    except RecursionError:
        found.problems.append(Problem(f"nested deeper than {DEEPEST} levels", (), 1, 1))
        return found
    except (AttributeError, TypeError, KeyError, IndexError, AssertionError) as error:
        # The parser stumbles over a few malformed directives and tags with bare errors.
        found.problems.append(Problem(f"not YAML: the parser gave up ({error})", (), 1, 1))
        return found
    if root is None:
        found.problems.append(Problem("the file holds no scenario", (), 1, 1))
        return found
    try:
        found.value = _Plain(found).build(root, ())
    except _TooMuch as error:
        line, column = _mark(root)
        found.problems.append(Problem(str(error), (), line, column))
    return found


def _mark(node: Node) -> tuple[int, int]:
    return node.start_mark.line + 1, node.start_mark.column + 1


def _first_line(text: str) -> str:
    return " ".join(text.split())[:200]


def _syntax(error: MarkedYAMLError, text: str, line: int) -> str:
    lines = text.splitlines()
    row = lines[line - 1] if line <= len(lines) else ""
    if re.match(r"\s*\t", row) or "'\\t'" in str(error.problem):
        return "a tab indents this line; YAML indents with spaces"
    what = " ".join(str(part) for part in (error.context, error.problem) if part)
    return f"not YAML: {_first_line(what)}"


class _Plain:
    """Turns nodes into values and notes where each stands."""

    def __init__(self, found: Located) -> None:
        self.found = found
        self.count = 0

    def build(self, node: Node, path: Path) -> Any:
        self.count += 1
        if self.count > MOST_VALUES:
            raise _TooMuch(
                f"the file stands for more than {MOST_VALUES:,} values once aliases are written "
                "out; no scenario needs that many"
            )
        if len(path) > DEEPEST:
            raise _TooMuch(f"nested deeper than {DEEPEST} levels; no scenario is")
        self.found.places.setdefault(path, _mark(node))
        if isinstance(node, MappingNode):
            return self._mapping(node, path)
        if isinstance(node, SequenceNode):
            self._known_tag(node, path, "tag:yaml.org,2002:seq")
            return [self.build(each, (*path, at)) for at, each in enumerate(node.value)]
        assert isinstance(node, ScalarNode)
        return self._scalar(node, path)

    def _mapping(self, node: MappingNode, path: Path) -> dict[str, Any]:
        self._known_tag(node, path, "tag:yaml.org,2002:map")
        values: dict[str, Any] = {}
        for key_node, value_node in node.value:
            if not isinstance(key_node, ScalarNode):
                self._problem("a key must be a word", path, key_node)
                continue
            key = str(key_node.value)
            below = (*path, key)
            if key == "<<" and not key_node.style:
                self._problem("merge keys are not read; write the values out", path, key_node)
                continue
            if key in values:
                first = self.found.keys[below][0]
                self._problem(
                    f"`{key}` stands here again; it was given on line {first}", path, key_node
                )
                continue
            self.found.keys[below] = _mark(key_node)
            values[key] = self.build(value_node, below)
        return values

    def _scalar(self, node: ScalarNode, path: Path) -> Any:
        text = str(node.value)
        tag = str(node.tag).removeprefix("tag:yaml.org,2002:")
        match tag:
            case "str" | "timestamp":
                return text
            case "null":
                return None
            case "bool" if text in _YES or text in _NO:
                return text in _YES
            case "bool":
                return text
            case "int" | "float":
                return self._number(node, text, path)
        self._problem(f"the tag {node.tag!s:.60} means nothing in a scenario", path, node)
        return None

    def _number(self, node: ScalarNode, text: str, path: Path) -> int | float | None:
        if len(text) > LONGEST_NUMBER:
            self._problem(f"a number of {len(text)} characters; no value needs so many", path, node)
            return None
        plain = text.replace("_", "").lower()
        if plain.lstrip("+-") in (".inf", ".nan"):
            return (
                math.nan
                if plain.endswith("nan")
                else math.copysign(math.inf, -1.0 if plain.startswith("-") else 1.0)
            )
        try:
            return int(plain)
        except ValueError:
            pass
        try:
            return int(plain, 0) if re.match(r"[+-]?0[xob]", plain) else float(plain)
        except ValueError:
            self._problem(f"{text!r} is not a number in decimal notation", path, node)
            return None

    def _known_tag(self, node: Node, path: Path, expected: str) -> None:
        if str(node.tag) != expected:
            self._problem(f"the tag {node.tag!s:.60} means nothing in a scenario", path, node)

    def _problem(self, message: str, path: Path, node: Node) -> None:
        line, column = _mark(node)
        self.found.problems.append(Problem(message, path, line, column))
