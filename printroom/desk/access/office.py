"""An office that shares a desk: its accounts, who is logged in, and the log of actions."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from printroom.desk.access.accounts import Accounts
from printroom.desk.access.action_log import DONE, REFUSED, ActionLog
from printroom.desk.access.attempts import Attempts
from printroom.desk.access.logged_in import LogIns
from printroom.desk.access.passwords import Passwords
from printroom.model import name_key

LOG_IN, LOG_OUT = "log in", "log out"


class TooManyAttempts(Exception):
    """Nobody may try to log in to this account, or from this address, for some minutes."""


@dataclass(frozen=True)
class Office:
    """The accounts, log and logged-in browsers of an office."""

    accounts: Accounts
    passwords: Passwords
    log: ActionLog
    log_ins: LogIns
    attempts: Attempts

    @classmethod
    def in_folder(cls, folder: Path) -> Office:
        """The office with its accounts and log in this folder."""
        accounts = Accounts(folder)
        return cls(accounts, Passwords(), ActionLog(folder), LogIns(accounts), Attempts())

    def log_in(self, name: str, password: str, address: str) -> str | None:
        """Log somebody in, and return their key; none if the name or the password is wrong.

        Raises `TooManyAttempts`, and `NotFitToPrint` if the log cannot be written.
        """
        account, key = self.accounts.find(name), name_key(name)
        by = account.name if account else ""  # an unknown name may be a password typed by mistake
        if not self.attempts.begin(key, address):  # not noted: nobody can fill the disk this way
            raise TooManyAttempts
        is_right = self.passwords.matches(password, account.password if account else None)
        if not is_right or account is None:
            self.log.note(by, LOG_IN, REFUSED, address=address)
            return None
        self.log.note(by, LOG_IN, DONE, address=address)
        self.attempts.succeeded(key, address)
        return self.log_ins.begin(account)

    def log_out(self, key: str) -> None:
        """Log a browser out."""
        person = self.log_ins.person(key)
        self.log_ins.end(key)
        if person:
            self.log.note(person.name, LOG_OUT, DONE)
