// SPDX-License-Identifier: Apache-2.0
// Rules and an event drawn from the bytes: the matching engine answers as the naive evaluator.
#include <cstdint>

#include "base/data_files.h"
#include "ir/evaluate.h"
#include "match/engine.h"
#include "tests/random_program.h"

namespace {

const dcv::logsource::Registry& Registry() {
  static const dcv::logsource::Registry registry =
      *dcv::logsource::Registry::Load(dcv::DataFiles::Packed());
  return registry;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  dcv::test::Draw draw(std::string_view(reinterpret_cast<const char*>(data), size));
  const dcv::ir::Program program = dcv::test::RandomProgram(draw, 6);
  std::string event = dcv::test::RandomEvent(draw);
  const size_t length = event.size();
  event.append(dcv::json::Parser::kPadding, ' ');
  dcv::Documents documents{std::string_view(event).substr(0, length),
                           {{0, static_cast<uint32_t>(length), 0, true}}};
  dcv::match::Options options;
  options.rules.emplace();
  for (uint32_t i = 0; i < program.rules.size(); ++i) options.rules->push_back(i);
  const dcv::match::Engine engine(program, Registry(), options);
  std::vector<bool> matched(program.rules.size());
  dcv::match::Matcher(engine).Match(
      documents,
      [&](const dcv::match::Event&, std::span<const uint32_t> rules) {
        for (uint32_t rule : rules) matched[rule] = true;
      },
      [](uint32_t) { DCV_CHECK(false && "a drawn event is JSON"); });
  dcv::json::Parser parser;
  const auto value = parser.Parse(documents.text);
  DCV_CHECK(value.has_value());
  for (uint32_t i = 0; i < program.rules.size(); ++i) {
    DCV_CHECK(matched[i] == dcv::ir::Evaluate(program, program.rules[i].condition, *value));
  }
  return 0;
}
