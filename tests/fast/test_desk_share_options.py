"""The options of a shared desk: what they mean together, and what is refused."""

from __future__ import annotations

from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from printroom.cli import main
from printroom.desk.common.settings import LOCAL, Share
from tests.workshop import TESTS

TINY = TESTS / "tiny"
FOLDERS = ("--materials", str(TINY / "materials"), "--templates", str(TINY / "templates"))
HOST = ("--host", "desk.example.org")


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """How desks are shared that are opened in a test, and that nobody serves."""
    found: list[Any] = []

    def serve(_: object, port: int | None, opened: Any, share: Share | None = None) -> None:
        found.append(share)
        opened(f"http://{LOCAL}:8484/")

    monkeypatch.setattr("printroom.desk.serve", serve)
    monkeypatch.setattr("webbrowser.open", lambda _: found.append("a browser"))
    return found


def desk(*options: str) -> Result:
    """The command with some options."""
    return CliRunner().invoke(main, ["desk", *options, *FOLDERS])


def test_a_desk_is_shared_only_when_asked(served: list[Any]) -> None:
    """Without --share it is for one person, whose browser is opened."""
    assert desk().exit_code == 0
    assert served == [None, "a browser"]


def test_a_shared_desk_without_a_name_is_for_this_computer(served: list[Any]) -> None:
    """It says plainly that colleagues need a proxy with TLS; accounts are beside the materials."""
    done = desk("--share")
    assert served == [Share(TINY / "office")]
    assert served[0].listen == LOCAL
    assert "Only this computer can reach it" in done.stderr
    assert "behind a proxy with TLS" in done.stderr


def test_a_proxy_is_on_this_computer_unless_it_is_named(served: list[Any]) -> None:
    """With a name it answers to that alone, as it says."""
    done = desk("--share", "--host", "Desk.Example.org", "--office", "there")
    (share,) = served
    assert (share.office, share.host, share.listen) == (Path("there"), "desk.example.org", LOCAL)
    assert share.proxies == (ip_network("127.0.0.1"), ip_network("::1"))
    assert "It answers only requests for https://desk.example.org/ from its proxy." in done.stderr


def test_a_proxy_elsewhere_has_its_address_and_ours(served: list[Any]) -> None:
    """--listen is ours; --proxy is its address, or a network, several times."""
    desk("--share", *HOST, "--listen", "10.0.0.5", "--proxy", "10.0.0.4", "--proxy", "10.1.0.0/16")
    (share,) = served
    assert share.listen == "10.0.0.5"
    assert share.proxies == (ip_network("10.0.0.4"), ip_network("10.1.0.0/16"))


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (HOST, "--host is the name under which browsers know it: add --share"),
        (("--listen", "0.0.0.0"), "--listen is the address"),
        (("--proxy", "10.0.0.4"), "--proxy is the address of its proxy: add --share"),
        (("--office", "there"), "--office is the folder of its accounts: add --share"),
        (("--share", "--listen", "0.0.0.0"), "--listen: add --host with"),
        (("--share", "--proxy", "10.0.0.4"), "--proxy: add --host with"),
        (("--share", "--host", "https://desk.example.org"), "is not a host name such as"),
        (("--share", "--host", "desk example"), "is not a host name such as"),
        (("--share", "--host", "-desk.example"), "is not a host name such as"),
        (("--share", *HOST, "--listen", "all"), "--listen and --proxy take addresses"),
        (("--share", *HOST, "--proxy", "10.0.0.4/8"), "--listen and --proxy take addresses"),
    ],
)
def test_what_does_not_go_together_is_refused(
    served: list[Any], options: tuple[str, ...], message: str
) -> None:
    """By no wrong option can another computer reach a desk without TLS; the message says why."""
    done = desk(*options)
    assert done.exit_code == 2
    assert message in done.stderr
    assert not served


def test_a_shared_desk_needs_an_account(tmp_path: Path) -> None:
    """Nobody could log in: the message has the command that adds one."""
    done = desk("--share", "--office", str(tmp_path))
    assert done.exit_code == 1
    assert "there are no accounts yet" in done.stderr
    assert 'desk accounts add "Full Name" --role review' in done.stderr
