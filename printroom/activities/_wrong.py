"""What an author got wrong in an activity, with the way to the place where it stands."""

from __future__ import annotations

from pydantic_core import PydanticCustomError


def wrong(message: str, mend: str, *way: str | int) -> PydanticCustomError:
    """An error to raise in a validator; `way` leads from the activity to the wrong value."""
    signs = {"way": way, "mend": mend, "said": message}
    return PydanticCustomError("misplaced", "{said}", signs)
