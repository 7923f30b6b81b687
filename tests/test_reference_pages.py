"""The reference pages say what the code says."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="module")
def generator(repository: Path) -> ModuleType:
    found = importlib.util.spec_from_file_location("generate", repository / "docs" / "generate.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    found.loader.exec_module(module)
    return module


def test_pages_are_up_to_date(generator: ModuleType, repository: Path) -> None:
    folder = repository / "docs" / "reference"
    stale = [
        name
        for name, text in generator.pages().items()
        if not (folder / name).is_file() or (folder / name).read_text("utf-8") != text
    ]
    assert not stale, "run `make docs`"


def test_no_page_is_left_over(generator: ModuleType, repository: Path) -> None:
    found = {path.name for path in (repository / "docs" / "reference").glob("*.md")}
    assert found == set(generator.pages())


def test_links_between_pages_lead_somewhere(generator: ModuleType) -> None:
    pages = generator.pages()
    for name, text in pages.items():
        for page, anchor in re.findall(r"\]\(([\w.]*)#([\w.-]+)\)", text):
            target = pages[page or name]
            assert f"\n## {anchor}\n" in target or f'id="{anchor}"' in target, f"{page}#{anchor}"
