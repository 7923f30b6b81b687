"""Every key that the code cites leads to a work, and every work can be printed."""

import csv
from pathlib import Path

import pytest
from pybtex.database import parse_string

import counterpoise
from counterpoise.vocabulary.citation import (
    UnknownReference,
    bibtex,
    formatted,
    ordered,
    reference,
    references,
)

PACKAGE = Path(counterpoise.__file__).parent
SNAPSHOTS = sorted((PACKAGE / "world" / "snapshots").glob("*/sources.csv"))


def test_keys_stand_in_the_order_of_the_alphabet() -> None:
    assert list(references()) == sorted(references())


@pytest.mark.parametrize("key", references())
def test_a_work_says_who_and_what(key: str) -> None:
    work = references()[key]
    assert work.authors
    assert work.title
    assert work.text.startswith(work.authors[0].last)
    assert not set("{}\\") & set(work.text), "LaTeX left in the text"
    if work.kind == "article":
        assert work.year
        assert work.fields["journal"] in work.text


def test_what_is_printed_for_latex_reads_back() -> None:
    again = parse_string(bibtex(references()), "bibtex")
    assert set(again.entries) == set(references())


def test_reading_list_is_by_author_and_year_and_names_each_once() -> None:
    works = ordered(["levy2010", "levy2005", "boulding1962", "levy2005"])
    assert [work.key for work in works] == ["boulding1962", "levy2005", "levy2010"]
    assert formatted(["levy2010", "levy2010"]).count("2010") == 1


def test_nothing_cited_is_nothing_printed() -> None:
    assert formatted([]) == ""
    assert bibtex([]) == ""


@pytest.mark.parametrize(
    "ask", [reference, lambda key: bibtex([key]), lambda key: formatted([key])]
)
def test_an_unknown_key_names_the_nearest(ask: object) -> None:
    with pytest.raises(UnknownReference, match="walt1987"):
        ask("walt1978")  # type: ignore[operator]


@pytest.mark.parametrize("table", SNAPSHOTS, ids=lambda path: path.parent.name)
def test_sources_of_shipped_worlds_are_known(table: Path) -> None:
    with table.open(encoding="utf-8", newline="") as lines:
        keys = {key for row in csv.DictReader(lines) for key in row["citation"].split()}
    assert not keys - set(references())
