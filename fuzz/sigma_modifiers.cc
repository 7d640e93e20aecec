// SPDX-License-Identifier: Apache-2.0
// Any bytes as `modifier|modifier:value`: the chain is judged, the value read as a scalar, a
// pattern and a timespan, each of which reads back as itself.
#include <algorithm>
#include <cstdint>

#include "base/text.h"
#include "base/yaml.h"
#include "sigma/modifier.h"
#include "sigma/pattern.h"
#include "sigma/timespan.h"
#include "sigma/value.h"

namespace {

namespace sigma = dcv::sigma;
using sigma::Modifier;

void CheckChain(std::string_view text) {
  std::vector<Modifier> chain;
  for (std::string_view name : dcv::Split(text, '|')) {
    if (const auto modifier = sigma::FindModifier(name)) chain.push_back(*modifier);
  }
  const std::string problem = sigma::ChainProblem(chain);
  DCV_CHECK(problem.empty() || !chain.empty());
  const auto has = [&](Modifier m) {
    return std::find(chain.begin(), chain.end(), m) != chain.end();
  };
  if (!problem.empty() || has(Modifier::kExists)) return;
  for (Modifier set : {Modifier::kAll, Modifier::kNeq}) {
    if (has(set)) continue;
    std::vector<Modifier> more = chain;
    more.insert(more.begin() + static_cast<ptrdiff_t>(more.size() / 2), set);
    DCV_CHECK(sigma::ChainProblem(more).empty());
  }
}

void CheckPattern(std::string_view text) {
  sigma::Pattern pattern = sigma::Pattern::Parse(text);
  DCV_CHECK(sigma::Pattern::Parse(pattern.ToText()) == pattern);
  const sigma::Pattern literal = sigma::Pattern::Literal(text);
  DCV_CHECK(literal.IsLiteral() && literal.literal() == text);
  DCV_CHECK(sigma::Pattern::Parse(literal.ToText()) == literal);
  pattern.PrependAny();
  pattern.AppendAny();
  DCV_CHECK(sigma::Pattern::Parse(pattern.ToText()) == pattern);
  pattern.MakeDashes();
  const sigma::Pattern once = pattern;
  pattern.MakeDashes();
  DCV_CHECK(pattern == once);
}

bool IsUtf8(std::string_view text) {
  while (!text.empty()) {
    const size_t length = dcv::Utf8SequenceLength(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

void CheckValue(const sigma::Value& value) {
  const auto documents = dcv::yaml::Parse("[" + sigma::ToYaml(value) + "]", "fuzz");
  DCV_CHECK(documents && documents->size() == 1 && documents->front().items.size() == 1);
  if (!IsUtf8(value.text)) return;
  DCV_CHECK(sigma::ResolveScalar(documents->front().items.front()) == value);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), std::min<size_t>(size, 100'000));
  const size_t colon = std::min(text.find(':'), text.size());
  CheckChain(text.substr(0, colon));
  const std::string_view rest = text.substr(std::min(colon + 1, text.size()));
  CheckPattern(rest);
  dcv::yaml::Node node;
  node.scalar = rest;
  const sigma::Value plain = sigma::ResolveScalar(node);
  if (plain.IsNumber()) (void)plain.number();
  CheckValue(plain);
  node.quoted = true;
  CheckValue(sigma::ResolveScalar(node));
  const std::string reading = sigma::Yaml11Reading(rest);
  DCV_CHECK(reading.size() < 80);
  if (const auto timespan = sigma::ParseTimespan(rest)) DCV_CHECK(timespan->seconds > 0);
  return 0;
}
