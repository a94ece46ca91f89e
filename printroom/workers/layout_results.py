"""Takes the results of jobs that lay documents out, and names what may have made one fail."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from typing import TypeVar

from printroom.model import SHEET_MARK, Document, NotFitToPrint, Problem
from printroom.workers.jobs import result_of

R = TypeVar("R")


def layout_result(future: Future[R], document: Document) -> R:
    """The result of a job that lays a document out; a failure names its style sheets, too."""
    try:
        return result_of(future, document.path)
    except NotFitToPrint as error:
        raise NotFitToPrint([_with_styles(one, document) for one in error.problems]) from None


def _with_styles(problem: Problem, document: Document) -> Problem:
    """A problem that may be that of a style sheet as well as of the template."""
    sheets = ", ".join(dict.fromkeys(SHEET_MARK.findall(document.source)))
    if problem.code != "worker-failed" or not sheets:
        return problem
    return replace(problem, fix=f"{problem.fix}, or in its style sheets: {sheets}")
