"""The accounts of an office: their file, their passwords, their commands, and the log."""

from __future__ import annotations

import json
import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace
from typing import Literal, get_args

import pytest
from argon2 import PasswordHasher
from click.testing import CliRunner, Result

from printroom.cli import accounts_commands, main
from printroom.desk.access.accounts import Account, Accounts, Role
from printroom.desk.access.action_log import ActionLog
from printroom.desk.access.passwords import Passwords, unsuitable
from printroom.desk.common.users import ROLES
from printroom.model import NotFitToPrint
from tests.workshop import TESTS

PASSWORD = "seven quiet lamps"
FOLDERS = (
    *("--materials", str(TESTS / "tiny" / "materials")),
    *("--templates", str(TESTS / "tiny" / "templates")),
)


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashes that take no time."""
    monkeypatch.setattr("printroom.desk.access.office.Passwords", lambda: Passwords(CHEAP))


CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


def account(name: str) -> Account:
    """An account for a test."""
    return Account.new(name, ("print",), "x")


def run(*words: str, office: Path, typed: str = f"{PASSWORD}\n") -> Result:
    """A command about accounts."""
    command = ["desk", "accounts", *words, "--office", str(office), *FOLDERS]
    return CliRunner().invoke(main, command, input=typed)


def lines(office: Path) -> list[dict[str, str]]:
    """The log of an office."""
    text = (office / "actions.jsonl").read_text(encoding="utf-8")
    return [json.loads(line) for line in text.splitlines()]


def test_an_account_that_is_added_is_listed_and_its_password_is_hashed(tmp_path: Path) -> None:
    """Only its owner can read the file, which has an Argon2id hash; the log has no password."""
    done = run("add", "  Ada   Reed ", "--role", "review", "--role", "print", office=tmp_path)
    assert done.exit_code == 0, done.output
    assert run("list", office=tmp_path).output == "Ada Reed: print, review\n"
    file = tmp_path / "accounts.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    (kept,) = json.loads(file.read_bytes())
    assert kept["password"].startswith("$argon2id$")
    assert all(PASSWORD not in one.read_text("utf-8") for one in tmp_path.iterdir())
    assert [(one["what"], one["result"], one["account"]) for one in lines(tmp_path)] == [
        ("add an account", "begun", "Ada Reed"),
        ("add an account", "done", "Ada Reed"),
    ]


def test_a_removed_account_is_gone_and_its_id_comes_back_to_nobody(tmp_path: Path) -> None:
    """Another person of the same name gets nothing of what belonged to the one before."""
    run("add", "Ada Reed", "--role", "print", office=tmp_path)
    before = Accounts(tmp_path).existing("Ada Reed").id
    assert run("remove", "ada reed", office=tmp_path).exit_code == 0
    assert Accounts(tmp_path).find("Ada Reed") is None
    run("add", "Ada Reed", "--role", "print", office=tmp_path)
    assert Accounts(tmp_path).existing("Ada Reed").id != before


@pytest.mark.parametrize(
    ("name", "typed", "message"),
    [
        ("Ada Reed?", f"{PASSWORD}\n", "NAME: this is not a name"),
        ("Ada {{ x }}", f"{PASSWORD}\n", "NAME: this is not a name"),
        ("Ada " * 40, f"{PASSWORD}\n", "more than 100 characters"),
        ("Ada Reed", "", "fewer than 12 characters"),
        ("Ada Reed", "short words\n", "fewer than 12 characters"),
        ("Ada Reed", f"{'long words ' * 20}\n", "more than 200 characters"),
        ("Ada Reed", "ada.reed.2026\n", "too easy to guess"),
        ("Ada Reed", "aaaaaaaabbbbbbbb\n", "too easy to guess"),
        ("Ada Reed", "seven\tquiet lamps\n", "cannot be typed"),
    ],
)
def test_what_is_no_name_or_no_password_is_refused(
    tmp_path: Path, name: str, typed: str, message: str
) -> None:
    """The message says why, and no account is there."""
    done = run("add", name, "--role", "print", office=tmp_path, typed=typed)
    assert done.exit_code == 2
    assert message in done.output
    assert not Accounts(tmp_path).all()


def test_a_password_is_typed_twice_and_never_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At a terminal it is asked for until both are the same; what is typed is not echoed."""
    Accounts(tmp_path).add(account("Ada Reed"))
    terminal = SimpleNamespace(stdin=SimpleNamespace(isatty=lambda: True))
    monkeypatch.setattr("printroom.cli.accounts_commands.sys", terminal)
    typed = f"{PASSWORD}\nanother one here\n{PASSWORD}\n{PASSWORD}\n"
    done = run("password", "Ada Reed", office=tmp_path, typed=typed)
    assert done.exit_code == 0, done.output
    assert done.output.count("Repeat for confirmation") == 2
    assert PASSWORD not in done.output
    kept = Accounts(tmp_path).existing("Ada Reed").password
    assert Passwords(CHEAP).matches(PASSWORD, kept)


