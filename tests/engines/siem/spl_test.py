# SPDX-License-Identifier: Apache-2.0
"""Documented behaviour of SPL as cases. Pages of the Splunk documentation, read 2026-11, are named by their titles."""
import unittest

import jsontext
import spl
from regexes import Undocumented
from spl_parse import Refused, parse

HOLDS = [  # (page, query, event, answer)
    # search command
    ("search: values in any case", 'user="ROOT"', '{"user": "root"}', True),
    ("search: values in any case", 'user=root', '{"user": "Root"}', True),
    ("search: field names in one case", 'User=root', '{"user": "root"}', False),
    ("search: wildcards", 'host_name=web*', '{"host_name": "webserver1"}', True),
    ("search: wildcards", 'host_name=web*', '{"host_name": "myweb"}', False),
    ("search: wildcards", 'src="10.9.165.*"', '{"src": "10.9.165.8"}', True),
    ("search: wildcards", 'status=4*', '{"status": 404}', True),
    ("search: wildcards over lines", 'f="a*b"', '{"f": "a\\nb"}', True),
    ("search: question marks are themselves", 'f="a?"', '{"f": "ab"}', False),
    ("search: whole values", 'f="web"', '{"f": "web error"}', False),
    ("search: IN", 'code IN (10, 29, 43)', '{"code": 29}', True),
    ("search: IN", 'code IN (10, 29, 43)', '{"code": 30}', False),
    ("search: IN with wildcards", 'status IN (4*, 5*)', '{"status": "503"}', True),
    ("search: subnets", 'src="10.0.0.0/8"', '{"src": "10.1.2.3"}', True),
    ("search: subnets", 'src="10.0.0.0/8"', '{"src": "11.1.2.3"}', False),
    ("search: subnets", 'src="2001:db8::/32"', '{"src": "2001:db8::1"}', True),
    ("search: order of numbers", 'xqp>5', '{"xqp": 10}', True),
    ("search: order of numbers", 'xqp>5', '{"xqp": 5}', False),
    ("search: order of numbers", 'xqp>=5', '{"xqp": "5"}', True),
    ("search: order of numbers", 'xqp<5', '{}', False),
    ("search: any value", 'a{}="x"', '{"a": ["y", "x"]}', True),
    ("search: field=*", 'f=*', '{"f": "x"}', True),
    ("search: field=*", 'f=*', '{"g": "x"}', False),
    # Difference between != and NOT
    ("!=: fields that are there", 'Location!="Calaveras Farms"', '{"Location": "Marin Meadows"}', True),
    ("!=: fields that are there", 'Location!="Calaveras Farms"', '{"Name": "Lyra"}', False),
    ("NOT: fields that are missing too", 'NOT Location="Calaveras Farms"', '{"Name": "Lyra"}', True),
    ("NOT: fields that are missing too", 'NOT Location="Calaveras Farms"', '{"Location": "calaveras farms"}', False),
    # Boolean expressions with logical operators: search takes OR before AND, where AND before OR
    ("order of OR", 'a=1 b=2 OR c=3', '{"a": 1, "c": 3}', True),
    ("order of OR", 'a=1 OR b=2 c=3', '{"a": 1}', False),
    ("order of OR", 'a=1 OR b=2 AND c=3', '{"a": 1}', False),
    ("order of AND in where", 'f=* | where a=1 OR b=2 AND c=3', '{"f": 0, "a": 1}', True),
    ("NOT binds the next term", 'NOT a=1 b=2', '{"b": 2}', True),
    ("NOT binds the next term", 'NOT a=1 b=2', '{"b": 3}', False),
    ("parentheses", 'NOT (a=1 b=2)', '{"a": 1}', True),
    ("AND is implied", 'a=1 b=2', '{"a": 1}', False),
    # Anatomy of a search; Backslashes
    ("backslashes doubled", 'f="D:\\\\Digital\\\\RTFM"', '{"f": "D:\\\\Digital\\\\RTFM"}', True),
    ("quotes escaped", 'f="say \\"hi\\""', '{"f": "say \\"hi\\""}', True),
    ("unknown escapes stay", 'f="a\\sb"', '{"f": "a\\\\sb"}', True),
    ("* cannot be escaped", 'f="a\\\\*"', '{"f": "a\\\\xyz"}', True),
    ("pipes within quotes", 'f="a | b"', '{"f": "a | b"}', True),
    ("quoted field names", '"a b"="x"', '{"a b": "x"}', True),
    # spath: names of what is extracted
    ("members by dots", 'a.b=x', '{"a": {"b": "x"}}', True),
    ("elements by {}", 'a{}.b=x', '{"a": [{"b": "y"}, {"b": "x"}]}', True),
    ("elements by {}", 'a.b=x', '{"a": [{"b": "x"}]}', False),
    ("booleans", 'a=true', '{"a": true}', True),
    ("empty arrays have no field", 'a{}=*', '{"a": []}', False),
    # where, evaluation functions
    ("where: values in one case", 'f=* | where f="ROOT"', '{"f": "root"}', False),
    ("where: single quotes name fields", "f=* | where 'a.b'=\"x\"", '{"f": 1, "a": {"b": "x"}}', True),
    ("where: no wildcards", 'f=* | where f="ro*"', '{"f": "root"}', False),
    ("where: NULL is not true", 'f=* | where NOT g="x"', '{"f": 1}', False),
    ("isnull", 'f=* | where isnull(g)', '{"f": 1}', True),
    ("isnotnull", 'f=* | where isnotnull(g)', '{"f": 1}', False),
    ("like", 'f=* | where like(f, "192.168.%")', '{"f": "192.168.1.2"}', True),
    ("like", 'f=* | where like(f, "a_c")', '{"f": "abbc"}', False),
    ("match finds substrings", 'f=* | where match(f, "oo")', '{"f": "root"}', True),
    ("match in one case", 'f=* | where match(f, "OO")', '{"f": "root"}', False),
    ("match with flags", 'f=* | where match(f, "(?i)^ROOT$")', '{"f": "root"}', True),
    ("match: an escaped dot", 'f=* | where match(f, "a\\\\.b")', '{"f": "axb"}', False),
    ("cidrmatch", 'f=* | where cidrmatch("123.132.32.0/25", f)', '{"f": "123.132.32.7"}', True),
    ("cidrmatch", 'f=* | where cidrmatch("123.132.32.0/25", f)', '{"f": "123.132.32.200"}', False),
    ("cidrmatch of no address", 'f=* | where cidrmatch("10.0.0.0/8", f)', '{"f": "host"}', False),
    ("match looks around", 'f=* | where match(f, "(?<=a)b(?!c)")', '{"f": "abd"}', True),
    ("match: any letter", 'f=* | where match(f, "a[\\\\s\\\\S]b")', '{"f": "a\\nb"}', True),
    ("negative numbers", 'f=* | where f<-1', '{"f": -2}', True),
    ("coalesce", 'f=* | where coalesce(g, f)="x"', '{"f": "x"}', True),
    ("lower, upper", 'f=* | where lower(f)="abc" AND upper(f)="ABC"', '{"f": "aBc"}', True),
    ("tonumber", 'f=* | where tonumber(f)=10', '{"f": "10.0"}', True),
    ("tonumber of no number", 'f=* | where isnull(tonumber(f))', '{"f": "ten"}', True),
    ("in", 'f=* | where in(f, "a", "b")', '{"f": "b"}', True),
    ("if, len", 'f=* | where if(len(f)>2, true(), false())', '{"f": "abc"}', True),
    ("mvfilter", 'f=* | where isnotnull(mvfilter(match(\'a{}\', "^x")))', '{"f": 1, "a": ["y", "xz"]}', True),
    ("mvfilter that keeps none", 'f=* | where isnull(mvfilter(match(\'a{}\', "^x")))', '{"f": 1, "a": ["y"]}', True),
    ("mvcount", 'f=* | where mvcount(\'a{}\')=2', '{"f": 1, "a": ["y", "x"]}', True),
    ("XOR", 'f=* | where true() XOR true()', '{"f": 1}', False),
    ("search in a pipe", 'f=* | search g=A*', '{"f": 1, "g": "abc"}', True),
]

