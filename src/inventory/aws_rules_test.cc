// SPDX-License-Identifier: Apache-2.0
// EventBridge rules, metric filters with their alarms, saved queries: who hears of what they find.
#include "inventory/alarm_rule.h"
#include "inventory/arn.h"
#include "inventory/claims.h"
#include "inventory/test_reading.h"

namespace dcv::inventory {
namespace {

using testing::Codes;
using testing::Facts;
using testing::Folder;
using testing::Lines;

constexpr char kRules[] = R"j({"Rules": [
  {"Name": "trail", "Arn": "arn:aws:events:us-east-1:111122223333:rule/trail", "State": "ENABLED",
   "EventPattern": "{\"source\": [\"aws.cloudtrail\"]}", "EventBusName": "default"},
  {"Name": "trail", "Arn": "arn:aws:events:us-east-1:111122223333:rule/audit/trail",
   "State": "DISABLED", "EventPattern": "{\"source\": [\"aws.iam\"]}", "EventBusName": "audit"},
  {"Name": "nightly", "Arn": "arn:aws:events:us-east-1:111122223333:rule/nightly",
   "State": "ENABLED", "ScheduleExpression": "rate(1 day)", "EventBusName": "default"}]})j";
constexpr char kTargets[] = R"({"Targets": [
  {"Id": "1", "Arn": "arn:aws:lambda:us-east-1:111122223333:function:page"},
  {"Id": "2", "Arn": "arn:aws:sns:us-east-1:111122223333:alerts"}]})";

Lines Deliveries(const Inventory& inventory) {
  Lines lines;
  for (const Fact& fact : inventory.facts) {
    if (fact.kind != FactKind::kDelivery) continue;
    lines.push_back(testing::Line(inventory, fact) + (fact.counts ? " counts" : ""));
  }
  return lines;
}

TEST(EventBridge, RulesOfTwoBusesAreTwoDetectionsAndSchedulesAreNone) {
  const Inventory inventory = testing::FromText(kRules);
  EXPECT_EQ(Facts(inventory), (Lines{"on trail @111122223333/us-east-1 /Rules/0",
                                     "off audit/trail @111122223333/us-east-1 /Rules/1"}));
  EXPECT_EQ(Codes(inventory), Lines{"I028"});
  EXPECT_EQ(inventory.queries.size(), 2u);
}

TEST(EventBridge, DescribeRuleSaysTheSameAsTheListAndWhoOwnsIt) {
  const Inventory inventory = testing::FromText(
      R"({"Name": "own", "Arn": "arn:aws:events:eu-west-1:111122223333:rule/own",
          "EventPattern": "{}", "State": "ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS",
          "ManagedBy": "config.amazonaws.com", "EventBusName": "default"})");
  EXPECT_EQ(Facts(inventory),
            Lines{"on own @111122223333/eu-west-1 {managed by config.amazonaws.com} "});
  ASSERT_EQ(inventory.queries.size(), 1u);
  EXPECT_TRUE(inventory.queries[0].read_only_events);
}

TEST(EventBridge, TheFileSaysWhichRuleTheTargetsAreOf) {
  const struct {
    const char* file;
    const char* line;
  } rows[] = {
      {"111122223333/us-east-1/events_list-targets-by-rule_trail.json", "on delivery trail"},
      {"111122223333/us-east-1/list-targets-by-rule/trail.json.txt", "on delivery trail"},
      {"111122223333/us-east-1/list-targets-by-rule/audit/trail.json", "on delivery audit/trail"},
      {"111122223333/us-east-1/list-targets-by-rule_audit@trail.json", "on delivery audit/trail"},
      {"list-targets-by-rule_trail.json", "on delivery trail"},  // no account: the only such rule
  };
  for (const auto& row : rows) {
    const Folder folder;
    folder.Add("list-rules.json", kRules);
    folder.Add(row.file, kTargets);
    EXPECT_EQ(Deliveries(folder.Read()),
              Lines{std::string(row.line) +
                    " @111122223333/us-east-1 {to lambda:function page, sns alerts} /Targets"})
        << row.file;
  }
}

