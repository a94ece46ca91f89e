"""What an author got wrong in an activity, with the way to the place where it stands."""

from __future__ import annotations

from pydantic_core import PydanticCustomError


def wrong(message: str, fix: str, *way: str | int) -> PydanticCustomError:
    """An error to raise in a validator; `way` leads from the activity to the wrong value."""
    signs = {"way": way, "fix": fix, "said": message}
    return PydanticCustomError("misplaced", "{said}", signs)
