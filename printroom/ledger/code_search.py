"""Finds the current plans that have a code.

Once a code has been compared with every pack, an index of all codes is kept for these files, by
which an unknown code is recognised at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from printroom.cache import INDEXES, digest_of
from printroom.choose import all_orders, other_orders, plan_for
from printroom.ledger.current_content import CurrentContent
from printroom.ledger.printed_codes import PrintedCode
from printroom.ledger.withdrawal import planned_identity
from printroom.model import NotFitToPrint, Order, Plan, PlannedDocument
from printroom.versions import version_of

INDEXES_KEPT = 3
GROUP = 40
"""How many packs are composed together while a code is compared with all of them."""
OnGroup = Callable[[int, int], None]
"""Called with the number of packs composed so far, and of all packs."""


def silent(done: int, count: int) -> None:
    """Report no progress."""


def current_plans(
    code: str,
    known: Iterable[PrintedCode],
    current: CurrentContent,
    on_group: OnGroup | None = silent,
) -> list[Plan]:
    """Every current plan that has this code; first those of the orders in `known`.

    If `known` is empty and there is no index, every pack is composed, and `on_group` is called
    meanwhile; if `on_group` is none, nothing is composed, and there are no such plans.
    """
    known = tuple(known)
    if known:
        orders = list(dict.fromkeys(possible_orders(known, current)))
        return _with_code(code, _in_groups(orders, current, on_group or silent))
    indexed = _indexed(code, current)
    if indexed is not None:
        return _with_code(code, current.plans(indexed))
    return _searched(code, current, on_group) if on_group else []


def _searched(code: str, current: CurrentContent, on_group: OnGroup) -> list[Plan]:
    """The plans with a code, among those of all orders; if there are none, keeps an index."""
    compared: list[Plan] = []
    for orders in _orders_to_compare(current):
        planned = list(_in_groups(orders, current, on_group))
        if plans := _with_code(code, planned):
            return plans
        compared += planned
    _keep_index(compared, current)
    return []


def _with_code(code: str, plans: Iterable[Plan]) -> list[Plan]:
    return [plan for plan in plans if code in planned_identity(plan).codes]


def _in_groups(
    orders: Sequence[Order], current: CurrentContent, on_group: OnGroup
) -> Iterator[Plan]:
    """The current plans of these orders, composed in groups."""
    for start in range(0, len(orders), GROUP):
        on_group(start, len(orders))
        yield from current.plans(orders[start : start + GROUP])


def _orders_to_compare(current: CurrentContent) -> tuple[Sequence[Order], Sequence[Order]]:
    """All orders that can be printed: first those of full sessions, then all others."""
    full = dict.fromkeys(all_orders(current.library, current.as_of))
    return tuple(full), tuple(other_orders(current.library, current.templates, current.as_of))


def _indexed(code: str, current: CurrentContent) -> tuple[Order, ...] | None:
    """The orders whose packs have a code; none if there is no index for these files."""
    key = _key(current)
    index = current.cache.texts(INDEXES, key) if key else None
    if index is None:
        return None
    if code not in index:
        return ()
    full, others = _orders_to_compare(current)
    numbers = [int(number) for number in index[code].split()]
    of_full = [number for number in numbers if number < len(full)]
    return tuple((*full, *others)[number] for number in of_full or numbers)


def has_index(current: CurrentContent) -> bool:
    """Whether an unknown code is recognised without composing every pack."""
    return bool(key := _key(current)) and current.cache.texts(INDEXES, key) is not None


def _keep_index(plans: Iterable[Plan], current: CurrentContent) -> None:
    """Keep an index of the codes of these plans, which are those of all orders."""
    if not (key := _key(current)):
        return
    full, others = _orders_to_compare(current)
    numbers = {order: str(number) for number, order in enumerate((*full, *others))}
    index: dict[str, list[str]] = {}
    for plan in plans:
        for code in dict.fromkeys(planned_identity(plan).codes):
            index.setdefault(code, []).append(numbers[plan.order])
    current.cache.put_texts(INDEXES, key, {code: " ".join(those) for code, those in index.items()})
    current.cache.keep_last(INDEXES, INDEXES_KEPT)


def _key(current: CurrentContent) -> str:
    """The key of everything that decides codes; empty if the key of the files is unknown."""
    return digest_of(current.key, current.as_of, version_of("indexes")) if current.key else ""


def possible_orders(known: Sequence[PrintedCode], current: CurrentContent) -> Iterator[Order]:
    """The orders in `known`, then all others whose packs could show the same content.

    A pack's code is that of one session. Another session has the same document only if it names all
    snippets that this session put there, or if all of them are from the session template.
    """
    yield from (printed.order for printed in known)
    sessions = _sessions(known, current)
    for order in all_orders(current.library, current.as_of):
        if order.session in sessions:
            yield order


def _sessions(known: Sequence[PrintedCode], current: CurrentContent) -> set[str]:
    library = current.library
    found = {printed.order.session for printed in known}
    if not known or not found <= library.sessions.keys():
        return set(library.sessions)
    for printed in known:
        if printed.document:
            document = _document(printed, current)
            used = {part.snippet for part in document.parts} if document else set()
            own = used & library.sessions[printed.order.session].own_snippets
            if not own and not (document and document.guide):
                return set(library.sessions)
            found |= {
                name for name, session in library.sessions.items() if own <= session.own_snippets
            }
    return found


def _document(printed: PrintedCode, current: CurrentContent) -> PlannedDocument | None:
    """The current plan of a printed document; nothing is composed."""
    try:
        plan = plan_for(printed.order, current.library, current.templates)
    except NotFitToPrint:
        return None
    return next((one for one in plan.documents if one.row.name == printed.document), None)
