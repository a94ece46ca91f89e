"""Inspect: a plan and its composed documents in, what is wrong with the words out."""

from printroom.inspect.words import inspect

__all__ = ["inspect"]
