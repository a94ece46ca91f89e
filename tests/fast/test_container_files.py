"""The files for a server: what they promise, as far as it can be read without building anything."""

from __future__ import annotations

import re
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from printroom.cli import main
from printroom.desk.common.settings import Share
from tests.workshop import HOME, TESTS

CONTAINERFILE = (HOME / "Containerfile").read_text(encoding="utf-8")
COMPOSE: dict[str, Any] = yaml.safe_load((HOME / "compose.yaml").read_text(encoding="utf-8"))
DESK, PROXY = COMPOSE["services"]["desk"], COMPOSE["services"]["proxy"]


def command(host: str) -> list[str]:
    """The words that the container of the desk is started with; its folders are those of a test."""
    words = [re.sub(r"\$\{DESK_HOST:\?[^}]*\}", host, word) for word in DESK["command"]]
    return [word.replace("/data/", f"{TESTS / 'tiny'}/") for word in words]


def test_the_desk_gets_its_host_its_proxy_and_where_the_office_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The command that the container runs is understood, and trusts the one proxy beside it."""
    served: list[Any] = []

    def serve(_: object, port: int, opened: object, share: Share) -> None:
        served.append((port, share))

    monkeypatch.setattr("printroom.desk.serve", serve)
    done = CliRunner().invoke(main, command("desk.example.org"))
    assert done.exit_code == 0, done.output
    ((port, share),) = served
    assert share.host == "desk.example.org"
    assert share.proxies == (ip_network(PROXY["networks"]["inner"]["ipv4_address"]),)
    assert share.office == TESTS / "tiny" / "office"
    upstream = re.search(r"\{\$DESK_UPSTREAM:desk:(\d+)\}", (HOME / "Caddyfile").read_text("utf-8"))
    assert upstream is not None
    assert int(upstream[1]) == port


@pytest.mark.parametrize("service", [DESK, PROXY])
def test_neither_container_may_do_more_than_it_needs(service: dict[str, Any]) -> None:
    """No root, no capabilities, no new privileges, and a root that cannot be written to."""
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in service["security_opt"]
    stage = CONTAINERFILE.partition(f"AS {service['build']['target']}\n")[2].partition("\nFROM")[0]
    assert re.search(r"^USER (?!root|0)", stage, re.MULTILINE)


def test_the_desk_reaches_nothing_but_its_proxy() -> None:
    """It has one network, which leads nowhere else, and no port of the server is its own."""
    assert list(DESK["networks"]) == ["inner"]
    assert COMPOSE["networks"]["inner"]["internal"] is True
    assert "ports" not in DESK
    subnet = ip_network(COMPOSE["networks"]["inner"]["ipam"]["config"][0]["subnet"])
    for service in (DESK, PROXY):
        assert ip_address(service["networks"]["inner"]["ipv4_address"]) in subnet


def test_whatever_the_desk_writes_is_kept() -> None:
    """Materials, templates, packs, the record, lists and accounts are folders of the server."""
    kept = {volume.partition(":")[2] for volume in DESK["volumes"]}
    names = ("materials", "templates", "output", "record", "lists", "office")
    assert kept >= {f"/data/{name}" for name in names}
    written = {word.partition("=")[2] for word in DESK["command"] if "/data/" in word}
    assert written <= kept


def test_the_image_has_the_libraries_that_setup_installs() -> None:
    """The Debian packages of tools/setup.sh, and nothing that pip was not given a digest of."""
    setup = (HOME / "tools" / "setup.sh").read_text(encoding="utf-8")
    listed = setup.partition("libraries='")[2].partition("'")[0]
    for library in listed.split():
        assert f" {library.rpartition(':')[2]} " in CONTAINERFILE
    assert "--require-hashes --only-binary :all:" in CONTAINERFILE


def test_nothing_of_the_office_gets_into_the_image() -> None:
    """Only the program, its lock and its typefaces are sent to the builder."""
    ignored = (HOME / ".containerignore").read_text(encoding="utf-8")
    assert ignored == (HOME / ".dockerignore").read_text(encoding="utf-8")
    first, *others = ignored.split()
    assert first == "*"
    sent = {line.removeprefix("!") for line in others if line.startswith("!")}
    copied = set(re.findall(r"^COPY (?!--)(.*) \S+$", CONTAINERFILE, re.MULTILINE))
    assert sent == {name for names in copied for name in names.split()}
    assert all(Path(HOME, name).exists() for name in sent)
