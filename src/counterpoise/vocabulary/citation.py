"""Whom to cite is known to the code: theories, numbers and data carry keys, and keys resolve here.

``references.bib`` holds the entries. Keys stand with what they support: in a mechanism's
``cites``, in a parameter's, in the sources of a shipped column.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import TYPE_CHECKING

from counterpoise.vocabulary.near_miss import did_you_mean

if TYPE_CHECKING:
    from pybtex.database import BibliographyData, Person

TABLE = "references.bib"


class UnknownReference(ValueError):
    """No entry of ``references.bib`` has this key."""


@dataclass(frozen=True)
class Author:
    """A person, or a body with a last name only."""

    last: str
    first: str = ""


@dataclass(frozen=True)
class Reference:
    """One work.

    Attributes:
        key: What the code cites it by.
        kind: The BibTeX type: ``article``, ``book``, ...
        authors: In order; empty where nobody is named.
        year: As printed; empty for a source that is brought up to date without end.
        title: In plain text.
        fields: The other fields, in plain text.
    """

    key: str
    kind: str
    authors: tuple[Author, ...]
    year: str
    title: str
    fields: MappingProxyType[str, str] = field(repr=False)

    @property
    def short(self) -> str:
        """Author and year, as in running text.

        Example:
            >>> references()["levy2005"].short
            'Levy and Thompson 2005'
            >>> references()["leeds2000"].short
            'Leeds et al. 2000'
        """
        names = [author.last for author in self.authors]
        match names:
            case [first, second] if second != "others":
                who = f"{first} and {second}"
            case [first, _, *_]:
                who = f"{first} et al."
            case _:
                who = "".join(names)
        return f"{who} {self.year}".strip()

    @property
    def text(self) -> str:
        """The full reference on one line, author and year first.

        Example:
            >>> references()["walt1987"].text
            'Walt, Stephen M. 1987. The Origins of Alliances. Ithaca: Cornell University Press.'
        """
        work = self.fields.get("journal", "") or self.fields.get("booktitle", "")
        quoted = self.title if self.title.endswith("?") else f"{self.title}."
        parts = [
            _sentence(_listed(self.authors)),
            _sentence(self.year),
            f"“{quoted}”" if work or self.kind == "unpublished" else quoted,
            _sentence(self._within()),
            _sentence(self.fields.get("note", "")),
            f"doi:{self.fields['doi']}." if "doi" in self.fields else "",
        ]
        return " ".join(part for part in parts if part)

    def _within(self) -> str:
        get = self.fields.get
        number = f"({get('number')})" if get("number") else ""
        pages = get("pages", "")
        if self.kind == "article":
            issue = f" {get('volume', '')}{number}" if get("volume") else ""
            return f"{get('journal')}{issue}{f': {pages}' if pages else ''}"
        volume = f", vol. {get('volume')}" if get("volume") else ""
        editors = f", edited by {get('editor')}" if get("editor") else ""
        book = f"In {get('booktitle')}{volume}{editors}" if get("booktitle") else ""
        inside = ", ".join(each for each in (book, pages) if each)
        house = get("publisher") or get("institution") or get("howpublished", "")
        place = f"{get('address')}: {house}" if get("address") else house
        return ". ".join(each for each in (inside, place) if each)


def references() -> dict[str, Reference]:
    """Every work that the package can cite, by key, in the order of ``references.bib``.

    Raises:
        ValueError: The file cannot be read; the message says where.
    """
    return dict(_references())


def reference(key: str) -> Reference:
    """The work cited as ``key``.

    Raises:
        UnknownReference: There is none; the message names the nearest.

    Example:
        >>> reference("pape2005").year
        '2005'
    """
    try:
        return _references()[key]
    except KeyError:
        raise UnknownReference(
            f"{TABLE} has no entry {key!r}.{did_you_mean(key, _references())} "
            f"Add the work to {TABLE} or mend the key."
        ) from None


def formatted(keys: Iterable[str]) -> str:
    """A reading list: full references by author and year, a blank line between them.

    Args:
        keys: Of the works, in any order; one that comes twice is listed once.

    Raises:
        UnknownReference: A key has no entry.

    Example:
        >>> print(formatted(["walt1987", "kydd2005"]))
        Kydd, Andrew H. 2005. Trust and Mistrust in International Relations. Princeton: Princeton
            University Press.
        <BLANKLINE>
        Walt, Stephen M. 1987. The Origins of Alliances. Ithaca: Cornell University Press.
    """
    return "\n\n".join(work.text for work in ordered(keys))


def ordered(keys: Iterable[str]) -> list[Reference]:
    """The works cited, each once, by author and then by year.

    Raises:
        UnknownReference: A key has no entry.
    """
    works = {key: reference(key) for key in keys}.values()
    return sorted(works, key=lambda work: (_listed(work.authors).casefold(), work.year, work.title))


def bibtex(keys: Iterable[str]) -> str:
    """BibTeX entries as they stand in ``references.bib``, by author and year.

    Args:
        keys: Of the works, in any order.

    Raises:
        UnknownReference: A key has no entry.

    Example:
        >>> bibtex(["walt1987"]).splitlines()[0]
        '@book{walt1987,'
    """
    # The file's own text: the parser's writer escapes what is escaped already.
    entries = dict(re.findall(r"^(?=@\w+\{([^,\s]+),)(.*?^\})$", _text(), re.DOTALL | re.MULTILINE))
    return "\n\n".join(entries[work.key] for work in ordered(keys))


def _sentence(text: str) -> str:
    return text if not text or text.endswith(".") else f"{text}."


def _listed(authors: tuple[Author, ...]) -> str:
    names = [
        ", ".join(each for each in (author.last, author.first) if each)
        if place == 0
        else f"{author.first} {author.last}".strip()
        for place, author in enumerate(authors)
    ]
    return _series(names, comma=True)


def _series(names: list[str], comma: bool = False) -> str:
    if len(names) < 2:
        return "".join(names)
    comma = comma or len(names) > 2
    return f"{', '.join(names[:-1])}{',' if comma else ''} and {names[-1]}"


@cache
def _text() -> str:
    return files("counterpoise.vocabulary").joinpath(TABLE).read_text("utf-8")


@cache
def _library() -> "BibliographyData":
    from pybtex.database import parse_string
    from pybtex.exceptions import PybtexError

    try:
        return parse_string(_text(), "bibtex")
    except PybtexError as error:
        raise ValueError(f"{TABLE} cannot be read: {error}") from error


@cache
def _references() -> dict[str, Reference]:
    from pybtex.richtext import Text

    def plain(latex: str) -> str:
        return str(Text.from_latex(latex)).replace("\xa0", " ").replace("--", "–")

    def people(persons: "list[Person]") -> tuple[Author, ...]:
        return tuple(
            Author(
                last=plain(" ".join([*who.prelast_names, *who.last_names, *who.lineage_names])),
                first=plain(" ".join([*who.first_names, *who.middle_names])),
            )
            for who in persons
        )

    found = {}
    for key, entry in _library().entries.items():
        fields = {name.lower(): plain(text) for name, text in entry.fields.items()}
        editors = people(entry.persons.get("editor", []))
        if editors:
            fields["editor"] = _series([f"{who.first} {who.last}".strip() for who in editors])
        found[key] = Reference(
            key=key,
            kind=entry.type.lower(),
            authors=people(entry.persons.get("author", [])),
            year=fields.pop("year", ""),
            title=fields.pop("title", ""),
            fields=MappingProxyType(fields),
        )
    return found
