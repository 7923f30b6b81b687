"""The report says what the numbers say, stands alone, and can be read by anyone."""

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import matplotlib as mpl
import numpy as np
import pytest
from rich.console import Console

from counterpoise.experiments.comparison import Comparison, Verdict
from counterpoise.experiments.ensemble import Ensemble
from counterpoise.experiments.provenance import Provenance
from counterpoise.report.beside_priors import SETTLED, changed
from counterpoise.report.colours import LOOKS
from counterpoise.report.html import page, write_report
from counterpoise.report.numbers import number
from counterpoise.report.sentences import authorisation_contrasts, ratio_sentence, statement
from counterpoise.report.tables import terminal

from ..experiments.fake import ensemble, provenance, without_places

PAIRS = ("unauthorised - none", "authorised - none", "unauthorised - authorised")
VOID = {"meta", "br", "img", "input", "link", "hr", "source", "wbr"}


class Page(HTMLParser):
    """Checks that tags nest, and collects what the tests ask about."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.references: list[str] = []
        self.drawings: list[dict[str, str | None]] = []
        self.titled: list[str] = []
        self.tags: list[str] = []
        self.feed(text)
        self.close()
        assert not self.open, f"never closed: {self.open}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.tags.append(tag)
        self.references += [
            value or "" for name, value in attrs if name in ("src", "href", "xlink:href", "srcset")
        ]
        if "id" in found:
            self.ids.append(found["id"] or "")
        if tag == "svg":
            self.drawings.append(found)
        if tag == "title" and "svg" in self.open:
            self.titled.append(found.get("id") or "")
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag


def compared(found: Ensemble) -> Comparison:
    return Comparison.of(found, 2003, PAIRS)


def text_of(found: Ensemble, record: Provenance | None = None) -> str:
    return page(compared(found), found, record or provenance())


def in_the_shell(found: Ensemble, record: Provenance) -> str:
    console = Console(width=100, color_system=None)
    with console.capture() as captured:
        console.print(terminal(compared(found), record))
    return captured.get()


@pytest.fixture(scope="module")
def text() -> str:
    return text_of(ensemble())


def test_the_page_is_well_formed_and_identifiers_are_unique(text: str) -> None:
    found = Page(text)
    assert len(found.ids) == len(set(found.ids))
    inside = {reference[1:] for reference in found.references if reference.startswith("#")}
    assert inside <= set(found.ids)
    assert set(re.findall(r"url\(#([^)]+)\)", text)) <= set(found.ids)


def test_the_page_loads_nothing(text: str) -> None:
    found = Page(text)
    assert all(reference.startswith("#") for reference in found.references)
    assert not {"script", "link", "iframe", "img", "object", "embed"} & set(found.tags)
    assert "@import" not in text
    assert not re.search(r"url\((?!#)", text)
    assert "http://" not in text
    assert "https://" not in text
    assert len(text.encode()) < 3_000_000


def test_every_drawing_says_what_it_shows(text: str) -> None:
    found = Page(text)
    drawn = [each for each in found.drawings if each.get("aria-hidden") != "true"]
    assert len(drawn) > 20
    for each in drawn:
        assert each["role"] == "img"
        title, description = (each["aria-labelledby"] or "").split()
        assert title in found.titled
        assert re.search(rf'<desc id="{description}">[^<]{{20,}}</desc>', text)
        assert "width" not in each


def test_letters_are_large_enough_on_a_telephone(text: str) -> None:
    narrow = 330.0  # what is left of 360 between the margins
    for drawing in re.findall(
        r'<svg role="img" viewBox="0 0 ([\d.]+) [^>]*>(.*?)</svg>', text, re.S
    ):
        width, body = float(drawing[0]), drawing[1]
        if width > 500.0:  # shown on wide screens only
            continue
        sizes = [float(size) for size in re.findall(r"font-size: ([\d.]+)px", body)]
        assert sizes, "text is drawn as shapes"
        assert min(sizes) * narrow / width >= 9.5


def test_what_people_wrote_is_escaped(text: str) -> None:
    assert "A question of &lt;authority&gt; &amp; force" in text
    assert "<authority>" not in text
    assert "Free &amp; Fair &lt;State&gt;" in text
    assert "<State>" not in text


def test_the_report_says_that_it_rests_on_priors(text: str) -> None:
    assert "this shows what the assumptions imply, not what the data say" in text
    assert "prior-dominated" in text
    assert "counterpoise run fake.yaml --seed 3" in text
    assert "Pape, Robert A. 2005." in text
    assert "not-in-the-file" in text
    posterior = replace(
        provenance(),
        parameters="posterior 1950:2014 cow 0123456789",
        estimated={"initiation.i0": 0.1, "threat.theta_I": 0.9},
    )
    assert "what the assumptions imply" in in_the_shell(ensemble(), provenance())
    said = " ".join(in_the_shell(ensemble(), posterior).split())
    assert "2 parameters are drawn together from what the record has taught" in said
    assert "(posterior 1950:2014 cow 0123456789): the data have moved 1 of them, and hardly" in said


def test_sentences_follow_the_sign() -> None:
    def said(effect: float, noise: float) -> str:
        return statement(
            compared(ensemble(effect, noise)), provenance(), "unauthorised - none"
        ).text

    higher = said(0.4, 0.05)
    assert higher.startswith("Higher: the threat that others see in Power, by ")
    assert "Lower" not in higher
    assert "Not distinguishable" not in higher
    assert "No difference: the net cost of force to Power, no difference in any draw" in higher
    lower = said(-0.4, 0.05)
    assert lower.startswith("Lower: the threat that others see in Power, by ")
    assert "Higher" not in lower
    null = said(0.0, 0.5)
    assert null.startswith("Not distinguishable from zero: the change in the threat")
    assert null.count("the change in ") == null.count("above zero in ") > 1
    assert "Higher" not in null
    assert "Lower" not in null


def test_a_sure_but_small_change_is_called_small() -> None:
    small = statement(compared(ensemble(0.003, 0.0001)), provenance(), "unauthorised - none").text
    assert "soft balancing, by 0.30 percentage points" in small
    assert "a small change" in small
    large = statement(compared(ensemble(0.4, 0.01)), provenance(), "unauthorised - none").text
    assert "a small change" not in large


def test_the_ratio_is_read_by_its_interval() -> None:
    def said(found: Ensemble) -> str:
        comparison = compared(found)
        pair = authorisation_contrasts(comparison)
        assert pair is not None
        ratio = comparison.ratio(*pair, "threat")
        assert ratio is not None
        return ratio_sentence(ratio, 2004)

    assert "0.50 times" in said(ensemble())
    assert "authorisation softens the effect" in said(ensemble())
    noisy = ensemble()
    noisy.metrics["threat"][1] += np.random.default_rng(1).normal(
        0.2, 0.2, noisy.metrics["threat"][1].shape
    )
    assert "not distinguishable from none" in said(noisy)


def test_draws_left_out_are_owned_up_to() -> None:
    found = ensemble()
    found.metrics["threat"][0, 3, 2] = np.nan
    text = text_of(found)
    assert "1 of 60 draws had values that are not finite" in text
    assert "NaN" not in text
    assert "1 further draws were set aside" in text


def test_a_run_without_contrasts_or_places_has_a_report() -> None:
    found = ensemble()
    alone = Comparison.of(found, 2003, [])
    text = page(alone, found, without_places(provenance()))
    Page(text)
    assert "compares no arms" in text
    text = text_of(found, without_places(provenance()))
    Page(text)
    assert "Where soft balancing changes" not in text


def test_the_same_numbers_give_the_same_page_and_leave_matplotlib_alone(text: str) -> None:
    before = dict(mpl.rcParams)
    assert text_of(ensemble()) == text
    assert dict(mpl.rcParams) == before


def test_the_page_is_written_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = ensemble()
    path = write_report(compared(found), found, provenance(), tmp_path / "deep" / "report.html")
    before = path.read_text("utf-8")
    assert before.startswith("<!DOCTYPE html>")
    assert before.endswith("</html>\n")
    assert [each.name for each in path.parent.iterdir()] == ["report.html"]

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    monkeypatch.setattr("counterpoise.report.html.page", lambda *_: "half")
    with pytest.raises(OSError, match="No space"):
        write_report(compared(found), found, provenance(), path)
    assert path.read_text("utf-8") == before
    assert [each.name for each in path.parent.iterdir()] == ["report.html"]


def test_tables_fit_a_hundred_columns() -> None:
    shown = in_the_shell(ensemble(), provenance())
    assert max(len(line) for line in shown.splitlines()) <= 100
    assert "\u2026" not in shown
    for expected in (
        "unauthorised - none: paired differences",
        "Soft balancing",
        "identical",
        "higher",
        "Free & Fair <State>",
        "Parameters are drawn from their priors",
        "further draws were set aside",
    ):
        assert expected in shown


def test_colours_can_be_read_on_white() -> None:
    def luminance(colour: str) -> float:
        parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    for look in LOOKS:
        assert 1.05 / (luminance(look.colour) + 0.05) >= 4.5
    assert len({str(look.dash) for look in LOOKS}) == len(LOOKS)
    assert len({look.marker for look in LOOKS}) == len(LOOKS)


def test_a_run_from_the_posterior_is_set_beside_the_priors() -> None:
    found = ensemble()
    same = page(compared(found), found, provenance(), lambda: compared(found))
    assert "What the data have changed" in same
    assert f"{number(1.0, 2)} times as wide" in same
    assert "the data settle the sign" not in same
    assert "What the data have changed" not in page(compared(found), found, provenance())


@pytest.mark.parametrize("before", Verdict)
@pytest.mark.parametrize("after", Verdict)
def test_every_change_of_reading_is_said(before: Verdict, after: Verdict) -> None:
    said = changed(before, after)
    assert ("settle the sign" in said) == (before not in SETTLED and after in SETTLED)
    assert ("no longer" in said) == (before in SETTLED and after not in SETTLED)
    assert ("turns" in said) == (before in SETTLED and after in SETTLED and before != after)
