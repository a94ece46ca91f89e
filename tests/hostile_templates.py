"""Attacks by templates: none may reach a file, a network or a process.

CANARY is a file that must not be read, WRITTEN one that must not be there afterwards, and PORT
a port at which nobody may knock.
"""

from __future__ import annotations

import jinja2

from printroom.compose import Rendered, compose, plain_values, render, template_values
from printroom.model import Plan, Templates
from printroom.workers.limits import budget

_PYTHON = "self.__init__.__globals__.__builtins__"
_IMPORT = f"{_PYTHON}.__import__"

BITES = {
    "open": f"{{{{ {_PYTHON}.open('CANARY').read() }}}}",
    "pathlib": f"{{{{ {_IMPORT}('pathlib').Path('CANARY').read_text() }}}}",
    "shell-by-lipsum": "{{ lipsum.__globals__.os.popen('cat CANARY').read() }}",
    "shell-by-cycler": "{{ cycler.__init__.__globals__.os.popen('cat CANARY').read() }}",
    "shell-by-joiner": "{{ joiner.__init__.__globals__.os.popen('cat CANARY').read() }}",
    "shell-by-namespace": "{{ namespace.__init__.__globals__.os.popen('cat CANARY').read() }}",
    "shell-by-attr": "{{ (cycler|attr('__init__')|attr('__globals__'))"
    ".os.popen('cat CANARY').read() }}",
    "shell-by-map": "{{ ([cycler]|map(attribute='__init__.__globals__')|first)"
    ".os.popen('cat CANARY').read() }}",
    "shell-by-a-function": "{{ blocks.__func__.__globals__.__builtins__.__import__('os')"
    ".popen('cat CANARY').read() }}",
    "shell-by-a-set": "{% set x = lipsum %}{{ x['__globals__']['os'].popen('cat CANARY').read() }}",
    "system": f"{{{{ {_IMPORT}('os').system('cp CANARY WRITTEN') }}}}",
    "subprocess": f"{{{{ {_IMPORT}('subprocess').run(['cp', 'CANARY', 'WRITTEN']) }}}}",
    "libc": f"{{{{ {_IMPORT}('ctypes').CDLL(none).system('cp CANARY WRITTEN'.encode()) }}}}",
    "write": f"{{{{ {_PYTHON}.open('WRITTEN', 'w').write('here') }}}}",
    "folder": f"{{{{ {_IMPORT}('os').mkdir('WRITTEN') }}}}",
    "link": f"{{{{ {_IMPORT}('os').symlink('CANARY', 'WRITTEN') }}}}",
    "pickle-by-a-model": "{{ band.puzzle.parse_raw(\"cposix\\nsystem\\n(S'touch WRITTEN'\\ntR.\", "
    "proto='pickle', allow_pickle=True) }}",
    "file-by-a-model": "{{ band.puzzle.parse_file('CANARY') }}",
    "connect": f"{{{{ {_IMPORT}('socket').create_connection(('127.0.0.1', PORT)) }}}}",
    "connect-from-below": f"{{{{ {_IMPORT}('_socket').socket().connect(('127.0.0.1', PORT)) }}}}",
    "fetch": f"{{{{ {_IMPORT}('urllib.request', none, none, ['x'])"
    ".urlopen('http://127.0.0.1:PORT', none, 1) }}",
}
"""What does harm where nothing holds it: it reads, writes or connects."""