TEST(EventBridge, AMemberBesideTheTargetsSaysItToo) {
  const Folder folder;
  folder.Add("1.json", kRules);
  folder.Add("2.json",
             R"([{"Rule": "arn:aws:events:us-east-1:111122223333:rule/audit/trail", "Targets": []},
                 {"Rule": "trail", "Targets": [{"Id": "1", "Arn": "arn:aws:sqs:::q"}]}])");
  EXPECT_EQ(Deliveries(folder.Read()),
            (Lines{"off delivery audit/trail @111122223333/us-east-1 {no target} /0/Targets",
                   "on delivery trail @111122223333/us-east-1 {to sqs q} /1/Targets"}));
}

TEST(EventBridge, TargetsOfNobodyKnowsWhatAreSaid) {
  EXPECT_EQ(Codes(testing::FromText(kTargets, "targets.json")), Lines{"I029"});
  const Inventory unlisted = testing::FromText(kTargets, "list-targets-by-rule_gone.json");
  EXPECT_EQ(Codes(unlisted), Lines{"I030"});
  EXPECT_TRUE(unlisted.facts.empty());
}

TEST(EventBridge, ATargetThatWasAskedForItsRulesTakesWhatTheyFind) {
  const Folder folder;
  folder.Add("111122223333/us-east-1/list-rules.json", kRules);
  folder.Add("111122223333/us-east-1/names.json", R"({"RuleNames": ["trail"]})");
  EXPECT_EQ(Deliveries(folder.Read()),
            Lines{"on delivery trail @111122223333/us-east-1 {to the target that was asked about} "
                  "/RuleNames/0"});
}

TEST(EventBridge, EmptyListsOfRulesAreOursWhenTheFileSaysSo) {
  const char* text = R"({"Rules": []})";
  EXPECT_EQ(testing::AnsweredLines(testing::FromText(text, "111122223333/events_list-rules.json")),
            Lines{"aws_eventbridge @111122223333/ on"});
  const Inventory other = testing::FromText(text, "elbv2_describe-rules.json");
  EXPECT_TRUE(testing::AnsweredLines(other).empty());
  EXPECT_EQ(Codes(other), Lines{"I025"});
}

constexpr char kPlace[] = "111122223333/us-east-1/";
constexpr char kFilters[] = R"({"metricFilters": [
  {"filterName": "stop", "logGroupName": "trail-logs",
   "filterPattern": "{ $.eventName = StopLogging }",
   "metricTransformations": [{"metricNamespace": "Sec", "metricName": "Stop"}]}]})";

std::string Alarm(const std::string& more) {
  return R"({"AlarmName": "stop", "AlarmArn": "arn:aws:cloudwatch:us-east-1:111122223333:alarm:s",
             "ActionsEnabled": true, "AlarmActions": ["arn:aws:sns:us-east-1:111122223333:ops"],
             "Namespace": "Sec", "MetricName": "Stop", "Threshold": 1, "EvaluationPeriods": 1,
             "ComparisonOperator": "GreaterThanOrEqualToThreshold")" +
         more + "}";
}

Inventory WithAlarms(const std::string& alarms, const std::string& composites = "") {
  const Folder folder;
  folder.Add(std::string(kPlace) + "filters.json", kFilters);
  folder.Add(std::string(kPlace) + "alarms.json",
             R"({"MetricAlarms": [)" + alarms + R"(], "CompositeAlarms": [)" + composites + "]}");
  return folder.Read();
}

TEST(MetricFilters, AnAlarmWithAnActionHandsOnWhatTheFilterCounts) {
  EXPECT_EQ(Facts(WithAlarms(Alarm(""))),
            (Lines{"on delivery trail-logs:stop @111122223333/us-east-1 {alarm stop: to sns ops} "
                   "/MetricAlarms/0",
                   "on setting @alarms @111122223333/us-east-1 /MetricAlarms",
                   "on trail-logs:stop @111122223333/us-east-1 /metricFilters/0"}));
}

TEST(MetricFilters, AlarmsWithoutEffectAreSaid) {
  const struct {
    const char* more;
    const char* detail;
  } rows[] = {
      {R"(, "AlarmActions": [])", "no action"},
      {R"(, "ActionsEnabled": false)", "its actions are disabled"},
      {R"(, "ComparisonOperator": "LessThanThreshold")", "goes off when there are few"},
  };
  for (const auto& row : rows) {
    std::string alarm = Alarm("");
    const std::string_view member = row.more;
    const std::string name(member.substr(2, member.find(':') - 2));
    const size_t at = alarm.find(name);
    size_t end = alarm.find_first_of(",}", at);
    alarm.replace(at, end - at, member.substr(2));
    EXPECT_EQ(Deliveries(WithAlarms(alarm)),
              Lines{"off delivery trail-logs:stop @111122223333/us-east-1 {alarm stop: " +
                    std::string(row.detail) + "} /MetricAlarms/0"})
        << row.more;
  }
}

