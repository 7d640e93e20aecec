// SPDX-License-Identifier: Apache-2.0
#include "inventory/no_detections.h"

#include "base/text.h"

namespace dcv::inventory {
namespace {

using json::Type;
using json::Value;

Value FirstElement(Value array) {
  for (Value element : array.elements()) return element;
  return {};
}
Value FirstRow(Value root, const char* name) {
  if (root.Is(Type::kArray)) return FirstElement(root);
  const Value list = root.Find(name);
  return list.Is(Type::kArray) ? FirstElement(list) : root;
}
bool NameContains(Value row, std::string_view part) {
  return row.Find("name").text().find(part) != std::string_view::npos;
}
bool HasText(Value row, const char* name) {
  return row.Find(name).Is(Type::kString);
}

size_t MemberCount(Value object) {
  size_t count = 0;
  for ([[maybe_unused]] const json::Member& member : object.members()) ++count;
  return count;
}

constexpr char kAccess[] = "who may do what, which is no detection";
constexpr char kResource[] = "a resource of yours, not what watches it";

const OtherAnswer kOthers[] = {
    {"empty IAM policy", [](Value root) { return HasText(root, "etag") && MemberCount(root) == 1; },
     kAccess},
    {"organization policies",
     [](Value root) { return HasText(FirstRow(root, "policies"), "constraint"); },
     "they forbid, and do not detect"},
    {"log exclusions", [](Value root) { return HasText(FirstRow(root, "exclusions"), "filter"); },
     "what is not stored; sinks and metrics are told by other answers"},
    {"instances of Compute Engine",
     [](Value root) {
       return root.Find("kind").text().starts_with("compute#") ||
              root.Find("firewalls").Is(Type::kArray) ||
              root.Find("firewallPolicys").Is(Type::kArray);
     },
     kResource},
    {"buckets of Cloud Storage",
     [](Value root) { return root.Find("kind").text().starts_with("storage#"); }, kResource},
    {"data tables of Google SecOps",
     [](Value root) { return NameContains(FirstRow(root, "dataTables"), "/dataTables/"); },
     "rules refer to them; the rules themselves are another answer"},
    {"reference lists of Google SecOps",
     [](Value root) { return NameContains(FirstRow(root, "referenceLists"), "/referenceLists/"); },
     "rules refer to them; the rules themselves are another answer"},
    {"exclusions of Google SecOps",
     [](Value root) {
       return NameContains(FirstRow(root, "findingsRefinements"), "/findingsRefinements/");
     },
     "they hide single findings of rules"},
    {"saved searches of Google SecOps",
     [](Value root) { return NameContains(FirstRow(root, "searchQueries"), "/searchQueries/"); },
     "nothing runs a saved search by itself"},
    {"findings in the form of OCSF",
     [](Value root) {
       const Value row = FirstRow(root, "findings");
       return row.Find("class_uid").Is(Type::kNumber) && row.Find("finding_info").Is(Type::kObject);
     },
     "results of a posture scan by another tool, not what is deployed; export the provider's own "
     "answers"},
    {"log profiles of Azure Monitor",
     [](Value root) {
       const Value row = FirstRow(root, "value");
       return FindIgnoreCase(row.Find("id").text(), "/providers/microsoft.insights/logprofiles/") !=
              std::string_view::npos;
     },
     "where logs are kept, not what looks at them"},
};

struct AzureType {
  std::string_view prefix;  // of the type
  std::string_view why;
};
constexpr AzureType kAzureTypes[] = {
    {"microsoft.dbformysql/servers/securityalertpolicies",
     "alerts of the server itself; Defender for Cloud's plans tell of its detections"},
    {"microsoft.insights/actiongroups", "whom alerts reach; the alert rules name their groups"},
    {"microsoft.insights/autoscalesettings", "scales, and does not detect"},
    {"microsoft.insights/components", "measures an application; its alert rules are resources too"},
    {"microsoft.insights/metricalerts", "watches numbers of a resource, not events of an attack"},
    {"microsoft.network/networkwatchers/flowlogs",
     "flow logs of networks, which no log source of dcv describes"},
    {"microsoft.security/autoprovisioningsettings", "installs agents, and does not detect"},
    {"microsoft.security/locations/jitnetworkaccesspolicies",
     "opens ports for a time, and does not detect"},
    {"microsoft.security/securitycontacts", "whom alerts reach"},
    {"microsoft.security/settings", "what Defender for Cloud may read; its plans tell what is on"},
    {"microsoft.sql/servers/securityalertpolicies",
     "alerts of the server itself; Defender for Cloud's plans tell of its detections"},
    {"microsoft.sql/servers/databases/securityalertpolicies",
     "alerts of the server itself; Defender for Cloud's plans tell of its detections"},
    {"microsoft.securityinsights/",
     "a part of Sentinel that finds nothing by itself; alertRules are its detections"},
};

}  // namespace

const OtherAnswer* FindOtherAnswer(json::Value root) {
  for (const OtherAnswer& other : kOthers) {
    if (other.matches(root)) return &other;
  }
  return FindOtherAwsAnswer(root);
}

std::string_view WhyNoDetections(std::string_view azure_type) {
  for (const AzureType& one : kAzureTypes) {
    if (azure_type.starts_with(one.prefix)) return one.why;
  }
  return {};
}

}  // namespace dcv::inventory
