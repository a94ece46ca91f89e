"""The settings of a desk, as the command line gives them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import TypeAlias

DEFAULT_PORT = 8484
LOCAL = "127.0.0.1"
"""The address that the desk listens on, unless another is given: no other computer reaches it."""
Network: TypeAlias = IPv4Network | IPv6Network
LOCAL_PROXIES: tuple[Network, ...] = (IPv4Network("127.0.0.1"), IPv6Network("::1"))
"""A proxy on this computer."""


@dataclass(frozen=True)
class Settings:
    """The folders of a desk, today's date, and options that its commands repeat."""

    materials: Path
    templates: Path
    output: Path
    record: Path
    cache: Path
    printers: Path
    """The file of saved printers."""
    today: Callable[[], dt.date]
    editor: str = ""
    """The scheme of links that open a file in an editor, such as vscode; none if empty."""
    bases: tuple[Path, ...] = ()
    """Folders that packs may be compared with, beside the revisions in git."""
    shown_options: str = ""
    """Options such as ` --materials DIR` that every command shown on a page repeats."""
    shown_folders: str = ""
    """The same for commands that do not take `--record`."""


@dataclass(frozen=True)
class Share:
    """How an office shares a desk."""

    office: Path
    """The folder of accounts and of the log of actions."""
    host: str = ""
    """The host name, behind a proxy with TLS; empty to try it out on this computer."""
    listen: str = LOCAL
    """The address on which the proxy reaches it."""
    proxies: tuple[Network, ...] = LOCAL_PROXIES
    """The addresses of the proxy: forwarded headers from elsewhere are not trusted."""
