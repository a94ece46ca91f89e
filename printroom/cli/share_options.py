"""The options of `desk` for a desk that an office shares."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from printroom.cli.accounts_commands import in_office

if TYPE_CHECKING:
    from printroom.desk import Share

F = TypeVar("F", bound=Callable[..., None])
_HOST = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[0-9]{1,5})?")
_PURPOSE = {
    "host": "the name under which browsers know it",
    "listen": "the address on which its proxy reaches it",
    "proxies": "the address of its proxy",
    "office": "the folder of its accounts",
}


def sharing(command: F) -> F:
    """Add the options for sharing: the command gets one `share`, none without `--share`."""

    @click.option("--share", "shares", is_flag=True, help="Share it: people log in with accounts.")
    @click.option(
        "--host",
        help="With --share: the name under which browsers reach it by https, through a proxy.",
    )
    @click.option("--listen", metavar="ADDRESS", help="With --host: where the proxy reaches it.")
    @click.option(
        "--proxy",
        "proxies",
        multiple=True,
        metavar="ADDRESS",
        help="With --host: the proxy, the only one trusted; default: this computer. Repeatable.",
    )
    @in_office
    @wraps(command)
    def with_share(
        *args: object, shares: bool, office_folder: Path | None, materials: Path, **kwargs: object
    ) -> None:
        given = {name: kwargs.pop(name) for name in ("host", "listen", "proxies")}
        for name, value in {**given, "office": office_folder}.items():
            if value and not shares:
                option = "--proxy" if name == "proxies" else f"--{name}"
                raise click.UsageError(f"{option} is {_PURPOSE[name]}: add --share")
        share = _share(office_folder or materials.parent / "office", given) if shares else None
        command(*args, share=share, materials=materials, **kwargs)

    return with_share  # type: ignore[return-value]


def _share(office: Path, given: dict[str, object]) -> Share:
    """The options as a `Share`; one that makes no sense is a usage error."""
    from printroom.desk.common.settings import LOCAL, LOCAL_PROXIES, Share

    host, listen = str(given["host"] or "").casefold(), given["listen"]
    proxies = given["proxies"]
    assert isinstance(proxies, tuple)
    if host and not _HOST.fullmatch(host):
        raise click.UsageError(f"--host: “{host}” is not a host name such as desk.example.org")
    if not host and (listen or proxies):
        option = "--listen" if listen else "--proxy"
        raise click.UsageError(f"{option}: add --host with the name under which browsers reach it")
    try:
        networks = tuple(map(ip_network, map(str, proxies)))
        address = str(ip_address(str(listen))) if listen else LOCAL
    except ValueError as error:
        raise click.UsageError(f"--listen and --proxy take addresses: {error}") from None
    return Share(office, host, address, networks or LOCAL_PROXIES)
