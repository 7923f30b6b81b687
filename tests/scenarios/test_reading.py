"""Every mistake is told with its place, its key and what would mend it."""

from pathlib import Path
from typing import get_args

import pytest

from counterpoise.mechanisms.conflict.projects import Foresight
from counterpoise.mechanisms.threat.balance_of_threat import Offence
from counterpoise.models.assemblies import ASSEMBLIES
from counterpoise.models.balance_of_threat import GreatPowers
from counterpoise.scenarios.assembly import model_of
from counterpoise.scenarios.fields import AssemblyName
from counterpoise.scenarios.library import UnknownScenario, names, path_of, shipped
from counterpoise.scenarios.problem import ScenarioError
from counterpoise.scenarios.reading import parse_scenario, parse_with, read_scenario
from counterpoise.scenarios.scenario import ModelOptions

IRAQ = path_of("iraq-2003").read_text("utf-8")


def refusal(text: str) -> str:
    with pytest.raises(ScenarioError) as refused:
        parse_scenario(text, "mine.yaml")
    return str(refused.value)


def changed(old: str, new: str) -> str:
    assert old in IRAQ
    return IRAQ.replace(old, new, 1)


def with_interventions(*lines: str) -> str:
    listed = "".join(f"\n      - {line}" for line in lines)
    return changed("    interventions: []", "    interventions:" + listed)


def test_shipped_scenarios_are_sound_and_named_after_their_files() -> None:
    for name in names():
        assert shipped(name).name == name


