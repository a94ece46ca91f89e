"""The desk: a local web application to find, order, review and design packs.

The folders `order`, `term`, `review` and `design` have one module for each page with its `ROUTES`,
which `application` lists; the HTML is in `templates/`. Whatever the desk does, a command also does,
and the page shows that command.
"""

from __future__ import annotations

from printroom.desk.common.settings import Settings, Share
from printroom.desk.serving import serve

__all__ = ["Settings", "Share", "serve"]
