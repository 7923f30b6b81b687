"""From a file to a scenario; from anything wrong in it to file, line, column, key and remedy."""

from collections.abc import Mapping
from pathlib import Path as FilePath
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from counterpoise.scenarios.fields import BOUNDS, LIMITS
from counterpoise.scenarios.located import MOST_BYTES, Located, read_yaml
from counterpoise.scenarios.problem import Path, Problem, ScenarioError
from counterpoise.scenarios.scenario import Scenario
from counterpoise.vocabulary.near_miss import did_you_mean


def read_scenario(file: str | FilePath, check: bool = True) -> Scenario:
    """Read a scenario from a YAML file.

    Args:
        file: Where it is.
        check: Whether to look up its names and years as well.

    Raises:
        ScenarioError: It cannot be read or means nothing; says where and what would mend it.
    """
    path = FilePath(file)
    return parse_scenario(read_text(path), str(file), path.stem, check)


def read_text(path: FilePath) -> str:
    """The text of a scenario file.

    Raises:
        ScenarioError: It is not there, is too large, or is not UTF-8.
    """
    source = str(path)
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise ScenarioError(source, [Problem(f"cannot be read: {why}")]) from None
    except ValueError as error:
        raise ScenarioError(repr(source), [Problem(f"is no file name: {error}")]) from None
    if len(raw) > MOST_BYTES:
        raise ScenarioError(
            source, [Problem(f"is larger than {MOST_BYTES:,} bytes; no scenario is")]
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = raw[: error.start]
        line = before.count(b"\n") + 1
        column = error.start - (before.rfind(b"\n") + 1) + 1
        raise ScenarioError(
            source,
            [Problem("is not UTF-8 here; save the file as UTF-8", (), line, column)],
        ) from None


def parse_scenario(
    text: str, source: str = "scenario", name: str = "scenario", check: bool = True
) -> Scenario:
    """A scenario from the text of its YAML.

    Args:
        text: YAML.
        source: What errors call it.
        name: The scenario's name where the text gives none.
        check: Whether to look up its names and years as well.

    Raises:
        ScenarioError: It means nothing; says where and what would mend it.

    Example:
        >>> try:
        ...     parse_scenario("title: What if?", source="mine.yaml")
        ... except ScenarioError as error:
        ...     error.problems[0].message
        '`question` is missing. `counterpoise scenarios iraq-2003` shows a complete scenario'
    """
    scenario, document = _well_formed(text, source, name)
    if check:
        raise_problems(scenario, source, document)
    return scenario


def parse_with(
    text: str, source: str, name: str, options: Mapping[str, int], settings: Mapping[str, float]
) -> Scenario:
    """A scenario from the text of its YAML, with some of it replaced where it is run.

    Args:
        text: YAML.
        source: What errors call it.
        name: The scenario's name where the text gives none.
        options: ``draws``, ``years`` and ``seed`` in place of the file's.
        settings: Values of parameters in place of the file's, by address.

    Raises:
        ScenarioError: It means nothing; what was given where it is run is named as such.
    """
    scenario, document = _well_formed(text, source, name)
    given = {key: f"--{key} {value}" for key, value in options.items()}
    problems = [
        Problem(f"{given[key]}: {why}")
        for key, value in options.items()
        if (why := _outside(key, value))
    ]
    if problems:
        raise ScenarioError("", problems)
    changed = dict(options) | {"parameters": {**scenario.parameters, **settings}}
    scenario = scenario.model_copy(update=changed)
    raise_problems(scenario, source, document, given, settings)
    return scenario


def _outside(key: str, value: int) -> str:
    low, high = BOUNDS[key]
    if isinstance(value, bool) or not isinstance(value, int):
        return f"must be a whole number, not {_shown(value)}"
    if low <= value <= high:
        return ""
    reason = f": {LIMITS[key]}" if value > high else ""
    return f"must be from {low} to {high:,}{reason}"


def _well_formed(text: str, source: str, name: str) -> tuple[Scenario, Located]:
    document = read_yaml(text)
    if document.problems:
        raise ScenarioError(source, document.problems)
    if not isinstance(document.value, dict):
        what = "a list" if isinstance(document.value, list) else "a single value"
        line, column = document.place(())
        message = (
            f"a scenario is a mapping (`key: value` lines), and this is {what}. "
            "`counterpoise scenarios iraq-2003` shows one."
        )
        raise ScenarioError(source, [Problem(message, (), line, column)])
    values = dict(document.value)
    values.setdefault("name", _as_name(name))
    try:
        scenario = Scenario.model_validate(values)
    except ValidationError as error:
        found = [_problem(each, document) for each in error.errors(include_url=False)]
        raise ScenarioError(source, list(dict.fromkeys(found))) from None
    return scenario, document


def raise_problems(
    scenario: Scenario,
    source: str,
    document: Located | None = None,
    given: Mapping[str, str] | None = None,
    settings: Mapping[str, float] | None = None,
) -> None:
    """Raise what ``check_scenario`` finds, with the places of the document.

    Args:
        scenario: What to check.
        source: What errors call it.
        document: Where its values stand.
        given: Top-level keys whose values were given where it is run, and how.
        settings: Parameters whose values were given where it is run.

    Raises:
        ScenarioError: It found something.
    """
    from counterpoise.scenarios.checking import check_scenario

    problems = check_scenario(scenario)
    if not problems:
        return
    document = document or Located(places={(): (0, 0)})
    given, settings = given or {}, settings or {}
    elsewhere, placed = [], []
    for each in problems:
        if each.path and each.path[0] in given:
            elsewhere.append(Problem(f"{given[str(each.path[0])]}: {each.message}"))
        elif each.path[:1] == ("parameters",) and each.path[1] in settings:
            value = settings[str(each.path[1])]
            elsewhere.append(Problem(f"--set {each.path[1]}={value:g}: {each.message}"))
        else:
            placed.append(_placed(each, document))
    raise ScenarioError("" if elsewhere and not placed else source, [*elsewhere, *placed])


def _as_name(name: str) -> str:
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name)
    return kept.lstrip("-_.")[:64] or "scenario"


