"""The mechanism that CONTRIBUTING.md shows is one: it keeps the contracts that it promises."""

import re
from pathlib import Path

import pytest

from counterpoise.mechanisms.mechanism import Mechanism, parameters_of
from counterpoise.models.catalogue import parameters

from .lively import Variant, advance_of
from .test_mechanisms import feeding, lively_case, shapes_of


@pytest.fixture(scope="module")
def example(repository: Path) -> type[Mechanism]:
    text = (repository / "CONTRIBUTING.md").read_text("utf-8")
    found = re.search(r"```python\n(.*?)```", text, re.DOTALL)
    assert found, "CONTRIBUTING.md shows no mechanism"
    names: dict[str, type[Mechanism]] = {}
    exec(compile(found.group(1), "CONTRIBUTING.md", "exec"), names)
    return names["Alarm"]


def test_example_returns_and_reads_what_it_says(
    example: type[Mechanism], monkeypatch: pytest.MonkeyPatch
) -> None:
    for declared in parameters_of(example):
        monkeypatch.setitem(parameters(), declared.address, declared)
    variant = Variant(example)
    assert set(shapes_of(advance_of(variant), variant)) == set(example.writes)
    assert feeding(advance_of(variant), lively_case(variant, 0)) == set(example.reads)
