// SPDX-License-Identifier: Apache-2.0
#include "attack/stix_bundle.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <system_error>
#include <utility>

#include "base/json_locate.h"
#include "base/text.h"

namespace dcv::attack {
namespace {

constexpr size_t kMaxBytes = size_t{256} << 20;
constexpr unsigned kKnownSpecMajor = 3;
constexpr std::string_view kWhatToGive =
    "give the enterprise-attack bundle of github.com/mitre-attack/attack-stix-data or mitre/cti";

Error NotJson(std::string_view text) {
  const json::Scan scan = json::ScanValue(text, json::Parser::kMaxDepth);
  std::string why = "a number in it is out of range";
  if (!scan.valid) {
    why = json::Describe(scan.fault);
  } else if (scan.end < text.size()) {
    why = "more text after the JSON value, at byte " + std::to_string(scan.end);
  }
  return InvalidInput("ATT&CK bundle is not JSON: " + why, std::string(kWhatToGive));
}

// STIX writes RFC 3339 in UTC with any number of decimals: without the Z, "30" < "30.5" as bytes.
std::string_view TimeKey(std::string_view modified) {
  if (modified.ends_with('Z')) modified.remove_suffix(1);
  return modified;
}

uint64_t Number(std::string_view part) {
  uint64_t value = 0;
  const auto result = std::from_chars(part.data(), part.data() + part.size(), value);
  return result.ec == std::errc::result_out_of_range ? UINT64_MAX : value;
}

bool IsVersion(std::string_view text) {
  const auto parts = Split(text, '.');
  return parts.size() <= 3 && std::all_of(parts.begin(), parts.end(), [](std::string_view part) {
           return IsDigits(part) && part.size() <= 4;
         });
}

void CheckSpecVersion(const StixObject& object, Diagnostics& diagnostics) {
  const std::string_view spec = object.Text("x_mitre_attack_spec_version");
  if (spec.empty() || CompareVersions(Split(spec, '.')[0], std::to_string(kKnownSpecMajor)) <= 0) {
    return;
  }
  diagnostics.Add({"A007", "", Printable(object.id),
                   "written for ATT&CK specification " + Printable(spec, 20) +
                       ", newer than 3.x: parts may be read wrongly or not at all"});
}

// Absent means false, and nothing but true is true.
bool Flag(const json::Value& value, std::string_view name) {
  return value.Find(name).boolean().value_or(false);
}

void AddObject(StixBundle& bundle, const StixObject& object, Diagnostics& diagnostics) {
  const auto [at, fresh] = bundle.by_id.emplace(object.id, bundle.objects.size());
  if (fresh) {
    bundle.objects.push_back(object);
    return;
  }
  diagnostics.Add({"A005", "", Printable(object.id),
                   "object occurs more than once; the one modified last was kept"});
  StixObject& kept = bundle.objects[at->second];
  if (kept.modified < object.modified) kept = object;
}

StixBundle ReadObjects(json::Value list, Diagnostics& diagnostics) {
  StixBundle bundle;
  size_t index = 0;
  for (const json::Value value : list.elements()) {
    StixObject object;
    object.value = value;
    object.id = object.Text("id");
    object.type = object.Text("type");
    const std::string place = "/objects/" + std::to_string(index++);
    if (object.id.empty() || object.type.empty()) {
      diagnostics.Add({"A001", "", place, "object without an id or a type; skipped"});
      continue;
    }
    object.modified = TimeKey(object.Text("modified"));
    object.revoked = Flag(value, "revoked");
    object.deprecated = Flag(value, "x_mitre_deprecated");
    CheckSpecVersion(object, diagnostics);
    AddObject(bundle, object, diagnostics);
  }
  return bundle;
}

// Bundles of several domains hold several collections: the enterprise one speaks for the release.
const StixObject* Collection(const StixBundle& bundle) {
  const auto rank = [](const StixObject& object) {
    return FindIgnoreCase(object.Text("name"), "enterprise") != std::string_view::npos;
  };
  const StixObject* best = nullptr;
  for (const StixObject& object : bundle.objects) {
    if (object.type != "x-mitre-collection" || !IsVersion(object.Text("x_mitre_version"))) continue;
    const bool better =
        best == nullptr || rank(object) > rank(*best) ||
        (rank(object) == rank(*best) &&
         CompareVersions(object.Text("x_mitre_version"), best->Text("x_mitre_version")) > 0);
    if (better) best = &object;
  }
  return best;
}

}  // namespace

const StixObject* StixBundle::Find(std::string_view id) const {
  const auto found = by_id.find(id);
  return found == by_id.end() ? nullptr : &objects[found->second];
}

Result<StixBundle> ReadStixBundle(json::Parser& parser, std::string_view padded_text,
                                  Diagnostics& diagnostics) {
  if (padded_text.size() > kMaxBytes) {
    return InvalidInput("ATT&CK bundle is larger than 256 MiB", std::string(kWhatToGive));
  }
  if (padded_text.starts_with("\xEF\xBB\xBF")) padded_text.remove_prefix(3);
  const auto root = parser.Parse(padded_text);
  if (!root) return NotJson(padded_text);
  const json::Value objects = root->Find("objects");
  if (root->Find("type").text() != "bundle" || !objects.Is(json::Type::kArray)) {
    return InvalidInput("not a STIX bundle: no \"type\": \"bundle\" with a list of objects",
                        std::string(kWhatToGive));
  }
  return ReadObjects(objects, diagnostics);
}

Result<std::string> StixVersion(const StixBundle& bundle, std::string_view version,
                                Diagnostics& diagnostics) {
  if (!version.empty() && !IsVersion(version)) {
    return InvalidInput("'" + Printable(version, 40) + "' is no ATT&CK version",
                        "write it as 18.1");
  }
  const StixObject* collection = Collection(bundle);
  if (collection == nullptr) {
    if (!version.empty()) return std::string(version);
    return InvalidInput("the bundle does not say which ATT&CK version it is",
                        "STIX 2.0 bundles never do: add --as VERSION, such as --as 18.1");
  }
  const std::string_view stated = collection->Text("x_mitre_version");
  if (version.empty()) return std::string(stated);
  if (CompareVersions(version, stated) != 0) {
    diagnostics.Add({"A010", "", Printable(collection->id),
                     "imported as " + std::string(version) + ", but the bundle says it is " +
                         std::string(stated)});
  }
  return std::string(version);
}

std::string_view StixExternalId(const StixObject& object, bool (*valid)(std::string_view)) {
  for (const json::Value reference : object.value.Find("external_references").elements()) {
    if (reference.Find("source_name").text() != "mitre-attack") continue;
    const std::string_view id = reference.Find("external_id").text();
    if (valid(id)) return id;
  }
  return {};
}

bool IsTechniqueId(std::string_view text) {
  return LooksLikeTechniqueId(text) && text[0] == 'T';
}

bool IsTacticId(std::string_view text) {
  return text.size() == 6 && text.starts_with("TA") && IsDigits(text.substr(2));
}

bool InEnterprise(const StixObject& object) {
  // Real matrices have had an empty list of domains; older objects have none. Then only techniques
  // tell, by their kill chain.
  bool other = false;
  for (const json::Value domain : object.value.Find("x_mitre_domains").elements()) {
    if (domain.text() == "enterprise-attack") return true;
    other = true;
  }
  if (other) return false;
  for (const json::Value phase : object.value.Find("kill_chain_phases").elements()) {
    if (phase.Find("kill_chain_name").text() == "mitre-attack") return true;
    other = true;
  }
  return !other;
}

std::string CleanCell(std::string_view text, size_t limit) {
  std::string out;
  for (size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<uint8_t>(text[at]);
    const auto next = static_cast<uint8_t>(at + 1 < text.size() ? text[at + 1] : 0);
    // Line breaks beyond ASCII: the C1 controls (next line among them) and U+2028, U+2029.
    const bool c1 = byte == 0xC2 && next >= 0x80 && next <= 0x9F;
    const std::string_view three = text.substr(at, 3);
    const bool separator = three == "\xE2\x80\xA8" || three == "\xE2\x80\xA9";
    if (byte > 0x20 && byte != 0x7F && !c1 && !separator) {
      out += text[at];
      continue;
    }
    at += c1 ? 1 : separator ? 2 : 0;
    if (!out.empty() && out.back() != ' ') out += ' ';
  }
  if (out.ends_with(' ')) out.pop_back();
  return out.size() <= limit ? Printable(out, limit) : Printable(out, limit - 3);
}

int CompareVersions(std::string_view a, std::string_view b) {
  const auto x = Split(a, '.'), y = Split(b, '.');
  for (size_t i = 0; i < std::max(x.size(), y.size()); ++i) {
    const uint64_t p = i < x.size() ? Number(x[i]) : 0;
    const uint64_t q = i < y.size() ? Number(y[i]) : 0;
    if (p != q) return p < q ? -1 : 1;
  }
  return 0;
}

}  // namespace dcv::attack
