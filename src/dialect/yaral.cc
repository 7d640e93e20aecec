// SPDX-License-Identifier: Apache-2.0
// YARA-L 2.0 of Google Security Operations: a rule of one event.
#include <fmt/format.h>

#include "base/text.h"
#include "dialect/correlation_words.h"
#include "dialect/dialects.h"
#include "dialect/udm_leaf.h"

namespace dcv::dialect {
namespace {

constexpr udm::Forms kForms = {
    .variable = "$e.", .any = "any ", .and_word = " and ", .or_word = " or ", .fields = true};

// Letters, digits and underscores, none of them doubled or last, a letter first.
std::string RuleName(const sigma::Document& document) {
  std::string out = "sigma";
  bool gap = true;
  for (char c : Lower(document.title.text.empty() ? document.id.text : document.title.text)) {
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      out += gap ? std::string{'_', c} : std::string{c};
      gap = false;
    } else {
      gap = true;
    }
  }
  if (out == "sigma") out += "_rule";
  return out.substr(0, 120);
}

std::string Meta(const sigma::Document& document) {
  std::string out;
  const auto add = [&](const char* key, std::string text) {
    if (!text.empty()) out += fmt::format("    {} = {}\n", key, udm::Quote(text));
  };
  add("title", document.title.text);
  add("rule_id", document.id.text);
  std::string severity = document.level.text;
  if (!severity.empty() && severity[0] >= 'a' && severity[0] <= 'z') {
    severity[0] = static_cast<char>(severity[0] - 32);
  }
  add("severity", severity);
  return out;
}

Term WriteLeaf(Rendering& rendering, const Leaf& leaf) {
  return udm::RenderLeaf(kForms, rendering, leaf);
}

std::string WriteQuery(Rendering& rendering, const std::string& condition) {
  const std::string selector = udm::Selector(kForms, rendering);
  if (selector.empty() && condition.empty()) {
    rendering.Fail({"C002", "the log source has no UDM selector", "give one with --table"});
  }
  std::string out = YaralHead(rendering.document) + "  events:\n";
  if (!selector.empty()) out += "    " + selector + (condition.empty() ? "\n" : " and\n");
  if (!condition.empty()) out += "    (" + condition + ")\n";
  return out + "  condition:\n    $e\n}";
}

}  // namespace

std::string YaralHead(const sigma::Document& document) {
  const std::string meta = Meta(document);
  return "rule " + RuleName(document) + " {\n" + (meta.empty() ? "" : "  meta:\n" + meta);
}

std::string YaralSelector(const Rendering& rendering) {
  return udm::Selector(kForms, rendering);
}

const Dialect kYaral = {
    .id = "yaral",
    .title = "Google SecOps YARA-L 2.0",
    .columns = "udm",
    .raw_column = nullptr,
    .bare_names = false,
    .can = {.any_case = "Unicode",
            .regex = "RE2",
            .arrays = "repeated fields",
            .cidr = "IPv4, IPv6",
            .fieldref = "equal, wider",
            .keywords = "no",
            .time_parts = "no",
            .correlations = "wider",
            .negation = "two-valued"},
    .and_word = " and ",
    .or_word = " or ",
    .not_before = "not (",
    .not_after = ")",
    .comment = "// ",
    .end = "",
    .never = "$e.metadata.log_type = \"A\" and $e.metadata.log_type = \"B\"",
    .leaf = WriteLeaf,
    .query = WriteQuery,
    .correlation = YaralCorrelation,
};

}  // namespace dcv::dialect
