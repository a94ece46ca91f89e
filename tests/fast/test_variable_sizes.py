"""Variables of style sheets: values that multiply are refused before they are laid out."""

from __future__ import annotations

from printroom.load.styles.style_sheets import style_sheet_problems
from printroom.model import Problem


def found(*sheets: str) -> list[Problem]:
    """What is wrong with these style sheets."""
    sources = {f"styles/{number}.css": sheet for number, sheet in enumerate(sheets)}
    return list(style_sheet_problems("templates", sources, {}))


def tripled(times: int) -> str:
    """A variable with the one before it three times, and so on."""
    rows = (f"--a{n + 1}: var(--a{n}) var(--a{n}) var(--a{n});" for n in range(times))
    return ":root {\n--a0: x;\n" + "\n".join(rows) + "\n}"


def test_a_variable_that_multiplies_is_refused() -> None:
    """The first value that would be too long is named at its line, also across style sheets."""
    (problem,) = found(tripled(25))
    assert (problem.code, problem.path) == ("endless-variable", "templates/styles/0.css")
    (problem,) = found(tripled(6), ":root {\n--b: " + "var(--a6)" * 40 + ";\n}")
    assert (problem.path, problem.line) == ("templates/styles/1.css", 2)
    chain = "".join(f"--c{n}: var(--c{n + 1});" for n in range(3_000))
    assert found(f":root {{ {chain} --c3000: x; }}")


def test_variables_as_designers_use_them_are_fine() -> None:
    """Values in values, other values in another edition, and one that uses itself."""
    assert found(tripled(3), ":root { --a0: y; --d: var(--d) var(--e, 1); --e: var(--d) }") == []
