// SPDX-License-Identifier: Apache-2.0
// Any bytes as a pipeline, and a rule after the first "\n===\n" if there is one. What is read is
// applied, twice to the same end.
#include "pipeline/pipeline.h"

#include <cstdint>

#include "base/result.h"
#include "sigma/parse.h"

namespace {

constexpr std::string_view kMark = "\n===\n";
constexpr std::string_view kRule = R"(title: T
logsource: {product: aws, service: cloudtrail}
fields: [a, b]
detection:
  s1: {a|contains: [x, 'y*'], b: 1, c|expand: '%x%', 'd|re': 'z', Hashes: 'MD5=0'}
  s2: [{a: null}, {e|fieldref: a}]
  k: [one, two]
  condition: 1 of s* and not k
)";

void Run(const dcv::pipeline::Pipeline& pipeline, const dcv::sigma::Document& rule) {
  dcv::sigma::Document first = rule, second = rule;
  dcv::pipeline::State state, other;
  dcv::Problems problems = dcv::pipeline::Apply({pipeline}, first, state);
  (void)dcv::pipeline::Apply({pipeline}, second, other);
  DCV_CHECK(first == second);
  for (const dcv::Problem& problem : problems) DCV_CHECK(!problem.message.empty());
  std::string query = dcv::pipeline::Postprocess({pipeline}, "a = 'b'", first, state, problems);
  (void)dcv::pipeline::Finalize({pipeline}, {query, "x"}, problems);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const size_t mark = text.find(kMark);
  const dcv::pipeline::Parsed parsed = dcv::pipeline::ParsePipeline(text.substr(0, mark));
  DCV_CHECK(parsed.pipeline.has_value() == parsed.problems.empty());
  for (const dcv::Problem& problem : parsed.problems) {
    DCV_CHECK(!problem.message.empty() && problem.place.line >= 1);
  }
  if (!parsed.pipeline) return 0;
  const std::string_view rule = mark == text.npos ? kRule : text.substr(mark + kMark.size());
  for (const dcv::sigma::Document& document : dcv::sigma::Parse(rule).documents) {
    Run(*parsed.pipeline, document);
  }
  return 0;
}
