# SPDX-License-Identifier: Apache-2.0
"""Reads the part of YARA-L 2.0 (rules of one event) and of UDM search that dcv writes; refuses the rest by position.

Google SecOps documentation, read 2026-11: yara-l/repeated-fields, yara-l/expressions, yara-l/yara-l-overview,
yara-l-2-0-functions/re-regex, investigation/search-syntax-reference, investigation/udm-search-best-practices.
"""
import csv
import pathlib
import re
from typing import NamedTuple

FIELDS_FILE = pathlib.Path(__file__).with_name("udm_fields.tsv")
_TOKEN = re.compile(r"""
    (?P<space>\s+|//[^\n]*)|(?P<string>"(?:[^"\\\n]|\\.)*")|(?P<raw>`[^`]*`)|(?P<regex>/(?:[^/\\\n]|\\.)+/)
    |(?P<number>-?\d+(?:\.\d+)?)|(?P<variable>\$[A-Za-z_]\w*)|(?P<word>[A-Za-z_]\w*)
    |(?P<op>!=|<=|>=|=|<|>)|(?P<mark>[{}()\[\],.:])""", re.VERBOSE | re.ASCII)
SEVERITIES = {"Low", "Medium", "High", "Critical", "Informational"}


class Refused(ValueError):
    def __init__(self, query, at, what):
        super().__init__(f"at {at}: {what}: {query[max(at - 20, 0):at + 30]!r}")
        self.at = at


class Field(NamedTuple):
    path: str
    key: str  # of a map or label, "" when there is none
    mode: str  # "", "any" or "all"


class Known(NamedTuple):
    type: str  # string, integer, boolean, enum, label, struct
    repeated: bool


def known_fields(path=FIELDS_FILE):
    rows = {}
    with open(path, encoding="utf-8") as file:
        lines = (line for line in file if not line.startswith("#"))
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            rows[row["field"]] = Known(row["type"], row["repeated"] == "yes")
    return rows


class Parser:
    """`search` for UDM search, which has no variable before the field and writes AND, OR, NOT in any case."""

    def __init__(self, text, search, fields):
        self.text, self.search, self.fields, self.variable = text, search, fields, None
        self.items, self.next, at = [], 0, 0
        while at < len(text):
            found = _TOKEN.match(text, at)
            if not found:
                raise Refused(text, at, "no token of the subset")
            if found.lastgroup != "space":
                self.items.append((found.lastgroup, found.group(0), at))
            at = found.end()
        self.items.append(("end", "", len(text)))

    def refuse(self, what, at=None):
        raise Refused(self.text, self.items[self.next][2] if at is None else at, what)

    def take(self, kind=None, text=None):
        item = self.items[self.next]
        if (kind and item[0] != kind) or (text is not None and item[1] != text):
            self.refuse(f"expected {text or kind}")
        self.next += 1
        return item

    def is_next(self, *texts):
        kind, text, _ = self.items[self.next]
        if kind == "word" and self.search and text in ("AND", "OR", "NOT"):
            text = text.lower()
        return kind in ("word", "mark", "op") and text in texts

    # not binds before and, and before or (yara-l/expressions).
    def condition(self):
        return self._list("or", lambda: self._list("and", self._not))

    def _list(self, word, operand):
        nodes = [operand()]
        while self.is_next(word):
            self.take()
            nodes.append(operand())
        return nodes[0] if len(nodes) == 1 else (word, nodes)

    def _not(self):
        if self.is_next("not"):
            self.take()
            return ("not", self._not())
        if self.is_next("("):
            self.take()
            inner = self.condition()
            self.take("mark", ")")
            return inner
        return self._predicate()

    def _predicate(self):
        if self.items[self.next][1] in ("re", "net") and self.items[self.next + 1][1] == ".":
            return self._function()
        field, known = self._field()
        op = self.take("op")[1]
        kind, text, at = self.take()
        if kind in ("variable", "word") and not (kind == "word" and text in ("true", "false")):
            return self._other_field(field, op, at)
        value = self._literal(kind, text, at)
        nocase = self.is_next("nocase")
        if nocase:
            self.take()
        self._check(known, op, value, nocase, at)
        return ("compare", field, op, value, nocase)

    def _other_field(self, field, op, at):
        self.next -= 1
        other, _ = self._field()
        if field.mode or other.mode:
            self.refuse("any and all do not join two fields", at)
        nocase = self.is_next("nocase")
        if nocase:
            self.take()
        return ("fields", field, op, other, nocase)

    def _function(self):
        module = self.take()[1]
        self.take("mark", ".")
        name = f"{module}.{self.take('word')[1]}"
        if name not in ("re.regex", "net.ip_in_range_cidr"):
            self.refuse("function " + name)
        self.take("mark", "(")
        field, known = self._field()
        self.take("mark", ",")
        kind, text, at = self.take()
        if kind not in ("string", "raw"):
            self.refuse("expected a string", at)
        value = self._literal(kind, text, at)[1]
        self.take("mark", ")")
        nocase = self.is_next("nocase")
        if nocase:
            self.take()
        if known.type not in ("string", "label", "struct"):
            self.refuse(f"{name} on {known.type}", at)
        if name == "re.regex":
            return ("compare", field, "=", ("regex", value), nocase)
        if nocase:
            self.refuse("nocase after a function of networks")
        return ("cidr", field, value)

    def _literal(self, kind, text, at):
        if kind == "string":
            return ("string", _unescape(self, text[1:-1], at))
        if kind == "raw":
            return ("string", text[1:-1])
        if kind == "regex":
            return ("regex", text[1:-1].replace("\\/", "/"))
        if kind == "number":
            return ("number", float(text))
        if kind == "word" and text in ("true", "false"):
            return ("boolean", text == "true")
        return self.refuse("expected a value", at)

    def _field(self):
        mode, at = "", self.items[self.next][2]
        if self.is_next("any", "all"):
            mode = self.take()[1]
        if self.search:
            parts = [self.take("word")[1]]
        else:
            variable = self.take("variable")[1]
            if self.variable not in (None, variable):
                self.refuse("a second event variable", at)
            self.variable, parts = variable, []
            self.take("mark", ".")
            parts.append(self.take("word")[1])
        key = ""
        while self.is_next(".", "["):
            if self.take()[1] == "[":
                _, text, key_at = self.take("string")
                key = _unescape(self, text[1:-1], key_at)
                self.take("mark", "]")
                break
            parts.append(self.take("word")[1])
        field = Field(".".join(parts), key, mode)
        return field, self._known(field, at)

    def _known(self, field, at):
        known = self.fields.get(field.path)
        if known is None:
            self.refuse(f"{field.path} is in no documentation that was read", at)
        if bool(field.key) != (known.type in ("label", "struct")):
            self.refuse("a key is for maps, and maps need one", at)
        if field.mode and (field.key or not known.repeated):
            self.refuse("any and all are for repeated fields", at)
        return known

    def _check(self, known, op, value, nocase, at):
        kinds = {"string": ("string", "regex"), "label": ("string", "regex"), "struct": ("string", "regex"),
                 "integer": ("number",), "boolean": ("boolean",), "enum": ("string",)}[known.type]
        if value[0] not in kinds:
            self.refuse(f"{value[0]} against a field of type {known.type}", at)
        if nocase and value[0] not in ("string", "regex"):
            self.refuse("nocase is for texts", at)
        if known.type == "enum" and nocase:
            self.refuse("nocase on an enumerated field", at)
        if op not in ("=", "!=") and known.type != "integer":
            self.refuse(f"{op} on {known.type}", at)


