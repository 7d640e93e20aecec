// SPDX-License-Identifier: Apache-2.0
// Answers to calls that failed: as JSON bodies of the three clouds and as the command lines print
// them. A refusal leaves its source unknown, never off; only a provider that says "not subscribed"
// has answered the question. Source: AWS common errors, Azure Resource Manager error format, Google
// API error model (AIP-193) (read 2026-11).
#include <array>

#include "base/text.h"
#include "inventory/shapes.h"

namespace dcv::inventory {
namespace {

struct Refusal {
  std::string_view code, message;
};

// What in a message tells which source was asked, most telling first.
struct Asked {
  std::string_view text, source;
};
constexpr std::array<Asked, 32> kAsked = {{
    {"guardduty:", "aws_guardduty"},
    {"securityhub:", "aws_securityhub"},
    {"config:", "aws_config"},
    {"organizations:", "aws_organizations"},
    {"events:ListRules", "aws_eventbridge"},
    {"events:ListTargetsByRule", "aws_eventbridge"},
    {"logs:DescribeMetricFilters", "aws_metric_filters"},
    {"cloudwatch:DescribeAlarms", "aws_metric_filters"},
    {"logs:DescribeQueryDefinitions", "aws_query_definitions"},
    {"ListRules operation", "aws_eventbridge"},
    {"ListTargetsByRule operation", "aws_eventbridge"},
    {"DescribeMetricFilters operation", "aws_metric_filters"},
    {"DescribeAlarms operation", "aws_metric_filters"},
    {"DescribeQueryDefinitions operation", "aws_query_definitions"},
    {"AWS Security Hub", "aws_securityhub"},
    {"GetDetector operation", "aws_guardduty"},
    {"ListDetectors operation", "aws_guardduty"},
    {"DescribeConfigRules operation", "aws_config"},
    {"DescribeComplianceByConfigRule operation", "aws_config"},
    {"DescribeConfigurationRecorderStatus operation", "aws_config"},
    {"DescribeHub operation", "aws_securityhub"},
    {"GetEnabledStandards operation", "aws_securityhub"},
    {"DescribeStandardsControls operation", "aws_securityhub"},
    {"BatchGetSecurityControls operation", "aws_securityhub"},
    {"ListAccounts operation", "aws_organizations"},
    {"Microsoft.Security/pricings", "azure_defender_alerts"},
    {"Microsoft.Security/alerts", "azure_defender_alerts"},
    {"Microsoft.Security/assessments", "azure_defender"},
    {"Microsoft.Security/regulatoryCompliance", "azure_regulatory"},
    {"Microsoft.Authorization/policy", "azure_policy"},
    {"securitycenter", "gcp_scc"},
    {"chronicle", "gcp_chronicle"},
}};

// Calls that tell which logs are written, as their permission and their operation.
struct AskedLog {
  std::string_view permission, operation, log;
  bool channels = true;  // it tells of what must be switched on, too
};
constexpr AskedLog kAskedLogs[] = {
    {"cloudtrail:DescribeTrails", "DescribeTrails operation", "aws_cloudtrail"},
    {"cloudtrail:GetTrail", "GetTrailStatus operation", "aws_cloudtrail"},
    {"cloudtrail:GetEventSelectors", "GetEventSelectors operation", "aws_cloudtrail"},
    {"ec2:DescribeFlowLogs", "DescribeFlowLogs operation", "aws_vpcflow", false},
    {"route53resolver:ListResolverQueryLogConfigs", "ListResolverQueryLogConfigs operation",
     "aws_route53", false},
    {"s3:GetBucketLogging", "GetBucketLogging operation", "aws_s3access", false},
    {"eks:DescribeCluster", "DescribeCluster operation", "kubernetes_audit", false},
    {"wafv2:ListLoggingConfigurations", "ListLoggingConfigurations operation", "aws_waf", false},
    {"microsoft.aadiam/diagnosticSettings", "aadiam", "azure_auditlogs"},
    {"microsoft.aadiam/diagnosticSettings", "aadiam", "azure_signinlogs"},
    {"resourcemanager.projects.getIamPolicy", "projects:getIamPolicy", "gcp_audit"},
};

// "securitycenter" in a message and "Security Center" alike: case is ignored.
std::string_view AskedSource(std::string_view text) {
  for (const Asked& asked : kAsked) {
    if (FindIgnoreCase(text, asked.text) != text.npos) return asked.source;
  }
  return {};
}

// {"__type", "message"}, {"Error": {"Code", "Message"}}, {"error": {"code", "message", "status"}}.
Refusal FromJson(json::Value root) {
  json::Value body = root;
  for (const char* name : {"error", "Error"}) {
    if (const json::Value nested = root.Find(name); nested.Is(json::Type::kObject)) body = nested;
  }
  const bool wrapped =
      root.Find("error").Is(json::Type::kObject) || root.Find("Error").Is(json::Type::kObject);
  Refusal refusal;
  for (const char* name : {"status", "__type", "Code", "code"}) {
    if (refusal.code.empty()) refusal.code = body.Find(name).text();
  }
  for (const char* name : {"message", "Message"}) {
    if (refusal.message.empty()) refusal.message = body.Find(name).text();
  }
  if (!wrapped && root.Find("__type").text().empty()) return {};
  if (refusal.code.empty()) refusal.code = "error";
  return refusal;
}

std::string_view Between(std::string_view text, std::string_view open, std::string_view close) {
  const size_t at = text.find(open);
  if (at == text.npos) return {};
  const size_t start = at + open.size();
  const size_t end = text.find(close, start);
  return end == text.npos ? std::string_view() : text.substr(start, end - start);
}

// "An error occurred (CODE) when calling ..." of aws, "(CODE) ..." of az, "ERROR: (gcloud...)
// CODE:".
Refusal FromText(std::string_view text) {
  text = Trim(text.substr(0, 8192));
  if (text.starts_with('{') || text.starts_with('[')) return {};  // a broken answer, no message
  if (const size_t at = text.find("An error occurred ("); at != text.npos) {
    return {Between(text.substr(at), "(", ")"), text.substr(at)};
  }
  if (text.starts_with("ERROR: (gcloud") || text.starts_with("PERMISSION_DENIED")) {
    return {text.find("PERMISSION_DENIED") != text.npos ? "PERMISSION_DENIED" : "error", text};
  }
  if (text.starts_with("ERROR: ")) text.remove_prefix(7);
  // "Forbidden({"error": ...})" of az rest: the HTTP reason, then the body.
  if (const size_t at = text.find("({\"error\""); at != text.npos && at < 64) {
    return {text.substr(0, at), text};
  }
  if (text.starts_with("(") && text.find(')') != text.npos && text.find(')') < 64) {
    return {Between(text, "(", ")"), text};
  }
  // The call was not even made: no route, no credentials, not signed in.
  for (const char* start :
       {"Could not connect", "Unable to locate credentials", "Please run 'az login'",
        "Connect timeout", "Error loading SSO Token", "The SSO session"}) {
    if (text.starts_with(start)) return {"not asked", text};
  }
  return {};
}

Scope RefusedScope(Answer& answer, std::string_view message) {
  if (const size_t at = message.find("arn:"); at != message.npos) {
    // The caller's ARN names the account that was asked; regions come from folders.
    return answer.ScopeOf(FromArn(message.substr(at)).account, "");
  }
  constexpr std::string_view kAccount = "Account ";  // "Account 111122223333 is not subscribed"
  if (const size_t at = message.find(kAccount); at != message.npos) {
    const std::string_view id = message.substr(at + kAccount.size(), 12);
    if (id.size() == 12 && IsDigits(id)) return answer.ScopeOf(id, "");
  }
  if (const std::string_view account = FromAzureId(message); LooksLikeGuid(account.substr(0, 36))) {
    return answer.ScopeOf(account.substr(0, 36), "");
  }
  for (const char* root : {"organizations/", "projects/"}) {
    if (const size_t at = message.find(root); at != message.npos) {
      const std::string_view name = FromGcpName(message.substr(at));
      return answer.ScopeOf(name.substr(0, name.find_first_of("' \".,;)")), "");
    }
  }
  return answer.path_scope();
}

// The logs that the refused call would have told of stay unknown.
void RefuseLogs(Answer& answer, std::string_view message, const std::string& why) {
  for (const AskedLog& asked : kAskedLogs) {
    if (FindIgnoreCase(message, asked.permission) == message.npos &&
        FindIgnoreCase(message, asked.operation) == message.npos) {
      continue;
    }
    const Scope scope = RefusedScope(answer, message);
    // Admin activity is logged whatever the policy says.
    if (asked.log != "gcp_audit") {
      answer.AddTelemetry(asked.log, "", State::kUnknown, scope, answer.At(""), why);
    }
    if (asked.channels) {
      answer.AddTelemetry(asked.log, "*", State::kUnknown, scope, answer.At(""), why);
    }
  }
}

}  // namespace

bool ReadRefusal(Answer& answer, std::string_view text) {
  const bool is_json = answer.root().type() != json::Type::kAbsent;
  const Refusal refusal = is_json ? FromJson(answer.root()) : FromText(text);
  if (refusal.code.empty()) return false;
  const std::string code = Printable(refusal.code, 60);
  const std::string message = Printable(refusal.message, 500);
  const std::string_view asked = AskedSource(refusal.message);
  const Place place = answer.At("");
  if (asked.empty()) {
    RefuseLogs(answer, refusal.message, code + ": " + message);
    answer.Report("I008", place, "a call was refused (" + code + "): " + message);
    return true;
  }
  const uint8_t source = answer.Source(asked);
  const Scope scope = RefusedScope(answer, refusal.message);
  if (FindIgnoreCase(refusal.message, "is not subscribed to AWS Security Hub") !=
      std::string::npos) {
    answer.Setting(source, "@hub", State::kOff, scope, place, "not subscribed");
    answer.SetAnswered(source, State::kOff, scope, place, "not subscribed");
    return true;
  }
  answer.Report("I008", place, "a call was refused (" + code + "): " + message);
  answer.Setting(source, "@refused", State::kUnknown, scope, place, code + ": " + message);
  answer.SetAnswered(source, State::kUnknown, scope, place, code + ": " + message);
  return true;
}

}  // namespace dcv::inventory
