// SPDX-License-Identifier: Apache-2.0
// Metric filters, saved and scheduled queries of CloudWatch Logs. Source: CloudWatch Logs API
// reference, DescribeMetricFilters, DescribeQueryDefinitions, ListScheduledQueries,
// GetScheduledQuery (read 2026-11).
//
// The name of a filter is unique in its log group, so both are its key: "GROUP:NAME".
#include "base/text.h"
#include "events/claims.h"
#include "inventory/arn.h"
#include "inventory/shapes.h"

namespace dcv::inventory {
namespace {

// Where a scheduled query puts what it finds; a bucket alerts nobody.
std::string Destination(Answer& answer, json::Value query, const Place& place) {
  const json::Value to = answer.Object(query, "destinationConfiguration", place);
  const std::string_view bucket =
      answer.Text(answer.Object(to, "s3Configuration", place), "destinationIdentifier", place);
  if (bucket.empty()) return "scheduled query";
  return "scheduled query, results to " + Printable(bucket, 120);
}

}  // namespace

void ReadMetricFilters(Answer& answer) {
  const uint8_t source = answer.Source("aws_metric_filters");
  const Scope scope = answer.path_scope();
  answer.SetAnswered(source, State::kOn, scope, answer.At("/metricFilters"));
  answer.ForRows("/metricFilters", [&](json::Value filter, const Place& place) {
    const std::string_view group = answer.Text(filter, "logGroupName", place);
    const std::string_view name = answer.Text(filter, "filterName", place);
    const DetectionId detection = answer.Own(std::string(group) + ":" + std::string(name));
    answer.State(source, detection, State::kOn, scope, place);
    answer.AddQuery(source, detection, scope, place, events::Language::kMetricFilter,
                    events::feed::kCloudWatchLogs, answer.Text(filter, "filterPattern", place));
    answer.LastQuery().log_group = answer.Name(group);
    for (json::Value made : answer.Array(filter, "metricTransformations", place).elements()) {
      answer.AddAlias({source, scope.account, scope.region,
                       answer.Name(MetricName(made.Find("metricNamespace").text(),
                                              made.Find("metricName").text())),
                       detection});
    }
  });
}

void ReadQueryDefinitions(Answer& answer) {
  const uint8_t source = answer.Source("aws_query_definitions");
  const Scope scope = answer.path_scope();
  answer.ForRows("/queryDefinitions", [&](json::Value query, const Place& place) {
    answer.State(source, answer.Own(answer.Text(query, "name", place)), State::kOff, scope, place,
                 "saved query, nothing runs it");
  });
}

void ReadScheduledQueries(Answer& answer) {
  const uint8_t source = answer.Source("aws_query_definitions");
  answer.ForRows("/scheduledQueries", [&](json::Value query, const Place& place) {
    const std::string_view status = answer.Text(query, "state", place);
    const State state = status == "ENABLED"    ? State::kOn
                        : status == "DISABLED" ? State::kOff
                                               : State::kUnknown;
    answer.State(source, answer.Own(answer.Text(query, "name", place)), state,
                 answer.ArnScope(answer.Text(query, "scheduledQueryArn", place)), place,
                 Destination(answer, query, place));
  });
}

}  // namespace dcv::inventory
