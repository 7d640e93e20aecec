// SPDX-License-Identifier: Apache-2.0
#include "sigma/header.h"

#include <algorithm>

#include "base/text.h"
#include "base/yaml.h"

namespace dcv::sigma {
namespace {

constexpr std::string_view kTagPrefix = "attack.";

Header ReadHeader(const yaml::Node& document) {
  Header header;
  header.line = document.line;
  header.title = document.Text("title");
  header.id = document.Text("id");
  header.status = document.Text("status");
  header.level = document.Text("level");
  if (const yaml::Node* source = document.Find("logsource"); source != nullptr) {
    header.product = source->Text("product");
    header.service = source->Text("service");
    header.category = source->Text("category");
  }
  for (std::string_view tag : document.Texts("tags")) {
    if (tag.size() <= kTagPrefix.size() || !EqualsIgnoreCase(tag.substr(0, 7), kTagPrefix))
      continue;
    std::string id(tag.substr(kTagPrefix.size()));
    if (!LooksLikeTechniqueId(id)) continue;
    id[0] = 'T';
    if (std::find(header.techniques.begin(), header.techniques.end(), id) ==
        header.techniques.end()) {
      header.techniques.push_back(std::move(id));
    }
  }
  return header;
}

}  // namespace

Result<std::vector<Header>> ReadHeaders(std::string_view text, std::string_view name) {
  DCV_TRY(const std::vector<yaml::Node> documents, yaml::Parse(text, name));
  std::vector<Header> headers;
  for (const yaml::Node& document : documents) {
    if (document.Find("filter") != nullptr || document.Text("action") == "global") continue;
    const bool rule =
        document.Find("detection") != nullptr || document.Find("correlation") != nullptr;
    if (!rule || document.Text("title").empty()) {
      return InvalidInput(std::string(name) + ":" +
                              std::to_string(std::max<size_t>(1, document.line)) +
                              ": not a Sigma rule: it needs title and detection",
                          "leave files that are no rules out of the folder");
    }
    headers.push_back(ReadHeader(document));
  }
  return headers;
}

}  // namespace dcv::sigma