def test_two_accounts_have_no_name_that_reads_the_same(tmp_path: Path) -> None:
    """Capitals, spaces and accents make no other person of somebody."""
    Accounts(tmp_path).add(account("Zoë Reed"))
    for name in ("zoe reed", "Zoe  REED", "Zoë Reed"):
        done = run("add", name, "--role", "print", office=tmp_path)
        assert done.exit_code == 2
        assert "there is an account “Zoë Reed” already" in done.output


@pytest.mark.parametrize("words", [("remove", "Bo Lee"), ("password", "Bo Lee")])
def test_an_account_that_is_not_there_is_named_with_those_that_are(
    tmp_path: Path, words: tuple[str, str]
) -> None:
    """A name that nobody has is a wrong call."""
    Accounts(tmp_path).add(account("Ada Reed"))
    done = run(*words, office=tmp_path)
    assert done.exit_code == 2
    assert "there is no account “Bo Lee”" in done.output
    assert "accounts: Ada Reed" in done.output


def test_accounts_that_are_added_at_once_are_all_kept(tmp_path: Path) -> None:
    """Whoever changes the file locks its folder."""
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda one: Accounts(tmp_path).add(account(f"Ada {one}")), "ABCDEFGH"))
    assert {one.name for one in Accounts(tmp_path).all()} == {f"Ada {one}" for one in "ABCDEFGH"}


def test_the_file_is_replaced_as_a_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ends while it writes leaves the old accounts; the next one is not stopped."""
    accounts = Accounts(tmp_path)
    accounts.add(account("Ada Reed"))

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(NotFitToPrint, match="No space left"):
            accounts.add(account("Bo Lee"))
    assert not list(tmp_path.glob(".*.new"))
    left = tmp_path / ".accounts.json.new"
    left.write_text("[")
    left.chmod(0o644)
    assert [one.name for one in Accounts(tmp_path).all()] == ["Ada Reed"]
    accounts.add(account("Cy Bell"))
    assert [one.name for one in accounts.all()] == ["Ada Reed", "Cy Bell"]
    assert stat.S_IMODE(accounts.file.stat().st_mode) == 0o600
    assert not list(tmp_path.glob(".*.new"))


@pytest.mark.parametrize(
    "content", ["", "[", "{}", '[{"name": "x"}]', "[" * 100_000, "\udcff", '[{"roles": ["all"]}]']
)
def test_a_damaged_file_lets_nobody_in_and_says_where_it_is(tmp_path: Path, content: str) -> None:
    """It is a mistake with a message, for the command and for the desk."""
    (tmp_path / "accounts.json").write_text(content, "utf-8", "surrogateescape")
    done = run("list", office=tmp_path)
    assert done.exit_code == 1
    assert "accounts.json accounts this is not a file of accounts" in done.output
    with pytest.raises(NotFitToPrint):
        Accounts(tmp_path).find("x")


def test_a_change_of_the_file_counts_at_once(tmp_path: Path) -> None:
    """A desk that is open knows an account that a command adds or removes meanwhile."""
    desk, command = Accounts(tmp_path), Accounts(tmp_path)
    assert desk.find("Ada Reed") is None
    command.add(account("Ada Reed"))
    assert desk.find("Ada Reed") is not None
    command.remove("Ada Reed")
    assert desk.find("Ada Reed") is None


def test_roles_are_the_same_everywhere() -> None:
    """The command, the file and the desk know the same roles."""
    assert set(accounts_commands.ROLES) == set(ROLES) == set(get_args(Role))


def test_no_account_takes_as_long_as_a_wrong_password() -> None:
    """Without an account, a password is compared all the same, with a hash of the same cost."""
    verified = []

    class Spy(PasswordHasher):
        def verify(self, hash: str | bytes, password: str | bytes) -> Literal[True]:
            verified.append(str(hash).rpartition("$")[0].rpartition("$")[0])
            return super().verify(hash, password)

    passwords = Passwords(Spy(time_cost=1, memory_cost=8, parallelism=1))
    known = passwords.hash(PASSWORD)
    assert passwords.matches(PASSWORD, known)
    assert not passwords.matches("another one here", known)
    assert not passwords.matches(PASSWORD, None)
    assert len(verified) == 3
    assert len(set(verified)) == 1


def test_a_password_is_the_same_from_any_keyboard() -> None:
    """Letters with accents may be typed as one character or as two."""
    passwords = Passwords(CHEAP)
    assert passwords.matches("cafe\u0301 seven lamps", passwords.hash("caf\u00e9 seven lamps"))


def test_real_hashes_have_the_recommended_cost(monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id with 64 MB, as RFC 9106 recommends where memory is short."""
    monkeypatch.undo()
    hasher = Passwords().hasher
    assert (hasher.type.name, hasher.memory_cost, hasher.time_cost) == ("ID", 65536, 3)
    assert unsuitable(PASSWORD, "Ada Reed") == ""


