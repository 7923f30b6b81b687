"""Nothing in the repository depends on one machine, and nothing in it is secret."""

import re
import subprocess
import tomllib
from pathlib import Path

import pytest

# Spelt in pieces, so that this file does not find itself.
INDEX = re.compile(
    r"--(extra-|default-)?index" + r"-url|^\s*(index|index_url|index-url|find-links)\s*=|"
    r"py" + r"pi\.org|pythonhosted" + r"\.org|registry\." + r"npmjs|"
    r'"resolved"\s*:\s*"http' + r'|registry\s*=\s*"?http',
    re.MULTILINE,
)
MACHINE = re.compile(
    r"(?<![\w.~-])/(wor" + r"k|far" + r"m|ro" + r"ot|ho" + r"me/\w+|Us" + r"ers/\w+)/"
)
SECRET = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE " + r"KEY|AKIA" + r"[0-9A-Z]{16}|gh[pousr]_" + r"[A-Za-z0-9]{36}|"
    r"xox[abpr]-" + r"[A-Za-z0-9-]{10}|sk-" + r"[A-Za-z0-9]{32}|"
    r"(?i:(password|passwd|secret|api_?key|token)\s*[:=]\s*)['\"][^'\"\s]{8,}['\"]"
)
LARGEST = 1_000_000


def tracked(repository: Path) -> list[Path]:
    """What git keeps or would keep; every file where there is no git."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=repository,
        capture_output=True,
        check=False,
    )
    if listing.returncode != 0:
        pytest.skip("not a git checkout")
    paths = [repository / name for name in listing.stdout.decode().split("\0") if name]
    return [path for path in paths if path.is_file()]


@pytest.fixture(scope="module")
def texts(repository: Path) -> dict[str, str]:
    """Every text file by its path in the repository."""
    found = {}
    for path in tracked(repository):
        content = path.read_bytes()
        if b"\0" not in content[:8192]:
            found[str(path.relative_to(repository))] = content.decode("utf-8")
    return found


@pytest.mark.parametrize(
    ("what", "pattern"),
    [("a package index", INDEX), ("a path of one machine", MACHINE), ("a secret", SECRET)],
)
def test_no_file_names(texts: dict[str, str], what: str, pattern: re.Pattern[str]) -> None:
    found = [
        f"{path}:{text.count(chr(10), 0, hit.start()) + 1}: {hit.group()!r}"
        for path, text in texts.items()
        for hit in pattern.finditer(text)
    ]
    assert not found, f"names {what}: {found}"


def test_patterns_find_what_they_are_for() -> None:
    assert INDEX.search("--index" + "-url https://example.org/simple")
    assert MACHINE.search('open("/wor' + 'k/main/x")')
    assert not MACHINE.search("docs/wor" + "k/x and https://a.b/ho" + "me/c/")
    assert SECRET.search("password = " + '"correcthorse"')


def test_resolver_files_are_not_kept(texts: dict[str, str]) -> None:
    names = {Path(path).name for path in texts}
    assert not names & {"uv.lock", "pylock.toml", "poetry.lock", "Pipfile.lock"}


def test_files_are_small(repository: Path) -> None:
    large = {str(path): path.stat().st_size for path in tracked(repository)}
    assert not {path: size for path, size in large.items() if size > LARGEST}


def test_every_dependency_is_locked_with_hashes(repository: Path) -> None:
    lock = (repository / "requirements.lock").read_text("utf-8")
    entries = [entry for entry in re.split(r"\n(?=[A-Za-z])", lock) if "==" in entry]
    unhashed = [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry]
    assert not unhashed
    locked = {re.split(r"[=\s\[]", entry, maxsplit=1)[0].lower() for entry in entries}
    project = tomllib.loads((repository / "pyproject.toml").read_text("utf-8"))
    asked = [
        *project["project"]["dependencies"],
        *(each for extra in project["project"]["optional-dependencies"].values() for each in extra),
        *(each for group in project["dependency-groups"].values() for each in group),
        *project["build-system"]["requires"],
    ]
    wanted = {re.split(r"[<>=!~;\s\[]", each, maxsplit=1)[0].lower() for each in asked}
    missing = {
        name for name in wanted if name not in locked and name.replace(".", "-") not in locked
    }
    assert not missing, f"not in requirements.lock: {missing}; run `make lock`"
