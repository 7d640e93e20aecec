// SPDX-License-Identifier: Apache-2.0
// What holds of selectors of every language, whatever they were read from.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "events/claims.h"
#include "events/evaluate.h"

namespace dcv::fuzz {

inline const events::Judge& PackedJudge() {
  static const DataFiles data = DataFiles::Packed();
  static const Result<events::Judge> judge = events::Judge::Load(data);
  DCV_CHECK(judge.has_value());
  return *judge;
}

inline void CheckClaims(const events::Selector& selector, std::string_view feed) {
  const events::Claims claims = PackedJudge().Of(selector, feed, {.counts = true});
  DCV_CHECK(claims.claims.empty() != claims.none.empty());
  for (const events::Claim& claim : claims.claims) {
    DCV_CHECK(claim.confidence >= 0.5 && claim.confidence <= claim.row->confidence);
    DCV_CHECK(claim.showing > 0 && claim.showing <= claim.selected);
    DCV_CHECK(!events::Why(claim, claims).empty());
  }
  if (selector.root.kind == events::Expr::Kind::kUnknown) DCV_CHECK(claims.claims.empty());
}

inline void RunSelector(std::string_view input, events::Parsed (*parse)(std::string_view),
                        std::string_view feed) {
  constexpr std::string_view kMark = "\n===\n";
  const size_t mark = input.find(kMark);
  const std::string_view text = input.substr(0, mark);
  const events::Parsed parsed = parse(text);
  for (const Problem& problem : parsed.problems) {
    DCV_CHECK(!problem.message.empty() && problem.place.line >= 1 && problem.place.column >= 1);
  }
  DCV_CHECK(!events::ToText(parsed.selector.root).empty());
  CheckClaims(parsed.selector, feed);
  std::string event(mark == input.npos ? R"({"a":{"b":["x",1,null]},"c":"y"})"
                                       : input.substr(mark + kMark.size()));
  const size_t size = event.size();
  event.append(json::Parser::kPadding, ' ');
  json::Parser parser;
  const auto value = parser.Parse(std::string_view(event).substr(0, size));
  const events::Input one{std::string_view(event).substr(0, size), value.value_or(json::Value())};
  DCV_CHECK(events::Evaluate(parsed.selector, one) == events::Evaluate(parsed.selector, one));
}

}  // namespace dcv::fuzz
