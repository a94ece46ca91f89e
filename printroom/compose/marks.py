"""Placeholder characters in composed HTML for its code and for the text that only drafts print.

The code is a digest of what a document shows, so it is known only after the template has run. The
template gets one mark in place of the code, and what `{% if draft %}` encloses is put between two
others. Once the code is known, and whether it is signed, `finish` replaces the marks. So templates
run once. No template may contain these characters.
"""

from __future__ import annotations

import re

from jinja2 import nodes

from printroom.compose.markup import NotForPaper

CODE = "\ufff9"
_DRAFT, _END = "\ufffa", "\ufffb"
_MARKS = f"{CODE}{_DRAFT}{_END}"
_DRAFT_ONLY = re.compile(f"{_DRAFT}[^{_DRAFT}{_END}]*{_END}")
_FIX = "enclose what only a draft prints: {% if draft %}…{% endif %}"


def without_marks(source: str) -> str:
    """A source without marks: with the text of a draft, and without a code."""
    return source.replace(CODE, "").replace(_DRAFT, "").replace(_END, "")


def finish(source: str, code: str, *, is_draft: bool) -> str:
    """A source with its code, and with the text of a draft if it is one."""
    while not is_draft and _DRAFT_ONLY.search(source):
        source = _DRAFT_ONLY.sub("", source)
    return without_marks(source.replace(CODE, code))


def mark_drafts(tree: nodes.Template, name: str | None) -> None:
    """Mark what `{% if draft %}` encloses. Raises `NotForPaper` for any other use of `draft`.

    There is no `else`: a released pack must not contain text that its draft did not.
    """
    for one in tree.find_all(nodes.If):
        if _is_draft(one.test):
            if one.elif_ or one.else_:
                raise NotForPaper("“if draft” may have no else", _FIX, one.lineno, name)
            one.test = nodes.Const(True, lineno=one.lineno)
            one.body = [_mark(_DRAFT, one.lineno), *one.body, _mark(_END, one.lineno)]
    for used in tree.find_all(nodes.Name):
        if _is_draft(used):
            message = "whether a pack is a draft is known only after it is composed"
            raise NotForPaper(message, _FIX, used.lineno, name)
    for text in tree.find_all(nodes.Const):
        if isinstance(text.value, str) and not set(_MARKS).isdisjoint(text.value):
            message = "this character is reserved for the program"
            raise NotForPaper(message, "take it out", text.lineno, name)


def _is_draft(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "draft" and node.ctx == "load"


def _mark(sign: str, line: int) -> nodes.Output:
    return nodes.Output([nodes.TemplateData(sign, lineno=line)], lineno=line)
