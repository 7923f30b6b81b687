"""The shipped tables are what the sources give, byte for byte, and near what scholars use."""

from pathlib import Path

import pytest

import counterpoise.world.snapshot as snapshot
from counterpoise.data.compile import MissingInput, OutsideCoverage, compile_world, record
from counterpoise.data.compile.agreement import kappa

SHIPPED = Path(snapshot.__file__).with_name("snapshots")


@pytest.fixture(scope="module")
def compiled(data_directory, tmp_path_factory):
    target = tmp_path_factory.mktemp("worlds")
    return target, compile_world(2003, data_directory, target)


def test_compiling_again_gives_the_shipped_bytes(compiled):
    target, report = compiled
    assert {p.relative_to(target).as_posix() for p in report.files} == {
        "2003/states.csv",
        "2003/dyads.csv",
        "2003/sources.csv",
        "SOURCES.md",
    }
    for path in report.files:
        if path.name == "SOURCES.md" and snapshot.available() != (2003,):
            continue
        shipped = SHIPPED / path.relative_to(target)
        assert path.read_bytes() == shipped.read_bytes(), path.name


def test_nothing_half_written_is_left(compiled):
    target, _ = compiled
    assert not [p for p in target.rglob("*") if p.name.startswith(".")]


def test_the_table_of_pairs_stays_small(compiled):
    target, _ = compiled
    assert (target / "2003" / "dyads.csv").stat().st_size < 400_000


@pytest.mark.parametrize(
    ("column", "against", "measure", "least"),
    [
        ("capability", "CINC", "Pearson r", 0.95),
        ("capability", "CINC", "Spearman rho", 0.98),
        ("capability", "CINC", "Pearson r of logs", 0.98),
        ("military_spending", "milex", "Spearman rho", 0.93),
        ("military_personnel", "milper", "Spearman rho", 0.97),
        ("population", "tpop", "Pearson r of logs", 0.995),
        ("democracy", "polity2", "Spearman rho", 0.92),
        ("distance_km", "CShapes", "Pearson r", 0.997),
        ("distance_km", "CShapes", "share within 50 km + 2%", 0.93),
        ("contiguity", "contiguity 3.2", "precision", 0.99),
        ("contiguity", "contiguity 3.2", "recall", 0.975),
        ("contiguity", "contiguity 3.2", "kappa", 0.98),
        ("defence_pact", "ATOP", "precision", 0.97),
        ("defence_pact", "ATOP", "recall", 0.49),
        ("defence_pact", "COW alliances", "precision", 0.95),
        ("defence_pact", "COW alliances", "recall", 0.57),
        ("rivalry", "TSS", "precision", 0.65),
        ("rivalry", "TSS", "recall", 0.65),
        ("rivalry", "TSS", "kappa", 0.65),
        ("basing", "troopdata", "recall", 0.85),
    ],
)
def test_agreement_is_at_least_what_was_measured(compiled, column, against, measure, least):
    _, report = compiled
    found = [
        check.value
        for check in report.checks
        if check.column == column and against in check.compared_with and check.measure == measure
    ]
    if not found:
        pytest.skip(f"the data to compare {column} with ({against}) are not there")
    assert found[0] >= least


def test_the_report_reads(compiled):
    _, report = compiled
    text = str(report)
    assert "192 states" in text
    assert "structural zero" in text
    assert len(report.rows()) == len(report.checks)


def test_compiler_and_loader_read_the_record_alike():
    world = snapshot.load(2003)
    codes = [s.ccode for s in world.states]

    def pairs(name):
        array = world.values[name]
        return {(codes[i], codes[j]) for i, j in zip(*array.nonzero(), strict=True)}

    upper = {pair for pair in pairs("defence_pact") if pair[0] < pair[1]}
    assert upper == {p for p in record.tied_by_treaty(2003) if set(p) <= set(codes)}
    rivals = {pair for pair in pairs("rivalry") if pair[0] < pair[1]}
    assert rivals == record.standing("rivalries", ("ccode1", "ccode2"), 2003)
    assert pairs("basing") == record.standing("basing", ("host", "sender"), 2003)


def test_an_empty_directory_is_refused_before_anything_is_written(tmp_path):
    with pytest.raises(MissingInput, match=r"econ/gdp\.csv\.gz"):
        compile_world(2003, tmp_path, tmp_path / "worlds")
    assert not (tmp_path / "worlds").exists()


@pytest.mark.parametrize(
    "year", [1816, 1985, *(pytest.param(y, marks=pytest.mark.soak) for y in (1992, 2019))]
)
def test_the_other_worlds_are_what_the_sources_give(data_directory, tmp_path, year):
    report = compile_world(year, data_directory, tmp_path)
    for path in report.files:
        if path.name != "SOURCES.md":
            shipped = SHIPPED / path.relative_to(tmp_path)
            assert path.read_bytes() == shipped.read_bytes(), path.name
    found = {
        (check.column, check.measure): check.value
        for check in report.checks
        if "IGO" not in check.compared_with
    }
    for (column, measure), least in LEAST[year].items():
        if (column, measure) in found:
            assert found[column, measure] >= least, (column, measure)


LEAST = {
    1816: {
        ("capability", "Spearman rho"): 0.95,
        ("population", "Spearman rho"): 0.99,
        ("contiguity", "precision"): 0.95,
        ("contiguity", "recall"): 0.95,
        ("rivalry", "recall"): 0.80,
    },
    1985: {
        ("capability", "Pearson r"): 0.97,
        ("military_personnel", "Spearman rho"): 0.96,
        ("distance_km", "share within 50 km + 2%"): 0.95,
        ("contiguity", "recall"): 0.96,
        ("rivalry", "kappa"): 0.75,
    },
    1992: {
        ("capability", "Pearson r"): 0.96,
        ("distance_km", "share within 50 km + 2%"): 0.94,
        ("contiguity", "recall"): 0.96,
    },
    2019: {("capability", "Pearson r"): 0.94, ("distance_km", "share within 50 km + 2%"): 0.93},
}
"""What each world's agreement was measured to be, rounded down."""


@pytest.mark.parametrize("year", [1900, 1960, 2025])
def test_a_year_outside_a_source_is_refused(data_directory, tmp_path, year):
    with pytest.raises(OutsideCoverage, match=f"{year}"):
        compile_world(year, data_directory, tmp_path)
    assert not list(tmp_path.iterdir())


def test_kappa_of_chance_is_nought():
    pairs = {(1, k) for k in range(2, 7)}
    assert kappa(pairs, pairs, 50) == 1
    assert kappa({(0, 1)}, {(0, 2)}, 4) < 0
