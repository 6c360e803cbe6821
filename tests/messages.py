"""Keep the Chinese catalogues complete, without a compiler on the machine.

    python -m tests.messages missing            msgids of the code that have no translation yet
    python -m tests.messages stale              translations that the code no longer uses
    python -m tests.messages add < file.tsv     add "msgid<TAB>msgstr[<TAB>context]" lines
    python -m tests.messages tidy               drop the stale ones and write .po and .mo anew

Plural forms are given as one line: Chinese has a single form, "singular" is the msgid.
"""

import ast
import fcntl
import io
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
APPS = ("newsroom", "annotations")
EPOCH = datetime(2026, 1, 1, tzinfo=UTC)  # the same strings give the same files
KEYWORDS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None,
    "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "ReadingError": None,  # carries its sentence untranslated
    "pgettext": ((1, "c"), 2), "pgettext_lazy": ((1, "c"), 2), "npgettext": ((1, "c"), 2, 3),
}  # fmt: skip
STRING = r"u?('(?:[^'\\]|\\.)*'|\"(?:[^\"\\]|\\.)*\")"
IN_TEMPLATE = re.compile(rf"\bn?p?gettext\({STRING}(?:\s*,\s*{STRING})?(?:\s*,\s*{STRING})?")
NAME = re.compile(r"\b(n?p?gettext)\(")


def po_path(app):
    """Where an app keeps its Chinese catalogue."""
    return ROOT / app / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po"


def in_python(path):
    """Yield (context, msgid or (singular, plural)) of a Python file."""
    for _line, message, _comments, context in extract(
        "python", io.BytesIO(path.read_bytes()), KEYWORDS
    ):
        yield context, message


def in_template(path):
    """Yield the same of a Django template."""
    from django.utils.translation.template import templatize

    code = templatize(path.read_text(encoding="utf-8"), origin=str(path))
    for found in IN_TEMPLATE.finditer(code):
        name = NAME.match(found.group()).group(1)
        words = [ast.literal_eval(word) for word in found.groups() if word]
        context = words.pop(0) if "p" in name.removesuffix("gettext") else None
        yield context, tuple(words[:2]) if name.startswith("n") else words[0]


def used(app):
    """Return the {(context, msgid): message} that an app's code and templates ask for."""
    found = {}
    for path in sorted((ROOT / app).rglob("*")):
        if "migrations" in path.parts or "node_modules" in path.parts:
            continue
        if path.suffix == ".py":
            messages = in_python(path)
        elif path.suffix in {".html", ".txt"} and "templates" in path.parts:
            messages = in_template(path)
        else:
            continue
        for context, message in messages:
            msgid = message[0] if isinstance(message, tuple) else message
            if msgid:
                found[context, msgid] = message
    return found


def catalogue(app):
    """Read an app's catalogue."""
    path = po_path(app)
    if not path.exists():
        return Catalog(locale="zh_Hans", fuzzy=False, header_comment="")
    with path.open("rb") as file:
        return read_po(file, locale="zh_Hans")


def first(text):
    """The text itself, or its first form where it has several."""
    return text[0] if isinstance(text, tuple | list) else text


def translated(app):
    """Return {(context, msgid): msgstr} of what an app's catalogue holds."""
    held = {}
    for message in catalogue(app):
        if message.id:
            held[message.context, first(message.id)] = first(message.string)
    return held


def write(app, strings):
    """Write an app's catalogue with exactly these translations, as .po and .mo."""
    wanted = used(app)
    made = Catalog(
        locale="zh_Hans", fuzzy=False, header_comment="", project="newsroom",
        creation_date=EPOCH, revision_date=EPOCH,
    )  # fmt: skip
    for (context, msgid), msgstr in sorted(
        strings.items(), key=lambda item: (item[0][1], item[0][0] or "")
    ):
        message = wanted.get((context, msgid), msgid)
        flags = ["python-format"] if re.search(r"%\(\w+\)[sd]", msgid) else []
        made.add(
            message, (msgstr,) if isinstance(message, tuple) else msgstr, context=context,
            flags=flags,
        )  # fmt: skip
    path = po_path(app)
    path.parent.mkdir(parents=True, exist_ok=True)
    for target, writer in (
        (path, lambda file: write_po(file, made, width=100)),
        (path.with_suffix(".mo"), lambda file: write_mo(file, made)),
    ):
        half = target.with_suffix(".half")
        with half.open("wb") as file:
            writer(file)
        half.replace(target)


def missing(app):
    """Return the (context, msgid) that an app asks for and its catalogue does not translate."""
    held = {key for app_ in APPS for key, msgstr in translated(app_).items() if msgstr}
    return sorted(set(used(app)) - held, key=lambda key: (key[1], key[0] or ""))


def stale(app):
    """Return the (context, msgid) of an app's catalogue that its code does not ask for."""
    return sorted(set(translated(app)) - set(used(app)), key=lambda key: (key[1], key[0] or ""))


def add(lines):
    """Add translations to the catalogue of the app that uses them; return how many were taken."""
    given = {}
    for line in lines:
        parts = line.rstrip("\n").replace("\\n", "\n").split("\t")
        if len(parts) >= 2 and parts[0]:
            given[parts[2] if len(parts) > 2 else None, parts[0]] = parts[1]
    taken = 0
    with (ROOT / ".gitignore").open() as lock:  # several people may add at the same time
        fcntl.flock(lock, fcntl.LOCK_EX)
        for app in APPS:
            wanted = used(app)
            mine = {key: value for key, value in given.items() if key in wanted}
            if mine:
                write(app, translated(app) | mine)
                taken += len(mine)
    return taken


def main(arguments):
    """Run one of the commands above."""
    command = arguments[0] if arguments else "missing"
    if command == "add":
        print(f"{add(sys.stdin)} translations added.")
    elif command == "tidy":
        for app in APPS:
            gone = set(stale(app))
            write(app, {key: text for key, text in translated(app).items() if key not in gone})
    else:
        for app in APPS:
            for context, msgid in (missing if command == "missing" else stale)(app):
                print("\t".join([msgid.replace("\n", "\\n"), "", *([context] if context else [])]))


if __name__ == "__main__":
    import django
    from django.conf import settings

    settings.configure(USE_I18N=True)
    django.setup()
    main(sys.argv[1:])