def _placed(problem: Problem, document: Located) -> Problem:
    at_key = problem.path[:1] == ("parameters",)
    return Problem(problem.message, problem.path, *document.place(problem.path, at_key))


def _problem(error: ErrorDetails, document: Located) -> Problem:
    path, left = _real_path(error["loc"], document)
    kind, context = error["type"], error.get("ctx", {})
    key = next((part for part in reversed(path) if isinstance(part, str)), "")
    given = error.get("input")
    at_key = False
    match kind:
        case "missing":
            missing = str(left[-1]) if left else key
            message = f"`{missing}` is missing"
            if not path:
                message += ". `counterpoise scenarios iraq-2003` shows a complete scenario"
            elif _is_empty(document, path):
                message += "; the mapping here is empty"
        case "extra_forbidden":
            known = _keys_at(path[:-1])
            message = f"unknown key.{did_you_mean(key, known)} Known here: {', '.join(known)}."
            at_key = True
        case "int_type" | "int_from_float" | "int_parsing" | "int_parsing_size":
            message = f"must be a whole number, not {_shown(given)}"
        case "float_type" | "finite_number" | "float_parsing":
            message = f"must be a finite number, not {_shown(given)}"
        case "bool_type" | "bool_parsing":
            message = f"must be true or false, not {_shown(given)}"
        case "string_type":
            message = f"must be text, not {_shown(given)}{_quoted(given)}"
        case "dict_type" | "model_type" | "model_attributes_type":
            known = _keys_at(path)
            of = f" with {', '.join(known)}" if known else ""
            message = f"must be a mapping{of}, not {_shown(given)}"
        case "list_type":
            message = f"must be a list, not {_shown(given)}"
        case "literal_error":
            known = [
                part.strip("' ")
                for part in str(context["expected"]).replace(" or ", ", ").split(", ")
            ]
            near = did_you_mean(given, known) if isinstance(given, str) else ""
            message = f"must be {' or '.join(known)}, not {_shown(given)}.{near}"
        case "greater_than_equal" | "less_than_equal" | "greater_than" | "less_than":
            word = {"ge": "at least", "le": "at most", "gt": "more than", "lt": "less than"}
            bound = next((word[k], v) for k, v in context.items() if k in word)
            reason = f": {LIMITS[key]}" if key in LIMITS else ""
            message = f"must be {bound[0]} {bound[1]:,}, not {_shown(given)}{reason}"
        case "too_long" | "too_short":
            reason = LIMITS.get(key) or _length(context)
            message = f"has {context.get('actual_length', '?')} entries: {reason}"
        case "string_too_short":
            message = "is empty; write a line of text"
        case "string_too_long":
            message = f"is longer than {context['max_length']} characters"
        case "string_pattern_mismatch":
            message = (
                "must be letters, digits, dots, dashes and underscores, beginning with a letter or "
                f"digit, at most 64 of them, not {_shown(given)}"
                if key == "name"
                else "must be one line of text"
            )
        case _:
            message = error["msg"]
    line, column = document.place(path, at_key)
    return Problem(message, path, line, column)


