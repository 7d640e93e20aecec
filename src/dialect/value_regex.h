// SPDX-License-Identifier: Apache-2.0
// Comparisons of texts as regular expressions that RE2, Go and Java read alike, for targets whose
// only comparison in any case is one.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "dialect/dialect.h"

namespace dcv::dialect {

enum class Span : uint8_t {
  kSearch,  // the target looks for the expression anywhere in the value
  kWhole,   // the target compares the expression with the whole value
};

// kEquals, kPrefix, kSuffix, kContains and kGlob.
bool IsText(const ir::Predicate& predicate);
sigma::Pattern PatternOf(const ir::Predicate& predicate);  // of those

// Whether the predicate holds for a field that is there and empty.
bool HoldsForEmpty(const ir::Predicate& predicate);
// Whether a comparison of texts, in any case unless cased, or an expression holds for this text.
bool HoldsForText(const ir::Predicate& predicate, std::string_view text);

// Without flags, to be read with `s`, and with `i` unless cased. `ascii_case`: letters beyond a to
// z become any character, as the target may not know their case.
std::string RegexBody(const sigma::Pattern& pattern, Span span, bool ascii_case);

// Texts that are the number: "\+?0*443(?:\.0*)?". `exponents`: any number in exponent form too,
// since one that means the same cannot be told from others.
std::string NumberBody(const ir::Predicate& predicate, bool exponents);

// The predicates of a leaf that are texts of one case in one expression with its flags, "" when
// there is none.
std::string RegexOfTexts(const std::vector<const ir::Predicate*>& any, bool cased, Span span,
                         bool ascii_case);

// Where the text of a value stands in a text of JSON, whatever its writer escaped: of all texts
// that the pattern matches. To be read with `is`.
std::string BodyInJson(const sigma::Pattern& pattern);

// Any of the parts, for a target that has `not`: below it parts that cannot be said are left out.
Term AnyOf(const Leaf& leaf, const char* or_word, std::vector<Term> parts);

std::string EscapeSlashes(std::string_view regex);  // between /.../

}  // namespace dcv::dialect
