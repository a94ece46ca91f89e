"""The desk as a program: its one address, and what is left when it is closed."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from pathlib import Path

import httpx
import pytest

from tests.desk_program import running
from tests.held import PATIENCE_S
from tests.workshop import Workshop

IN_A_PIPE = re.compile(
    r"Exception ignored in: <_io\.BytesIO[^>]*>\n"
    r"BufferError: Existing exports of data: object cannot be re-sized\n"
)


def group(leader: int) -> list[int]:
    """The living processes of a session."""
    found = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                fields = (folder / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[3]) == leader and fields[0] != "Z":
                found.append(int(folder.name))
    return found


def messages(process: subprocess.Popen[str]) -> str:
    """What a desk that has ended wrote to the terminal.

    Without a note by Python 3.13: bytes of a job were on their way when the pipe was closed.
    """
    assert process.stderr is not None
    return IN_A_PIPE.sub("", process.stderr.read())


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux for processes")
@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_nothing_is_left_when_the_desk_is_closed(tiny: Workshop, ending: signal.Signals) -> None:
    """Ctrl-C, a request to end or a closed terminal ends the workers, and leaves no file."""
    folder = tiny.materials.absolute().parent
    with running(folder) as (process, address):
        with httpx.Client(follow_redirects=True, timeout=PATIENCE_S) as client:
            assert client.get(address).status_code == 200
        before = group(process.pid)
        assert len(before) > 1
        os.killpg(process.pid, ending)
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr is not None
        assert "The desk is closed." in process.stderr.read()
        latest = time.monotonic() + PATIENCE_S
        while group(process.pid) and time.monotonic() < latest:
            time.sleep(0.05)
        assert not group(process.pid)
    assert not list(folder.glob("output/.desk*"))


def test_only_this_computer_can_reach_the_desk(tiny: Workshop) -> None:
    """The socket is bound to the loopback address: others get no connection."""
    with running(tiny.materials.absolute().parent) as (_, address):
        assert address.startswith("http://127.0.0.1:")
        port = int(address.partition("127.0.0.1:")[2].partition("/")[0])
        listening = [
            line.split()[1]
            for file in ("/proc/net/tcp", "/proc/net/tcp6")
            for line in Path(file).read_text().splitlines()[1:]
            if line.split()[3] == "0A" and line.split()[1].endswith(f":{port:04X}")
        ]
        assert listening == [f"0100007F:{port:04X}"]


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="asks Linux for processes")
def test_a_pack_that_is_being_printed_ends_with_the_desk(tiny: Workshop) -> None:
    """Ctrl-C during a job ends it at once; no part of a pack and no private file is left."""
    folder = tiny.materials.absolute().parent
    with running(folder) as (process, address):
        home = address.partition("/?")[0]
        with httpx.Client(follow_redirects=True, headers={"origin": home}) as client:
            assert client.get(address).status_code == 200
            fields = {"band": "juniors", "nation": "uphill"}
            assert client.post(f"{home}/order/B1", data=fields).url.path.startswith("/jobs/")
        assert len(list(folder.glob("output/.desk-*"))) == 1
        os.killpg(process.pid, signal.SIGINT)
        assert process.wait(PATIENCE_S) == 0
        assert process.stderr is not None
        assert "Traceback" not in process.stderr.read()
    assert not list(folder.glob("output/.desk-*"))
    assert not list(folder.glob("output/*/*/*"))


def test_what_the_desk_was_answering_is_no_error_when_it_closes(tiny: Workshop) -> None:
    """Somebody who watches a job when Ctrl-C is pressed causes no message in the terminal."""
    with running(tiny.materials.absolute().parent) as (process, address):
        home = address.partition("/?")[0]
        with httpx.Client(follow_redirects=True, headers={"origin": home}) as client:
            client.get(address)
            job = client.post(f"{home}/order/B1", data={"band": "juniors", "nation": "uphill"})
            with client.stream("GET", f"{job.url}/events") as events:
                assert next(events.iter_lines()).startswith("data: ")
                os.killpg(process.pid, signal.SIGINT)
                assert process.wait(PATIENCE_S) == 0
        assert messages(process) == "Ctrl-C closes it.\nThe desk is closed.\n"


def test_a_preview_that_is_being_made_ends_with_the_desk(tiny: Workshop) -> None:
    """Ctrl-C while a page is printed for a preview that somebody watches ends all of it at once."""
    folder = tiny.materials.absolute().parent
    with running(folder) as (process, address):
        home = address.partition("/?")[0]
        with httpx.Client(follow_redirects=True, timeout=PATIENCE_S) as client:
            client.get(address)
            page = client.get(f"{home}/design?session=B1&band=juniors&nation=uphill").text
            events = page.partition('data-live="')[2].partition('"')[0]
            with client.stream("GET", f"{home}{events}") as news:
                assert next(news.iter_lines()).startswith("data: ")
                os.killpg(process.pid, signal.SIGINT)
                assert process.wait(PATIENCE_S) == 0
        assert messages(process) == "Ctrl-C closes it.\nThe desk is closed.\n"
        latest = time.monotonic() + PATIENCE_S
        while group(process.pid) and time.monotonic() < latest:
            time.sleep(0.05)
        assert not group(process.pid)
