"""The Jinja environment for templates: they can read data and call listed functions, nothing else.

Jinja's own sandbox lists what is forbidden. This one lists what is allowed: the fields of views, a
few methods of texts, tuples, dicts and dates, Jinja's loops and macros, and functions that the
program lists. No filter, global or method is allowed that can run for ever, grow without bound or
cut words from a page.
"""

from __future__ import annotations

import datetime as dt
import marshal
import re
from collections.abc import Callable, Iterable
from gettext import NullTranslations
from types import BuiltinMethodType, CodeType, MethodType
from typing import Any, ClassVar

from jinja2 import BytecodeCache, FunctionLoader, StrictUndefined, Undefined, nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.environment import TemplateModule
from jinja2.exceptions import SecurityError
from jinja2.filters import FILTERS
from jinja2.runtime import BlockReference, Context, LoopContext, Macro, TemplateReference
from jinja2.sandbox import ImmutableSandboxedEnvironment
from jinja2.utils import Cycler, Joiner
from markupsafe import Markup

from printroom.compose.marks import mark_drafts
from printroom.compose.markup import NotForPaper, refuse_written
from printroom.compose.plain_values import View
from printroom.model import Templates

MOST_TURNS = 1000
"""The longest `range` that a template may use; no page has room for more."""
MOST = 10**12
"""The largest number in a product or a remainder (`%`) of a template."""
ALLOWED_FILTERS = frozenset(
    {"capitalize", "lower", "replace", "string", "title", "trim", "upper", "e", "escape"}
    | {"count", "first", "join", "last", "length", "list", "reverse", "sort", "unique"}
    | {"map", "reject", "rejectattr", "select", "selectattr", "d", "default", "int"}
)
_OF_TEXT = frozenset(
    {"capitalize", "lower", "replace", "title", "upper", "join", "split"}
    | {"endswith", "lstrip", "removeprefix", "removesuffix", "rstrip", "startswith", "strip"}
)
_OF_LISTS = frozenset({"count", "index"})
_OF_LOOPS = frozenset(
    {"first", "last", "index", "index0", "revindex", "revindex0", "length", "depth", "depth0"}
    | {"previtem", "nextitem", "changed", "cycle"}
)
METHODS: dict[type, frozenset[str]] = {
    str: _OF_TEXT,
    Markup: _OF_TEXT,
    tuple: _OF_LISTS,
    list: _OF_LISTS,
    dict: frozenset({"get", "items", "keys", "values"}),
    dt.date: frozenset({"day", "isoformat", "month", "strftime", "year"}),
    LoopContext: _OF_LOOPS,
    Cycler: frozenset({"current", "next", "reset"}),
    BlockReference: frozenset({"super"}),
}
"""The attributes that can be read of these types, beside the items that a value has."""
_CALLED = (BlockReference, Joiner, LoopContext, Macro, Undefined)
"""Types of Jinja that may be called. Calling `Undefined` raises the error that names it."""
_HOLD_ITEMS = (str, tuple, list, dict, TemplateReference)
_NAMED_PLACES = re.compile(r"%(?:%|\(\w+\)s)")


def loader_of(templates: Templates) -> Callable[[str], tuple[str, str, None] | None]:
    """A function that loads a template by its path in the folder, its name in tracebacks, too."""

    def load(name: str) -> tuple[str, str, None] | None:
        source = templates.sources.get(name)
        if source is None:
            return None
        refuse_written(source, name)
        return source, name, None

    return load


class Compiled(BytecodeCache):
    """The templates that this process has compiled, by name and text, for all environments."""

    _codes: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._codes[bucket.key, bucket.checksum] = bucket.code

    @classmethod
    def content(cls) -> bytes:
        """All compiled templates as bytes."""
        return marshal.dumps(cls._codes)

    @classmethod
    def add(cls, content: bytes) -> None:
        """Add what another process has compiled. It runs here, so this must be a worker, too."""
        cls._codes.update(marshal.loads(content))  # noqa: S302 - run where it was made: in the sandbox


class _Slices(CodeGenerator):
    """Has slices read by `getitem` of the environment, which Jinja leaves out."""

    def visit_Getitem(self, node: nodes.Getitem, frame: Frame) -> None:
        if not isinstance(node.arg, nodes.Slice):
            super().visit_Getitem(node, frame)
            return
        self.write("environment.getitem(")
        self.visit(node.node, frame)
        self.write(", slice(")
        for bound in (node.arg.start, node.arg.stop, node.arg.step):
            self.visit(bound or nodes.Const(None), frame)
            self.write(", ")
        self.write("))")


