"""What is known about a value is part of the value: a gap is never a zero.

Every number in a shipped table carries one of five labels. Two of them look alike and mean
opposite things: a *structural zero* is knowledge (Iceland keeps no armed forces), a *missing*
value is ignorance (nobody published North Korea's budget). A value that a rule supplied is
*modelled*, whatever the rule, so that an analysis can leave it out or weigh it down.
"""

from enum import IntEnum


class Coverage(IntEnum):
    """How a value came to be known.

    The integers are stable: they are stored in arrays and compared between versions.

    Example:
        >>> Coverage.parse("structural zero") is Coverage.STRUCTURAL_ZERO
        True
        >>> Coverage.MODELLED.label
        'modelled'
    """

    OBSERVED = 0
    """A source states this value, or it follows by arithmetic from values a source states."""
    STRUCTURAL_ZERO = 1
    """Zero by the nature of the case, on the public record."""
    MISSING = 2
    """Nobody states it and no rule fills it; the number beside it means nothing."""
    MODELLED = 3
    """A documented rule supplied it because no source that may be used states it."""
    CENSORED = 4
    """Known only to lie beyond the value shown."""

    @property
    def label(self) -> str:
        """The word used in tables: ``structural zero`` for ``STRUCTURAL_ZERO``."""
        return self.name.lower().replace("_", " ")

    @classmethod
    def parse(cls, text: str) -> "Coverage":
        """Read the word used in tables.

        Args:
            text: One of the labels, in any case.

        Raises:
            ValueError: The word is not a label; the message lists the labels.
        """
        try:
            return cls[text.strip().upper().replace(" ", "_")]
        except KeyError:
            labels = ", ".join(member.label for member in cls)
            raise ValueError(f"{text!r} is not a coverage label. Use one of: {labels}") from None
