# SPDX-License-Identifier: Apache-2.0
"""Documented behaviour of YARA-L 2.0 and UDM search as cases. Pages of the Google SecOps documentation, read 2026-11."""
import json
import pathlib
import tempfile
import unittest

import logsources
import udm_event
import yaral
import yaral_parse
from regexes import Undocumented
from yaral_parse import Refused

IPS = {"principal.ip": ["192.0.2.1", "192.0.2.2", "192.0.2.3"], "principal.hostname": ["host"]}
WINDOWS = {"principal.process.file.full_path": ["C:\\Program Files\\chrome.exe"]}
LABELLED = {("additional.fields", "pod"): ["Scheduler"], "network.http.response_code": [404.0],
            "network.is_proxy": [True], "metadata.event_type": ["NETWORK_DNS"], "target.port": [443.0]}
BOTH = [  # (page, condition with $e., UDM event, answer): of rules; searches without the variable say the same
    ("repeated-fields: any", 'any $e.principal.ip = "192.0.2.1"', IPS, True),
    ("repeated-fields: any of none", 'any $e.security_result.summary = "9.9.9.9"', IPS, False),
    ("repeated-fields: all in a network", 'net.ip_in_range_cidr(all $e.principal.ip, "192.0.2.0/8")', IPS, True),
    ("repeated-fields: all", 'all $e.principal.ip = "192.0.2.2"', IPS, False),
    ("repeated-fields: not all", 'not all $e.principal.ip = "192.0.2.1"', IPS, True),
    ("repeated-fields: all !=", 'all $e.principal.ip != "192.0.2.1"', IPS, False),
    ("repeated-fields: all !=", 'all $e.principal.ip != "192.168.12.16"', IPS, True),
    ("repeated-fields: not any", 'not any $e.principal.ip = "192.168.12.16"', IPS, True),
    ("repeated-fields: not any", 'not any $e.principal.ip = "192.0.2.3"', IPS, False),
    ("repeated-fields: unmodified", '$e.principal.ip = "192.0.2.3"', IPS, True),
    ("expressions: network", 'net.ip_in_range_cidr($e.principal.ip, "192.0.2.0/24")', IPS, True),
    ("expressions: network", 'net.ip_in_range_cidr($e.principal.ip, "10.0.0.0/8")', IPS, False),
    ("expressions: or", '$e.metadata.event_type = "NETWORK_DNS" or $e.metadata.event_type = "NETWORK_DHCP"', LABELLED,
     True),
    ("expressions: not", 'not $e.metadata.event_type = "NETWORK_DNS"', LABELLED, False),
    ("expressions: and before or", '$e.target.port = 443 or $e.target.port = 1 and $e.target.port = 2', LABELLED, True),
    ("expressions: parentheses", '($e.target.port = 443 or $e.target.port = 1) and $e.target.port = 2', LABELLED, False),
    ("expressions: order", '$e.target.port < 1024', LABELLED, True),
    ("expressions: order", '$e.target.port >= 444', LABELLED, False),
    ("best practices: zero value of texts", '$e.target.hostname = ""', IPS, True),
    ("best practices: zero value of texts", '$e.target.hostname != ""', IPS, False),
    ("best practices: two absent fields", '$e.target.hostname = $e.target.url', IPS, True),
    ("best practices: two absent fields", '$e.target.hostname = $e.target.url and $e.target.url != ""', IPS, False),
    ("zero value of numbers", '$e.target.port = 0', IPS, True),
    ("zero value of truths", '$e.network.is_proxy = false', IPS, True),
    ("re.regex: a part", '$e.principal.hostname = /os/', IPS, True),
    ("re.regex: anchors", '$e.principal.hostname = /^hos$/', IPS, False),
    ("re.regex: function", 're.regex($e.principal.hostname, `^ho.t$`)', IPS, True),
    ("re.regex: function with nocase", 're.regex($e.principal.hostname, `HOST`) nocase', IPS, True),
    ("re.regex: first line", '$e.metadata.description = /a.b/', {"metadata.description": ["a\nb"]}, False),
    ("re.regex: (?s)", '$e.metadata.description = /(?s)a.b/', {"metadata.description": ["a\nb"]}, True),
    ("re.regex: $ is the end of the text", '$e.metadata.description = /b$/', {"metadata.description": ["ab\n"]}, False),
    ("re.regex: slashes", '$e.target.url = /a\\/b/', {"target.url": ["a/b"]}, True),
    ("search-syntax: one case", '$e.principal.hostname = "HOST"', IPS, False),
    ("search-syntax: nocase", '$e.principal.hostname = "HOST" nocase', IPS, True),
    ("search-syntax: != nocase", '$e.principal.hostname != "HOST" nocase', IPS, False),
    ("search-syntax: regex nocase", '$e.principal.hostname = /^H/ nocase', IPS, True),
    ("search-syntax: backslashes", '$e.principal.process.file.full_path = "C:\\\\Program Files\\\\chrome.exe"', WINDOWS,
     True),
    ("search-syntax: numbers", '$e.network.http.response_code = 404', LABELLED, True),
    ("search-syntax: truths", '$e.network.is_proxy = true', LABELLED, True),
    ("maps by key", '$e.additional.fields["pod"] = "scheduler" nocase', LABELLED, True),
    ("maps by key, absent", '$e.additional.fields["other"] = ""', LABELLED, True),
    ("maps by key, absent", '$e.additional.fields["other"] != ""', LABELLED, False),
]
REFUSED = [  # (search, position): types as yara-l-overview and search-syntax-reference say
    ('target.port = "80"', 14), ('target.port = /80/', 14), ("principal.hostname = 80", 21),
    ('network.is_proxy = "true"', 19), ('metadata.event_type = /DNS/', 22), ('metadata.event_type = "X" nocase', 22),
    ('no.such_field = "x"', 0), ('any principal.hostname = "x"', 0), ('principal.ip = "x', 15),
    ('principal.ip = "\\d"', 15), ("principal.ip", 12), ('(principal.ip = "x"', 19), ('principal.ip = "x")', 18),
    ('principal.hostname < "x"', 21), ('additional.fields = "x"', 0), ('principal.hostname["x"] = "y"', 0),
    ('strings.concat(principal.ip, "x") = "y"', 0), ('principal.ip = "x" AND', 22), ('any principal.ip = any target.ip', 19)]


