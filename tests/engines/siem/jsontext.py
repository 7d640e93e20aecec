# SPDX-License-Identifier: Apache-2.0
"""JSON with numbers as written: a number is a Number, a text that knows it was not quoted."""
import json
import re


class Number(str):
    """A JSON number by its spelling."""


NUMERIC = re.compile(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\Z", re.ASCII)


def loads(text):
    return json.loads(text, parse_int=Number, parse_float=Number, parse_constant=Number)


def dumps(value):
    """Compact JSON, numbers by their spelling."""
    if isinstance(value, dict):
        return "{" + ",".join(dumps(str(k)) + ":" + dumps(v) for k, v in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ",".join(dumps(v) for v in value) + "]"
    if isinstance(value, Number):
        return str(value)
    return json.dumps(value, ensure_ascii=False)


def scalar_text(value):
    """The text of a scalar as an index keeps it: true, false, null, a number's spelling, a string."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def number_of(text):
    return float(text) if isinstance(text, str) and NUMERIC.match(text) else None
