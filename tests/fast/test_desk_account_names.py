"""At a shared desk nobody signs as somebody else: each entry has the name of the account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from printroom.desk.common.users import Person
from printroom.desk.state.packs_being_read import PacksBeingRead
from printroom.make import compose_workers
from tests.desk_client import DAY, TestClient, browser_of, desk_in, settled
from tests.fast.test_desk_signing import PACK, code_on, drawn
from tests.workshop import Workshop

ADA = Person("1", "Ada Reed", frozenset({"review"}))
OTHER = "Somebody Else"
ON = DAY.isoformat()


@pytest.fixture
def client(tiny: Workshop, monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """The browser of Ada Reed at a desk over a workshop of its own."""
    monkeypatch.setattr(PacksBeingRead, "pages", drawn)
    with compose_workers() as workers:
        desk = desk_in(tiny, workers)
        yield browser_of(ADA, desk)
        desk.close()


def written(name: str) -> str:
    """What a file of the materials has."""
    return Path("materials", name).read_text(encoding="utf-8")


def assert_names_account(page: str) -> None:
    """A form shows the name of the account, and has no field for another."""
    assert not re.search(r'<input[^>]*name="(by|reviewer)"', page)
    assert "Ada Reed" in page
    assert "The name of your account" in page


def test_each_entry_has_the_name_of_the_account(client: TestClient) -> None:
    """A sign-off, a remark, a check of a helpline and a withdrawal: whatever name is sent."""
    page = settled(client, PACK)
    assert_names_account(page)
    code = code_on(page)
    data = {"reviewer": OTHER, "by": OTHER, "role": "Safeguarding lead", "on": ON, "code": code}
    assert client.post(PACK, data=data).status_code == 303
    assert_names_account(client.get(f"{PACK}/remark?document=guide").text)
    remark = {**data, "target": "guide", "says": "Who fills the bowl?"}
    assert client.post(f"{PACK}/remark", data=remark).status_code == 303
    assert_names_account(client.get("/help-lines/leaders-room").text)
    assert client.post("/help-lines/leaders-room", data=data).status_code == 303
    withdrawing = f"/codes/{code}/withdraw"
    assert_names_account(client.get(withdrawing).text)
    reasons = {**data, "reason": "It burns.", "instead": "Print it again."}
    assert client.post(withdrawing, data=reasons).status_code == 303
    for name in ("reviews.yaml", "remarks.yaml", "contacts.yaml", "withdrawn.yaml"):
        assert "Ada Reed" in written(name), name
        assert OTHER not in written(name), name


def test_a_form_that_is_refused_still_has_the_name(client: TestClient) -> None:
    """What is wrong is beside its field, and the command that is shown has the name, too."""
    answer = client.post("/help-lines/leaders-room", data={"by": OTHER, "on": "soon"})
    assert answer.status_code == 422
    assert_names_account(answer.text)
    assert "--by &#39;Ada Reed&#39;" in answer.text
    assert OTHER not in answer.text
