"""A source is fetched whole or not at all, and what went wrong is said once."""

import errno
import gzip
import io
import os
import shutil
import signal
import threading
import zipfile
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import SimpleNamespace

import pytest

from counterpoise.cli.main import main
from counterpoise.data import fetch as fetching
from counterpoise.data.catalogue import load, source
from counterpoise.data.checksum import WrongChecksum, checksums, known, sha256_of, verify
from counterpoise.data.fetch import CannotFetch, fetch, fetch_from
from counterpoise.data.problem import AbsentSource
from counterpoise.data.source import File, Release

TABLE = b"ccode,year,imports,exports\n2,1870,450,418\n2,1871,-9,475\n"
LARGE = b"ccode,year,imports,exports\n" + b"2,1870,450,418\n" * 200_000


@pytest.fixture(autouse=True)
def _same_interruption() -> Iterator[None]:
    handler = signal.getsignal(signal.SIGINT)
    yield
    signal.signal(signal.SIGINT, handler)


@pytest.fixture
def server() -> Iterator[SimpleNamespace]:
    """A distributor on this machine: contents by path, and what was asked of it."""
    state = SimpleNamespace(files={}, status={}, html=set(), breaks={}, ranges=True, asked=[])
    state.version = '"1"'

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.partition("?")[0]
            state.asked.append((path, self.headers.get("Range")))
            if path in state.status or path not in state.files:
                self.send_error(state.status.get(path, 404))
                return
            body = state.files[path]
            wanted = self.headers.get("Range")
            if self.headers.get("If-Range") != state.version:
                wanted = None
            start = int(wanted[6:-1]) if wanted and state.ranges else 0
            self.send_response(206 if start else 200)
            kind = "text/html; charset=utf-8" if path in state.html else "application/zip"
            self.send_header("Content-Type", kind)
            self.send_header("ETag", state.version)
            self.send_header("Content-Length", str(len(body) - start))
            self.end_headers()
            stop = state.breaks.pop(path, len(body))
            self.wfile.write(body[start:stop])

        def log_message(self, *_: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=http.serve_forever, daemon=True)
    thread.start()
    state.url = f"http://127.0.0.1:{http.server_port}"
    yield state
    http.shutdown()
    http.server_close()
    thread.join()


def trade_from(url: str, member: tuple[str, ...] = ()) -> object:
    """National trade, as if its distributor were elsewhere."""
    from dataclasses import replace

    file = File(("National_COW_4.0.csv",), url=url, member=member)
    return replace(source("national_trade"), releases=(Release("4.0", 1870, 2014, (file,)),))


