"""Matplotlib figures as SVG that lives inside a page: text stays text, and nothing is fetched.

Each drawing gets a title and a description for those who cannot see it, identifiers of its own so
that drawings do not share clips or markers, and no width, so that the page decides.
"""

import re
from html import escape
from io import StringIO
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

STYLE: dict[Any, Any] = {
    "font.family": ["DejaVu Sans"],  # measures text; the page shows its own font
    "font.size": 12.0,
    "svg.fonttype": "none",
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#6b6b6b",
    "axes.labelcolor": "#333333",
    "axes.linewidth": 0.8,
    "axes.axisbelow": True,
    "axes.unicode_minus": True,
    "text.color": "#222222",
    "xtick.color": "#4a4a4a",
    "ytick.color": "#4a4a4a",
    "xtick.major.size": 3.0,
    "ytick.major.size": 0.0,
    "grid.color": "#e4e4e4",
    "grid.linewidth": 0.8,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.facecolor": "none",
    "path.simplify": True,
}
PAGE_FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"

_ID = re.compile(r'\bid="([^"]+)"')
_REFERENCE = re.compile(r'(?:xlink:)?href="#([^"]+)"')
_URL = re.compile(r"url\(#([^)]+)\)")
_FONT = re.compile(r"'DejaVu Sans'(?:, [^;\"]*)?")


def drawing(width: float, height: float) -> tuple[Figure, Axes]:
    """An empty figure of this many units; a letter of the page is about 12 of them high."""
    with mpl.rc_context(STYLE):
        figure = Figure(figsize=(width / 72.0, height / 72.0), layout="constrained")
        return figure, figure.add_subplot()


def as_svg(figure: Figure, key: str, title: str, description: str) -> str:
    """The figure as an ``<svg>`` element.

    Args:
        figure: What was drawn.
        key: Names this drawing within its page.
        title: What it is, in a few words.
        description: What it shows, for those who cannot see it.
    """
    text = StringIO()
    with mpl.rc_context({**STYLE, "svg.hashsalt": key}):
        FigureCanvasSVG(figure).print_svg(text, metadata={"Date": None})  # type: ignore[no-untyped-call]
    body = text.getvalue()
    opening = re.search(r"<svg\b[^>]*\bviewBox=\"([^\"]+)\"[^>]*>", body)
    if opening is None:
        raise ValueError("matplotlib wrote an SVG without a viewBox")
    inner = body[opening.end() : body.rindex("</svg>")]
    inner = re.sub(r"<metadata>.*?</metadata>", "", inner, flags=re.DOTALL)
    inner = re.sub(r"<!--.*?-->", "", inner, flags=re.DOTALL)
    inner = _ID.sub(rf'id="{key}-\1"', inner)
    inner = _REFERENCE.sub(rf'href="#{key}-\1"', inner)
    inner = _URL.sub(rf"url(#{key}-\1)", inner)
    inner = _FONT.sub(PAGE_FONT, inner)
    inner = re.sub(r"(\d+\.\d{2})\d+", r"\1", inner)
    inner = re.sub(r"\s*\n\s*", "\n", inner).strip()
    return (
        f'<svg role="img" viewBox="{opening[1]}" aria-labelledby="{key}-title {key}-desc" '
        f'preserveAspectRatio="xMidYMid meet">\n<title id="{key}-title">{escape(title)}</title>\n'
        f'<desc id="{key}-desc">{escape(description)}</desc>\n{inner}\n</svg>'
    )


def save(figure: Figure, path: Path) -> None:
    """Write a figure to a file of its own, on white; the same figure gives the same bytes.

    Args:
        figure: What was drawn.
        path: Where to; its suffix says in which form.
    """
    metadata: dict[str, Any] = {"Date": None} if path.suffix == ".svg" else {"Software": None}
    with mpl.rc_context({**STYLE, "svg.hashsalt": path.stem}):
        figure.savefig(path, dpi=200, facecolor="white", metadata=metadata)
