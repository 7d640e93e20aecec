# SPDX-License-Identifier: Apache-2.0
"""Answers of SPL queries (spl_parse.py) on JSON events, by Splunk's documentation.

Where the documentation is silent there is a reading, by name; an answer that hangs on one is in doubt.
"""
import functools
import ipaddress
import re

import jsontext
from regexes import Undocumented, found
from spl_parse import fields_of, parse

READINGS = (
    "empty_is_null",  # a field with the empty text counts as no field
    "null_is_absent",  # JSON null is extracted as no field, not as the text null
    "number_equals",  # field=10 in a search compares numbers, so that 10.0 is 10
    "lexical_order",  # field>10 in a search orders texts where the value is no number
    "null_is_false",  # NOT and OR in where take NULL for FALSE
)
DEFAULT_FIELDS = {"index", "source", "sourcetype", "host", "splunk_server", "linecount", "punct"}


def extract(event, readings=frozenset()):
    """Fields of a JSON event as search-time extraction names them: a.b for members, a{} for elements of arrays."""
    fields = {}

    def walk(name, value):
        if isinstance(value, dict):
            for key, member in value.items():
                walk(f"{name}.{key}" if name else key, member)
        elif isinstance(value, list):
            for element in value:
                walk(name + "{}", element)
        elif not (value is None and "null_is_absent" in readings):
            text = jsontext.scalar_text(value)
            if text or "empty_is_null" not in readings:
                fields.setdefault(name, []).append(text)

    walk("", event)
    fields["_raw"] = [jsontext.dumps(event)]
    return fields


@functools.lru_cache(maxsize=65536)
def _wildcard(pattern):
    return re.compile(".*".join(map(re.escape, pattern.lower().split("*"))), re.DOTALL)


@functools.lru_cache(maxsize=65536)
def _network(text):
    try:
        return ipaddress.ip_network(text, strict=False) if "/" in text else None
    except ValueError:
        return None


def _in_network(text, network):
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    if address.version == 6 and address.ipv4_mapped:
        raise Undocumented("an IPv4 address written as an IPv6 one")
    return address in network


def _search_equal(value, wanted, readings):
    if _wildcard(wanted).fullmatch(value.lower()):
        return True
    network = _network(wanted)  # "supports ... subnets that use CIDR notation"
    if network is not None and _in_network(value, network):
        return True
    if "number_equals" in readings:
        left, right = jsontext.number_of(value), jsontext.number_of(wanted)
        return left is not None and left == right
    return False


def ordered(op, left, right):
    return {"<": left < right, "<=": left <= right, ">": left > right, ">=": left >= right}[op]


def _search_order(op, value, wanted, readings):
    left, right = jsontext.number_of(value), jsontext.number_of(wanted)
    if left is not None and right is not None:
        return ordered(op, left, right)
    return "lexical_order" in readings and ordered(op, value, wanted)


def _search_compare(fields, name, op, wanted, readings):
    if name in DEFAULT_FIELDS:
        if wanted == "*" and op == "=":
            return True
        raise Undocumented(f"{name} is a default field of Splunk, which the event's member of that name competes with")
    values = fields.get(name, [])
    if op == "=":
        return any(_search_equal(v, wanted, readings) for v in values)
    if op == "!=":
        answers = {not _search_equal(v, wanted, readings) for v in values}
        if len(answers) > 1:
            raise Undocumented("!= on values of which one is equal")
        return True in answers
    return any(_search_order(op, v, wanted, readings) for v in values)


def search(node, fields, readings, assumed):
    """Truth of a search term; `assumed` are terms that hold (the table)."""
    if node in assumed:
        return True
    kind = node[0]
    if kind == "and":
        return all(search(n, fields, readings, assumed) for n in node[1])
    if kind == "or":
        return any(search(n, fields, readings, assumed) for n in node[1])
    if kind == "not":
        return not search(node[1], fields, readings, assumed)
    if kind == "in":
        return any(_search_compare(fields, node[1], "=", value, readings) for value in node[2])
    return _search_compare(fields, *node[1:], readings)


def kleene(kind, answers):
    """AND, OR, XOR of TRUE, FALSE and NULL."""
    if kind == "xor":
        answers = list(answers)
        return None if None in answers else sum(answers) % 2 == 1
    decides, unknown = kind == "or", False
    for answer in answers:
        if answer is decides:
            return decides
        unknown |= answer is None
    return None if unknown else not decides


