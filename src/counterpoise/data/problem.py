"""What can be wrong with the evidence, each said with the file and the remedy."""


class SourceProblem(ValueError):
    """Something about a source that the person who asked for it can mend."""


class UnknownSource(SourceProblem):
    """No source has this name."""


class AbsentSource(SourceProblem):
    """The files of a source are not in the folder."""


class UnreadableSource(SourceProblem):
    """A file is not the table that it should be."""


class MissingExtra(SourceProblem):
    """A package of the extra ``data`` is needed and not installed."""

    def __init__(self, package: str | None, purpose: str) -> None:
        super().__init__(
            f"{purpose} needs {package}, which is not installed. Use: "
            "pip install 'counterpoise[data]'"
        )