class TemplateEnvironment(ImmutableSandboxedEnvironment):
    """Jinja for the templates of one plan; `load` returns a template's text by its name."""

    code_generator_class = _Slices
    intercepted_binops = frozenset(("**", "*", "%"))

    def __init__(
        self, load: Callable[[str], tuple[str, str, None] | None], translations: NullTranslations
    ) -> None:
        super().__init__(
            loader=FunctionLoader(load),
            autoescape=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n"],
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=-1,
            bytecode_cache=Compiled(),
        )
        self._listed: set[Callable[..., object]] = set()
        self.filters = {name: FILTERS[name] for name in ALLOWED_FILTERS}
        self.globals = {  # without Jinja's random texts and `namespace`
            "range": _limited_range,
            "cycler": Cycler,
            "joiner": Joiner,
            "_": translations.gettext,
            "gettext": translations.gettext,
            "ngettext": translations.ngettext,
        }
        self.allow(self.globals.values())

    def allow(self, functions: Iterable[object]) -> None:
        """List functions that templates may call."""
        self._listed.update(function for function in functions if callable(function))

    def getattr(self, obj: Any, attribute: str) -> Any:
        """The value after a dot: a field, an item or a listed method."""
        kind = type(obj)
        if kind is View:
            fields = obj._fields
            return (
                fields[attribute] if attribute in fields else self.undefined(None, obj, attribute)
            )
        if attribute in METHODS.get(kind, ()):
            return getattr(obj, attribute)
        return self._read_attribute(obj, attribute)

    def getitem(self, obj: Any, argument: Any) -> Any:
        """The value in brackets: an item, or the same as after a dot.

        Raises `SecurityError` for a part of a text: the rest would be missing from the page.
        """
        if isinstance(obj, str) and isinstance(argument, (int, slice)):
            raise SecurityError("a piece of a text would cut words off a page unnoticed")
        if type(obj) in METHODS or isinstance(obj, _HOLD_ITEMS):
            try:
                return obj[argument]
            except (TypeError, LookupError):
                pass
        if isinstance(argument, str):
            return self.getattr(obj, argument)
        return self.undefined(obj=obj, name=argument)

    def _read_attribute(self, obj: Any, name: str) -> Any:
        """An item or a macro with this name; any other attribute of the object is refused."""
        if isinstance(obj, TemplateModule):
            macros = vars(obj)
            if name in macros and not name.startswith("_"):
                return macros[name]
        elif isinstance(obj, _HOLD_ITEMS):
            try:
                return obj[name]  # type: ignore[call-overload,index]
            except (TypeError, LookupError):
                pass
        if isinstance(obj, Undefined):
            obj._fail_with_undefined_error()
        if hasattr(obj, name):
            return self.unsafe_undefined(obj, name)
        return self.undefined(obj=obj, name=name)

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:
        """Whether an attribute is on a list. Jinja asks this for filters that read attributes."""
        return attr in METHODS.get(type(obj), ())

    def is_safe_callable(self, obj: Any) -> bool:
        """Whether an object is a listed function, a listed method or a macro of a template."""
        if isinstance(obj, (MethodType, BuiltinMethodType)):
            owner = type(obj.__self__)
            if obj.__name__ in METHODS.get(owner, ()):
                return True
        return isinstance(obj, _CALLED) or not callable(obj) or obj in self._listed

    def call(self, context: Context, obj: Any, /, *args: Any, **kwargs: Any) -> Any:
        """Call a function or method that is allowed. Raises `SecurityError` for any other."""
        if not self.is_safe_callable(obj):
            raise SecurityError(f"a template may not call this {type(obj).__name__}")
        return context.call(obj, *args, **kwargs)

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """Compute `**`, `*` or `%` for small numbers only: a short line could make a huge result.

        `%` also fills the placeholders of translated texts.
        """
        if isinstance(left, (int, float)) and isinstance(right, (int, float)):
            if operator != "**" and max(abs(left), abs(right)) <= MOST:
                return super().call_binop(context, operator, left, right)
        elif operator == "%" and isinstance(left, str) and isinstance(right, dict):
            has_only_names = "%" not in _NAMED_PLACES.sub("", left)
            if has_only_names:
                return left % right
        raise OverflowError(f"“{operator}” is for small numbers here")

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        if "autoescape" in source:
            for node in tree.find_all(nodes.ScopedEvalContextModifier):
                words = "autoescape would print authors’ words as if they were HTML"
                raise NotForPaper(words, "take it out, or write the HTML here", node.lineno, name)
        mark_drafts(tree, name)
        return tree


def _limited_range(*numbers: int) -> range:
    counted = range(*numbers)
    if len(counted) > MOST_TURNS:
        raise OverflowError(f"a template may count to {MOST_TURNS}, and this is {len(counted)}")
    return counted
