"""Whatever is done to a scenario, it is read or refused with a place; nothing else happens."""

import random
import re
from collections.abc import Callable
from contextlib import suppress

import pytest
from ruamel.yaml import YAML

from counterpoise.scenarios.problem import Problem, ScenarioError
from counterpoise.scenarios.reading import parse_scenario

MUTATIONS, MANY = 2100, 6300

RECORDED = """\
title: What if?
question: What would differ?
world: 2003
years: 10
draws: 20
seed: 1
power: USA
target: Iraq
act_year: 2003
model: {great_powers: given, offence: total, foresight: myopic}
legitimacy: 0.6
parameters: {threat.theta_I: 0.5, threat.theta_D: {mean: 0.5, sd: 1}, threat.theta_C: {free: true}}
arms:
  none: {label: Nothing}
  force:
    label: Force
    interventions:
      - act: {year: 2003, actor: USA, target: Iraq, severity: 1, authorised: true}
      - parameter: {address: soft_balancing.mu_1, value: 0.1, from: 2004, to: 2006}
      - variable: {name: rivalry, operation: set, value: 0, of: [France, 255], toward: USA}
      - off: {mechanism: soft_balancing, from: 2005}
contrasts: [[force, none]]
"""
SYNTHETIC = """\
title: What if?
question: What would differ?
world: {synthetic: {n: 8, seed: 1}}
first_year: 1
years: 4
draws: 2
power: State 2
target: 5
act_year: 1
arms:
  none:
    label: Nothing
    interventions: []
  richer:
    label: Richer
    interventions:
    - variable:
        name: income
        operation: multiply
        value: 2.0
        of: great powers
"""
SCALARS = [
    "", "~", "null", "true", "no", "0", "-1", "1", "3", "2003", "2014", "1e308", "-1e308", "1e999",
    ".nan", ".inf", "-.inf", "9" * 30, "9" * 6000, "0x7fffffff", "0o17", "0b1", "1_000", "1.5",
    "2003-03-20", "12:30", "''", '"x"', "USA", "Irak", "all", "great powers", "South Sudan", "AUS",
    "'\\0'", '"\\u0000"', '"\\ud800"', "é", "中国", "🐘", "\u202e", "[]", "{}", "[1, 2]", "{a: 1}",
    "[[[[]]]]", "*a", "&a 1", "!!python/object/apply:os.system [ls]", "!!binary aGk=", "!!set {a}",
    "|", ">", "@", "`", "%", "? a", "- b", "<<", "threat", "theta_I", "geography.d0", "set",
]  # fmt: skip
CHARACTERS = list(" \t\n:-#&*!|>'\"%@`{}[],?0a\u00a0\u2028\ufeff\u0000\u0085é🐘")

Mutation = Callable[[random.Random, str], str]


def _line(chance: random.Random, text: str) -> tuple[list[str], int]:
    lines = text.split("\n")
    return lines, chance.randrange(len(lines))


def delete_line(chance: random.Random, text: str) -> str:
    lines, at = _line(chance, text)
    return "\n".join(lines[:at] + lines[at + 1 :])


def repeat_line(chance: random.Random, text: str) -> str:
    lines, at = _line(chance, text)
    return "\n".join([*lines[:at], lines[at], *lines[at:]])


def swap_lines(chance: random.Random, text: str) -> str:
    lines, at = _line(chance, text)
    other = chance.randrange(len(lines))
    lines[at], lines[other] = lines[other], lines[at]
    return "\n".join(lines)


def shift_line(chance: random.Random, text: str) -> str:
    lines, at = _line(chance, text)
    lines[at] = chance.choice([" ", "  ", "\t", " " * 40]) + lines[at]
    return "\n".join(lines)


def unshift_line(chance: random.Random, text: str) -> str:
    lines, at = _line(chance, text)
    lines[at] = lines[at][chance.randrange(1, 5) :]
    return "\n".join(lines)


def truncate(chance: random.Random, text: str) -> str:
    return text[: chance.randrange(len(text))]


