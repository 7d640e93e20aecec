// SPDX-License-Identifier: Apache-2.0
// Any bytes as a YAML file and as Sigma rules.
#include <cstdint>

#include "base/text.h"
#include "base/yaml.h"
#include "sigma/header.h"

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
  const auto documents = dcv::yaml::Parse(text, "fuzz.yml");
  if (documents) {
    for (const dcv::yaml::Node& document : *documents) Check(document, 0);
  } else {
    DCV_CHECK(documents.error().message.starts_with("fuzz.yml:"));
  }
  const auto headers = dcv::sigma::ReadHeaders(text, "fuzz.yml");
  DCV_CHECK(documents || !headers);
  if (!headers) return 0;
  for (const dcv::sigma::Header& header : *headers) {
    DCV_CHECK(!header.title.empty() && header.line >= 1);
    for (const std::string& id : header.techniques) {
      DCV_CHECK(id[0] == 'T' && dcv::LooksLikeTechniqueId(id));
    }
  }
  return 0;
}
