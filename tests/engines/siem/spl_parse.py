# SPDX-License-Identifier: Apache-2.0
"""Reads the part of SPL that dcv writes: a search, then `| where` or `| search`. Anything else is refused by position.

Splunk Search Reference and Search Manual, read 2026-11: search, where, evaluation functions, "Boolean expressions with
logical operators", "Backslashes", "SPL and regular expressions", "Anatomy of a search".
"""
import re

FUNCTIONS = {  # name: least and most arguments
    "cidrmatch": (2, 2), "coalesce": (1, 99), "false": (0, 0), "if": (3, 3), "in": (2, 9999), "isnotnull": (1, 1),
    "isnull": (1, 1), "len": (1, 1), "like": (2, 2), "lower": (1, 1), "match": (2, 2), "mvcount": (1, 1),
    "mvfilter": (1, 1), "null": (0, 0), "tonumber": (1, 1), "true": (0, 0), "upper": (1, 1)}
_OPERATORS = ("!=", "<=", ">=", "==", "=", "<", ">")
_WORDS = {"AND", "OR", "NOT", "XOR", "IN"}
_SEARCH_WORD = re.compile(r"[^\s\"'()=!<>|,\[\]`]+")
_EVAL_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?")


class Refused(ValueError):
    def __init__(self, query, at, what):
        super().__init__(f"at {at}: {what}: {query[max(at - 20, 0):at + 30]!r}")
        self.at = at


class Tokens:
    """Tokens (kind, text, position): word, string, field (single quotes), op, and punctuation by itself."""

    def __init__(self, query, start, end, word, fields):
        self.query, self.items, self.next = query, [], 0
        at = start
        while at < end:
            if query[at].isspace():
                at += 1
                continue
            at = self._token(at, word, fields)
        self.items.append(("end", "", end))

    def _token(self, at, word, fields):
        query = self.query
        if query[at] == '"' or (fields and query[at] == "'"):
            text, stop = quoted(query, at)
            self.items.append(("string" if query[at] == '"' else "field", text, at))
            return stop
        for op in _OPERATORS:
            if query.startswith(op, at):
                self.items.append(("op", op, at))
                return at + len(op)
        if query[at] in "(),":
            self.items.append((query[at], query[at], at))
            return at + 1
        found = word.match(query, at)
        if not found:
            raise Refused(query, at, "no token of the subset")
        self.items.append(("word", found.group(0), at))
        return found.end()

    def peek(self):
        return self.items[self.next]

    def is_word(self, text):
        kind, value, _ = self.peek()
        return kind == "word" and value == text

    def take(self, kind=None, what=None):
        item = self.peek()
        if kind and item[0] != kind:
            raise Refused(self.query, item[2], f"expected {what or kind}")
        self.next += 1
        return item


def quoted(query, at):
    """Text of a quoted string and the position after it. Only \\" \\\\ and \\| are escapes; others stay as written."""
    mark, out, i = query[at], [], at + 1
    while i < len(query):
        if query[i] == mark:
            return "".join(out), i + 1
        if query[i] == "\\" and query[i + 1:i + 2] in (mark, "\\", "|"):
            i += 1
        out.append(query[i])
        i += 1
    raise Refused(query, at, "string without an end")


def split_pipes(query):
    """(start, end) of each command: at | outside of quotes."""
    parts, start, at = [], 0, 0
    while at < len(query):
        if query[at] == '"' or (query[at] == "'" and parts):
            at = quoted(query, at)[1]
            continue
        if query[at] == "|":
            parts.append((start, at))
            start = at + 1
        at += 1
    return parts + [(start, len(query))]


def _chain(tokens, word, operand, kind, implied=False):
    nodes = [operand(tokens)]
    while True:
        if tokens.is_word(word):
            tokens.take()
        elif not (implied and tokens.peek()[0] in ("word", "string", "(")):
            break
        elif tokens.peek()[1] in _WORDS - {"NOT"} and tokens.peek()[0] == "word":
            break
        nodes.append(operand(tokens))
    return nodes[0] if len(nodes) == 1 else (kind, nodes)


def _search_and(tokens):
    # "The search command evaluates OR before AND"; AND is implied between terms.
    return _chain(tokens, "AND", lambda t: _chain(t, "OR", _search_not, "or"), "and", implied=True)


