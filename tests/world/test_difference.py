"""What is said to lie between two worlds is what the public record says happened."""

import json

import pytest

from counterpoise.cli.app import invoke
from counterpoise.world.difference_text import difference_text
from counterpoise.world.shipped import load
from counterpoise.world.snapshot_difference import difference


def test_from_1985_to_2019():
    found = difference(load(1985), load(2019))
    assert {"Ukraine", "Croatia", "Namibia", "Germany", "Yemen"} <= set(found.born)
    assert set(found.gone) == {
        *("Czechoslovakia", "East Germany", "West Germany", "North Yemen", "South Yemen")
    }
    assert found.powers_gained == ("Germany", "Japan")
    assert found.powers_lost == ()
    assert {"Russia", "China"} <= {name for name, _, _ in found.capability}
    assert "Poland" in found.joined["nato"]
    assert len(found.left["warsaw_pact"]) == 7
    assert all(len(line) <= 100 for line in difference_text(found).splitlines())


@pytest.mark.parametrize("tie", ["defence_pact", "rivalry"])
def test_the_way_back_swaps_gains_and_losses(tie):
    there, back = difference(load(1992), load(2003)), difference(load(2003), load(1992))
    assert len(there.ties_gained[tie]) == len(back.ties_lost[tie])
    assert len(there.ties_lost[tie]) == len(back.ties_gained[tie])
    assert there.born == back.gone


def test_positions_on_two_scales_are_not_compared():
    assert difference(load(1816), load(2003)).ideal_point == ()


def test_the_command_prints_json(capsys):
    assert invoke(["world", "diff", "1985", "1992", "--json"]) in (0, None)
    assert json.loads(capsys.readouterr().out)["years"] == [1985, 1992]