def zipped(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/").replace("_dot_", "."), text)
    return content.getvalue()


def left(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file()} if folder.exists() else set()


def test_a_download_is_read_as_the_source(server, tmp_path):
    server.files["/National_COW_4.0.csv"] = TABLE
    seen: list[tuple[str, int, int | None]] = []
    declared = trade_from(f"{server.url}/National_COW_4.0.csv")
    (found,) = fetch(declared, tmp_path, lambda *told: seen.append(told))
    assert found.fresh
    assert not found.verified
    assert seen[-1] == ("National_COW_4.0.csv", len(TABLE), len(TABLE))
    assert left(tmp_path) == {"National_COW_4.0.csv"}
    frame = load("national_trade", tmp_path)
    assert frame.imports.isna().tolist() == [False, True]


def test_an_archive_within_an_archive_is_opened(server, tmp_path):
    inner = zipped(folder__National_COW_4_dot_0_dot_csv=TABLE)
    server.files["/all.zip"] = zipped(data__inner_dot_zip=inner, readme_dot_txt=b"read me")
    member = ("*inner.zip", "*National_COW_4.0.csv")
    fetch(trade_from(f"{server.url}/all.zip", member), tmp_path)
    assert left(tmp_path) == {"National_COW_4.0.csv"}
    assert (tmp_path / "National_COW_4.0.csv").read_bytes() == TABLE


def test_a_broken_download_goes_on_where_it_stopped(server, tmp_path):
    server.files["/t.csv"] = LARGE
    server.breaks["/t.csv"] = 1_000_000
    declared = trade_from(f"{server.url}/t.csv")
    with pytest.raises(CannotFetch, match="goes on"):
        fetch(declared, tmp_path)
    assert not (tmp_path / "National_COW_4.0.csv").exists()
    kept = tmp_path / ".t.csv.part"
    got = kept.stat().st_size
    assert 0 < got <= 1_000_000
    fetch(declared, tmp_path)
    assert server.asked[-1] == ("/t.csv", f"bytes={got}-")
    assert (tmp_path / "National_COW_4.0.csv").read_bytes() == LARGE
    assert left(tmp_path) == {"National_COW_4.0.csv"}


def test_halves_of_two_versions_are_never_joined(server, tmp_path):
    server.files["/t.csv"] = LARGE
    server.breaks["/t.csv"] = 1_000_000
    declared = trade_from(f"{server.url}/t.csv")
    with pytest.raises(CannotFetch):
        fetch(declared, tmp_path)
    server.files["/t.csv"] = TABLE + LARGE
    server.version = '"2"'
    fetch(declared, tmp_path)
    assert (tmp_path / "National_COW_4.0.csv").read_bytes() == TABLE + LARGE
    assert left(tmp_path) == {"National_COW_4.0.csv"}


def test_a_server_that_cannot_resume_begins_anew(server, tmp_path):
    server.files["/t.csv"] = LARGE
    server.ranges = False
    (tmp_path / ".t.csv.part").write_bytes(b"something else")
    fetch(trade_from(f"{server.url}/t.csv"), tmp_path)
    assert (tmp_path / "National_COW_4.0.csv").read_bytes() == LARGE


@pytest.mark.parametrize("said", [True, False])
def test_a_web_page_is_no_table(server, tmp_path, said):
    server.files["/t.csv"] = b"<!DOCTYPE html><html><body>We have moved</body></html>"
    if said:
        server.html.add("/t.csv")
    with pytest.raises(Exception, match="web page") as told:
        fetch(trade_from(f"{server.url}/t.csv"), tmp_path)
    assert ".unfinished" not in str(told.value)
    assert left(tmp_path) == set()


def test_an_archive_that_is_cut_short_or_repacked_is_told(server, tmp_path):
    whole = zipped(other_dot_csv=TABLE)
    server.files["/a.zip"] = whole[: len(whole) // 2]
    with pytest.raises(CannotFetch, match="cut short"):
        fetch(trade_from(f"{server.url}/a.zip", ("*National*",)), tmp_path)
    server.files["/b.zip"] = whole
    with pytest.raises(CannotFetch, match=r"other\.csv"):
        fetch(trade_from(f"{server.url}/b.zip", ("*National*",)), tmp_path)
    assert left(tmp_path) == set()


def test_an_address_that_moved_is_told_with_the_homepage(server, tmp_path):
    with pytest.raises(CannotFetch, match=r"404.*correlatesofwar\.org"):
        fetch(trade_from(f"{server.url}/gone.csv"), tmp_path)


def test_no_network_is_told(tmp_path):
    with pytest.raises(CannotFetch, match="Check the network"):
        fetch(trade_from("http://127.0.0.1:9/t.csv"), tmp_path)
    assert left(tmp_path) == set()


def test_what_needs_a_form_says_where(tmp_path):
    with pytest.raises(CannotFetch, match=r"globalsanctionsdatabase.*--from"):
        fetch(source("global_sanctions"), tmp_path)


def test_a_wrong_checksum_is_refused(server, tmp_path, monkeypatch):
    server.files["/t.csv"] = TABLE
    monkeypatch.setattr(fetching, "verify", lambda path, name=None: verify(path, "majors2016.csv"))
    with pytest.raises(WrongChecksum, match=r"majors2016\.csv"):
        fetch(trade_from(f"{server.url}/t.csv"), tmp_path)
    assert left(tmp_path) == set()


def test_checksums_are_of_contents_whether_compressed_or_not(tmp_path):
    (tmp_path / "plain.csv").write_bytes(TABLE)
    (tmp_path / "packed.csv.gz").write_bytes(gzip.compress(TABLE))
    assert sha256_of(tmp_path / "plain.csv") == sha256_of(tmp_path / "packed.csv.gz")
    assert len(checksums()) > 60
    assert all(len(value) == 64 for value in checksums().values())
    assert known("trade_v4_dyad_year.csv.gz")


@pytest.fixture
def elsewhere(tmp_path: Path) -> Path:
    folder = tmp_path / "downloads" / "cow"
    folder.mkdir(parents=True)
    (folder / "National_COW_4.0.csv").write_bytes(TABLE)
    return folder.parent


def test_copying_from_a_folder(elsewhere, tmp_path):
    (found,) = fetch_from(source("national_trade"), elsewhere, tmp_path / "own")
    assert found.fresh
    assert (tmp_path / "own" / "National_COW_4.0.csv").read_bytes() == TABLE
    (again,) = fetch_from(source("national_trade"), elsewhere, tmp_path / "own")
    assert not again.fresh
    with pytest.raises(AbsentSource, match="NMC-70-abridged"):
        fetch_from(source("national_capabilities"), elsewhere, tmp_path / "own")


def test_a_changed_file_in_the_folder_is_refused(elsewhere, tmp_path):
    (elsewhere / "majors2016.csv").write_text("stateabb,ccode\nUSA,2\n")
    with pytest.raises(WrongChecksum):
        fetch_from(source("majors"), elsewhere, tmp_path / "own")
    assert left(tmp_path / "own") == set()


def test_a_compressed_file_that_is_cut_short_is_refused(elsewhere, tmp_path):
    whole = gzip.compress(LARGE)
    (elsewhere / "cow" / "National_COW_4.0.csv").unlink()
    (elsewhere / "trade_v4_state_year.csv.gz").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(WrongChecksum, match="cut short"):
        fetch_from(source("national_trade"), elsewhere, tmp_path / "own")


def test_a_full_disk_leaves_nothing(elsewhere, tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfileobj", full)
    with pytest.raises(CannotFetch, match="no space left"):
        fetch_from(source("national_trade"), elsewhere, tmp_path / "own")
    assert left(tmp_path / "own") == set()


def test_a_full_disk_at_the_last_moment_leaves_nothing(elsewhere, tmp_path, monkeypatch):
    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(CannotFetch, match="no space left"):
        fetch_from(source("national_trade"), elsewhere, tmp_path / "own")
    assert left(tmp_path / "own") == set()


def test_a_folder_that_cannot_be_written_is_told(elsewhere, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "access", lambda *_: False)
    with pytest.raises(CannotFetch, match="cannot be written"):
        fetch_from(source("national_trade"), elsewhere, tmp_path / "own")
    monkeypatch.undo()
    (tmp_path / "file").write_text("x")
    with pytest.raises(CannotFetch, match="not a folder"):
        fetch_from(source("national_trade"), elsewhere, tmp_path / "file")


def test_ctrl_c_while_copying_leaves_nothing(elsewhere, tmp_path, monkeypatch, capsys):
    def stopped(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(shutil, "copyfileobj", stopped)
    typed = f"data fetch national_trade --from {elsewhere} --to {tmp_path / 'own'}"
    assert main(typed.split()) == 130
    assert left(tmp_path / "own") == set()
    assert "nothing half-written" in capsys.readouterr().err


def test_terms_come_first(elsewhere, tmp_path, capsys):
    typed = f"data fetch national_trade --from {elsewhere} --to {tmp_path / 'own'}"
    assert main(typed.split()) == 0
    said = capsys.readouterr().out
    assert said.index("free for research") < said.index("wrote")
    assert "Barbieri" in said


def test_fetching_all_takes_what_is_there(elsewhere, tmp_path, capsys):
    typed = f"data fetch all --from {elsewhere} --to {tmp_path / 'own'}"
    assert main(typed.split()) == 0
    assert left(tmp_path / "own") == {"National_COW_4.0.csv"}
    assert "not in" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("data fetch trad", "Did you mean `trade`?"),
        ("data fetch global_sanctions", "--from DIR"),
        ("data fetch all", "needs --from"),
        ("data fetch trade --from absent", "not a folder"),
        ("data fetch trade --from .", "does not hold trade"),
        ("data fetch", "NAME"),
        ("data list trad", "Did you mean `trade`?"),
        ("data check trade --in .", "trade is not in"),
        ("data check trad --in .", "Did you mean `trade`?"),
        ("data check --in .", "there is no source"),
        ("data chek", "check"),
    ],
)
def test_mistakes_are_told(typed, words, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(typed.split()) == 2
    said = capsys.readouterr()
    assert words in said.err
    assert "Traceback" not in said.err
    assert left(tmp_path) == set()


def test_the_list_fits_a_hundred_columns(capsys, tmp_path, data_directory):
    for folder in (tmp_path, data_directory):
        assert main(["data", "list", "--in", str(folder)]) == 0
        lines = capsys.readouterr().out.splitlines()
        table = [line.rstrip() for line in lines[:-1]]
        assert max(map(len, table)) <= 100
        assert len(table) > 55


def test_a_source_describes_itself(capsys):
    assert main(["data", "list", "alliances"]) == 0
    said = capsys.readouterr().out
    assert "asked software not to ship" in said
    assert "Gibler" in said
    assert "alliance_v4.1_by_member.csv" in said
