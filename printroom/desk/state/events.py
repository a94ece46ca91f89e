"""Server-sent events: sends a browser the parts of a page that have changed."""

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
from printroom.desk.state.desk import desk_of

INTERVAL_S = 0.15
"""The time between two looks for changes."""
KEEP_ALIVE_S = 10
"""After so long without a change, a comment is sent, which keeps the connection open."""


@dataclass(frozen=True)
class Updates:
    """The changes of a page: `version` counts them; `parts` is the HTML of elements by id."""

    version: Callable[[], int]
    parts: Callable[[], Mapping[str, str]]
    is_over: Callable[[], bool] = lambda: False
    """Whether nothing will change any more, so that the stream ends."""
    interval_s: float = INTERVAL_S


Watching = Callable[[], AbstractContextManager[object]]


def stream(request: Request, news: Updates, watching: Watching = nullcontext) -> Response:
    """A response with each part that changes, until all is over, the desk closes or they log out.

    The context `watching` is open for as long as the browser listens.
    """
    closing, person = desk_of(request).closing, person_of(request)
    headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
    content = _messages(news, lambda: closing.is_set() or not person.is_here(), watching)
    return StreamingResponse(content, media_type="text/event-stream", headers=headers)


async def _messages(
    news: Updates, is_ending: Callable[[], bool], watching: Watching
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
            await asyncio.sleep(news.interval_s)
            silence += news.interval_s
            if silence > KEEP_ALIVE_S:
                silence = 0.0
                yield ": still here\n\n"
