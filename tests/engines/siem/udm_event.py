# SPDX-License-Identifier: Apache-2.0
"""A UDM event of a raw one: each field of a rule put where `udm:` of data/logsources says.

This is the mapping that the queries were written from, turned round. It proves what a query says of its fields, not
that Google's parser puts them there (README.md).
"""
import functools
import re

import jsontext
from regexes import Undocumented
from yaral_parse import parse_search

_COLUMN = re.compile(r'(?P<path>[a-z_]+(?:\.[a-z_]+)*)(?:\[(?:"(?P<key>[^"]*)"|(?P<any>\*))\])?(?:="(?P<before>[^"]*)\*")?\Z')
UNKNOWN_KEY = "\0"  # a label whose key is not documented


def columns_of(text):
    """[(path, key, before)] of a `udm:` text; none of "-"."""
    found = []
    for part in text.split(", "):
        if part == "-":
            continue
        column = _COLUMN.match(part)
        if not column:
            raise Undocumented(f"udm: {part}")
        key = UNKNOWN_KEY if column["any"] else column["key"] or ""
        found.append((column["path"], key, column["before"] or ""))
    return found


@functools.lru_cache(maxsize=None)
def _segments(path):
    """Segments of a path of data/logsources: names, [name=value] selections, "[]" and "{}" marks."""
    return re.findall(r'"[^"]*"|\[[^\]]*\]|\{\}|[^.\[\]{}"]+', path)


def values_at(value, segments):
    """Values at the end of a path, arrays distributed (docs/logsources.md)."""
    if isinstance(value, list):
        if not segments or not segments[0].startswith("["):
            return [found for element in value for found in values_at(element, segments)]
    if not segments:
        return [value]
    first, rest = segments[0], segments[1:]
    if first == "[]":
        elements = value if isinstance(value, list) else [value]
        return [found for element in elements for found in values_at(element, rest)]
    if first.startswith("["):
        name, _, wanted = first[1:-1].partition("=")
        elements = value if isinstance(value, list) else [value]
        kept = [e for e in elements if isinstance(e, dict) and str(e.get(name, "")).lower() == wanted.lower()]
        return [found for element in kept for found in values_at(element, rest)]
    if first == "{}":
        try:
            return values_at(jsontext.loads(value), rest) if isinstance(value, str) else []
        except ValueError:
            return []
    name = first.strip('"')
    return values_at(value[name], rest) if isinstance(value, dict) and name in value else []


def raw_values(event, name, paths):
    """Texts of a rule's field: a dotted name as one flat key first, then by its paths. Objects and null have none."""
    if "." in name and isinstance(event, dict) and name in event:
        found = values_at(event[name], [])
    else:
        found = [v for path in paths for v in values_at(event, _segments(path))]
    return [jsontext.scalar_text(v) for v in found if v is not None and not isinstance(v, dict)]


def _table(text, known):
    """{place: value} of the first of the log source's selectors, `a = "x" AND b = "y"`."""
    def pairs(node):
        if node[0] == "and":
            return {k: v for inner in node[1] for k, v in pairs(inner).items()}
        return {node[1].path: node[3][1]}
    first = re.split(r",\s*(?=[a-z_]+\.)", text)[0]
    return pairs(parse_search(first, known)) if first else {}


def typed(text, kind):
    """A text as a value of a UDM field, None where it is none of that type."""
    if kind == "integer":
        return jsontext.number_of(text)
    if kind == "boolean":
        return {"true": True, "false": False}.get(text.lower())
    return text


def udm_of(event, case, paths_of, known):
    """UDM event of a raw event of a case line."""
    made = {}
    for column in case["columns"]:
        texts = raw_values(event, column["field"], paths_of(case, column["field"]))
        for path, key, before in columns_of(column["column"]):
            if path not in known:
                raise Undocumented(f"{path} is in no documentation that was read")
            values = [v for v in (typed(before + t, known[path].type) for t in texts) if v is not None]
            if values:
                made.setdefault((path, key) if key else path, []).extend(values)
            if values and key:  # the values of all keys
                every = path + (".value.string_value" if known[path].type == "struct" else ".value")
                made.setdefault(every, []).extend(values)
    for path, value in _table(case["table"], known).items():
        made.setdefault(path, [value])
    return {place: list(dict.fromkeys(values)) for place, values in made.items()}
