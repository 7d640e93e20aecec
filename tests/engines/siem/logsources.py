# SPDX-License-Identifier: Apache-2.0
"""Paths of fields, out of data/logsources, as far as the lines of `fields:` and `sigma:` say them."""
import functools
import pathlib
import re

_FIELD = re.compile(r"  (\"[^\"]+\"|'[^']+'|[^\s:'\"][^:]*): \{(.*)\}\s*\Z")
_PATHS = re.compile(r"paths: \[(.*?)\](?=\s*(?:,|\Z))")
_NAMES = re.compile(r"\"((?:[^\"\\]|\\.)*)\"|'([^']*)'|([^,\s\[\]][^,\]]*(?:\[\][^,\]]*)*)")


def _items(text):
    return [a.replace('\\"', '"') if a else b or c.strip() for a, b, c in _NAMES.findall(text) if (a or b or c).strip()]


def read(text):
    """({(product, category, service)}, tables by target, {name or spelling: (paths, Splunk's own names)}) of a file."""
    sigma, fields, section, shapes, tables = set(), {}, "", ["{}"], {}
    for line in text.splitlines():
        if line and not line[0].isspace():
            section = line.split(":")[0]
            shapes = _items(line.partition("[")[2]) if section == "shapes" else shapes
        elif section == "tables" and line.startswith("  "):
            target, _, text = line.strip().partition(": ")
            tables[target] = text.strip("'\"")
        elif section == "sigma":
            parts = dict(re.findall(r"(product|category|service): ([\w.-]+)", line))
            sigma.add(tuple(parts.get(k, "") for k in ("product", "category", "service")))
        elif section == "fields" and _FIELD.match(line):
            name, body = _FIELD.match(line).groups()
            name = name.strip("\"'")
            paths = _PATHS.search(body)
            column = re.search(r"(?:^|, )splunk: ('[^']*'|\"[^\"]*\"|[^,}]+)", body)
            spellings = re.search(r"spellings: \[(.*?)\]", body)
            places = [_shaped(shape, path) for path in (_items(paths.group(1)) if paths else [name])
                      for shape in shapes]
            for spelling in [name] + (_items(spellings.group(1)) if spellings else []):
                fields.setdefault(spelling, (places, column.group(1).strip("'\" ") if column else ""))
    return sigma, set(tables.values()), fields


def _shaped(shape, path):
    """Where the path stands in a shape: `properties.{}`; the last {} that no name stands before is the place."""
    head, mark, tail = shape.rpartition("{}")
    return head + path + tail if mark else path


class Paths:
    """Paths of the field of a case: of the log sources that its rule names; the name itself where none knows it."""

    def __init__(self, root):
        self.root = pathlib.Path(root)
        files = sorted((self.root / "data/logsources").glob("*.yaml"))
        self.sources = [read(f.read_text(encoding="utf-8")) for f in files]

    @functools.lru_cache(maxsize=None)
    def _of_rule(self, file, table):
        rule = self.root / file
        text = rule.read_text(encoding="utf-8") if rule.is_file() else ""
        found = []
        for block in re.findall(r"^logsource:\s*\n((?:[ \t]+.*\n)+)", text, re.MULTILINE):
            parts = dict(re.findall(r"(product|category|service): *([\w.-]+)", block))
            wanted = tuple(parts.get(k, "") for k in ("product", "category", "service"))
            found += [fields for sigma, _, fields in self.sources if wanted in sigma]
        return found or [fields for _, own, fields in self.sources if any(t in table for t in own)]

    def __call__(self, case, name):
        known = [fields[name] for fields in self._of_rule(case["file"], case["table"]) if name in fields]
        return list(dict.fromkeys(path for paths, _ in known for path in paths)) or [name]

    def splunk_names(self, case, name):
        """Names of a field that data/logsources gives for Splunk by themselves."""
        known = [fields[name] for fields in self._of_rule(case["file"], case["table"]) if name in fields]
        return {one for _, names in known for one in names.split(", ") if one}
