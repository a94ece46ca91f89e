"""Find a session: a card for each session, and a search over the words of its pages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from printroom.desk.common.chosen_nation import nation_of, remember
from printroom.desk.common.commands import command
from printroom.desk.common.pages import asks_for_part, page
from printroom.desk.common.users import ANYBODY, Person, person_of
from printroom.desk.common.wording import sentence
from printroom.desk.state.desk import Desk, desk_of
from printroom.make.find.asked import AskedAges, AskedNation, asked_ages, asked_nation
from printroom.make.find.finding import Found, Hit, sessions_of
from printroom.model import Library, Session
from printroom.model.school_years import year_hint

LONGEST_QUERY = 200
AT_ONCE = 48
"""How many cards are shown first, and added by “Show more”."""


@dataclass(frozen=True)
class Query:
    """A search; a topic or band that does not exist is left out."""

    words: str
    """As they were typed."""
    topic: str
    band: str
    nation: str
    """The nation that the words name, else the one that was chosen."""
    asked: AskedNation
    """The nation as the words name it, and the words without that name."""
    ages: AskedAges
    """The age groups as the words name them, and the words without those and the nation."""
    show: int = AT_ONCE
    """How many cards are shown."""

    @classmethod
    def of(cls, request: Request, library: Library) -> Query:
        """The search in the address of a request."""
        given = request.query_params
        topic, band = given.get("topic", ""), given.get("band", "")
        words = given.get("words", "")[:LONGEST_QUERY].strip()
        asked = asked_nation(words, library)
        nation = asked.nation or nation_of(request, library)
        return cls(
            words,
            topic if topic in library.topics else "",
            band if band in library.bands else "",
            nation,
            asked,
            asked_ages(asked.rest, library, nation),
            max(AT_ONCE, int(show) if (show := given.get("show", ""))[:5].isdecimal() else AT_ONCE),
        )

    def groups(self, library: Library) -> list[str]:
        """The titles of the age groups that are wanted; none if all are."""
        wanted = self.ages.within(self.band) or ()
        return [one.title for name, one in library.bands.items() if name in wanted]

    @property
    def more(self) -> str:
        """The address that shows more cards."""
        given = {"words": self.words, "topic": self.topic, "band": self.band}
        return f"/?{urlencode({**given, 'nation': self.nation, 'show': self.show + AT_ONCE})}"

    def find_sessions(self, desk: Desk, library: Library) -> tuple[Found, ...]:
        """The sessions that match."""
        if words := self.asked.rest:
            limits = {"topic": self.topic, "band": self.band}
            return desk.index(self.nation).find(words, **limits, most=self.show)
        return tuple(
            map(Found, sessions_of(library, self.topic, self.ages.within(self.band) or ()))
        )

    def command(self, desk: Desk) -> str:
        """The command that makes the same search."""
        options = {"--topic": self.topic, "--band": self.band}
        words = self.asked.rest.split()
        if words:
            options["--nation"] = self.nation
        return command(desk.settings, "list", *words, **options)


@dataclass(frozen=True)
class Card:
    """What a card shows of a session."""

    code: str
    session: Session
    ages: tuple[tuple[str, str], ...]
    """Each band's title, and its school years in the nation."""
    topics: Mapping[str, str]
    hits: tuple[Hit, ...]
    address: str
    """The address to order it; to read it or show its preview, for somebody who may not order."""
    picture: str
    """The address of the picture of its handout."""


def find(request: Request) -> Response:
    """The sessions that match; all without a search."""
    desk = desk_of(request)
    library = desk.sources().library
    query = Query.of(request, library)
    found = query.find_sessions(desk, library)
    person = person_of(request)
    cards = [_card(one, query, library, person) for one in found[: query.show]]
    is_part = asks_for_part(request)
    chosen = request.query_params.get("nation", query.nation)
    response = page(
        request,
        "find_results.html" if is_part else "find.html",
        cards=cards,
        count=len(found),
        query=query,
        groups=query.groups(library),
        library=library,
        selects=is_part and chosen != query.nation,
        problems=[one.shorten() for one in desk.current.problems],
        years="" if found else sentence(year_hint(query.asked.rest, library.nations, query.nation)),
        command=query.command(desk),
    )
    remember(response, query.nation)
    return response


def _card(found: Found, query: Query, library: Library, person: Person) -> Card:
    session = library.sessions[found.session]
    stages = library.nations[query.nation].stages
    wanted = query.band or next((one for one in session.bands if one in query.ages.bands), "")
    band = wanted or session.bands[0]
    address = {"nation": query.nation} | ({"band": wanted} if wanted else {})
    addresses = {
        "print": f"/order/{session.code}?{urlencode(address)}",
        "review": f"/review?{urlencode({'session': session.code})}",
        ANYBODY: f"/design?{urlencode({'session': session.code})}",
    }
    return Card(
        session.code,
        session,
        tuple((library.bands[one].title, stages.get(one, "")) for one in session.bands),
        {
            name: topic.title
            for name, topic in library.topics.items()
            if found.session in topic.sessions
        },
        found.hits,
        next(at for role, at in addresses.items() if person.may(role)),
        f"/pictures/{session.code}?{urlencode({'band': band, 'nation': query.nation})}",
    )


ROUTES = (Route("/", find),)
