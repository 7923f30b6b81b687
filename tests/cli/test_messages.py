"""What a person can mend is said once, on the error stream, with status 2 and no traceback."""

import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from counterpoise.cli import errors
from counterpoise.cli.main import main
from counterpoise.mechanisms.mechanism import parameters_of
from counterpoise.models.catalogue import MECHANISMS
from counterpoise.scenarios.library import path_of
from counterpoise.vocabulary.variables import variables


@pytest.fixture(autouse=True)
def _same_interruption() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, handler)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("run", "Missing argument"),
        ("run irak", "Did you mean `iraq-2003`?"),
        ("run absent.yaml", "there is no file absent.yaml"),
        ("run .", "is a directory"),
        ("run iraq-2003 --draws many", "--draws"),
        ("run iraq-2003 --draws 0", "--draws 0: must be from 1"),
        ("run iraq-2003 --draws 99999999999999999999", "do not fit in memory"),
        ("run iraq-2003 --years 1", "at least 2 years"),
        ("run iraq-2003 --years 5000", "500"),
        ("run iraq-2003 --seed -1", "--seed -1"),
        ("run iraq-2003 --set threat.theta_I", "no `=`"),
        ("run iraq-2003 --set threat.theta_I=x", "not a number"),
        ("run iraq-2003 --set threat.thta_I=1", "Did you mean `threat.theta_I`"),
        ("run iraq-2003 --set war.fulfil=2", "[0, 1]"),
        ("run iraq-2003 --set a.b=1 --set a.b=2", "twice"),
        ("run iraq-2003 --out absent/../..", "nothing is overwritten"),
        ("run iraq-2003 --colour", "No such option"),
        ("run iraq-2003 --parameters absent", "there is no such posterior"),
        ("run iraq-2003 --parameters priro", "Did you mean `prior`"),
        ("estimate initation", "Did you mean `initiation`?"),
        ("estimate initiation --years 1950", "1950:2014"),
        ("estimate initiation --years 1990:2030", "disputes are known for 1816:2014"),
        ("estimate initiation --system atpo", "Did you mean `atop`?"),
        ("estimate initiation --from .", "counterpoise data fetch"),
        ("posterior show absent", "there is no such posterior"),
        ("rnu iraq-2003", "Did you mean 'run'?"),
        ("scenarios iraq", "Did you mean `iraq-2003`?"),
        ("mechanisms thraet", "Did you mean `threat`?"),
        ("variables thraet", "Did you mean `threat`?"),
        ("cite irak", "iraq-2003"),
        ("export absent --to csv", "does not exist"),
        ("export absent --to exel", "excel"),
        ("export absent", "--to"),
        ("world show 1914", "1985, 1992, 2003"),
        ("world check later", "YEAR"),
        ("world compile 2003 --from absent", "not a directory"),
        ("world compile 2003 --from .", "lacks"),
        ("world shwo 2003", "Did you mean 'show'?"),
    ],
)
def test_mistakes_are_told(typed: str, words: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(typed.split()) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "Traceback" not in said.err
    assert said.err.startswith("counterpoise")
    if words not in ("excel", "YEAR"):
        assert words in said.err


def test_a_mistake_in_a_file_is_told_with_its_place(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = path_of("iraq-2003").read_text("utf-8").replace("target: Iraq\n", "target: Irak\n", 1)
    (tmp_path / "mine.yaml").write_text(text, "utf-8")
    assert main(["run", "mine.yaml"]) == 2
    assert "counterpoise: mine.yaml:25:9: target: " in capsys.readouterr().err


def test_damaged_tables_of_a_world_are_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    from counterpoise.world import shipped

    worlds = shipped._WORLDS
    (tmp_path / "2003").mkdir()
    for table in (worlds / "2003").iterdir():
        (tmp_path / "2003" / table.name).write_bytes(table.read_bytes())
    states = tmp_path / "2003" / "states.csv"
    lines = states.read_text("utf-8").splitlines()
    lines[4] = lines[4].replace("40,", "forty,", 1)
    states.write_text("\n".join(lines) + "\n", "utf-8")
    monkeypatch.setattr(shipped, "_WORLDS", tmp_path)
    for typed in ("world show 2003", "world check 2003"):
        assert main(typed.split()) == 2
        said = capsys.readouterr().err
        assert "states.csv, line 5" in said
        assert "Traceback" not in said


def test_a_bad_source_table_is_told(
    data_directory: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    from counterpoise.data.compile.inputs import REQUIRED

    for name in REQUIRED:
        (tmp_path / "sources" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "sources" / name).write_bytes(b"not,a\ntable\x00\xff")
    assert main(["world", "compile", "2003", "--from", "sources", "--to", "worlds"]) == 2
    said = capsys.readouterr().err
    assert "cannot compile" in said or "sources" in said
    assert "Traceback" not in said
    assert not (tmp_path / "worlds").exists()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Examples:"),
        ("--help", "counterpoise run iraq-2003"),
        ("--version", "counterpoise 0."),
        ("run --help", "--set BLOCK.PARAMETER=VALUE"),
        ("scenarios", "iraq-2003"),
        ("scenarios iraq-2003", "contrasts:"),
        ("mechanisms", "soft_balancing"),
        ("mechanisms threat", "threat.theta_I"),
        ("mechanisms geography", "geography.d0"),
        ("variables", "legitimacy"),
        ("variables legitimacy", "may be prescribed"),
        ("cite iraq-2003", "@"),
        ("cite iraq-2003 --plain", "Walt"),
        ("world list", "2003"),
        ("world show 2003", "Great powers"),
        ("world check 2003", "no problem found"),
        ("world --help", "compile"),
    ],
)
def test_what_there_is_can_be_listed(
    typed: str, words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(typed.split()) == 0
    said = capsys.readouterr()
    assert words in said.out
    assert said.err == ""


def test_every_mechanism_and_variable_can_be_shown(capsys: pytest.CaptureFixture[str]) -> None:
    for mechanism in MECHANISMS:
        assert main(["mechanisms", mechanism.block]) == 0
        said = capsys.readouterr().out
        assert all(each.address in said for each in parameters_of(mechanism))
    for name in variables():
        assert main(["variables", name]) == 0
        assert variables()[name].unit in capsys.readouterr().out


def test_a_bug_asks_for_a_report(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> tuple[str, ...]:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr("counterpoise.scenarios.library.names", broken)
    monkeypatch.delenv(errors.DEBUG, raising=False)
    assert main(["scenarios"]) == 1
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "please report it: ZeroDivisionError: a bug" in said
    monkeypatch.setenv(errors.DEBUG, "1")
    assert main(["scenarios"]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_the_names_of_users_errors_exist() -> None:
    from importlib import import_module

    for name in errors.USER_ERRORS:
        home, _, kind = name.rpartition(".")
        assert getattr(import_module(home), kind).__module__ == home, name