TEST(MetricFilters, AlarmsThatNeedMoreThanOneEventCount) {
  const struct {
    const char* comparison;
    const char* threshold;
    const char* more;
    bool counts;
  } rows[] = {
      {"GreaterThanOrEqualToThreshold", "1", "", false},
      {"GreaterThanOrEqualToThreshold", "2", "", true},
      {"GreaterThanThreshold", "0", "", false},
      {"GreaterThanThreshold", "1.0", "", true},
      {"GreaterThanThreshold", "0", R"("EvaluationPeriods": 3,)", true},
      {"GreaterThanThreshold", "0", R"("EvaluationPeriods": 3, "DatapointsToAlarm": 1,)", false},
  };
  for (const auto& row : rows) {
    const std::string alarm =
        std::string(R"({"AlarmName": "stop", "AlarmActions": ["x"], "ActionsEnabled": true,)") +
        row.more + R"("Namespace": "Sec", "MetricName": "Stop", "Threshold": )" + row.threshold +
        R"(, "ComparisonOperator": ")" + row.comparison + "\"}";
    const Lines lines = Deliveries(WithAlarms(alarm));
    ASSERT_EQ(lines.size(), 1u);
    EXPECT_EQ(lines[0].ends_with(" counts"), row.counts) << alarm;
  }
}

TEST(MetricFilters, ACompositeAlarmActsForItsChildren) {
  const std::string child =
      R"({"AlarmName": "stop", "AlarmActions": [], "ActionsEnabled": true, "Namespace": "Sec",
          "MetricName": "Stop", "Threshold": 1, "EvaluationPeriods": 1,
          "ComparisonOperator": "GreaterThanOrEqualToThreshold"})";
  const std::string top =
      R"j({"AlarmName": "top", "AlarmActions": ["arn:aws:sns:us-east-1:1:ops"],
          "ActionsEnabled": true, "AlarmRule": "ALARM(\"middle\")"})j";
  const std::string middle =
      R"j({"AlarmName": "middle", "AlarmActions": [], "AlarmRule": "ALARM(stop) OR ALARM(x)"})j";
  EXPECT_EQ(Deliveries(WithAlarms(child, middle + "," + top)),
            Lines{"on delivery trail-logs:stop @111122223333/us-east-1 "
                  "{alarm stop: by composite alarm top to sns ops} /MetricAlarms/0"});
  EXPECT_EQ(Deliveries(WithAlarms(child, middle)),
            Lines{"off delivery trail-logs:stop @111122223333/us-east-1 {alarm stop: no action} "
                  "/MetricAlarms/0"});
}

TEST(MetricFilters, AlarmsOnOtherMetricsAreCountedAndNoDetections) {
  const std::string other =
      R"({"AlarmName": "cpu", "Namespace": "AWS/EC2", "MetricName": "CPUUtilization",
          "AlarmActions": ["x"], "ActionsEnabled": true})";
  const Inventory inventory = WithAlarms(other + "," + other);
  EXPECT_TRUE(Deliveries(inventory).empty());
  EXPECT_EQ(testing::Notices(inventory),
            Lines{"I030 alarms.json /MetricAlarms/0: who gets something that is in no answer of "
                  "AWS metric filters x2"});
}

TEST(MetricFilters, ACutListOfAlarmsIsNotWhole) {
  const Inventory inventory =
      testing::FromText(R"({"MetricAlarms": [], "NextToken": "x"})", "alarms.json");
  EXPECT_EQ(Facts(inventory),
            Lines{"unknown setting @alarms @ {another page follows} /MetricAlarms"});
}

