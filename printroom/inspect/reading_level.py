"""Checks how hard a plan is to read, or to follow when read aloud, for its band.

Each part is measured separately: a snippet's text in a participant document with its activity, and
the text that a guide has read aloud. The measure is the Flesch-Kincaid grade: 0.39 × words per
sentence + 11.8 × syllables per word − 15.59 (J. P. Kincaid, R. P. Fishburne, R. L. Rogers, B. S.
Chissom: Derivation of New Readability Formulas for Navy Enlisted Personnel, Research Branch Report
8-75, 1975). It is a school year in the United States; add five for the age of a British reader.
Names, helplines and words that the session teaches do not count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from printroom.inspect.page_texts import PageText, read_or_heard
from printroom.inspect.positions import at_source
from printroom.model import Band, Plan, PlannedDocument, PlannedPart, Problem

FEWEST_WORDS = 20
"""With fewer words a mean is meaningless, and only the length of each sentence is checked."""
_LABEL = 3
"""Fewer words than this without a full stop are a label, not a sentence."""
_HARD = 3
"""The number of hardest words to name."""
_LONGEST_SHOWN = 100
"""The most letters of a sentence that a message quotes."""

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_END = re.compile(r"[.!?…]+[”’\"')\]]*\s+(?=[“‘\"'(\[]*[^\sa-z“‘\"'(\[])")
_SHORT_FORMS = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|e\.g|i\.e)\.\s+$")
_OPENS = re.compile(r"(?:^|[“‘:(])\W*$")
_FIRST_PERSON = re.compile(r"I(?:['’]\w+)?$")
_GROUPS = re.compile(r"[aeiouy]+")
_SILENT = re.compile(
    r"(?<![aeiouy])e$(?<![bcdfgkpstz]le)(?<![bt]re)"  # like, and not table or centre
    r"|(?<![aeiouycgsxz])es$(?<!ches|shes)(?<![bcdfgkpstz]les)(?<![bt]res)"
    r"|(?<![aeiouytd])ed$(?<![bcdfgkptz]led)"  # looked, and not wanted
    r"|(?<=[aeiouy][^aeiouylrx])e(?=(?:ly|ful|fully|less|ness|ments?|times?|thing|ty)$)"
    r"|(?<=[aeiouy][^aeiouylx])e(?=(?:guard|hand|taker|way|where|work)s?$)"
    r"|(?<=^som)e(?=[a-z])|(?<=^ev)e(?=ry)|(?<=^saf)e(?=guard)"
)
_APART = re.compile(
    r"(?<![cgst])ia|(?<![cghlnstx])io|[cgst]io(?!n|us)|ia(?=[tl]e)|iu|uu|uou|(?<![gq])ua(?!r[dn])"
    r"|eo(?!us|ple|n$|ne)|crea(?=t[ei])|oe(?=[rv])|(?<![ct])ie(?=nce|nt)|iet|[iy]est$"
    r"|yo(?!u)|ya(?=l)|[iy]er$|[ao]yers?$|[aeo]ing|(?<=[uy])ing|[sn]m$|(?<=[dst])n't$"
)
_IRREGULAR = {
    **dict.fromkeys(("choir", "maybe", "mr", "mrs", "science", "evening", "wednesday"), 2),
    **dict.fromkeys(("business", "colleague", "elsewhere", "lion", "poem", "poems"), 2),
    **dict.fromkeys(("idea", "ideas", "area", "areas", "recipe", "recipes"), 3),
}


@dataclass(frozen=True)
class Sentence:
    """A sentence with its position, and those of its words that count."""

    text: str
    words: tuple[str, ...]
    source: PageText
    start: int

    @cached_property
    def syllables(self) -> int:
        """The syllables of the words that count."""
        return sum(map(syllables, self.words))

    def problem(self, code: str, message: str, fix: str, plan: Plan) -> Problem:
        """A warning at the start of this sentence."""
        at = at_source(self.source, plan)
        line, column = at.place(self.start)
        return Problem(code, at.path, message, fix, line, column, stops=False)


def grade(words: int, sentences: int, total: int) -> float:
    """The Flesch-Kincaid grade of a text with these numbers of words, sentences and syllables."""
    return 0.39 * words / sentences + 11.8 * total / words - 15.59


def hard_to_read(plan: Plan) -> Iterator[Problem]:
    """A warning for each part that exceeds its band's targets, and for each long sentence."""
    for document in plan.documents:
        for part in document.parts:
            sentences = list(_sentences(read_or_heard(document, part)))
            yield from _too_long(sentences, document, plan)
            yield from _too_hard(sentences, document, part, plan)


def _reader(document: PlannedDocument, plan: Plan) -> tuple[str, Band]:
    """The band that reads a document, by name and with its targets."""
    if document.row.read_by is None or document.reader is None:
        return plan.order.band, plan.band
    return document.row.read_by, document.reader


def _too_long(
    sentences: Iterable[Sentence], document: PlannedDocument, plan: Plan
) -> Iterator[Problem]:
    who, band = _reader(document, plan)
    at_most = band.words_max
    if document.row.words_max is not None and document.row.words_max < at_most:
        who, at_most = f"pages of “{document.row.title}”", document.row.words_max
    for sentence in sentences:
        if len(sentence.words) > at_most:
            yield sentence.problem(
                "long-sentence",
                f"a sentence of {len(sentence.words)} words, but {who} have {at_most} "
                f"at most: {_quoted(sentence.text)}",
                "split it in two",
                plan,
            )


