// SPDX-License-Identifier: Apache-2.0
// Which audit logs and flow logs of Google Cloud are written. Source: Resource Manager API v3
// getIamPolicy (AuditConfig), Cloud Audit Logs overview and "Configure Data Access audit logs",
// Cloud Logging API v2 buckets, Compute Engine API v1 subnetworks (read 2026-11).
//
// Admin activity is always logged, and so is data access of BigQuery. Other data access is logged
// where the policy of the project, or of a folder or the organization above it, says so.
#include <map>
#include <set>

#include "base/text.h"
#include "inventory/gcp_scope.h"
#include "inventory/shapes.h"
#include "inventory/trails.h"

namespace dcv::inventory {
namespace {

constexpr std::string_view kAudit = "gcp_audit";
constexpr std::string_view kTypes[] = {"ADMIN_READ", "DATA_READ", "DATA_WRITE"};

std::string Exempted(Answer& answer, json::Value config, const Place& place) {
  const std::string members = JoinTexts(answer.Array(config, "exemptedMembers", place), 2);
  return members.empty() ? "" : "but for " + members;
}

}  // namespace

void AddAdminActivity(Answer& answer, Scope scope, const Place& place) {
  answer.AddTelemetry(kAudit, "", State::kOn, scope, place, "admin activity is always logged");
}

void ReadIamPolicy(Answer& answer) {
  const Scope scope = GcpProjectScope(answer, "");
  const std::string_view owner = answer.TextOf(scope.account);
  if (FromGcpName(owner).empty()) {
    answer.Report("I041", answer.At(""), "a policy that does not say of what it is");
    return;
  }
  // What the organization logs, every project logs.
  const bool organization = owner.starts_with("organizations/");
  const Scope held = organization ? Scope{answer.Name(kEveryAccount), 0} : scope;
  std::map<std::string_view, bool> all;
  const json::Value configs = answer.Array(answer.root(), "auditConfigs", answer.At(""));
  AddAdminActivity(answer, held, answer.At(""));
  answer.ForEach(configs, "/auditConfigs", [&](json::Value config, const Place& place) {
    const std::string_view service = answer.Text(config, "service", place);
    for (json::Value log : answer.Array(config, "auditLogConfigs", place).elements()) {
      const std::string_view type = answer.Text(log, "logType", place);
      if (service == "allServices") all[type] = true;
      std::string channel(type);
      if (service != "allServices") channel += " " + std::string(service);
      answer.AddTelemetry(kAudit, channel, State::kOn, held, place, Exempted(answer, log, place));
    }
  });
  const Place place = configs.Is(json::Type::kArray) ? answer.At("/auditConfigs") : answer.At("");
  for (std::string_view type : kTypes) {
    if (!all[type]) answer.AddTelemetry(kAudit, type, State::kOff, scope, place, "not configured");
    answer.AddTelemetry(kAudit, std::string(type) + " bigquery.googleapis.com", State::kOn, held,
                        place, "always logged");
  }
}

void DoubtFolders(Inventory& inventory) {
  const auto text = [&](uint32_t name) { return inventory.names.Text(name); };
  std::set<uint32_t> channels;
  for (const Telemetry& row : inventory.telemetry) {
    if (row.state == State::kOn && text(row.log) == kAudit &&
        text(row.account).starts_with("folders/")) {
      channels.insert(row.channel);
    }
  }
  if (channels.empty()) return;
  const uint32_t why = inventory.names.Id("a folder logs it, if the project is in that folder");
  for (Telemetry& row : inventory.telemetry) {
    if (row.state == State::kOff && text(row.log) == kAudit && channels.contains(row.channel) &&
        text(row.account).starts_with("projects/")) {
      row.state = State::kUnknown;
      row.detail = why;
    }
  }
}

// _Required holds admin activity for 400 days; the others what sinks put there.
void ReadLogBuckets(Answer& answer) {
  const uint8_t source = answer.Source("gcp_log_sinks");
  answer.ForRows("/buckets", [&](json::Value bucket, const Place& place) {
    const std::string_view name = answer.Text(bucket, "name", place);
    const Scope scope = GcpProjectScope(answer, name);
    const std::string_view state = answer.Text(bucket, "lifecycleState", place);
    const std::string days = bucket.Find("retentionDays").Plain();
    answer.Setting(source, "@bucket/" + std::string(LastSegment(name)),
                   state == "DELETE_REQUESTED" ? State::kOff : State::kOn, scope, place,
                   "kept " + days + " days");
    if (LastSegment(name) == "_Required") AddAdminActivity(answer, scope, place);
  });
}

void ReadSubnetworks(Answer& answer) {
  struct Count {
    size_t on = 0, all = 0;
    Place place;
  };
  std::map<std::pair<uint32_t, uint32_t>, Count> counts;
  answer.ForRows("/items", [&](json::Value subnetwork, const Place& place) {
    // https://.../projects/NAME/regions/REGION/subnetworks/NAME
    const std::string_view link = answer.Text(subnetwork, "selfLink", place);
    const size_t project = link.find("projects/");
    const std::string_view region = LastSegment(answer.Text(subnetwork, "region", place));
    const Scope in =
        project == link.npos ? GcpProjectScope(answer, "") : answer.GcpScope(link.substr(project));
    Count& count = counts[{in.account, region.empty() ? in.region : answer.Name(region)}];
    const json::Value config = answer.Object(subnetwork, "logConfig", place);
    const bool on = answer.Flag(config, "enable", place)
                        .value_or(answer.Flag(subnetwork, "enableFlowLogs", place).value_or(false));
    if (count.all++ == 0 || (on && count.on == 0)) count.place = place;
    if (on) ++count.on;
  });
  for (const auto& [in, count] : counts) {
    answer.AddTelemetry(
        "gcp_vpcflow", "", count.on > 0 ? State::kOn : State::kOff, {in.first, in.second},
        count.place,
        std::to_string(count.on) + " of " + std::to_string(count.all) + " subnetworks");
  }
}

}  // namespace dcv::inventory