def _length(context: dict[str, Any]) -> str:
    low, high = context.get("min_length"), context.get("max_length")
    return (
        f"at least {low} wanted"
        if low is not None and high is None
        else f"at most {high} wanted"
        if high is not None
        else "another number is wanted"
    )


def _is_empty(document: Located, path: Path) -> bool:
    value = document.value
    for part in path:
        value = value[part]
    return value in ({}, [])


def _shown(given: Any) -> str:
    match given:
        case None:
            return "nothing"
        case bool():
            return str(given).lower()
        case dict():
            return "a mapping"
        case list():
            return "a list"
        case str():
            return f"the text {given[:60]!r}"
        case _:
            return f"{given!s:.60}"


def _quoted(given: Any) -> str:
    if isinstance(given, bool | int | float):
        return f'. Put it in quotes to make it text: "{given!s:.40}"'
    return ""


def _real_path(loc: tuple[str | int, ...], document: Located) -> tuple[Path, list[str | int]]:
    """The part of a location that stands in the document, and what is left over.

    Locations also name the members of unions, which no document contains.
    """
    path: Path = ()
    value = document.value
    left: list[str | int] = []
    for part in loc:
        inside = (isinstance(value, dict) and part in value) or (
            isinstance(value, list) and isinstance(part, int) and 0 <= part < len(value)
        )
        if inside and part != "[key]":
            path, value = (*path, part), value[part]
            left = []
        else:
            left.append(part)
    return path, left


def _keys_at(path: Path) -> list[str]:
    """The keys that a scenario may have at a path."""
    kinds = _members(Scenario)
    for part in path:
        kinds = [inner for kind in kinds for inner in _inside(kind, part)]
    return sorted(
        {
            field.alias or name
            for kind in kinds
            if isinstance(kind, type) and issubclass(kind, BaseModel)
            for name, field in kind.model_fields.items()
        }
    )


def _members(annotation: Any) -> list[Any]:
    """What a value may be: the members of a union, without annotations."""
    if get_origin(annotation) is Annotated:
        return _members(get_args(annotation)[0])
    if get_origin(annotation) in (Union, UnionType):
        return [inner for each in get_args(annotation) for inner in _members(each)]
    return [annotation]


def _inside(kind: Any, part: str | int) -> list[Any]:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        for name, field in kind.model_fields.items():
            if part == (field.alias or name):
                return _members(field.annotation)
        return []
    if get_origin(kind) is list:
        return _members(get_args(kind)[0])
    if get_origin(kind) is dict:
        return _members(get_args(kind)[1])
    return []
