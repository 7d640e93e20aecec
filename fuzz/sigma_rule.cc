// SPDX-License-Identifier: Apache-2.0
// Any bytes as YAML and as a Sigma file; what parses prints to something that parses to the same.
#include <cstdint>

#include "base/yaml.h"
#include "sigma/parse.h"

namespace {

void Check(const dcv::yaml::Node& node, size_t depth) {
  DCV_CHECK(depth <= 64 && node.line >= 1 && node.column >= 1);
  for (const dcv::yaml::Node& item : node.items) Check(item, depth + 1);
  for (const auto& [key, value] : node.members) {
    DCV_CHECK(node.Find(key.scalar) == &value);  // no name twice
    Check(value, depth + 1);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  dcv::yaml::Stream stream(text);
  while (const auto document = stream.Next()) {
    if (document->faults.empty()) Check(document->root, 0);
  }
  const dcv::sigma::File file = dcv::sigma::Parse(text);
  DCV_CHECK(!file.documents.empty() || !file.problems.empty());
  for (const dcv::Problem& problem : file.problems) {
    DCV_CHECK(!problem.message.empty() && problem.place.line >= 1);
  }
  for (const dcv::sigma::Document& document : file.documents) {
    const dcv::sigma::File again = dcv::sigma::Parse(dcv::sigma::ToYaml(document));
    DCV_CHECK(again.documents.size() == 1 && again.documents[0] == document);
  }
  return 0;
}