class Where:
    """Evaluates expressions of where over one event."""

    def __init__(self, fields, readings):
        self.fields, self.readings, self.bound = fields, readings, None

    def boolean(self, value):
        if value is None and "null_is_false" in self.readings:
            return False
        if value is None or isinstance(value, bool):
            return value
        raise Undocumented("a value where a truth is needed")

    def value(self, node):
        kind = node[0]
        if kind in ("text", "number"):
            return node[1]
        if kind == "field":
            if self.bound is not None:  # within mvfilter there is one field
                return self.bound
            values = self.fields.get(node[1], [])
            return None if not values else values[0] if len(values) == 1 else list(values)
        if kind == "not":
            inner = self.boolean(self.value(node[1]))
            return None if inner is None else not inner
        if kind in ("and", "or", "xor"):
            return kleene(kind, (self.boolean(self.value(n)) for n in node[1]))
        if kind == "compare":
            return self.compare(*node[1:])
        return getattr(self, "call_" + node[1])(*node[2])

    def compare(self, op, left_node, right_node):
        left, right = self.value(left_node), self.value(right_node)
        if left is None or right is None:
            return None
        if isinstance(left, (list, bool)) or isinstance(right, (list, bool)):
            raise Undocumented("comparison of several values or of truths in where")
        # A quoted literal is a text; everything else that reads as a number is one.
        if "text" not in (left_node[0], right_node[0]):
            numbers = [v if isinstance(v, float) else jsontext.number_of(v) for v in (left, right)]
            if None not in numbers:
                left, right = numbers
        if isinstance(left, float) != isinstance(right, float):
            return op == "!=" if op in ("=", "!=") else None
        return {"=": left == right, "!=": left != right}[op] if op in ("=", "!=") else ordered(op, left, right)

    def text(self, node):
        value = self.value(node)
        if isinstance(value, (list, bool, float)):
            raise Undocumented("several values, a truth or a number where a text is needed")
        return value

    def call_true(self):
        return True

    def call_false(self):
        return False

    def call_null(self):
        return None

    def call_isnull(self, node):
        return self.value(node) is None

    def call_isnotnull(self, node):
        return self.value(node) is not None

    def call_coalesce(self, *nodes):
        return next((v for v in map(self.value, nodes) if v is not None), None)

    def call_if(self, condition, yes, no):
        return self.value(yes if self.value(condition) is True else no)

    def call_lower(self, node):
        text = self.text(node)
        return None if text is None else text.lower()

    def call_upper(self, node):
        text = self.text(node)
        return None if text is None else text.upper()

    def call_len(self, node):
        text = self.text(node)
        return None if text is None else float(len(text))

    def call_tonumber(self, node):
        return jsontext.number_of(self.text(node))

    def call_in(self, node, *choices):
        return kleene("or", [self.compare("=", node, choice) for choice in choices])

    def call_match(self, node, pattern):
        text = self.text(node)
        return None if text is None else found(self.text(pattern), "pcre", text)

    def call_like(self, node, pattern):
        text, wanted = self.text(node), self.text(pattern)
        if text is None:
            return None
        parts = [{"%": ".*", "_": "."}.get(c, re.escape(c)) for c in wanted]
        return bool(re.fullmatch("".join(parts), text, re.DOTALL))

    def call_cidrmatch(self, network, node):
        text, wanted = self.text(node), _network(self.text(network))
        if wanted is None:
            raise Undocumented("cidrmatch without a network")
        return None if text is None else _in_network(text, wanted)

    def call_mvcount(self, node):
        value = self.value(node)
        return None if value is None else float(len(value)) if isinstance(value, list) else 1.0

    def call_mvfilter(self, node):
        (name,) = fields_of(node)
        kept = []
        for one in self.fields.get(name, ()):
            self.bound = one
            if self.value(node) is True:
                kept.append(one)
        self.bound = None
        return None if not kept else kept[0] if len(kept) == 1 else kept


def holds(commands, event, readings=frozenset(), assumed=(), more=None):
    """Whether the query's commands keep the event, which has the fields `more` too. Raises Undocumented where no
    documentation says."""
    fields = extract(event, readings)
    for name, values in (more or {}).items():
        if values:
            fields[name] = list(dict.fromkeys(fields.get(name, []) + values))
    for name, tree in commands:
        if name == "search":
            kept = search(tree, fields, readings, assumed)
        else:
            kept = Where(fields, readings).value(tree) is True
        if not kept:
            return False
    return True


def _compares_numbers(node):
    if node[0] in ("and", "or"):
        return any(map(_compares_numbers, node[1]))
    if node[0] == "not":
        return _compares_numbers(node[1])
    values = node[2] if node[0] == "in" else (node[3],)
    return any(jsontext.number_of(v) is not None for v in values)


def readings_of(commands, event):
    """Readings on which the answer may hang."""
    numbers = any(name == "search" and _compares_numbers(tree) for name, tree in commands)
    text = jsontext.dumps(event)
    matters = {"empty_is_null": '""' in text, "null_is_absent": "null" in text, "number_equals": numbers,
               "lexical_order": numbers, "null_is_false": any(name == "where" for name, _ in commands)}
    return [reading for reading in READINGS if matters[reading]]


def query_holds(query, event, readings=frozenset()):
    """For a single question: query text on one event (JSON text or value)."""
    return holds(parse(query), jsontext.loads(event) if isinstance(event, str) else event, frozenset(readings))
