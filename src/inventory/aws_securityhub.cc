// SPDX-License-Identifier: Apache-2.0
// AWS Security Hub. Source: Security Hub API reference and the AWS Security Finding Format (ASFF)
// syntax page (read 2026-11).
#include "base/text.h"
#include "inventory/shapes.h"

namespace dcv::inventory {
namespace {

State Enabled(std::string_view text) {
  if (text == "ENABLED") return State::kOn;
  if (text == "DISABLED") return State::kOff;
  return State::kUnknown;
}

Compliance Outcome(std::string_view status) {
  if (status == "PASSED") return Compliance::kPass;
  if (status == "FAILED" || status == "WARNING") return Compliance::kFail;
  return Compliance::kNone;
}

// ".../standards/pci-dss/v/3.2.1" -> "pci-dss/v/3.2.1"
std::string_view StandardName(std::string_view arn) {
  for (std::string_view mark : {"standards/", "ruleset/"}) {
    if (const size_t at = arn.find(mark); at != arn.npos) return arn.substr(at + mark.size());
  }
  return arn;
}

// The control of a standard before control ids were consolidated: FSBP's ids stayed, those of CIS
// and PCI (CIS.1.1, PCI.Lambda.2) are names of their own.
DetectionId StandardControl(Answer& answer, uint8_t source, std::string_view id,
                            const Place& place) {
  if (id.starts_with("CIS.") || id.starts_with("PCI.") || id.starts_with("NIST.")) {
    return answer.Own(id);
  }
  return answer.Listed(source, id, place);
}

// GuardDuty's type as ASFF writes it: "TTPs/Discovery/Recon:EC2-PortProbe" is Recon:EC2/PortProbe.
std::string GuardDutyType(std::string_view asff_type) {
  std::string type(LastSegment(asff_type));
  if (const size_t dash = type.find('-'); dash != type.npos) type[dash] = '/';
  return type;
}

void ReadForwardedGuardDuty(Answer& answer, json::Value finding, Scope scope, const Place& place) {
  const uint8_t source = answer.Source("aws_guardduty");
  const json::Value fields = answer.Object(finding, "ProductFields", place);
  const bool sample = fields.Find("aws/guardduty/service/additionalInfo/sample").text() == "true" ||
                      answer.Text(finding, "Title", place).starts_with("[SAMPLE]");
  if (sample) {
    answer.Report("I013", place, "a sample finding of GuardDuty is no proof");
    return;
  }
  std::string_view time = answer.Text(finding, "LastObservedAt", place);
  if (time.empty()) time = answer.Text(finding, "UpdatedAt", place);
  for (json::Value type : answer.Array(finding, "Types", place).elements()) {
    const std::string name = GuardDutyType(type.text());
    answer.Fired(source, answer.Listed(source, name, place), scope, place, time,
                 LastSegment(answer.Text(finding, "Id", place)));
  }
}

}  // namespace

void ReadSecurityHub(Answer& answer) {
  const Scope scope = answer.ArnScope(answer.Text(answer.root(), "HubArn", answer.At("")));
  answer.Setting(answer.Source("aws_securityhub"), "@hub", State::kOn, scope, answer.At("/HubArn"));
}

void ReadSecurityHubStandards(Answer& answer) {
  const uint8_t source = answer.Source("aws_securityhub");
  const char* path = "/StandardsSubscriptions";
  const json::Value rows = answer.Array(answer.root(), path + 1, answer.At(""));
  answer.ForEach(rows, path, [&](json::Value row, const Place& place) {
    const std::string_view status = answer.Text(row, "StandardsStatus", place);
    // INCOMPLETE: some controls could not be switched on; the standard works.
    const State state = status == "READY" || status == "INCOMPLETE"   ? State::kOn
                        : status == "DELETING" || status == "PENDING" ? State::kOff
                                                                      : State::kUnknown;
    const Scope scope = answer.ArnScope(answer.Text(row, "StandardsSubscriptionArn", place));
    const std::string_view name = StandardName(answer.Text(row, "StandardsArn", place));
    answer.Setting(source, "@standard/" + std::string(name), state, scope, place, status);
  });
}

void ReadSecurityHubStandardControls(Answer& answer) {
  const uint8_t source = answer.Source("aws_securityhub");
  answer.ForRows("/Controls", [&](json::Value row, const Place& place) {
    const Scope scope = answer.ArnScope(answer.Text(row, "StandardsControlArn", place));
    const DetectionId control =
        StandardControl(answer, source, answer.Text(row, "ControlId", place), place);
    answer.State(source, control, Enabled(answer.Text(row, "ControlStatus", place)), scope, place,
                 answer.Text(row, "DisabledReason", place));
    answer.SetAnswered(source, State::kOn, scope, place);
  });
}

// Definitions say what exists, not what is on: only a check of our list against AWS's.
void ReadSecurityHubDefinitions(Answer& answer) {
  const uint8_t source = answer.Source("aws_securityhub");
  answer.ForRows("/SecurityControlDefinitions", [&](json::Value row, const Place& place) {
    answer.Listed(source, answer.Text(row, "SecurityControlId", place), place);
  });
}

void ReadSecurityHubControls(Answer& answer) {
  const uint8_t source = answer.Source("aws_securityhub");
  answer.ForRows("/SecurityControls", [&](json::Value row, const Place& place) {
    const Scope scope = answer.ArnScope(answer.Text(row, "SecurityControlArn", place));
    answer.State(source, answer.Listed(source, answer.Text(row, "SecurityControlId", place), place),
                 Enabled(answer.Text(row, "SecurityControlStatus", place)), scope, place);
    answer.SetAnswered(source, State::kOn, scope, place);
  });
}

void ReadSecurityHubAssociations(Answer& answer) {
  const uint8_t source = answer.Source("aws_securityhub");
  const char* path = answer.root().Find("StandardsControlAssociationDetails").Is(json::Type::kArray)
                         ? "/StandardsControlAssociationDetails"
                         : "/StandardsControlAssociationSummaries";
  answer.ForRows(path, [&](json::Value row, const Place& place) {
    const Scope scope = answer.ArnScope(answer.Text(row, "SecurityControlArn", place));
    answer.State(source, answer.Listed(source, answer.Text(row, "SecurityControlId", place), place),
                 Enabled(answer.Text(row, "AssociationStatus", place)), scope, place);
  });
}

void ReadSecurityHubFindings(Answer& answer) {
  const uint8_t source = answer.Source("aws_securityhub");
  answer.ForRows("/Findings", [&](json::Value finding, const Place& place) {
    const std::string_view product = LastSegment(answer.Text(finding, "ProductArn", place));
    std::string_view region = answer.Text(finding, "Region", place);
    if (region.empty()) region = FromArn(answer.Text(finding, "ProductArn", place)).region;
    const Scope scope = answer.ScopeOf(answer.Text(finding, "AwsAccountId", place), region);
    if (answer.Text(finding, "RecordState", place) == "ARCHIVED") return;  // no longer true
    if (product == "guardduty") return ReadForwardedGuardDuty(answer, finding, scope, place);
    if (product != "securityhub") {
      answer.Report("I018", place, "findings of product " + Printable(product) + " are not read");
      return;
    }
    const json::Value compliance = answer.Object(finding, "Compliance", place);
    std::string_view id = answer.Text(compliance, "SecurityControlId", place);
    if (id.empty()) {
      id = answer.Text(answer.Object(finding, "ProductFields", place), "ControlId", place);
    }
    answer.Complied(source, StandardControl(answer, source, id, place),
                    Outcome(answer.Text(compliance, "Status", place)), scope, place);
  });
}

}  // namespace dcv::inventory
