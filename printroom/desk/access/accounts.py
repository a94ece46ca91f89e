"""The accounts of an office that shares a desk, in one file."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from printroom.files import locked_folder, read_regular, replacing
from printroom.model import NotFitToPrint, Problem, name_key

FILE = "accounts.json"
MAX_BYTES = 1_000_000
LONGEST_NAME = 100
Role: TypeAlias = Literal["print", "review", "design"]
Stamp = tuple[int, int, int]


class Account(BaseModel):
    """Somebody who may log in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    """Never used twice, so that nobody gets what belonged to a removed account."""
    name: str
    """The full name, with which they log in and sign."""
    roles: tuple[Role, ...]
    password: str
    """Its hash."""

    @classmethod
    def new(cls, name: str, roles: Iterable[Role], password: str) -> Account:
        """An account with a new id; `password` is a hash."""
        return cls(id=secrets.token_hex(8), name=name, roles=tuple(roles), password=password)


_FILE = TypeAdapter(tuple[Account, ...])


class Accounts:
    """The accounts in a folder. The file is read again whenever it has changed."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE
        self._lock = Lock()
        self._known: tuple[Stamp, tuple[Account, ...]] | None = None

    def all(self) -> tuple[Account, ...]:
        """Every account; none if there is no file yet. Raises `NotFitToPrint`."""
        with self._lock:
            try:
                stamp = _stamp(self.file)
                if self._known is None or self._known[0] != stamp:
                    self._known = stamp, _FILE.validate_json(read_regular(self.file, MAX_BYTES))
            except FileNotFoundError:
                return ()
            except (OSError, ValidationError, RecursionError):
                fix = "take it from a backup, or delete it and add each account again"
                raise _refusal(
                    self.file.as_posix(), "this is not a file of accounts", fix
                ) from None
            return self._known[1]

    def find(self, name: str) -> Account | None:
        """The account with this name, however it is capitalised and spaced."""
        key = name_key(name)
        return next((one for one in self.all() if name_key(one.name) == key), None)

    def with_id(self, id_: str) -> Account | None:
        """The account with this id."""
        return next((one for one in self.all() if one.id == id_), None)

    def add(self, new: Account) -> None:
        """Add an account. Raises `NotFitToPrint` if its name is taken."""
        with self._changing() as accounts:
            self.refuse_taken(new.name)
            accounts.append(new)

    def refuse_taken(self, name: str) -> None:
        """Raise `NotFitToPrint` if an account has this name already."""
        if taken := self.find(name):
            message = f"there is an account “{taken.name}” already"
            raise _refusal("NAME", message, "remove it first, or give it another password")

    def remove(self, name: str) -> Account:
        """Remove an account, which logs it out. Raises `NotFitToPrint` if there is none."""
        with self._changing() as accounts:
            old = self.existing(name)
            accounts.remove(old)
        return old

    def set_password(self, name: str, password: str) -> Account:
        """Change the hash of an account's password, which logs it out everywhere."""
        with self._changing() as accounts:
            old = self.existing(name)
            accounts[accounts.index(old)] = old.model_copy(update={"password": password})
        return old

    def existing(self, name: str) -> Account:
        """The account with this name. Raises `NotFitToPrint` if there is none."""
        found = self.find(name)
        if found is None:
            known = ", ".join(one.name for one in self.all()) or "there is none yet"
            raise _refusal("NAME", f"there is no account “{name}”", f"accounts: {known}")
        return found

    @contextmanager
    def _changing(self) -> Iterator[list[Account]]:
        """The accounts as a list that is written at the end; the folder is locked meanwhile."""
        folder = self.file.parent
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            with locked_folder(folder):
                self._known = None
                accounts = list(self.all())
                yield accounts
                _write(self.file, accounts)
        except OSError as error:
            message = f"the accounts cannot be saved here: {error.strerror}"
            raise _refusal(self.file.as_posix(), message, "check the permissions") from error


def _write(file: Path, accounts: Iterable[Account]) -> None:
    """Replace the file as a whole; only its owner can read it."""
    text = json.dumps([one.model_dump() for one in accounts], ensure_ascii=False, indent=2)
    with replacing(file, mode=0o600) as stream:
        stream.write(f"{text}\n".encode())


def _stamp(file: Path) -> Stamp:
    found = file.stat()
    return found.st_mtime_ns, found.st_size, found.st_ino


def _refusal(path: str, message: str, fix: str) -> NotFitToPrint:
    code = "no-name" if path == "NAME" else "accounts"
    return NotFitToPrint([Problem(code, path, message, fix, 0)])