@pytest.mark.parametrize(
    ("old", "new", "place", "words"),
    [
        ("power: USA", "powr: USA", ":24:1: powr", "Did you mean `power`?"),
        ("years: 10 ", "years: ten", ":18:", "whole number"),
        ("years: 10 ", "years: 10.0", ":18:", "whole number"),
        ("years: 10 ", "years: 10000000", ":18:", "at most 500"),
        ("years: 10 ", "years: 101", ":18:", "years: 100"),
        ("draws: 200", "draws: 0", ":19:8: draws", "at least 1"),
        ("draws: 200", "draws: .nan", ":19:8: draws", "whole number"),
        ("draws: 200", "draws: true", ":19:8: draws", "whole number"),
        ("legitimacy: 0.6", "legitimacy: .inf", "legitimacy", "finite"),
        ("legitimacy: 0.6", "legitimacy: 1.1", "legitimacy", "at most 1"),
        ("target: Iraq\n", "target: Irak\n", ":25:9: target", "Iraq"),
        ("target: Iraq\n", "target: South Sudan\n", ":25:9: target", "2011"),
        ("target: Iraq\n", "target: United States\n", ":25:9: target", "same state"),
        ("power: USA", "power: true", ":24:8: power", "text"),
        ("world: 2003", "world: 1914", ":17:8: world", "2003"),
        ("world: 2003", "world: {synthetic: {n: 2}}", "world.synthetic.n", "at least 3"),
        ("  offence: total", "  assembly: liberal_ordr", "model.assembly", "`liberal_order`?"),
        ("world: 2003", "world: {synthetic: {n: 9, orders: 9}}", "synthetic.orders", "at most 8"),
        ("act_year: 2003", "act_year: 2013", ":26:11: act_year", "`years: 11`"),
        ("act_year: 2003", "act_year: 1999", ":26:11: act_year", "2003 to 2012"),
        ("seed: 0", "first_year: 2004", "first_year", "Leave `first_year` out"),
        ("offence: total", "offence: sae", "model.offence", "Did you mean `sea`?"),
        ("parameters: {}", "parameters: {threat.thetaI: 1}", ":39:", "threat.theta_I"),
        ("parameters: {}", "parameters: {geography.eta: -1}", ":39:", "[0, inf]"),
        ("parameters: {}", "parameters: {threat.theta_I: {free: true}}", ":39:", "start off"),
        ("parameters: {}", "parameters: {threat.theta_I: {mean: 0, sd: 0}}", ":39:", "more than"),
        ("parameters: {}", "parameters: {threat.theta_I: {mean: 0}}", ":39:", "`sd` is missing"),
        ("parameters: {}", "parameters: {threat.theta_I: '1'}", ":39:", "finite number"),
        ("parameters: {}", "parameters: {war.fulfil: {mean: 0.4, sd: 0.6}}", ":39:", "below 0.49"),
        ("severity: 1,", "severity: 1.5,", ":54:63", "at most 1"),
        ("[authorised, none]", "[authorized, none]", ":70:6: contrasts[1][0]", "`authorised`"),
        ("[authorised, none]", "[none, none]", ":70:5", "itself"),
        ("[authorised, none]", "[unauthorised, none]", ":70:5", "twice"),
        ("[authorised, none]", "[authorised]", ":70:5", "entries"),
        ("label: No invasion", "lable: x", ":48:5: arms.none.lable", "`label`"),
        ("years: 10 ", "years: 10\nyears: 11", ":19:1: `years`", "line 18"),
        ("years: 10 ", "\tyears: 10", ":18:", "tab"),
        ("title: ", "title: !!python/name:os.system ", ":10:8: title", "tag"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_place_and_remedy(
    old: str, new: str, place: str, words: str
) -> None:
    said = refusal(changed(old, new))
    assert said.startswith("mine.yaml:")
    assert place in said
    assert words in said


@pytest.mark.parametrize(
    ("line", "key", "words"),
    [
        ("act: {year: 2003, actor: USA, target: US}", "act.target", "itself"),
        ("act: {year: 2013, actor: USA, target: Iraq}", "act.year", "`--years 11`"),
        ("act: {year: 2003, actor: USA, target: Iraq, sverity: 1}", "act.sverity", "`severity`"),
        ("variable: {name: threat, operation: set, value: 1, of: Iraq}", "variable.name", "within"),
        ("variable: {name: thraet, operation: set, value: 1, of: Iraq}", "variable.name", "threat"),
        ("variable: {name: code, operation: set, value: 1, of: Iraq}", "variable.name", "slot"),
        ("variable: {name: distance, operation: set, value: 1, of: Iraq}", "name", "land"),
        ("variable: {name: dispute, operation: set, value: 1, of: Iraq}", "name", "event"),
        ("variable: {name: rivalry, operation: set, value: 2, of: Iraq}", "value", "0 or 1"),
        ("variable: {name: rivalry, operation: add, value: 1, of: Iraq}", "value", "set"),
        ("variable: {name: income, operation: multiply, value: 0, of: Iraq}", "value", "positive"),
        ("variable: {name: income, operation: mul, value: 2, of: Iraq}", "operation", "multiply"),
        ("variable: {name: income, operation: multiply, value: 2, of: []}", "of", "at least 1"),
        ("variable: {name: gdp, operation: set, value: 2, of: all, toward: 2}", "toward", "leave"),
        ("variable: {name: income, operation: multiply, value: 2, of: [US, 2]}", "of[1]", "twice"),
        ("variable: {name: gdp, operation: set, value: 2, of: great power}", "of", "great powers"),
        ("variable: {name: great_power, operation: set, value: 1, of: all}", "of", "room for 12"),
        ("variable: {name: trend_growth, operation: set, value: 9, of: all}", "value", "0.5"),
        ("parameter: {address: geography.d0, value: 100}", "address", "`parameters`"),
        ("parameter: {address: war.fulfil, value: 2}", "value", "[0, 1]"),
        ("parameter: {address: great_power.x, value: 2}", "address", "no parameter"),
        ("parameter: {address: war.fulfil, value: 0, from: 2005, to: 2004}", "to", "before"),
        ("off: {mechanism: wra}", "off.mechanism", "Did you mean `war`?"),
        ("{}", "interventions[0]", "one of act"),
        ("{act: {year: 2003, actor: 2, target: 645}, off: {mechanism: war}}", "[0]", "act and off"),
        ("word", "interventions[0]", "mapping with act"),
    ],
)  # fmt: skip
def test_a_meaningless_intervention_is_told(line: str, key: str, words: str) -> None:
    said = refusal(with_interventions(line))
    assert said.startswith("mine.yaml:")
    assert key in said
    assert words in said


def test_contradictions_within_an_arm_are_told() -> None:
    same = "off: {mechanism: war, from: 2004}"
    assert "twice" in refusal(with_interventions(same, same))
    early = "parameter: {address: war.fulfil, value: 0.1, from: 2004}"
    late = "parameter: {address: war.fulfil, value: 0.2, from: 2006}"
    assert "set twice in the same year" in refusal(with_interventions(early, late))


def test_all_mistakes_are_told_at_once_in_the_order_of_the_file() -> None:
    said = refusal(
        changed("target: Iraq\n", "target: Irak\n").replace("[authorised, none]", "[a, b]")
    )
    assert [line.split(":")[1] for line in said.splitlines()] == ["25", "70", "70"]


@pytest.mark.parametrize(
    "text", ["", "# nothing\n", "- 1\n", "3", "word", "--- a\n--- b\n", "a: [1"]
)
def test_what_is_no_mapping_is_refused(text: str) -> None:
    assert refusal(text).startswith("mine.yaml:")


def test_aliases_cannot_make_a_small_file_large() -> None:
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n"
    for level in range(1, 9):
        bomb += f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n"
    assert "more than 50,000 values" in refusal(bomb)
    assert "nested deeper" in refusal("a: &a [*a]\n")


def test_files_that_are_no_text_are_refused(tmp_path: Path) -> None:
    for name, content, words in (
        ("latin.yaml", "title: caf\xe9".encode("latin-1"), "latin.yaml:1:11: is not UTF-8"),
        ("utf16.yaml", IRAQ.encode("utf-16"), "not UTF-8"),
        ("large.yaml", b"#" * 1_000_001, "larger than"),
    ):
        (tmp_path / name).write_bytes(content)
        with pytest.raises(ScenarioError, match=words):
            read_scenario(tmp_path / name)
    with pytest.raises(ScenarioError, match="No such file"):
        read_scenario(tmp_path / "absent.yaml")
    with pytest.raises(ScenarioError, match="Is a directory"):
        read_scenario(tmp_path)


def test_a_byte_order_mark_is_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(IRAQ, "utf-8-sig")
    assert read_scenario(tmp_path / "mine.yaml") == shipped("iraq-2003")


def test_unknown_scenarios_name_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UnknownScenario, match="Did you mean `iraq-2003`"):
        path_of("irak")
    with pytest.raises(UnknownScenario, match="no file"):
        path_of(tmp_path / "absent.yaml")
    with pytest.raises(UnknownScenario, match="directory"):
        path_of(tmp_path)


def test_what_is_given_where_it_is_run_is_told_as_such() -> None:
    for options, settings, words in (
        ({"years": 1}, {}, "--years 1: the run ends in 2003"),
        ({"draws": -3}, {}, "--draws -3: must be from 1"),
        ({"seed": 2**40}, {}, "--seed 1099511627776: must be from 0"),
        ({}, {"geography.eta": -1.0}, "--set geography.eta=-1: `geography.eta`"),
        ({}, {"geography.etta": 1.0}, "Did you mean `geography.eta`"),
    ):
        with pytest.raises(ScenarioError) as refused:
            parse_with(IRAQ, "mine.yaml", "mine", options, settings)
        assert words in str(refused.value)
        assert not str(refused.value).startswith("mine.yaml")
    late = with_interventions("act: {year: 2010, actor: USA, target: Iran}")
    with pytest.raises(ScenarioError, match=r"mine.yaml:50:21: .* `--years 8`"):
        parse_with(late, "mine.yaml", "mine", {"years": 5}, {})
    replaced = parse_with(IRAQ, "mine.yaml", "mine", {"draws": 3}, {"war.fulfil": 0.2})
    assert (replaced.draws, replaced.parameters) == (3, {"war.fulfil": 0.2})


def test_words_of_the_file_are_those_of_the_model() -> None:
    def words(field: str) -> set[str]:
        return set(ModelOptions.model_fields[field].annotation.__args__)  # type: ignore[union-attr]

    assert words("great_powers") == set(GreatPowers)
    assert words("offence") == set(Offence)
    assert words("foresight") == set(Foresight)


def test_every_assembly_can_be_chosen() -> None:
    assert get_args(AssemblyName) == tuple(ASSEMBLIES)
    for name in ASSEMBLIES:
        chosen = parse_scenario(changed("  offence: total", f"  assembly: {name}"), "mine.yaml")
        assert model_of(chosen).name == name