REFUSED = {
    "class": "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "class-in-brackets": "{{ ''['__class__'] }}",
    "class-by-sort": "{{ [code, code]|sort(attribute='__class__') }}",
    "class-by-map": "{{ [code]|map(attribute='__class__')|first }}",
    "class-by-select": "{{ document.parts|selectattr('__class__')|list }}",
    "class-by-format": "{{ '{0.__class__}'.format(code) }}",
    "class-by-format-map": "{{ '{a.__class__}'.format_map({'a': code}) }}",
    "class-by-markup": "{{ blocks(document.parts[0]).format(code) }}",
    "class-by-filter": "{{ '%999999999s'|format(code) }}",
    "reduce": "{{ ().__reduce_ex__(2) }}",
    "fields": "{{ document._fields }}",
    "copy-of-a-model": "{{ document.strip[0].model_copy(update={'name': 'x'}) }}",
    "model-from-nothing": "{{ band.model_construct(title='x') }}",
    "schema-of-a-model": "{{ band.model_json_schema() }}",
    "self": "{{ self._TemplateReference__context }}",
    "self-of-a-function": "{{ picture.__self__.composer.plan }}",
    "self-of-a-translation": "{{ gettext.__self__ }}",
    "globals-of-range": "{{ range.__globals__ }}",
    "loop": "{% for a in [1] %}{{ loop._iterator }}{% endfor %}",
    "loop-class": "{% for a in [1] %}{{ loop.__class__ }}{% endfor %}",
    "macro": "{% macro m() %}{% endmacro %}{{ m._func }}",
    "block": "{{ self.content.__init__ }}",
    "module": "{% import 'parts/ends.html' as part with context %}{{ part._body_stream }}",
    "generator": "{{ ([1]|select).gi_frame }}",
    "namespace": "{% set a = namespace(b=1) %}{{ a.b }}",
    "dict": "{{ dict(a=1) }}",
    "change-of-a-dict": "{{ document.facts.update({'a': 1}) }}",
    "change-of-a-list": "{% set a = [] %}{{ a.append(1) }}",
    "change-of-a-value": "{% set document.code = 'x' %}",
    "path": "{% include '/etc/hostname' %}",
    "path-upwards": "{% extends '../../../etc/hostname' %}",
    "style": "{{ style('/etc/hostname') }}",
    "image": "{{ image('../secret.png') }}",
    "raw-html": "{{ session.title|safe }}",
    "raw-html-by-block": "{% autoescape false %}{{ session.title }}{% endautoescape %}",
    "element-in-pieces": "<in{{ 'put' }} name=a>",
    "power": "{{ 9 ** (9 ** 9) }}",
    "repeat": "{{ code * 999999999 }}",
    "repeat-a-list": "{% for a in [1] * 999999999 %}{% endfor %}",
    "range": "{% for a in range(999999999) %}{% endfor %}",
    "ranges": "{% for a in range(9999) %}{% for b in range(9999) %}{% endfor %}{% endfor %}",
    "number-of-bytes": "{{ (1).to_bytes(999999999, 'big') }}",
    "center": "{{ code.center(999999999) }}",
    "center-filter": "{{ code|center(999999999) }}",
    "zfill": "{{ code.zfill(999999999) }}",
    "expandtabs": "{{ '\\t'.expandtabs(999999999) }}",
    "indent": "{{ code|indent(999999999) }}",
    "batch": "{{ [1]|batch(999999999, 1)|list }}",
    "slice": "{{ [1]|slice(999999999)|list }}",
    "round": "{{ 1.5|round(999999999, 'ceil') }}",
    "urlize": "{{ code|urlize }}",
    "wordwrap": "{{ code|wordwrap(1) }}",
    "truncate": "{{ session.title|truncate(5) }}",
    "slice-of-a-text": "{{ session.title[:4] }}",
    "letter-of-a-text": "{{ session.title[0] }}",
    "percent": "{{ '%(a)999999999d' % {'a': 1} }}",
    "percent-of-a-tuple": "{{ '%s %s' % (1, 2) }}",
    "many-blocks": "{% for a in [1] %}" * 30 + "{% endfor %}" * 30,
    "many-brackets": "{{ " + "(" * 400 + "1" + ")" * 400 + " }}",
}
"""What is refused at its file and line before it costs anything."""

WITHOUT_A_LINE = ("change-of-a-value", "element-in-pieces", "many-blocks", "many-brackets")
"""Of these Jinja knows the file, and not the right line."""

HARMLESS = {
    "nothing-to-include": "{% include ['/etc/hostname', '../x'] ignore missing %}",
    "undefined-in-a-list": "{{ [code]|map(attribute='__class__')|list }}",
    "a-name-for-gettext": "{% set gettext = code %}{{ ngettext('One', 'Many', 2) }}",
    "a-joiner": "{% set a = joiner('x') %}{{ a() }}{{ a() }}",
    "a-cycler": "{% set a = cycler('x', 'y') %}{{ a.next() }}{{ a.current }}",
    "strftime": "{{ session.review_by.strftime('%999999d') }}",
    "a-whole-document": "{{ document }}{{ band }}",
}
"""What may be written, since it leads nowhere."""

HOSTILE = {**BITES, **REFUSED, **HARMLESS}


def let_loose() -> None:
    """Take the sandbox of templates away from this process: live models, and all of Jinja."""

    class Loose(jinja2.Environment):
        def __init__(self, load: object, translations: object) -> None:
            super().__init__(
                loader=jinja2.FunctionLoader(load),  # type: ignore[arg-type]
                autoescape=True,
                extensions=["jinja2.ext.i18n"],
            )
            self.install_gettext_translations(translations)  # type: ignore[attr-defined]

        def allow(self, functions: object) -> None:
            pass

    class Live(plain_values.Plain):
        def __call__(self, value: object) -> object:
            return value

        def original(self, view: object) -> object:
            return view

    stand_ins = {
        "TemplateEnvironment": Loose,
        "Plain": Live,
        "refuse_written": lambda *_: None,
        "refuse_composed": lambda *_: None,
    }
    for name, stand_in in stand_ins.items():
        setattr(template_values, name, stand_in)


@budget(5.0, runs_templates=True)
def compose_loosely(job: tuple[Plan, Templates]) -> tuple[str, ...]:
    """In a worker: compose without the sandbox of templates, and bring the HTML."""
    let_loose()
    return tuple(document.source for document in compose(*job))


@budget(1.0, runs_templates=True)
def render_hastily(job: tuple[Plan, Templates]) -> Rendered:
    """In a worker: run the templates of a plan with a fifth of the time that they usually have."""
    return render(*job)
