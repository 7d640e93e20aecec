// SPDX-License-Identifier: Apache-2.0
// UDM search of Google Security Operations (Chronicle). A repeated field is meant when any of its
// values is; 169 logical operators are allowed.
#include <fmt/format.h>

#include "dialect/dialects.h"
#include "dialect/udm_leaf.h"

namespace dcv::dialect {
namespace {

constexpr udm::Forms kForms = {
    .variable = "", .any = "", .and_word = " AND ", .or_word = " OR ", .fields = false};
constexpr size_t kMaxOperators = 169;

// Of words outside of quotes and slashes.
size_t Operators(std::string_view query) {
  size_t count = 0;
  char inside = 0;
  for (size_t i = 0; i < query.size(); ++i) {
    const char c = query[i];
    if (inside != 0) {
      if (c == '\\') ++i;
      if (c == inside) inside = 0;
    } else if (c == '"' || c == '/') {
      inside = c;
    } else {
      const std::string_view rest = query.substr(i);
      count += rest.starts_with(" AND ") || rest.starts_with(" OR ") || rest.starts_with("NOT (");
    }
  }
  return count;
}

Term WriteLeaf(Rendering& rendering, const Leaf& leaf) {
  return udm::RenderLeaf(kForms, rendering, leaf);
}

std::string WriteQuery(Rendering& rendering, const std::string& condition) {
  std::string out = udm::Selector(kForms, rendering);
  if (out.empty() && condition.empty()) {
    rendering.Fail({"C002", "the log source has no UDM selector", "give one with --table"});
  }
  if (!out.empty() && !condition.empty()) {
    out += " AND (" + condition + ")";
  } else {
    out += condition;
  }
  if (const size_t count = Operators(out); count > kMaxOperators) {
    rendering.Fail(
        {"C020",
         fmt::format("the query has {} operators, and UDM search allows {}", count, kMaxOperators),
         "convert to yaral, or split the rule"});
  }
  return out;
}

}  // namespace

const Dialect kUdm = {
    .id = "udm",
    .title = "Google SecOps UDM search",
    .columns = "udm",
    .raw_column = nullptr,
    .bare_names = false,
    .can = {.any_case = "Unicode",
            .regex = "RE2",
            .arrays = "repeated fields",
            .cidr = "IPv4, IPv6",
            .fieldref = "no",
            .keywords = "no",
            .time_parts = "no",
            .correlations = "no",
            .negation = "two-valued"},
    .and_word = " AND ",
    .or_word = " OR ",
    .not_before = "NOT (",
    .not_after = ")",
    .comment = nullptr,
    .end = "",
    .never = "(metadata.log_type = \"A\" AND metadata.log_type = \"B\")",
    .leaf = WriteLeaf,
    .query = WriteQuery,
};

}  // namespace dcv::dialect
