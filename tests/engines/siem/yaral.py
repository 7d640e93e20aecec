# SPDX-License-Identifier: Apache-2.0
"""Answers of YARA-L rules and UDM searches (yaral_parse.py) on UDM events, by Google's documentation.

A UDM event is {path: [values]}; values of maps are under (path, key). What is not set is the zero value: "", 0, false.
Without any or all, each element of a repeated field is a copy of the event, and one copy must satisfy the rule.
"""
import ipaddress
import itertools

from regexes import Undocumented, found
from yaral_parse import known_fields, parse_rule, parse_search

READINGS = (
    "search_copies",  # UDM search takes repeated fields as rules do, a copy of the event per element
)
_ZERO = {"string": "", "label": "", "struct": "", "enum": "", "integer": 0.0, "boolean": False}
_ORDERS = {"=": lambda a, b: a == b, "!=": lambda a, b: a != b, "<": lambda a, b: a < b, "<=": lambda a, b: a <= b,
           ">": lambda a, b: a > b, ">=": lambda a, b: a >= b}
MOST_COPIES = 100_000


def _place(field):
    return (field.path, field.key) if field.key else field.path


def _fields(node):
    if node[0] in ("and", "or"):
        for inner in node[1]:
            yield from _fields(inner)
    elif node[0] == "not":
        yield from _fields(node[1])
    else:
        yield node[1]
        if node[0] == "fields":
            yield node[3]


def _one(value, op, wanted, nocase):
    kind, text = wanted
    if kind == "regex":
        matches = found(text, "re2", value, nocase)
        if op not in ("=", "!="):
            raise Undocumented("order against a regular expression")
        return matches == (op == "=")
    if nocase and isinstance(value, str):
        value, text = value.lower(), text.lower()
    return _ORDERS[op](value, text)


def _in_network(value, network):
    try:
        return ipaddress.ip_address(value) in ipaddress.ip_network(network, strict=False)
    except ValueError:
        return False


class Evaluation:
    """`spread`: a comparison without any or all asks for one element of its own, for searches."""

    def __init__(self, event, known, spread):
        self.event, self.known, self.spread = event, known, spread

    def values(self, field, copy):
        place = _place(field)
        if place in copy:
            return [copy[place]]
        values = self.event.get(place, [])
        if not values and not field.mode:
            return [_ZERO[self.known[field.path].type]]
        if field.key and len(values) > 1:
            raise Undocumented("a key that stands twice")
        return values

    def truth(self, node, copy):
        kind = node[0]
        if kind == "and":
            return all(self.truth(n, copy) for n in node[1])
        if kind == "or":
            return any(self.truth(n, copy) for n in node[1])
        if kind == "not":
            return not self.truth(node[1], copy)
        if kind == "fields":
            return self.two_fields(node, copy)
        answers = [_in_network(v, node[2]) if kind == "cidr" else _one(v, *node[2:])
                   for v in self.values(node[1], copy)]
        return all(answers) if node[1].mode == "all" else any(answers)

    def two_fields(self, node, copy):
        _, left, op, right, nocase = node
        pairs = itertools.product(self.values(left, copy), self.values(right, copy))
        return any([_one(a, op, ("string", b), nocase) for a, b in pairs])

    def copies(self, tree):
        places = {_place(f): self.event.get(_place(f), []) for f in _fields(tree)
                  if not f.mode and not f.key and self.known[f.path].repeated}
        places = {place: values for place, values in places.items() if len(values) > 1}
        if self.spread or not places:
            return [{}]
        count = 1
        for values in places.values():
            count *= len(values)
        if count > MOST_COPIES:
            raise Undocumented("too many copies of the event")
        return [dict(zip(places, choice)) for choice in itertools.product(*places.values())]

    def holds(self, tree):
        return any([self.truth(tree, copy) for copy in self.copies(tree)])


def scalar_clash(tree, event, known):
    """A field of the tree that is not repeated and yet has several values in `event`, or None."""
    for field in _fields(tree):
        if not field.key and not known[field.path].repeated and len(set(event.get(field.path, []))) > 1:
            return field.path
    return None


def holds(tree, event, target, readings=frozenset(), known=None):
    """Whether the rule ("yaral") or search ("udm") finds the UDM event."""
    known = known_fields() if known is None else known
    clash = scalar_clash(tree, event, known)
    if clash:
        raise Undocumented(f"several values of {clash}, which holds one")
    return Evaluation(event, known, target == "udm" and "search_copies" not in readings).holds(tree)


def rule_holds(text, event):
    known = known_fields()
    return holds(parse_rule(text, known)[2], event, "yaral", known=known)


def search_holds(text, event, readings=frozenset()):
    known = known_fields()
    return holds(parse_search(text, known), event, "udm", readings, known)
