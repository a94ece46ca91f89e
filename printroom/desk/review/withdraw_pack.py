"""Withdraw a pack or a page by its code: the same entry as by the command `withdraw`."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from printroom.desk.common.forms import sent_form
from printroom.desk.common.pages import page
from printroom.desk.common.users import person_of
from printroom.desk.review.withdraw_form import WithdrawForm
from printroom.desk.state.shop import Shop, shop_of
from printroom.ledger.given_codes import code_in
from printroom.ledger.withdrawing import withdraw
from printroom.make.requests.contact_check import refuse_no_name
from printroom.make.requests.wanted_pack import WrongOption
from printroom.model import NotFitToPrint

AT = "/codes/{code}/withdraw"


def form(request: Request) -> Response:
    """The form to withdraw a code."""
    shop, name = shop_of(request), person_of(request).name
    return _form_page(request, shop, WithdrawForm(by=name, on=shop.settings.today().isoformat()))


async def send(request: Request) -> Response:
    """Withdraw the code; or show the form again, with what is wrong."""
    return await run_in_threadpool(_sent, request, await sent_form(request))


def _sent(request: Request, data: FormData) -> Response:
    shop, code = shop_of(request), _code(request)
    given = _withdrawn(WithdrawForm.of(data, person_of(request)), code, shop)
    if given.errors or given.problems:
        return _form_page(request, shop, given)
    return RedirectResponse(f"/codes?code={code}", 303)


def _withdrawn(given: WithdrawForm, code: str, shop: Shop) -> WithdrawForm:
    """Withdraw; the form with what is wrong, if anything is."""
    if given.errors:
        return given
    try:
        entry = given.entry(code, shop.settings.today())
        sources = shop.fresh_sources()
        refuse_no_name(entry.by, sources.library.names)
        withdraw(entry, shop.settings.output, shop.content(sources), shop.record())
    except WrongOption as error:
        return given.wrong(error)
    except NotFitToPrint as error:
        return given.with_problems(error.problems)
    return given


def _form_page(request: Request, shop: Shop, given: WithdrawForm) -> Response:
    code = _code(request)
    return page(
        request,
        "withdraw.html",
        422 if given.errors or given.problems else 200,
        code=code,
        form=given,
        command=given.command(code, shop.settings),
    )


def _code(request: Request) -> str:
    """The code that an address names, as it is printed; there is no page for anything else."""
    named = request.path_params["code"]
    if code_in(named) != named:
        raise HTTPException(404)
    return str(named)


ROUTES = (
    Route(AT, form, methods=["GET"]),
    Route(AT, send, methods=["POST"]),
)