def _search_not(tokens):
    if tokens.is_word("NOT"):
        tokens.take()
        return ("not", _search_not(tokens))
    if tokens.peek()[0] == "(":
        tokens.take()
        inner = _search_and(tokens)
        tokens.take(")")
        return inner
    return _search_term(tokens)


def _search_term(tokens):
    kind, name, at = tokens.take()
    if kind not in ("word", "string") or (kind == "word" and name in _WORDS):
        raise Refused(tokens.query, at, "expected a field")
    if tokens.is_word("IN"):
        tokens.take()
        tokens.take("(")
        values = [_search_value(tokens)]
        while tokens.peek()[0] == ",":
            tokens.take()
            values.append(_search_value(tokens))
        tokens.take(")")
        return ("in", name, tuple(values))
    _, op, at = tokens.take("op", "a comparison (terms without a field are not of the subset)")
    if op == "==":
        raise Refused(tokens.query, at, "operator of eval in a search")
    return ("compare", name, op, _search_value(tokens))


def _search_value(tokens):
    kind, text, at = tokens.take()
    if kind not in ("word", "string") or (kind == "word" and text in _WORDS):
        raise Refused(tokens.query, at, "expected a value")
    return text


def _eval_or(tokens):
    # where and eval: NOT, then AND, then OR, then XOR.
    return _chain(tokens, "XOR", lambda t: _chain(t, "OR", lambda u: _chain(u, "AND", _eval_not, "and"), "or"), "xor")


def _eval_not(tokens):
    if tokens.is_word("NOT"):
        tokens.take()
        return ("not", _eval_not(tokens))
    left = _eval_primary(tokens)
    if tokens.peek()[0] != "op":
        return left
    op = tokens.take()[1]
    return ("compare", "=" if op == "==" else op, left, _eval_primary(tokens))


def _eval_primary(tokens):
    kind, text, at = tokens.take()
    if kind == "(":
        inner = _eval_or(tokens)
        tokens.take(")")
        return inner
    if kind == "string":
        return ("text", text)
    if kind == "field":
        return ("field", text)
    if kind != "word" or text in _WORDS:
        raise Refused(tokens.query, at, "expected an operand")
    if tokens.peek()[0] == "(":
        return _call(tokens, text, at)
    return ("number", float(text)) if text[0] in "-0123456789" else ("field", text)


def _call(tokens, name, at):
    if name not in FUNCTIONS:
        raise Refused(tokens.query, at, f"function {name}")
    tokens.take("(")
    args = []
    while tokens.peek()[0] != ")":
        if args:
            tokens.take(",")
        args.append(_eval_or(tokens))
    tokens.take(")")
    least, most = FUNCTIONS[name]
    if not least <= len(args) <= most:
        raise Refused(tokens.query, at, f"{name} with {len(args)} arguments")
    if name == "mvfilter" and len(fields_of(args[0])) != 1:
        raise Refused(tokens.query, at, "mvfilter refers to one field only")
    return ("call", name, args)


def fields_of(node):
    """Names of the fields that an eval expression refers to."""
    if node[0] == "field":
        return {node[1]}
    parts = node[1] if node[0] in ("and", "or", "xor") else [p for p in node[1:] if isinstance(p, tuple)]
    if node[0] == "call":
        parts = node[2]
    return set().union(*map(fields_of, parts)) if parts else set()


def parse(query):
    """[("search", tree), ("where", tree), ...]; Refused with the position of the first thing out of the subset."""
    commands = []
    for number, (start, end) in enumerate(split_pipes(query)):
        if number == 0:
            name, begin = "search", start
        else:
            found = re.compile(r"\s*(\w+)\s").match(query, start, end)
            if not found or found.group(1) not in ("search", "where"):
                raise Refused(query, start, "command of another name")
            name, begin = found.group(1), found.end()
        is_search = name == "search"
        tokens = Tokens(query, begin, end, _SEARCH_WORD if is_search else _EVAL_WORD, not is_search)
        commands.append((name, (_search_and if is_search else _eval_or)(tokens)))
        tokens.take("end", "the end of the command")
    return commands
