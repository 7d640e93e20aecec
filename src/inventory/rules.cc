// SPDX-License-Identifier: Apache-2.0
// Sigma rules that the user says are deployed: the one thing known of them is what they say about
// themselves, so their techniques have the basis `author`.
#include "base/files.h"
#include "base/text.h"
#include "inventory/read.h"
#include "sigma/parse.h"

namespace dcv::inventory {
namespace {

// An author calls a rule experimental when it is not yet trusted to be right.
double Confidence(const sigma::Document& rule, double tag_confidence) {
  return rule.status.text == "experimental" ? 0.65 : tag_confidence;
}

// Fields that hold the name of the API's event, in the log sources whose channels differ by it.
bool NamesEvent(std::string_view field) {
  return field == "eventName" || field == "gcp.audit.method_name" ||
         field == "data.protoPayload.methodName" || field == "protoPayload.methodName";
}

void CollectEvents(const sigma::Search& search, std::vector<std::string_view>& names) {
  if (search.kind != sigma::Search::Kind::kItem) {
    for (const sigma::Search& part : search.parts) CollectEvents(part, names);
  } else if (NamesEvent(search.item.field.text) && search.item.modifiers.empty()) {
    for (const sigma::Value& value : search.item.values) names.push_back(value.text);
  }
}

void NameEvents(const sigma::Document& document, uint8_t source, DetectionId detection,
                Inventory& inventory) {
  const sigma::Rule* rule = document.rule();
  if (rule == nullptr || rule->logsource.product.text.empty()) return;
  const std::string& service = rule->logsource.service.text;
  const std::string& product = rule->logsource.product.text;
  // "gcp.audit" of gcp is the log gcp_audit.
  const size_t skip = service.starts_with(product + ".") ? product.size() + 1 : 0;
  const std::string log = product + (service.empty() ? "" : "_" + service.substr(skip));
  const uint32_t id = inventory.names.Id(log);
  std::vector<std::string_view> names;
  for (const sigma::NamedSearch& search : rule->detection.searches) {
    CollectEvents(search.search, names);
  }
  if (names.empty()) names.emplace_back();
  for (std::string_view name : names) {
    inventory.named_events.push_back({source, detection, id, inventory.names.Id(name)});
  }
}

void AddRule(const sigma::Document& rule, const catalog::Source& source, uint8_t source_id,
             uint32_t file, Inventory& inventory) {
  Fact fact;
  fact.source = source_id;
  fact.detection = kOwnName | inventory.names.Id(rule.title.text);
  // The rule is not meant to run any more.
  const bool dead = rule.status.text == "deprecated" || rule.status.text == "unsupported";
  fact.state = dead ? State::kOff : State::kOn;
  fact.detail = inventory.names.Id(rule.id.text);
  fact.place.file = file;
  fact.place.line = rule.place.line;
  inventory.facts.push_back(fact);
  ++inventory.files[file].facts;
  NameEvents(rule, source_id, fact.detection, inventory);
  const std::vector<std::string> techniques = rule.Techniques();
  for (const std::string& technique : techniques) {
    inventory.tags.push_back({source_id, fact.detection, technique, catalog::Basis::kAuthor,
                              Confidence(rule, source.tag_confidence)});
  }
  if (techniques.empty()) {
    inventory.diagnostics.Add(
        {"I016", inventory.files[file].path, "line " + std::to_string(rule.place.line),
         "rule '" + Printable(rule.title.text) + "' has no technique tag", 1});
  }
}

// Documents that cannot be used are told of by the first problem; 'dcv check' tells all.
void NoteBroken(const sigma::File& parsed, const std::string& path, Inventory& inventory) {
  if (parsed.broken == 0 && !parsed.documents.empty()) return;
  DCV_CHECK(!parsed.problems.empty());
  const Problem& first = parsed.broken > 0 ? parsed.first_break : parsed.problems.front();
  inventory.diagnostics.Add({"I019", path, "line " + std::to_string(first.place.line),
                             std::string(first.code) + " " + first.message, 1});
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
    const sigma::File parsed = sigma::Parse(text);
    NoteBroken(parsed, path, inventory);
    for (const sigma::Document& document : parsed.documents) {
      if (document.filter() != nullptr) continue;
      AddRule(document, catalog.sources()[*source], static_cast<uint8_t>(*source), file, inventory);
    }
  }
  if (rules == 0) {
    return InvalidInput("no Sigma rules (.yml) below " + directory,
                        "--rules-deployed takes the folder of the rules that run");
  }
  return Ok();
}

}  // namespace dcv::inventory
