// SPDX-License-Identifier: Apache-2.0
// Diagnostic settings: which logs of a subscription, a tenant or a resource are sent where. Source:
// Azure Monitor REST reference, Diagnostic Settings 2021-05-01-preview and Subscription Diagnostic
// Settings 2021-05-01-preview; Entra diagnostic settings 2017-04-01 (read 2026-11).
//
// The activity log itself cannot be switched off: Azure keeps it for 90 days. Logs of Entra and of
// resources are lost when no setting sends them somewhere.
#include <span>
#include <utility>

#include "base/text.h"
#include "inventory/azure_resource.h"

namespace dcv::inventory {
namespace {

struct Category {
  std::string_view name, log, channel;
};
constexpr Category kEntra[] = {
    {"AuditLogs", "azure_auditlogs", ""},
    {"SignInLogs", "azure_signinlogs", ""},
    {"NonInteractiveUserSignInLogs", "azure_signinlogs", "NonInteractiveUserSignInLogs"},
    {"ServicePrincipalSignInLogs", "azure_signinlogs", "ServicePrincipalSignInLogs"},
    {"ManagedIdentitySignInLogs", "azure_signinlogs", "ManagedIdentitySignInLogs"},
    {"UserRiskEvents", "azure_riskdetection", ""},
    {"ServicePrincipalRiskEvents", "azure_riskdetection", "ServicePrincipalRiskEvents"},
};
// Of a Kubernetes service.
constexpr Category kAks[] = {
    {"kube-audit", "kubernetes_audit", ""},
    {"kube-audit-admin", "kubernetes_audit", "kube-audit-admin"},
};

// Where it sends; "" nowhere.
std::string Destination(Answer& answer, const AzureResource& setting) {
  constexpr std::pair<const char*, const char*> kTo[] = {
      {"workspaceId", "workspace"},
      {"eventHubAuthorizationRuleId", "event hub"},
      {"storageAccountId", "storage account"},
      {"marketplacePartnerId", "partner"},
      {"serviceBusRuleId", "service bus"}};
  std::string out;
  for (const auto& [member, kind] : kTo) {
    const std::string_view id = answer.Text(setting.properties, member, setting.place);
    if (id.empty()) continue;
    out += (out.empty() ? "" : ", ") + std::string(kind);
    if (std::string_view(member) == "workspaceId") out += " " + Printable(LastSegment(id), 60);
  }
  return out;
}

class Setting {
 public:
  Setting(Answer& answer, const AzureResource& setting)
      : answer_(answer), setting_(setting), to_(Destination(answer, setting)) {
    name_ = "setting " + Printable(answer.Text(setting.item, "name", setting.place), 60);
  }

  // Calls read(category, whether it is sent); a group "allLogs" is every category of `known`.
  template <typename Read>
  void Categories(std::span<const Category> known, Read read) {
    for (json::Value log : answer_.Array(setting_.properties, "logs", setting_.place).elements()) {
      const bool enabled = answer_.Flag(log, "enabled", setting_.place).value_or(false);
      const std::string_view category = answer_.Text(log, "category", setting_.place);
      if (!category.empty()) {
        read(category, enabled);
      } else if (!answer_.Text(log, "categoryGroup", setting_.place).empty() && enabled) {
        for (const Category& one : known) read(one.name, true);
      }
    }
  }

  void Add(std::string_view log, std::string_view channel, bool enabled, Scope scope) {
    const State state = enabled && !to_.empty() ? State::kOn : State::kOff;
    answer_.AddTelemetry(log, channel, state, scope, setting_.place,
                         name_ + (to_.empty() ? " sends nowhere" : " to " + to_));
  }

  void AddKnown(std::span<const Category> known, Scope scope) {
    Categories(known, [&](std::string_view category, bool enabled) {
      for (const Category& one : known) {
        if (EqualsIgnoreCase(one.name, category)) Add(one.log, one.channel, enabled, scope);
      }
    });
  }

 private:
  Answer& answer_;
  const AzureResource& setting_;
  std::string to_, name_;
};

}  // namespace

bool IsDiagnosticSetting(std::string_view type, std::string_view id) {
  return type.ends_with("/diagnosticsettings") ||
         (type.empty() && FindIgnoreCase(id, "/diagnosticsettings/") != id.npos);
}

void ReadDiagnosticSetting(Answer& answer, const AzureResource& resource) {
  const std::string id = Lower(answer.Text(resource.item, "id", resource.place));
  const std::string type = Lower(answer.Text(resource.item, "type", resource.place));
  Setting setting(answer, resource);
  if (type.starts_with("microsoft.aadiam/") || id.find("/microsoft.aadiam/") != id.npos) {
    return setting.AddKnown(
        kEntra, {answer.Name(kEveryAccount), 0});  // a tenant's logs are of all its subscriptions
  }
  if (id.find("/microsoft.containerservice/managedclusters/") != id.npos) {
    return setting.AddKnown(kAks, resource.scope);
  }
  const size_t providers = id.find("/providers/");
  if (providers != id.npos && id.find("/resourcegroups/") == id.npos &&
      id.find("/providers/", providers + 1) == id.npos) {
    // the list of a subscription leaves out the first '/'
    const Scope scope = id.starts_with('/') ? resource.scope : answer.AzureScope("/" + id);
    AddActivityLog(answer, scope, resource.place);
    setting.Categories({}, [&](std::string_view category, bool enabled) {
      setting.Add("azure_activitylogs", category, enabled, scope);
    });
    return;
  }
  answer.Report("I026", resource.place,
                "diagnostic settings of resources whose logs no log source of dcv describes");
}

void AddActivityLog(Answer& answer, Scope scope, const Place& place) {
  answer.AddTelemetry("azure_activitylogs", "", State::kOn, scope, place,
                      "Azure keeps it for 90 days");
}

}  // namespace dcv::inventory
