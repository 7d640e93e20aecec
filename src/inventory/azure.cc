// SPDX-License-Identifier: Apache-2.0
// Azure resources: REST lists ({"value": [...]}), single resources, Resource Graph rows
// ({"data": [...]}) and the arrays of the az command line, which lifts `properties` to the top.
// Source: Azure REST reference, Microsoft.Security (pricings 2024-01-01, assessments 2021-06-01,
// alerts 2022-01-01, regulatoryComplianceStandards 2019-01-01-preview), Microsoft.Authorization
// (policyAssignments 2022-06-01, policySetDefinitions 2023-04-01), Microsoft.PolicyInsights
// policyStates 2019-10-01 (read 2026-11).
#include <map>

#include "base/text.h"
#include "inventory/azure_resource.h"
#include "inventory/no_detections.h"
#include "inventory/shapes.h"

namespace dcv::inventory {
namespace {

using Resource = AzureResource;

struct Plan {
  State state = State::kUnknown;
  Place place;
};
// Plans of one document, by subscription: which alert types are on follows from all of them.
using Plans = std::map<uint32_t, std::map<std::string, Plan, std::less<>>>;

void ReadPricing(Answer& answer, const Resource& resource, Plans& plans) {
  const std::string_view tier = answer.Text(resource.properties, "pricingTier", resource.place);
  const State state = EqualsIgnoreCase(tier, "Standard") ? State::kOn
                      : EqualsIgnoreCase(tier, "Free")   ? State::kOff
                                                         : State::kUnknown;
  const std::string name(answer.Text(resource.item, "name", resource.place));
  answer.Setting(answer.Source("azure_defender_alerts"), "@plan/" + name, state, resource.scope,
                 resource.place, answer.Text(resource.properties, "subPlan", resource.place));
  plans[resource.scope.account][name] = {state, resource.place};
}

// Every alert type of the list, in each subscription whose plans were told. On when any of its
// plans is on, off when all are, unknown while one is not told.
void ExpandPlans(Answer& answer, const Plans& plans) {
  const uint8_t source = answer.Source("azure_defender_alerts");
  const catalog::Source& listed = answer.catalog().sources()[source];
  for (const auto& [account, told] : plans) {
    for (uint32_t i = listed.first; i < listed.first + listed.count; ++i) {
      const catalog::Detection& detection = answer.catalog().detections()[i];
      if (detection.retired()) continue;
      Plan result{State::kOff, answer.At("")};
      for (std::string_view name : Split(detection.plan, '|')) {
        const auto found = told.find(name);
        const Plan plan =
            found == told.end() ? Plan{State::kUnknown, answer.At("")} : found->second;
        if (plan.state > result.state || result.state == State::kOff) result = plan;
        if (result.state == State::kOn) break;
      }
      answer.State(source, i, result.state, {account, 0}, result.place,
                   result.state == State::kUnknown ? "the answer does not tell its plan" : "");
    }
  }
}

void AddTechniques(Answer& answer, uint8_t source, DetectionId detection, json::Value holder,
                   const char* name, const Place& place) {
  for (json::Value technique : answer.Array(holder, name, place).elements()) {
    if (technique.text().empty()) continue;
    answer.AddTag({source, detection, std::string(technique.text())});
  }
}

void ReadAssessment(Answer& answer, const Resource& resource) {
  const uint8_t source = answer.Source("azure_defender");
  const json::Value metadata = answer.Object(resource.properties, "metadata", resource.place);
  std::string_view title = answer.Text(resource.properties, "displayName", resource.place);
  if (title.empty()) title = answer.Text(metadata, "displayName", resource.place);
  const std::string_view code = answer.Text(
      answer.Object(resource.properties, "status", resource.place), "code", resource.place);
  // Recommendations have no closed list by name; one that is not in ours is an own name.
  const auto found = answer.catalog().FindDetection(source, title);
  const DetectionId detection = found ? *found : answer.Own(title);
  const Compliance compliance = code == "Healthy"     ? Compliance::kPass
                                : code == "Unhealthy" ? Compliance::kFail
                                                      : Compliance::kNone;
  answer.Complied(source, detection, compliance, resource.scope, resource.place);
  AddTechniques(answer, source, detection, metadata, "techniques", resource.place);
  answer.SetAnswered(source, State::kOn, resource.scope, resource.place);
}

void ReadAlert(Answer& answer, const Resource& resource) {
  const uint8_t source = answer.Source("azure_defender_alerts");
  const std::string_view type = answer.Text(resource.properties, "alertType", resource.place);
  // VM_EICAR, K8S.NODE_EICAR and AppServices_EICAR are Defender's own test alerts.
  if (type.starts_with("SIMULATED_") || type.ends_with("_EICAR")) {
    answer.Report("I013", resource.place, "a sample alert of Defender for Cloud is no proof");
    return;
  }
  const DetectionId detection = answer.Listed(source, type, resource.place);
  std::string_view time = answer.Text(resource.properties, "timeGeneratedUtc", resource.place);
  if (time.empty()) time = answer.Text(resource.properties, "startTimeUtc", resource.place);
  answer.Fired(source, detection, resource.scope, resource.place, time,
               answer.Text(resource.properties, "systemAlertId", resource.place));
  AddTechniques(answer, source, detection, resource.properties, "techniques", resource.place);
  AddTechniques(answer, source, detection, resource.properties, "subTechniques", resource.place);
}

// Defender for Cloud names a control by its standard, "Microsoft-cloud-security-benchmark/LT.1";
// the list has the names of the initiative's groups. Standards that are not in it are own names.
DetectionId RegulatoryControl(Answer& answer, uint8_t source, std::string_view name) {
  const catalog::Source& listed = answer.catalog().sources()[source];
  for (uint32_t i = listed.first; i < listed.first + listed.count; ++i) {
    if (EqualsIgnoreCase(answer.catalog().detections()[i].module, name)) return i;
  }
  return answer.Own(name);
}

void ReadRegulatoryControl(Answer& answer, const Resource& resource) {
  const uint8_t source = answer.Source("azure_regulatory");
  const std::string_view id = answer.Text(resource.item, "id", resource.place);
  constexpr std::string_view kMark = "regulatorycompliancestandards/";
  const size_t at = FindIgnoreCase(id, kMark);
  std::string_view rest = at == id.npos ? id : id.substr(at + kMark.size());
  const std::string_view standard = rest.substr(0, rest.find('/'));
  const std::string_view state = answer.Text(resource.properties, "state", resource.place);
  const Compliance compliance = EqualsIgnoreCase(state, "Passed")   ? Compliance::kPass
                                : EqualsIgnoreCase(state, "Failed") ? Compliance::kFail
                                                                    : Compliance::kNone;
  const std::string name = std::string(standard) + "/" + std::string(LastSegment(id));
  answer.Complied(source, RegulatoryControl(answer, source, name), compliance, resource.scope,
                  resource.place);
}

void ReadPolicyAssignment(Answer& answer, const Resource& resource) {
  const uint8_t source = answer.Source("azure_policy");
  const std::string_view definition =
      answer.Text(resource.properties, "policyDefinitionId", resource.place);
  const std::string_view name = LastSegment(definition);
  Scope scope = answer.AzureScope(answer.Text(resource.properties, "scope", resource.place));
  if (scope.account == 0) scope = resource.scope;
  if (FindIgnoreCase(definition, "/policySetDefinitions/") != definition.npos) {
    // An initiative: its policies are on where the answers hold its definition.
    answer.State(source, answer.Own(Lower(name)), State::kOn, scope, resource.place);
    answer.LastFact().by_alias = true;
  } else {
    const auto found = answer.catalog().FindDetection(source, Lower(name));
    answer.State(source, found ? *found : answer.Own(name), State::kOn, scope, resource.place);
  }
  answer.SetAnswered(source, State::kOn, scope, resource.place);
}

void ReadPolicySetDefinition(Answer& answer, const Resource& resource) {
  const uint8_t source = answer.Source("azure_policy");
  const uint32_t name = answer.Name(Lower(answer.Text(resource.item, "name", resource.place)));
  const json::Value members =
      answer.Array(resource.properties, "policyDefinitions", resource.place);
  for (json::Value member : members.elements()) {
    const std::string id = Lower(LastSegment(member.Find("policyDefinitionId").text()));
    const auto found = answer.catalog().FindDetection(source, id);
    answer.AddAlias({source, 0, 0, name, found ? *found : answer.Own(id)});
  }
}

// A definition says what can be assigned, not what is: built-in ones are checked against our list.
void ReadPolicyDefinition(Answer& answer, const Resource& resource) {
  if (answer.Text(resource.properties, "policyType", resource.place) != "BuiltIn") return;
  const std::string id = Lower(answer.Text(resource.item, "name", resource.place));
  answer.Listed(answer.Source("azure_policy"), id, resource.place);
}

// A row of policyStates, or the properties of one in Resource Graph.
void ReadPolicyState(Answer& answer, json::Value row, const Place& place) {
  const uint8_t source = answer.Source("azure_policy");
  const std::string id = Lower(LastSegment(answer.Text(row, "policyDefinitionId", place)));
  std::string_view account = answer.Text(row, "subscriptionId", place);
  if (account.empty()) account = FromAzureId(answer.Text(row, "resourceId", place));
  const std::string_view state = answer.Text(row, "complianceState", place);
  const Compliance compliance = EqualsIgnoreCase(state, "Compliant")      ? Compliance::kPass
                                : EqualsIgnoreCase(state, "NonCompliant") ? Compliance::kFail
                                                                          : Compliance::kNone;
  const auto found = answer.catalog().FindDetection(source, id);
  answer.Complied(source, found ? *found : answer.Own(id), compliance, answer.ScopeOf(account, ""),
                  place);
}

void ReadResource(Answer& answer, const Resource& resource, Plans& plans) {
  const std::string type = Lower(answer.Text(resource.item, "type", resource.place));
  if (type == "microsoft.security/pricings") return ReadPricing(answer, resource, plans);
  if (type == "microsoft.security/assessments") return ReadAssessment(answer, resource);
  if (type == "microsoft.security/locations/alerts" || type == "microsoft.security/alerts") {
    return ReadAlert(answer, resource);
  }
  if (type.starts_with("microsoft.security/regulatorycompliancestandards")) {
    // The standards themselves and the assessments below a control repeat what controls say.
    if (type.ends_with("/regulatorycompliancecontrols")) ReadRegulatoryControl(answer, resource);
    return;
  }
  if (type == "microsoft.authorization/policyassignments") {
    return ReadPolicyAssignment(answer, resource);
  }
  if (type == "microsoft.authorization/policysetdefinitions") {
    return ReadPolicySetDefinition(answer, resource);
  }
  if (type == "microsoft.authorization/policydefinitions") {
    return ReadPolicyDefinition(answer, resource);
  }
  if (type == "microsoft.policyinsights/policystates") {
    return ReadPolicyState(answer, resource.properties, resource.place);
  }
  if (type == "microsoft.securityinsights/alertrules") return ReadSentinelRule(answer, resource);
  if (type == "microsoft.insights/scheduledqueryrules") {
    return ReadLogSearchAlert(answer, resource);
  }
  if (type == "microsoft.insights/activitylogalerts") {
    return ReadActivityLogAlert(answer, resource);
  }
  if (IsDiagnosticSetting(type, answer.Text(resource.item, "id", resource.place))) {
    return ReadDiagnosticSetting(answer, resource);
  }
  if (const std::string_view why = WhyNoDetections(type); !why.empty()) {
    answer.Report("I026", resource.place, Printable(type) + ": " + std::string(why));
    return;
  }
  answer.Report("I004", resource.place, "resources of type " + Printable(type) + " are not read");
}

}  // namespace

void ReadAzureResources(Answer& answer) {
  Plans plans;
  auto read = [&](json::Value item, const Place& place) {
    const json::Value nested = item.Find("properties");
    const Resource resource{item, nested.Is(json::Type::kObject) ? nested : item,
                            answer.AzureScope(answer.Text(item, "id", place)), place};
    ReadResource(answer, resource, plans);
  };
  answer.ForRows(answer.root().Find("data").Is(json::Type::kArray) ? "/data" : "/value", read);
  ExpandPlans(answer, plans);
}

void ReadAzurePolicyStates(Answer& answer) {
  answer.ForRows("/value",
                 [&](json::Value row, const Place& place) { ReadPolicyState(answer, row, place); });
}

}  // namespace dcv::inventory
