// SPDX-License-Identifier: Apache-2.0
// Logs of AWS beside CloudTrail: flow logs, resolver queries, access to buckets, audit of clusters,
// web ACLs. Source: API references of EC2 (DescribeFlowLogs), Route 53 Resolver
// (ListResolverQueryLogConfigs), S3 (GetBucketLogging), EKS (DescribeCluster) and WAFV2
// (ListLoggingConfigurations) (read 2026-11).
//
// On means that some network, bucket, cluster or ACL of the place has the log, and the detail says
// how many: the answers do not say which there are besides.
#include "base/text.h"
#include "inventory/scope.h"
#include "inventory/shapes.h"

namespace dcv::inventory {
namespace {

// A list of things that write a log; `writes` says of one whether it does.
template <typename Writes>
void ReadWriters(Answer& answer, const char* path, std::string_view log, std::string_view noun,
                 Writes writes) {
  Scope scope = answer.path_scope();
  size_t count = 0, on = 0;
  Place first = answer.At(path);
  std::string why;
  answer.ForRows(path, [&](json::Value row, const Place& place) {
    ++count;
    if (writes(row, place, scope, why) && ++on == 1) first = place;
  });
  std::string detail = count == 0 ? "no " + std::string(noun)
                                  : std::to_string(on) + " of " + std::to_string(count) + " " +
                                        std::string(noun) + "s written";
  if (!why.empty()) detail += "; " + why;
  answer.AddTelemetry(log, "", on > 0 ? State::kOn : State::kOff, scope, first, detail);
}

}  // namespace

void ReadFlowLogs(Answer& answer) {
  ReadWriters(answer, "/FlowLogs", "aws_vpcflow", "flow log",
              [&](json::Value log, const Place& place, Scope& scope, std::string& why) {
                const std::string_view role = answer.Text(log, "DeliverLogsPermissionArn", place);
                if (scope.account == 0 && !role.empty()) {
                  scope = answer.ScopeOf(FromArn(role).account, "");
                }
                if (answer.Text(log, "DeliverLogsStatus", place) == "FAILED") {
                  why = "delivery failed: " +
                        Printable(answer.Text(log, "DeliverLogsErrorMessage", place), 80);
                  return false;
                }
                return answer.Text(log, "FlowLogStatus", place) == "ACTIVE";
              });
}

// A configuration that no network is associated with logs nothing.
void ReadResolverQueryLogs(Answer& answer) {
  ReadWriters(answer, "/ResolverQueryLogConfigs", "aws_route53", "query log",
              [&](json::Value config, const Place& place, Scope& scope, std::string&) {
                scope = answer.ArnScope(answer.Text(config, "Arn", place));
                return answer.Text(config, "Status", place) == "CREATED" &&
                       config.Find("AssociationCount").number().value_or(0) > 0;
              });
}

// A bucket that does not log answers with nothing, so only one that does is seen.
void ReadBucketLogging(Answer& answer) {
  const Place place = answer.At("/LoggingEnabled");
  const json::Value logging = answer.Object(answer.root(), "LoggingEnabled", answer.At(""));
  answer.AddTelemetry("aws_s3access", "", State::kOn, answer.path_scope(), place,
                      "one bucket, to " + Printable(answer.Text(logging, "TargetBucket", place)));
}

void ReadEksCluster(Answer& answer) {
  const Place place = answer.At("/cluster/logging");
  const json::Value cluster = answer.Object(answer.root(), "cluster", answer.At(""));
  const json::Value logging = answer.Object(cluster, "logging", answer.At("/cluster"));
  State state = logging.Is(json::Type::kObject) ? State::kOff : State::kUnknown;
  for (json::Value setup : answer.Array(logging, "clusterLogging", place).elements()) {
    if (!answer.Flag(setup, "enabled", place).value_or(false)) continue;
    for (json::Value type : answer.Array(setup, "types", place).elements()) {
      if (type.text() == "audit") state = State::kOn;
    }
  }
  answer.AddTelemetry("kubernetes_audit", "", state,
                      answer.ArnScope(answer.Text(cluster, "arn", answer.At("/cluster"))), place,
                      "cluster " + Printable(answer.Text(cluster, "name", answer.At("/cluster"))));
}

void ReadWafLogging(Answer& answer) {
  ReadWriters(answer, "/LoggingConfigurations", "aws_waf", "web ACL log",
              [&](json::Value config, const Place& place, Scope& scope, std::string&) {
                scope = answer.ArnScope(answer.Text(config, "ResourceArn", place));
                return answer.Array(config, "LogDestinationConfigs", place).Is(json::Type::kArray);
              });
}

}  // namespace dcv::inventory
