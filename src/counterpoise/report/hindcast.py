"""A hindcast as one page: who forecast best, where the model failed, and whether to believe it.

The page answers first; failures come before figures. Every number of the model stands beside those
of its competitors. It needs no network, no script and no other file.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from importlib.resources import files

from counterpoise.estimation.hindcast import MODEL, WITHOUT_FOCAL, Scored
from counterpoise.estimation.targets import Kind
from counterpoise.report.charts import MUTED
from counterpoise.report.colours import LOOKS
from counterpoise.report.figures.illustration import Key
from counterpoise.report.hindcast_failures import (
    Told,
    called,
    digits_of,
    doubts,
    failures,
    interval,
    signed,
)
from counterpoise.report.hindcast_figures import (
    MODEL_LOOK,
    OTHER_LOOK,
    SHOWN,
    fans,
    pit_histogram,
    reliability,
)
from counterpoise.report.numbers import MINUS
from counterpoise.report.svg import as_svg

SCORES: Mapping[str, str] = {
    "log_score": "Log score",
    "brier": "Brier",
    "brier_skill": "Brier skill",
    "auprc": "AUPRC",
    "crps": "CRPS",
    "energy_score": "Energy score",
}
WORDS = (
    ("Log score", "The logarithm of the probability, or density, given to what happened. Higher "
     "is better. It is the score that decides here."),
    ("CRPS, energy score", "How far the forecast distribution lies from what happened, for one "
     "number and for several at once. Lower is better."),
    ("Brier, Brier skill", "Squared distance of a probability from what happened; the share of it "
     "that climatology\u2019s would save. AUPRC is the area under the precision-recall curve."),
    ("Persistence", "What was last seen, with the spread of past changes; of dyads, the rate of "
     "those that did, and of those that did not, fight within ten years."),
    ("Climatology", "The mean of the training years and their spread."),
    ("The model without the focal mechanism", "The same model with the parameters that carry a "
     "claim at zero, fitted again."),
    ("PIT", "Where in its forecast distribution a year fell. A hump in the middle: too wide. "
     "Peaks at both ends: too narrow. A slope: too high or too low."),
)  # fmt: skip


@dataclass(frozen=True)
class About:
    """What a hindcast was.

    Attributes:
        command: What to type for the same.
        train_to: Last year of training; of a rolling hindcast, of its last origin.
        test: First and last test year.
        draws: Paths.
        seed: Of everything drawn.
        made_by: Name and version.
        created: Day.
        refused: Targets that were asked for and have no forecast here, with the reason.
        sources: By source, its version.
    """

    command: str
    train_to: int
    test: tuple[int, int]
    draws: int
    seed: int
    made_by: str
    created: str
    refused: tuple[tuple[str, str], ...] = ()
    sources: Mapping[str, str] | None = None


def hindcast_page(found: Sequence[Scored], about: About) -> str:
    """The whole page as text."""
    style = files("counterpoise.report").joinpath("page.css").read_text("utf-8")
    title = f"Hindcast of {about.test[0]} to {about.test[1]}"
    body = "\n".join(
        [
            '<a class="skip" href="#content">Skip to the answer</a>',
            _header(title, found, about),
            '<main id="content">',
            _answer(found),
            _failures(found, about),
            *(_target(each) for each in by_target(found).values()),
            _words(),
            _repeat(about),
            "</main>",
            f"<footer><p>Made by {escape(about.made_by)} on {escape(about.created)}. This page "
            "needs no network connection.</p></footer>",
        ]
    )
    return (
        '<!DOCTYPE html>\n<html lang="en-GB">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n"
        f"{body}\n</body>\n</html>\n"
    )


def by_target(found: Sequence[Scored]) -> dict[str, list[Scored]]:
    """The results of each target, origin by origin."""
    groups: dict[str, list[Scored]] = {}
    for each in found:
        groups.setdefault(each.target.name, []).append(each)
    return groups


def _header(title: str, found: Sequence[Scored], about: About) -> str:
    origins = sorted({each.train[1] for each in found})
    known = (
        f"fitted on what was known to {origins[0]}"
        if len(origins) == 1
        else f"fitted anew at {len(origins)} origins, on what was known to "
        f"{', '.join(map(str, origins))}"
    )
    return (
        f'<header class="page"><h1>{escape(title)}</h1><p class="question">Does the model forecast '
        "what its fit has not seen better than what anybody could have said without it?</p>"
        f'<p class="meta">{len(by_target(found))} targets; {escape(known)}; {about.draws} draws of '
        "the parameters.</p></header>"
    )


def _answer(found: Sequence[Scored]) -> str:
    won = [each for each in found if each.wins]
    clear = [each for each in won if each.versus[each.best_competitor]["years"].clear]
    beaten = [each for each in found if _beats(each, ("persistence", "climatology"))]
    said = (
        f"The model has the best log score on {len(won)} of {len(found)} forecasts, on "
        f"{len(clear)} of them by more than five-year blocks explain. It beats persistence and "
        f"climatology both on {len(beaten)}."
    )
    rows = "".join(_answer_row(each) for each in found)
    return (
        '<section class="answer" aria-labelledby="answer"><h2 id="answer">In plain words</h2>'
        f"<p>{escape(said)}</p>"
        '<div class="scroll" tabindex="0" role="region" aria-label="The answer in numbers"><table>'
        '<thead><tr><th scope="col">Target</th><th scope="col">Best competitor</th>'
        '<th scope="col">Model less it, log score</th>'
        '<th scope="col">Held by the 50% and 90% interval</th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
        '<p class="meta">Above zero the model is better. 90% intervals from drawing blocks of five '
        "years again. Forecasts of several targets share their years: they are not so many "
        "independent trials.</p></section>"
    )


def _answer_row(each: Scored) -> str:
    best = each.best_competitor
    difference = each.versus[best]["years"]
    middle, _, wide = interval(difference, digits_of(each)).partition(" ")
    verdict = "best" if each.wins else "lost"
    return (
        f'<tr><th scope="row"><a href="#{_anchor(each)}">{escape(each.target.name)}</a> '
        f'{escape(each.target.title)}<span class="fine">{each.test[0]} to {each.test[1]}</span>'
        f'</th><td>{escape(called(best))}<span class="fine">{verdict}'
        f"{'' if difference.clear else ', within chance'}</span></td>"
        f'<td class="n"><span class="mid">{middle}</span><span class="fine">{wide}</span></td>'
        f'<td class="n">{each.coverage50:.0%}, {each.coverage90:.0%}</td></tr>'
    )


def _beats(each: Scored, others: Iterable[str]) -> bool:
    own = each.scores[MODEL]["log_score"]
    return all(own > each.scores[name]["log_score"] for name in others if name in each.scores)


def _failures(found: Sequence[Scored], about: About) -> str:
    lost, doubted = failures(found), doubts(found)
    told = "".join(_told(each) for each in lost) or "<p>No target was lost.</p>"
    unsure = ""
    if doubted:
        unsure = (
            "<h3>Won, and not to be believed as it stands</h3>"
            f"{''.join(_told(each) for each in doubted)}"
        )
    silent = ""
    if about.refused:
        items = "".join(f"<li>{escape(name)}: {escape(why)}</li>" for name, why in about.refused)
        silent = f'<h3>Not forecast</h3><ul class="plain">{items}</ul>'
    return (
        '<section aria-labelledby="failures"><h2 id="failures">Where the model failed</h2>'
        f"<p>{len(lost)} of {len(found)} forecasts are lost to a competitor; the clearest loss "
        f"first. Worked out from the scores by rule.</p>{told}{unsure}{silent}</section>"
    )


def _told(each: Told) -> str:
    text = "".join(f"<p>{escape(line)}</p>" for line in each.text)
    return f"<h3>{escape(each.head)}</h3>{text}"


def _target(found: Sequence[Scored]) -> str:
    first = found[0]
    tables = "".join(_table(each) for each in found)
    notes = dict.fromkeys(each.note for each in found if each.note)
    noted = "".join(f'<p class="meta">{escape(note)}.</p>' for note in notes)
    return (
        f'<section aria-labelledby="{_anchor(first)}"><h2 id="{_anchor(first)}">'
        f"{escape(first.target.name)}. {escape(first.target.title)}</h2>"
        f"<p>{escape(first.target.definition)}.</p>{_figure(found)}{tables}{noted}</section>"
    )


def _figure(found: Sequence[Scored]) -> str:
    first = found[0]
    safe = _anchor(first)
    panels, keys = [], []
    if first.target.kind is Kind.YEARS:
        keys = [
            Key("the model: median, 50% and 90%", MODEL_LOOK),
            Key(
                called(first.best_competitor) if len(found) == 1 else "best competitor, median",
                OTHER_LOOK,
            ),
        ]
        panels.append(
            _panel(
                as_svg(
                    fans(found), f"{safe}-fan", f"Paths of {first.target.title.lower()}",
                    f"{first.target.title}: seen and forecast, {first.years[0]} to "
                    f"{found[-1].years[-1]}; the 90% interval held {_held(found)} of the years.",
                ),
                "Forecast over what was seen (black)",
            )
        )  # fmt: skip
    if any(each.calibration for each in found):
        keys = [
            Key(called(name), LOOKS[place + 1])
            for place, name in enumerate(SHOWN)
            if name in first.calibration
        ]
        panels.append(
            _panel(
                as_svg(
                    reliability(found), f"{safe}-reliability", "Reliability",
                    "Observed frequency against forecast probability of bins that hold equally "
                    "many forecast events; on the line the two agree.",
                ),
                "What was said and how often it happened",
            )
        )  # fmt: skip
    panels.append(
        _panel(
            as_svg(
                pit_histogram(found), f"{safe}-pit", "PIT",
                "Number of years in each fifth of the forecast distribution; calibrated forecasts "
                "fill the band.",
            ),
            "Calibration (PIT): level if it is to be believed",
        )
    )  # fmt: skip
    listed = "".join(f"<li>{_swatch(key)}{escape(key.name)}</li>" for key in keys)
    return (
        f'<figure><ul class="key">{listed}</ul><div class="panels">{"".join(panels)}</div></figure>'
    )


def _held(found: Sequence[Scored]) -> str:
    years = sum(len(each.years) for each in found)
    return f"{sum(each.coverage90 * len(each.years) for each in found) / years:.0%}"


def _panel(svg: str, title: str) -> str:
    return f'<div class="panel"><h4>{escape(title)}</h4>{svg}</div>'


def _swatch(key: Key) -> str:
    dash = key.look.dash
    dashes = "" if isinstance(dash, str) else ' stroke-dasharray="6 3"'
    return (
        '<svg viewBox="0 0 40 14" aria-hidden="true"><line x1="1" y1="7" x2="39" y2="7" '
        f'stroke="{key.look.colour}" stroke-width="3"{dashes}/></svg>'
    )


def _table(each: Scored) -> str:
    digits = digits_of(each)
    names = [name for name in SCORES if name in each.scores[MODEL]]
    ranked = sorted(each.scores, key=lambda name: -each.scores[name]["log_score"])
    rows = []
    for name in ranked:
        cells = "".join(f'<td class="n">{_number(each.scores[name][s])}</td>' for s in names)
        ways = each.versus.get(name, {})
        less = "".join(
            f'<td class="n">{_difference(ways[way], digits) if way in ways else ""}</td>'
            for way in ("years", "countries")
        )
        strong = ' style="font-weight:700"' if name in (MODEL, WITHOUT_FOCAL) else ""
        rows.append(f'<tr{strong}><th scope="row">{escape(called(name))}</th>{cells}{less}</tr>')
    heads = "".join(f'<th scope="col">{SCORES[name]}</th>' for name in names)
    lost = ""
    if each.filtering is not None:
        lost = " ".join(
            f"Complete cases, {label}: {f.complete_rows:,} of {f.rows:,} dyad-years, "
            f"{f.complete_onsets:,} of {f.onsets:,} onsets."
            for label, f in zip(("fit", "test"), each.filtering, strict=True)
        )
    return (
        '<div class="scroll" tabindex="0" role="region" aria-label="Scores"><table>'
        f"<caption>Fitted on {each.train[0]} to {each.train[1]}, scored on {each.test[0]} to "
        f"{each.test[1]}. {lost}</caption><thead>"
        f'<tr><th scope="col">Forecaster</th>{heads}<th scope="col">Model less it (years)</th>'
        f'<th scope="col">(countries)</th></tr></thead><tbody>{"".join(rows)}</tbody></table></div>'
    )


def _difference(difference: object, digits: int) -> str:
    from counterpoise.estimation.block_bootstrap import Difference

    assert isinstance(difference, Difference)
    wide = f"[{signed(difference.low, digits)}, {signed(difference.high, digits)}]"
    return (
        f'<span class="mid">{signed(difference.mean, digits)}</span>'
        f'<span class="fine">{wide}</span>'
    )


def _number(value: float) -> str:
    return f"{value:.4g}".replace("-", MINUS)


def _words() -> str:
    items = "".join(f"<dt>{escape(word)}</dt><dd>{escape(text)}</dd>" for word, text in WORDS)
    return (
        '<section aria-labelledby="words"><h2 id="words">Words</h2>'
        f'<dl class="words" style="color:{MUTED}">{items}</dl></section>'
    )


def _repeat(about: About) -> str:
    rows = [
        ("Command", about.command),
        ("Draws", str(about.draws)),
        ("Seed", str(about.seed)),
        *((f"Source {name}", text) for name, text in sorted((about.sources or {}).items())),
    ]
    items = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in rows)
    return (
        '<section aria-labelledby="repeat"><h2 id="repeat">How to repeat this</h2>'
        f'<dl class="record">{items}</dl></section>'
    )


def _anchor(each: Scored) -> str:
    return each.target.name.replace(".", "-").lower()
