// SPDX-License-Identifier: Apache-2.0
// Any bytes as a document of a log: the engine finds the events and log sources that
// logsource::Unwrap finds, and refuses no JSON that a parser reads.
#include <cstdint>

#include "base/data_files.h"
#include "ir/lower.h"
#include "match/engine.h"
#include "sigma/parse.h"

namespace {

constexpr std::string_view kRules = R"(title: One
logsource: {product: aws, service: cloudtrail}
detection: {s: {eventName|contains: [Stop, Delete]}, condition: s}
---
title: Two
logsource: {product: windows}
detection: {k: [mimikatz, 'sekurlsa::'], condition: k}
)";

struct Fixture {
  dcv::logsource::Registry registry = *dcv::logsource::Registry::Load(dcv::DataFiles::Packed());
  dcv::sigma::File file = dcv::sigma::Parse(kRules);
  dcv::ir::Lowered lowered;
  std::unique_ptr<dcv::match::Engine> engine;
  Fixture() {
    std::vector<dcv::ir::Source> sources;
    for (const auto& document : file.documents) sources.push_back({&document, 0});
    lowered = dcv::ir::Lower(sources, {&registry});
    dcv::match::Options options;
    options.every_event = true;
    engine = std::make_unique<dcv::match::Engine>(lowered.program, registry, options);
  }
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const Fixture fixture;
  std::string text(reinterpret_cast<const char*>(data), size);
  text.append(dcv::json::Parser::kPadding, ' ');
  const dcv::Documents documents{std::string_view(text).substr(0, size),
                                 {{0, static_cast<uint32_t>(size), 0, true}}};
  std::vector<const dcv::logsource::Source*> found, wanted;
  bool broken = false;
  dcv::match::Matcher matcher(*fixture.engine);
  matcher.Match(
      documents,
      [&](const dcv::match::Event& event, std::span<const uint32_t>) {
        found.push_back(event.source);
      },
      [&](uint32_t) { broken = true; });
  dcv::json::Parser parser;
  const auto value = parser.Parse(documents.text);
  if (!value) return 0;  // the engine reads more than a strict parser
  dcv::logsource::Unwrap(
      fixture.registry, *value,
      [&](dcv::json::Value, const dcv::logsource::Source* source) { wanted.push_back(source); });
  DCV_CHECK(!broken);
  DCV_CHECK(found == wanted);
  return 0;
}
