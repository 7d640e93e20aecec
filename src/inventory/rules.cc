// SPDX-License-Identifier: Apache-2.0
// Sigma rules that the user says are deployed: the one thing known of them is what they say about
// themselves, so their techniques have the basis `author`.
#include "base/files.h"
#include "base/text.h"
#include "inventory/read.h"
#include "sigma/header.h"

namespace dcv::inventory {
namespace {

// An author calls a rule experimental when it is not yet trusted to be right.
double Confidence(const sigma::Header& header, double tag_confidence) {
  return header.status == "experimental" ? 0.65 : tag_confidence;
}

void AddRule(const sigma::Header& header, uint8_t source, double tag_confidence, uint32_t file,
             Inventory& inventory) {
  Fact fact;
  fact.source = source;
  fact.detection = kOwnName | inventory.names.Id(header.title);
  // The rule is not meant to run any more.
  const bool dead = header.status == "deprecated" || header.status == "unsupported";
  fact.state = dead ? State::kOff : State::kOn;
  fact.detail = inventory.names.Id(header.id);
  fact.place.file = file;
  fact.place.line = static_cast<uint32_t>(header.line);
  inventory.facts.push_back(fact);
  ++inventory.files[file].facts;
  for (const std::string& technique : header.techniques) {
    inventory.tags.push_back(
        {source, fact.detection, technique, true, Confidence(header, tag_confidence)});
  }
  if (header.techniques.empty()) {
    inventory.diagnostics.Add({"I016", inventory.files[file].path,
                               "line " + std::to_string(header.line),
                               "rule '" + Printable(header.title) + "' has no technique tag", 1});
  }
}

}  // namespace

Status AddDeployedRules(const std::string& directory, const catalog::Catalog& catalog,
                        Inventory& inventory) {
  DCV_TRY(const std::vector<std::string> paths, ListFiles(directory));
  const auto source = catalog.FindSource("sigma");
  DCV_CHECK(source.has_value());
  size_t rules = 0;
  for (const std::string& path : paths) {
    if (!path.ends_with(".yml") && !path.ends_with(".yaml")) continue;
    ++rules;
    const auto file = static_cast<uint32_t>(inventory.files.size());
    inventory.files.push_back({path, {"sigma rule"}, 0});
    DCV_TRY(const std::string text, ReadFile(path));
    const auto headers = sigma::ReadHeaders(text, path);
    if (!headers) {
      inventory.diagnostics.Add({"I019", path, "", headers.error().message, 1});
      continue;
    }
    for (const sigma::Header& header : *headers) {
      AddRule(header, static_cast<uint8_t>(*source), catalog.sources()[*source].tag_confidence,
              file, inventory);
    }
  }
  if (rules == 0) {
    return InvalidInput("no Sigma rules (.yml) below " + directory,
                        "--rules-deployed takes the folder of the rules that run");
  }
  return Ok();
}

}  // namespace dcv::inventory
