# SPDX-License-Identifier: Apache-2.0
"""Runs the cases of engine_cases for splunk, yaral and udm through the evaluators of this folder.

    engine_cases -t splunk,yaral,udm > cases; run.py cases [--levels FILE]
    run.py --program build/dev/tests/engines/engine_cases

Exact queries must answer as the naive evaluator, wider ones never miss. Exit code: 1 on a difference or a text that is
refused, 77 when there is nothing to run.
"""
import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys

import jsontext
import spl
import spl_parse
import udm_event
import yaral
import yaral_parse
from logsources import Paths
from regexes import Undocumented

TARGETS = ("splunk", "yaral", "udm")
SHOWN = 12


class Splunk:
    def __init__(self, case, run):
        self.commands = spl_parse.parse(case["query"])
        self.renames = [(c["column"], c["field"], run.paths(case, c["field"])) for c in case["columns"]
                        if c["column"] in run.paths.splunk_names(case, c["field"])]
        self.assumed = []
        for selector in self._selectors(case["table"]):
            tree = spl_parse.parse(selector)[0][1]
            self.assumed += [tree] + (tree[1] if tree[0] == "and" else [])

    @staticmethod
    def _selectors(table):
        """Selectors of a table's text, between commas outside of quotes and parentheses."""
        parts, depth, quote, start = [], 0, False, 0
        for at, letter in enumerate(table):
            quote ^= letter == '"'
            depth += 0 if quote else {"(": 1, ")": -1}.get(letter, 0)
            if letter == "," and not quote and depth == 0:
                parts.append(table[start:at])
                start = at + 1
        return [p.strip() for p in parts + [table[start:]] if p.strip()]

    def readings(self, event):
        return spl.readings_of(self.commands, event)

    def holds(self, event, readings):
        return spl.holds(self.commands, event, readings, self.assumed, self.renamed(event))

    def renamed(self, event):
        """Values under the names that data/logsources gives for Splunk: an add-on's, or those of another export."""
        fields = {}
        for name, field, paths in self.renames:
            fields.setdefault(name, []).extend(udm_event.raw_values(event, field, paths))
        return fields


class Udm:
    def __init__(self, case, run):
        self.case, self.run, self.target = case, run, case["target"]
        if self.target == "yaral":
            self.tree = yaral_parse.parse_rule(case["query"], run.known)[2]
        else:
            self.tree = yaral_parse.parse_search(case["query"], run.known)

    def readings(self, _event):
        return yaral.READINGS if self.target == "udm" else ()

    def holds(self, event, readings):
        made = udm_event.udm_of(event, self.case, self.run.paths, self.run.known)
        return yaral.holds(self.tree, made, self.target, readings, self.run.known)