def _too_hard(
    sentences: list[Sentence], document: PlannedDocument, part: PlannedPart, plan: Plan
) -> Iterator[Problem]:
    words = [word for sentence in sentences for word in sentence.words]
    if len(words) < FEWEST_WORDS:
        return
    who, band = _reader(document, plan)
    over = list(_exceeded_targets(sentences, band))
    if not over:
        return
    worst = _hardest_sentence(sentences)
    hardest = ", ".join(_hardest_words(words))
    yield worst.problem(
        "hard-to-read",
        f"“{part.title}” in the {document.row.title.lower()} is hard for {who}: "
        f"{' and '.join(over)}. The hardest sentence: {_quoted(worst.text)}",
        f"shorten it, or replace a long word: {hardest}",
        plan,
    )


def _exceeded_targets(sentences: list[Sentence], band: Band) -> Iterator[str]:
    """A description of each target that is exceeded."""
    words = sum(len(sentence.words) for sentence in sentences)
    syllables = sum(sentence.syllables for sentence in sentences)
    reached, mean = grade(words, len(sentences), syllables), words / len(sentences)
    if round(reached, 1) > band.grade_max:
        yield f"grade {reached:.1f}, at most {band.grade_max:g}"
    if round(mean, 1) > band.words_mean:
        yield f"{mean:.1f} words in a sentence, at most {band.words_mean} as a mean"


def _hardest_sentence(sentences: list[Sentence]) -> Sentence:
    """The sentence without which the part would be easiest."""
    words = sum(len(sentence.words) for sentence in sentences)
    total = sum(sentence.syllables for sentence in sentences)

    def without(one: Sentence) -> float:
        rest = words - len(one.words)
        return grade(rest, len(sentences) - 1, total - one.syllables) if rest else float("-inf")

    return min(sentences, key=without)


def _hardest_words(words: Iterable[str]) -> list[str]:
    """The words with the most syllables, without duplicates; then by length."""
    known = {word.casefold(): word for word in words}
    hard = sorted(known, key=lambda word: (-syllables(word), -len(word), word))
    return [known[word] for word in hard[:_HARD]]


def _quoted(text: str) -> str:
    text = " ".join(text.split())
    return f"“{text if len(text) <= _LONGEST_SHOWN else text[:_LONGEST_SHOWN].rstrip() + '…'}”"


def _sentences(page_texts: Iterable[PageText]) -> Iterator[Sentence]:
    """Every sentence of a part; a list item, a heading or a cell is a sentence, too."""
    texts = [(text, _without_names(text)) for text in page_texts]
    names = names_in(text for _, text in texts)
    for one, text in texts:
        for start, end in _spans(text):
            inside = text[start:end]
            words = tuple(word for word in _words(inside) if word not in names)
            if words and (len(words) >= _LABEL or inside.rstrip(" ”’\"')]")[-1:] in (*".!?",)):
                yield Sentence(one.text[start:end].strip(), words, one, start)


def _without_names(page_text: PageText) -> str:
    """The text with spaces in place of words that do not count."""
    text = page_text.text
    for start, end in page_text.links:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


@lru_cache(maxsize=16384)
def _spans(text: str) -> tuple[tuple[int, int], ...]:
    """The start and end of each sentence of a text."""
    start, spans = 0, []
    for found in _END.finditer(text):
        if not _SHORT_FORMS.search(text[start : found.end()]):
            spans.append((start, found.end()))
            start = found.end()
    return (*spans, (start, len(text)))


@lru_cache(maxsize=16384)
def _words(sentence: str) -> tuple[str, ...]:
    return tuple(_WORD.findall(sentence))


def names_in(texts: Iterable[str]) -> frozenset[str]:
    """Words with a capital letter within a sentence, and never with a small one."""
    capital: set[str] = set()
    small: set[str] = set()
    for text in texts:
        own_capital, own_small = _by_first_letter(text)
        capital |= own_capital
        small |= own_small
    return frozenset(word for word in capital if word.lower() not in small)


@lru_cache(maxsize=16384)
def _by_first_letter(text: str) -> tuple[frozenset[str], frozenset[str]]:
    """The words of a text with a capital letter within a sentence, and those with a small one."""
    capital: set[str] = set()
    small: set[str] = set()
    for start, end in _spans(text):
        sentence = text[start:end]
        for found in _WORD.finditer(sentence):
            word = found[0]
            if not word[0].isupper():
                small.add(word)
            elif not _OPENS.search(sentence[: found.start()]) and not _FIRST_PERSON.match(word):
                capital.add(word)
    return frozenset(capital), frozenset(small)


@lru_cache(maxsize=16384)
def syllables(word: str) -> int:
    """The number of syllables, at least one; a hyphen separates words, and digits count as one."""
    return sum(_syllables_of(part) for part in re.split(r"[-\u2010\u2011]", word.lower()) if part)


def _syllables_of(word: str) -> int:
    letters = re.sub(r"[^a-z']", "", word.replace("’", "'")).removesuffix("'s")
    if letters in _IRREGULAR:
        return _IRREGULAR[letters]
    count = len(_GROUPS.findall(_SILENT.sub("", letters))) + len(_APART.findall(letters))
    return max(count, 1)
