"""``make baselines``: run the tiny runs anew, print what changed, and keep the new results."""

from tests.baselines.runs import RUNS, differences, path_of, run, stored, written


def main() -> None:
    """Refresh every stored run."""
    for name in RUNS:
        found = run(name)
        changed = differences(stored(name), found)
        path_of(name).write_text(written(found), encoding="utf-8")
        print(f"{name}: {len(changed)} variables changed" if changed else f"{name}: unchanged")
        for line in changed:
            print(f"  {line}")


if __name__ == "__main__":
    main()