def insert_character(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice(CHARACTERS) * chance.choice([1, 1, 1, 3, 200]) + text[at:]


def delete_characters(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text))
    return text[:at] + text[at + chance.randrange(1, 6) :]


def misspell(chance: random.Random, text: str) -> str:
    words = list(re.finditer(r"[A-Za-z_]{3,}", text))
    word = chance.choice(words)
    at = chance.randrange(word.start(), word.end() - 1)
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :]


def another_scalar(chance: random.Random, text: str) -> str:
    values = list(re.finditer(r"(?<=[:,\[-] )[^\s,{}\[\]]+", text))
    value = chance.choice(values)
    return text[: value.start()] + chance.choice(SCALARS) + text[value.end() :]


def another_key(chance: random.Random, text: str) -> str:
    keys = list(re.finditer(r"[A-Za-z_.]+(?=:)", text))
    key = chance.choice(keys)
    word = chance.choice([*SCALARS, chance.choice(keys).group()])
    return text[: key.start()] + word + text[key.end() :]


def restructure(chance: random.Random, text: str) -> str:
    """Delete, double, move or replace a value anywhere in the structure."""
    try:
        value = YAML(typ="safe", pure=True).load(text)
    except Exception:  # noqa: BLE001 - an earlier mutation broke the text
        return text
    spots: list[tuple[object, object]] = []

    def walk(node: object) -> None:
        items = node.items() if isinstance(node, dict) else enumerate(node)  # type: ignore[arg-type]
        for key, inner in list(items):
            spots.append((node, key))
            if isinstance(inner, dict | list):
                walk(inner)

    if not isinstance(value, dict | list) or not value:
        return text
    walk(value)
    node, key = chance.choice(spots)
    match chance.randrange(4):
        case 0:
            del node[key]  # type: ignore[attr-defined]
        case 1:
            node[key] = [node[key], node[key]]  # type: ignore[index]
        case 2:
            node[key] = {"synthetic": node[key]}  # type: ignore[index]
        case _:
            node[key] = chance.choice([1, 1.5, True, None, "x", [], {}, 10**400, "\x07"])  # type: ignore[index]
    from io import StringIO

    out = StringIO()
    writer = YAML(typ="safe", pure=True)
    try:
        writer.dump(value, out)
    except RecursionError:
        return text
    return out.getvalue()


KINDS: list[Mutation] = [
    delete_line,
    repeat_line,
    swap_lines,
    shift_line,
    unshift_line,
    truncate,
    insert_character,
    delete_characters,
    misspell,
    another_scalar,
    another_scalar,
    another_scalar,
    another_key,
    restructure,
]


def mutated(chance: random.Random, text: str) -> str:
    for _ in range(chance.choice([1, 1, 1, 2, 4])):
        kind = KINDS[chance.randrange(len(KINDS))]
        with suppress(IndexError, ValueError):  # nothing left to mutate
            text = kind(chance, text)
    return text


def problems_of(text: str) -> tuple[Problem, ...]:
    try:
        parse_scenario(text, "mutated.yaml")
    except ScenarioError as error:
        return error.problems
    return ()


def check_mutated(seed: int, mutations: int) -> None:
    chance = random.Random(seed)
    refused = 0
    for trial in range(mutations):
        text = mutated(chance, (RECORDED, SYNTHETIC)[trial % 2])
        problems = problems_of(text)
        refused += bool(problems)
        lines = sum(text.count(end) for end in "\n\r\x85\u2028\u2029") + 2
        for problem in problems:
            assert 1 <= problem.line <= lines, (problem, text)
            assert problem.column >= 1
            assert problem.message.strip()
    assert 0.4 < refused / mutations < 0.95


def test_mutated_scenarios_are_read_or_refused_with_a_place() -> None:
    check_mutated(1933, MUTATIONS)


@pytest.mark.soak
def test_many_mutated_scenarios_are_read_or_refused_with_a_place() -> None:
    check_mutated(1934, MANY)