class Run:
    def __init__(self, root):
        self.known, self.paths = yaral_parse.known_fields(), Paths(root)
        self.counts = collections.Counter()
        self.problems = collections.defaultdict(list)  # (kind, target) -> texts
        self.levels = []

    def problem(self, kind, case, text):
        name = f"{case['file']} {case['rule_id']} {case['title']}".strip()
        self.problems[kind, case["target"]].append(f"{name}\n      {text}")

    def case(self, case):
        target = case["target"]
        self.counts[target, case["lowering"]] += 1
        if not case["query"]:
            return
        try:
            query = (Splunk if target == "splunk" else Udm)(case, self)
        except (spl_parse.Refused, yaral_parse.Refused, Undocumented) as refusal:
            self.problem("refused", case, f"{refusal}\n      {case['query']}")
            return
        answers = [self.event(case, query, *one) for one in zip(case["events"], case["what"], case["expected"])]
        if case["corpus"] == "builtin" and set(answers) <= {"same", "wider", "told"}:
            self.levels.append("\t".join([case["rule_id"], target, "parsed", case["digest"]]))

    def event(self, case, query, text, what, expected):
        """same, wider (where it may be), doubt, undocumented or different."""
        target = case["target"]
        event = jsontext.loads(text)
        try:
            got = query.holds(event, frozenset())
            told = self.told(what, event, case["query"]) if not self.fits(case, got, expected) else None
            if told:
                self.problem("told", case, f"{told}; {what}: {text[:200]}")
                answer = "told"
            elif not self.fits(case, got, expected):
                kind = "missed" if expected else "too much"
                self.problem(kind, case, f"{what}: {text[:600]}\n      {case['query']}")
                answer = "different"
            else:
                other = [r for r in query.readings(event) if not self.fits(case, query.holds(event, frozenset([r])), expected)]
                for reading in other:
                    self.problem("doubt " + reading, case, f"{what}: {text[:300]}")
                answer = "doubt" if other else "same" if got == expected else "wider"
        except Undocumented as doubt:
            answer = "told" if self.told(what, event, case["query"]) else "undocumented"
            self.problem(answer, case, f"{doubt}; {what}: {text[:200]}")
        self.counts[target, case["lowering"], answer] += 1
        return answer

    @staticmethod
    def told(what, event, query):
        """Which difference docs/convert.md tells of, or None."""
        if what.startswith("in an array"):
            return "an array where no log has one"
        if _objects_in_array(event):
            return "an array of objects within a path"
        if re.search(r"\d{16}", jsontext.dumps(event)) and re.search(r"tonumber\(|[<>]", query):
            return "a number beyond 64-bit floating point"
        return None

    @staticmethod
    def fits(case, got, expected):
        return got == expected if case["lowering"] == "exact" else got or not expected

    def report(self, shown):
        for target in TARGETS:
            for lowering in ("exact", "wider", "impossible"):
                pairs = {k[2]: n for k, n in self.counts.items() if len(k) == 3 and k[:2] == (target, lowering)}
                rules = self.counts[target, lowering]
                if not rules:
                    continue
                print(f"{target:7} {lowering:10} {rules:5} rules", *(f"{a} {n}" for a, n in sorted(pairs.items())))
        for (kind, target), texts in sorted(self.problems.items()):
            rules = {t.split("\n")[0] for t in texts}
            print(f"\n{target}: {kind}: {len(texts)} events of {len(rules)} rules")
            first = {}
            for text in texts:
                first.setdefault(text.split("\n")[0], text)
            for text in list(first.values())[:shown]:
                print("   ", text)
        return any(kind in ("refused", "missed", "too much") for kind, _ in self.problems)


def _objects_in_array(value):
    if isinstance(value, dict):
        return any(map(_objects_in_array, value.values()))
    return isinstance(value, list) and any(isinstance(v, (dict, list)) for v in value)


def lines_of(options):
    if options.program:
        command = [options.program, "-t", ",".join(TARGETS)]
        for corpus in options.corpus or ["builtin", "conformance"]:
            command += ["--corpus", corpus]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8") as process:
            yield from process.stdout
        if process.returncode:
            raise SystemExit(process.returncode)
    for name in options.cases:
        with open(name, encoding="utf-8") as file:
            yield from file


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", help="files that engine_cases wrote")
    parser.add_argument("--program", help="engine_cases, to be run")
    parser.add_argument("--corpus", action="append", help="with --program: builtin, conformance, sigmahq")
    parser.add_argument("--levels", help="file to write: rule, target, level and digest of what agreed everywhere")
    parser.add_argument("--shown", type=int, default=SHOWN, help="rules shown per kind of problem")
    parser.add_argument("--root", default=pathlib.Path(__file__).resolve().parents[3])
    options = parser.parse_args()
    if options.program and not pathlib.Path(options.program).exists() or not (options.program or options.cases):
        print("SKIPPED: no cases; build the target engine_cases and name it with --program")
        return 77
    run, seen = Run(options.root), 0
    for line in lines_of(options):
        case = json.loads(line)
        if case["target"] in TARGETS:
            run.case(case)
            seen += 1
    if not seen:
        print("SKIPPED: the cases hold none of", ", ".join(TARGETS))
        return 77
    if options.levels:
        pathlib.Path(options.levels).write_text("".join(f"{row}\n" for row in run.levels), encoding="utf-8")
    return 1 if run.report(options.shown) else 0


if __name__ == "__main__":
    sys.exit(main())
