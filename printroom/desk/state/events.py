"""Server-sent events: sends the parts of a page that change to every browser that shows it."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from printroom.desk.common.users import person_of
from printroom.desk.state.shop import shop_of

LOOK_S = 0.15
"""How often is looked for news."""
BREATH_S = 10
"""After so long without news, a sign of life keeps the connection open."""


@dataclass(frozen=True)
class News:
    """What changes on a page: `version` counts changes, `parts` are by the ids of elements."""

    version: Callable[[], int]
    parts: Callable[[], Mapping[str, str]]
    is_over: Callable[[], bool] = lambda: False
    """Whether nothing will change any more."""
    look_s: float = LOOK_S


Watching = Callable[[], AbstractContextManager[object]]


def stream(request: Request, news: News, watching: Watching = nullcontext) -> Response:
    """Each part that changes, until all is over, the desk closes, or the person has logged out.

    `watching` is entered for as long as somebody looks.
    """
    closing, person = shop_of(request).closing, person_of(request)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    content = _messages(news, lambda: closing.is_set() or not person.is_here(), watching)
    return StreamingResponse(content, media_type="text/event-stream", headers=headers)


async def _messages(
    news: News, is_ending: Callable[[], bool], watching: Watching
) -> AsyncIterator[str]:
    seen, silence = -1, 0.0
    sent: Mapping[str, str] = {}
    with watching():
        while not is_ending():
            version = news.version()
            if version != seen:
                seen, silence = version, 0.0
                parts = await run_in_threadpool(news.parts)
                new = {name: html for name, html in parts.items() if sent.get(name) != html}
                sent = parts
                if new:
                    yield f"data: {json.dumps(new)}\n\n"
                if news.is_over() and news.version() == seen:
                    yield "event: end\ndata: \n\n"
                    return
            await asyncio.sleep(news.look_s)
            silence += news.look_s
            if silence > BREATH_S:
                silence = 0.0
                yield ": still here\n\n"