def _unescape(parser, text, at):
    """\\" and \\\\, and \\n \\t \\r as the string syntax has them."""
    out, i = [], 0
    while i < len(text):
        if text[i] == "\\":
            i += 1
            plain = {'"': '"', "\\": "\\", "n": "\n", "t": "\t", "r": "\r"}.get(text[i])
            if plain is None:
                parser.refuse(f"escape \\{text[i]}", at)
            out.append(plain)
        else:
            out.append(text[i])
        i += 1
    return "".join(out)


def parse_search(text, fields=None):
    """Tree of a UDM search."""
    parser = Parser(text, True, known_fields() if fields is None else fields)
    tree = parser.condition()
    parser.take("end")
    return tree


def _meta(parser):
    meta = {}
    while parser.items[parser.next + 1][1] == "=":
        _, key, at = parser.take("word")
        parser.take("op", "=")
        _, text, value_at = parser.take("string")
        if key in meta:
            parser.refuse("key of meta twice", at)
        meta[key] = _unescape(parser, text[1:-1], value_at)
    return meta


def parse_rule(text, fields=None):
    """(name, meta, tree) of a rule with the sections meta, events and condition."""
    parser = Parser(text, False, known_fields() if fields is None else fields)
    parser.take("word", "rule")
    name = parser.take("word")[1]
    parser.take("mark", "{")
    for part in ("meta", ":"):
        parser.take(None, part)
    meta = _meta(parser)
    if meta.get("severity", "Low") not in SEVERITIES:
        parser.refuse("severity " + meta["severity"])
    for part in ("events", ":"):
        parser.take(None, part)
    trees = []
    while not parser.is_next("condition"):  # predicates one below the other are joined by and
        trees.append(parser.condition())
    for part in ("condition", ":"):
        parser.take(None, part)
    if not trees or parser.take("variable")[1] != parser.variable:
        parser.refuse("condition on another variable than the events'")
    parser.take("mark", "}")
    parser.take("end")
    if len(trees) > 1 and any(tree[0] == "or" for tree in trees):
        parser.refuse("or without parentheses beside implied and")
    return name, meta, trees[0] if len(trees) == 1 else ("and", trees)
