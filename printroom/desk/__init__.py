"""The desk: a local web application to find, order, review and design packs.

One module for each area (`find`, `order`, …), each with its `ROUTES` and its pages in `templates/`;
`application` lists them. Whatever the desk does, a command does too, and the desk shows it.
"""

from __future__ import annotations

from printroom.desk.serving import serve
from printroom.desk.settings import Settings, Share

__all__ = ["Settings", "Share", "serve"]
