"""The settings of a desk, from the command line: its folders, and how it knows the day."""

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
    """The folders of one desk."""

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
    """Options such as `--materials DIR` that each command shown needs as well, with a space before
    each."""
    shown_folders: str = ""
    """The same for commands that do not take `--record`."""


@dataclass(frozen=True)
class Share:
    """How an office shares a desk."""

    office: Path
    """The folder of accounts and of the log of actions."""
    host: str = ""
    """The name under which browsers know it, behind a proxy with TLS; none to try it out here."""
    listen: str = LOCAL
    """The address on which the proxy reaches it."""
    proxies: tuple[Network, ...] = LOCAL_PROXIES
    """The addresses of the proxy, which alone is believed."""
