"""Parts that pages are made of: sections, notes, records and lists, as HTML."""

from collections.abc import Iterable, Sequence
from html import escape

from counterpoise.report.cells import paragraphs


def section(key: str, title: str, inner: str) -> str:
    """A section under a heading of its own."""
    return f'<section aria-labelledby="{key}"><h2 id="{key}">{escape(title)}</h2>{inner}</section>'


def banner(lines: Sequence[str]) -> str:
    """A note ahead of everything; none without lines."""
    if not lines:
        return ""
    return f'<aside class="banner" role="note">{paragraphs(lines)}</aside>'


def records(rows: Iterable[tuple[str, str]]) -> str:
    """Names with what they stand for."""
    items = "".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in rows)
    return f'<dl class="record">{items}</dl>'


def bullets(texts: Iterable[str]) -> str:
    """A list."""
    return f"<ul>{''.join(f'<li>{escape(text)}</li>' for text in texts)}</ul>"