@pytest.fixture
def log(tmp_path: Path) -> ActionLog:
    """A log with one line."""
    log = ActionLog(tmp_path)
    log.note("Ada Reed", "sign a pack", "done", code="B1")
    return log


def test_lines_are_added_and_none_is_changed(log: ActionLog) -> None:
    """Lines in the log never change; only its owner can read it."""
    before = log.file.read_bytes()
    log.note("Bo\nLee", "print a pack", "done")
    assert log.file.read_bytes().startswith(before)
    assert [one["by"] for one in lines(log.file.parent)] == ["Ada Reed", "Bo\nLee"]
    assert stat.S_IMODE(log.file.stat().st_mode) == 0o600


def test_a_torn_line_spoils_no_other(log: ActionLog) -> None:
    """After a crash within a line, the next one begins on its own."""
    with log.file.open("ab") as stream:
        stream.write(b'{"at": "2026')
    log.note("Bo Lee", "print a pack", "done")
    *_, torn, last = log.file.read_text("utf-8").splitlines()
    assert torn == '{"at": "2026'
    assert json.loads(last)["by"] == "Bo Lee"


def test_a_line_is_on_the_disk_before_anything_is_done(
    log: ActionLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is synced when `note` returns, and what is done in between comes after it."""
    seen = []

    def synced(_: int) -> None:
        seen.append(lines(log.file.parent)[-1]["result"])

    monkeypatch.setattr("printroom.desk.access.action_log.os.fsync", synced)
    with log.during("Ada Reed", "withdraw a code"):
        seen.append("it is done")
    assert seen == ["begun", "it is done", "done"]


def test_what_cannot_be_noted_is_not_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With a full disk, the command says so and adds no account."""

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("printroom.desk.access.action_log.os.write", full)
    done = run("add", "Ada Reed", "--role", "print", office=tmp_path)
    assert done.exit_code == 1
    assert "the log of actions cannot be written: No space left" in done.output
    assert not Accounts(tmp_path).all()


@pytest.mark.parametrize("kind", ["pipe", "link"])
def test_the_log_is_a_file_of_its_own(tmp_path: Path, kind: str) -> None:
    """Nothing is written through a link, or into a pipe that nobody reads."""
    log = ActionLog(tmp_path)
    other = tmp_path / "other"
    other.write_text("mine")
    if kind == "link":
        log.file.symlink_to(other)
    else:
        os.mkfifo(log.file)
    with pytest.raises(NotFitToPrint):
        log.note("Ada Reed", "sign a pack", "done")
    assert other.read_text() == "mine"