// Claims of the filter with these trails: "" none are told.
Lines ClaimsWith(std::string_view trails) {
  static const DataFiles data = DataFiles::Packed();
  static const Result<events::Judge> judge = events::Judge::Load(data);
  const Folder folder;
  folder.Add(std::string(kPlace) + "filters.json", kFilters);
  if (!trails.empty()) folder.Add(std::string(kPlace) + "trails.json", trails);
  Inventory inventory = folder.Read();
  AddClaims(*judge, inventory);
  Lines lines;
  for (const Tag& tag : inventory.tags) lines.push_back(tag.technique + ": " + tag.why);
  return lines;
}

TEST(MetricFilters, OnlyALogGroupWithCloudTrailShowsApiEvents) {
  EXPECT_EQ(ClaimsWith(""), Lines{"T1685.002: StopLogging is named; no answer tells whether a "
                                  "trail writes to its log group"});
  EXPECT_EQ(ClaimsWith(R"({"trailList": [{"TrailARN": "x", "HomeRegion": "us-east-1",
                "CloudWatchLogsLogGroupArn":
                    "arn:aws:logs:us-east-1:111122223333:log-group:trail-logs:*"}]})"),
            Lines{"T1685.002: StopLogging is named"});
  const Lines none{
      ": no trail writes to the log group trail-logs, so which kind of events it "
      "gets is not known"};
  EXPECT_EQ(ClaimsWith(R"({"trailList": []})"), none);
  EXPECT_EQ(ClaimsWith(R"({"trailList": [{"TrailARN": "x", "HomeRegion": "us-east-1",
                "CloudWatchLogsLogGroupArn":
                    "arn:aws:logs:us-east-1:444455556666:log-group:trail-logs:*"}]})"),
            none);
}

TEST(LogQueries, ASavedQueryRunsOnlyWhenItIsScheduled) {
  EXPECT_EQ(Facts(testing::FromText(
                R"({"queryDefinitions": [{"queryDefinitionId": "1", "name": "root logins",
                    "queryString": "filter userIdentity.type = 'Root'"}]})")),
            Lines{"off root logins @ {saved query, nothing runs it} /queryDefinitions/0"});
  EXPECT_EQ(Facts(testing::FromText(
                R"({"scheduledQueries": [{"name": "root logins", "state": "ENABLED",
              "scheduledQueryArn": "arn:aws:logs:us-east-1:111122223333:scheduled-query:1",
              "destinationConfiguration": {"s3Configuration":
                  {"destinationIdentifier": "s3://found"}}}]})")),
            Lines{"on root logins @111122223333/us-east-1 {scheduled query, results to s3://found} "
                  "/scheduledQueries/0"});
}

TEST(AlarmRule, SaysWhoseAlarmSetsItOff) {
  using Alarms = std::vector<AlarmReference>;
  EXPECT_EQ(AlarmsOf("ALARM(a) OR ALARM(\"b (c)\")"), (Alarms{{"a", false}, {"b (c)", false}}));
  EXPECT_EQ(AlarmsOf("ALARM(a) AND NOT ALARM(b)"), (Alarms{{"a", true}}));
  EXPECT_EQ(AlarmsOf("NOT (ALARM(a) OR OK(b)) OR ALARM(c)"), (Alarms{{"c", false}}));
  EXPECT_EQ(AlarmsOf("NOT (NOT ALARM(a))"), (Alarms{{"a", false}}));
  EXPECT_EQ(AlarmsOf("ALARM(arn:aws:cloudwatch:us-east-1:111122223333:alarm:x y)"),
            (Alarms{{"x y", false}}));
  EXPECT_EQ(AlarmsOf("INSUFFICIENT_DATA(a) OR TRUE"), Alarms{});
  for (const char* broken : {"ALARM(", "ALARM(\"", "ALARM(\"a", "ALARM(arn:", ")))", "NOT"}) {
    EXPECT_LE(AlarmsOf(broken).size(), 1u) << broken;
  }
}

TEST(Arn, NamesForPeople) {
  EXPECT_EQ(ArnName("arn:aws:lambda:us-east-1:111122223333:function:stop"), "lambda:function stop");
  EXPECT_EQ(ArnName("arn:aws:sqs:us-east-1:111122223333:alarms"), "sqs alarms");
  EXPECT_EQ(ArnName("arn:aws:events:us-east-1:1:event-bus/audit"), "events:event-bus audit");
  EXPECT_EQ(ArnName("arn:aws:x"), "arn:aws:x");
  EXPECT_EQ(ArnResource("nothing"), "");
}

}  // namespace
}  // namespace dcv::inventory
