"""The model that docs/how-to/compose-a-model.md shows is one, in ten lines."""

import re
from pathlib import Path

from counterpoise.models.assemblies import ASSEMBLIES


def test_the_page_runs_and_its_model_is_what_it_says(repository: Path) -> None:
    page = (repository / "docs" / "how-to" / "compose-a-model.md").read_text("utf-8")
    shown = re.search(r"```python\n(.*?)```", page, re.DOTALL)
    assert shown
    names: dict[str, object] = {}
    exec(compile(shown.group(1), "compose-a-model.md", "exec"), names)
    model, world = names["model"], names["world"]
    assert model.name == "closed_club"
    blocks = {each.block for each in model.mechanisms}
    assert {"order", "holdout"} <= blocks
    assert not {"enforcement", "legitimacy"} & blocks
    assert float(world.contestation.max()) > 0


def test_the_page_lists_the_assemblies(repository: Path) -> None:
    page = (repository / "docs" / "how-to" / "compose-a-model.md").read_text("utf-8")
    assert set(re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE)) == set(ASSEMBLIES)