REFUSED = [  # (query, position)
    ("error", 5), ('f="x', 2), ("f=", 2), ("(f=x", 4), ("f=x)", 3), ("f==x", 1), ("f=x | stats count", 5),
    ("f=* | where system(f)", 12), ("f=* | where mvfilter(a=b)", 12), ("f=* | where match(f)", 12),
    ("f=* | where f=", 14), ("f=* | where f AND", 17), ("f IN (a b)", 8), ("f=x | ", 5), ("[search f=x]", 0)]


class Holds(unittest.TestCase):
    def test_documented(self):
        self.assertGreaterEqual(len(HOLDS), 60)
        for page, query, event, answer in HOLDS:
            with self.subTest(page=page, query=query, event=event):
                self.assertIs(spl.query_holds(query, event), answer)

    def test_undocumented(self):
        for query, event in [('source=x', '{"source": "x"}'), ('a{}!=x', '{"a": ["x", "y"]}'),
                             ('f=* | where \'a{}\'="x"', '{"f": 1, "a": ["x", "y"]}'),
                             ('f="10.0.0.0/8"', '{"f": "::ffff:10.1.2.3"}'),
                             ('f=* | where match(f, "(?>a)")', '{"f": "a"}')]:
            with self.subTest(query=query), self.assertRaises(Undocumented):
                spl.query_holds(query, event)

    def test_readings(self):
        for reading, query, event, plain in [
                ("empty_is_null", "f=*", '{"f": ""}', True), ("null_is_absent", 'f="null"', '{"f": null}', True),
                ("number_equals", "f=10", '{"f": 10.0}', False), ("lexical_order", "f>10", '{"f": "b"}', False),
                ("null_is_false", 'f=* | where NOT g="x"', '{"f": 1}', False)]:
            with self.subTest(reading=reading):
                self.assertIs(spl.query_holds(query, event), plain)
                self.assertIs(spl.query_holds(query, event, [reading]), not plain)
                self.assertIn(reading, spl.readings_of(parse(query), jsontext.loads(event)))


class Refusals(unittest.TestCase):
    def test_positions(self):
        for query, at in REFUSED:
            with self.subTest(query=query), self.assertRaises(Refused) as refusal:
                parse(query)
            self.assertEqual((query, refusal.exception.at), (query, at))


if __name__ == "__main__":
    unittest.main()
