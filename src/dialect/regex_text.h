// SPDX-License-Identifier: Apache-2.0
// A regular expression of RE2 written for another engine, with the same meaning.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace dcv::dialect {

enum class RegexFlavour : uint8_t {
  kJava,  // java.util.regex, and Joni as Trino has it
  kAre,   // PostgreSQL's "advanced regular expressions"
};

struct RegexText {
  std::string text;
  bool any_case = false;  // kAre: of the whole; there are no flags in its text
};

// Anchors, `.`, classes and flags are written out, as engines differ in what they mean by them.
// nullopt: something in it the flavour has no words for.
std::optional<RegexText> TranslateRegex(std::string_view re2, RegexFlavour flavour);

}  // namespace dcv::dialect