def rule(condition, last="$e"):
    return f'rule r {{\n  meta:\n    severity = "Low"\n  events:\n    {condition}\n  condition:\n    {last}\n}}'


class Conditions(unittest.TestCase):
    def test_documented(self):
        self.assertGreaterEqual(len(BOTH), 40)
        for page, condition, event, answer in BOTH:
            with self.subTest(page=page, condition=condition):
                self.assertIs(yaral.rule_holds(rule(condition), event), answer)
                self.assertIs(yaral.search_holds(condition.replace("$e.", ""), event), answer)

    def test_copies(self):
        """Unmodified, one element must satisfy the whole rule; of searches no page says so."""
        condition = '$e.principal.ip = "192.0.2.1" and $e.principal.ip = "192.0.2.2"'
        self.assertFalse(yaral.rule_holds(rule(condition), IPS))
        self.assertTrue(yaral.search_holds(condition.replace("$e.", ""), IPS))
        self.assertFalse(yaral.search_holds(condition.replace("$e.", ""), IPS, {"search_copies"}))
        self.assertTrue(yaral.rule_holds(rule('not $e.principal.ip = "192.0.2.1"'), IPS))

    def test_upper_case_operators(self):
        self.assertTrue(yaral.search_holds('principal.hostname = "host" AND NOT principal.ip = "x"', IPS))
        with self.assertRaises(Refused):
            yaral.rule_holds(rule('$e.principal.hostname = "a" AND $e.principal.hostname = "b"'), IPS)

    def test_undocumented(self):
        with self.assertRaises(Undocumented):
            yaral.search_holds('principal.hostname = "a"', {"principal.hostname": ["a", "b"]})


class Refusals(unittest.TestCase):
    def test_positions(self):
        for search, at in REFUSED:
            with self.subTest(search=search), self.assertRaises(Refused) as refusal:
                yaral_parse.parse_search(search)
            self.assertEqual((search, refusal.exception.at), (search, at))

    def test_rules(self):
        good = rule('$e.principal.hostname = "a"')
        self.assertEqual(yaral_parse.parse_rule(good)[:2], ("r", {"severity": "Low"}))
        for bad in (good.replace("Low", "Lowest"), good.replace("condition:\n    $e", "condition:\n    $x"),
                    good.replace("events:", "event:"), good + "x", good.replace("rule r", "rule 1"),
                    good.replace('= "a"', '= "a" and $f.principal.hostname = "b"')):
            with self.subTest(rule=bad), self.assertRaises(Refused):
                yaral_parse.parse_rule(bad)


class Mapping(unittest.TestCase):
    def test_columns(self):
        self.assertEqual(udm_event.columns_of('a.b, c.d["k"], e[*], f="Used: *"'),
                         [("a.b", "", ""), ("c.d", "k", ""), ("e", udm_event.UNKNOWN_KEY, ""), ("f", "", "Used: ")])
        self.assertEqual(udm_event.columns_of("-"), [])

    def test_values(self):
        event = {"a": [{"b": 1, "n": "X", "v": "y"}, {"b": None}], "j": '{"k": true}', "x.y": ["z"]}
        for name, path, values in [("a.b", "a[].b", ["1"]), ("v", "a[n=x].v", ["y"]), ("k", "j{}.k", ["true"]),
                                   ("x.y", "q", ["z"]), ("none", "a.none", [])]:
            self.assertEqual(udm_event.raw_values(event, name, [path]), values)

    def test_log_source(self):
        text = ("sigma:\n  - {product: p, service: s}\nshapes: ['{}', 'properties.{}']\ntables:\n  udm: 't = \"x\"'\n"
                "fields:\n  f: {paths: [a.b], spellings: [g], splunk: s.t, udm: metadata.description}\n")
        with tempfile.TemporaryDirectory() as root:
            folder = pathlib.Path(root) / "data/logsources"
            folder.mkdir(parents=True)
            (folder / "p.yaml").write_text(text, encoding="utf-8")
            paths, case = logsources.Paths(root), {"file": "conformance", "table": 't = "x"'}
            self.assertEqual(paths(case, "g"), ["a.b", "properties.a.b"])
            self.assertEqual(paths.splunk_names(case, "f"), {"s.t"})
        case = {"columns": [{"field": "f", "column": "metadata.description"}], "table": 'metadata.vendor_name = "V"'}
        made = udm_event.udm_of(json.loads('{"a": {"b": "v"}}'), case, lambda *_: ["a.b"], yaral_parse.known_fields())
        self.assertEqual(made, {"metadata.description": ["v"], "metadata.vendor_name": ["V"]})


if __name__ == "__main__":
    unittest.main()
