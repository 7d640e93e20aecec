// SPDX-License-Identifier: Apache-2.0
#include "dialect/correlation_words.h"

#include <fmt/format.h>

#include "base/text.h"

namespace dcv::dialect {

bool OnlyRules(CorrelationRendering& c) {
  if (c.inner.empty()) return true;
  c.Fail({"C007", "the target cannot count what a correlation finds", ""});
  return false;
}

bool OnlyCounts(CorrelationRendering& c) {
  if (!c.Numeric()) return true;
  c.Fail({"C007",
          fmt::format("{} of a longer window says nothing of the windows within it",
                      ToString(c.correlation.type)),
          ""});
  return false;
}

void TellWindows(CorrelationRendering& c) {
  c.Wider(fmt::format("windows do not slide: they have {} seconds and begin every {} seconds",
                      2 * c.correlation.timespan_seconds, c.correlation.timespan_seconds));
}

void TellEmptyGroup(CorrelationRendering& c) {
  if (!c.correlation.group_by.empty()) {
    c.Wider("events without a group field are a group, as an empty text is");
  }
}

std::string QuotedGroup(const CorrelationRendering& c, size_t group) {
  std::string out = "\"";
  for (char x : Printable(c.correlation.group_by[group])) {
    if (x == '"' || x == '\\') out += '\\';
    out += x;
  }
  return out + "\"";
}

std::string Judgement(CorrelationRendering& c, const CountWords& words, bool more) {
  std::vector<std::string> seen;
  for (size_t i = 0; i < c.targets; ++i) seen.push_back(fmt::format("s{}", i + 1));
  if (c.correlation.type == sigma::CorrelationType::kTemporalOrdered && !c.WholeOrder()) {
    c.Wider("the order of the rules is left out");
    more = true;
  }
  return CountCondition(c, words, "value", seen, more || c.more);
}

std::string Order(CorrelationRendering& c, const char* first, const char* last, const char* word,
                  bool more) {
  std::string out;
  for (size_t i = 1; i < c.targets; ++i) {
    out += fmt::format("{}{}{} <= {}{}", word, first, i, last, i + 1);
  }
  if (c.targets > 2 || more)
    c.Wider("of the order it is asked that each rule was seen before the next was seen last");
  return out;
}

}  // namespace dcv::dialect
