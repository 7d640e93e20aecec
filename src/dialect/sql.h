// SPDX-License-Identifier: Apache-2.0
// What the SQL dialects share. A field is the list of its values as texts, named once in an inner
// SELECT; a comparison asks whether any value of the list passes. Nothing is ever NULL, so `NOT`
// keeps its meaning for absent fields.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "dialect/dialect.h"

namespace dcv::dialect::sql {

// `x` below is a value of a field as SQL text, never NULL.
struct Flavour {
  std::string (*quote)(std::string_view text);  // a literal
  std::string (*name)(std::string_view name);   // an identifier
  // "EXISTS (SELECT 1 FROM unnest({0}) AS x WHERE {1})": {0} list, {1} test; and what a value of
  // the list is called in the test, and in a test within a test.
  const char *any, *any_within, *element, *element_within;
  const char* empty;  // "cardinality({0}) = 0"
  const char* lower;  // "lower({0})"
  // "COALESCE(TRY_CAST({0} AS DOUBLE) {1} {2}, FALSE)": {1} operator, {2} number.
  const char* number;
  bool ascii_case;  // `lower` knows A to Z alone
  // Of the text operators, against a literal of a text that is folded unless cased.
  std::string (*text)(const Flavour&, ir::Op op, const std::string& x, std::string_view text,
                      bool cased);
  std::string (*pattern)(const Flavour&, const std::string& x, const sigma::Pattern& pattern,
                         bool cased);
  Term (*regex)(const Flavour&, const std::string& x, const std::string& re2, bool under_not);
  Term (*cidr)(const Flavour&, const std::string& x, const ir::Predicate& predicate,
               bool under_not);
  // The values of a field that stands in JSON, without null; "" when that cannot be said.
  std::string (*values)(const Flavour&, const std::vector<Position>& positions);
  std::string (*exists)(const Flavour&, const Position& position);
  // All scalars of an event; or, `leaves_in_one`, the event as one text of JSON.
  std::string (*leaves)(const std::string& column);
  bool leaves_in_one = false;
};

Term RenderLeaf(const Flavour& flavour, Rendering& rendering, const Leaf& leaf);
std::string RenderQuery(const Flavour& flavour, Rendering& rendering, const std::string& condition);

// The name of the list of the field's values in the inner SELECT, which gets it when it is new. "",
// and why: its place cannot be said.
std::string FieldList(const Flavour& flavour, Rendering& rendering, ir::FieldId field,
                      std::string& why);

std::string QuoteDoubled(std::string_view text);    // 'it''s'
std::string QuoteBackslash(std::string_view text);  // 'it\'s', for which \ is an escape
std::string NameDoubled(std::string_view name);     // "a""b"

// x LIKE '...', with ESCAPE where it is needed: in every dialect that has it.
std::string LikeText(const Flavour& flavour, ir::Op op, const std::string& x, std::string_view text,
                     bool cased);
// The same of a pattern without classes of dashes, else by the flavour's regex.
std::string LikePattern(const Flavour& flavour, const std::string& x, const sigma::Pattern& pattern,
                        bool cased);
// "^(?:..)$" with (?s), of characters as they are.
std::string RegexOf(const sigma::Pattern& pattern);
// Matches the dotted texts of the addresses of an IPv4 network; "" of an IPv6 one.
std::string RegexOfNetwork(std::string_view network);

// A path cut where arrays are looked into: members that are taken in one, then what is done.
struct Step {
  std::vector<std::string> members;
  bool spread = false;            // elements of an array, a lone value as it is
  bool parse = false;             // the text is JSON
  std::string where_name, where;  // only objects whose member is that text
};
std::vector<Step> StepsOf(const Position& position);

}  // namespace dcv::dialect::sql
