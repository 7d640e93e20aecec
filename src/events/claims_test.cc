// SPDX-License-Identifier: Apache-2.0
// Against the packed event table: what the judged rows are is data, how they are claimed is not.
#include "events/claims.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "events/eventbridge.h"
#include "events/logging_query.h"
#include "events/metric_filter.h"

namespace dcv::events {
namespace {

const Judge& Packed() {
  static const DataFiles data = DataFiles::Packed();
  static const auto judge = Judge::Load(data);
  EXPECT_TRUE(judge.has_value()) << judge.error().message;
  return *judge;
}

Claims OfPattern(std::string_view pattern, ClaimOptions options = {}) {
  const Parsed parsed = ParseEventBridge(pattern);
  return Packed().Of(parsed.selector, feed::kEventBridge, options);
}

Claims OfFilter(std::string_view pattern, ClaimOptions options = {}) {
  const Parsed parsed = ParseMetricFilter(pattern);
  return Packed().Of(parsed.selector, feed::kCloudWatchLogs, options);
}

Claims OfQuery(std::string_view query, ClaimOptions options = {}) {
  const Parsed parsed = ParseLoggingQuery(query);
  return Packed().Of(parsed.selector, feed::kGcpLogging, options);
}

// "T1685.002 0.95 StopLogging", in order.
std::string Told(const Claims& claims) {
  std::vector<std::string> out;
  for (const Claim& claim : claims.claims) {
    out.push_back(
        fmt::format("{} {:.2f} {}", claim.technique, claim.confidence, claim.event->name));
  }
  return Join(out, ", ");
}

TEST(ClaimsTest, NamedEventsClaimTheirTechniques) {
  const Claims claims = OfPattern(R"({"source":["aws.cloudtrail"],
      "detail-type":["AWS API Call via CloudTrail"],
      "detail":{"eventSource":["cloudtrail.amazonaws.com"],
                "eventName":["StopLogging","DeleteTrail"]}})");
  EXPECT_EQ(Told(claims), "T1685.002 0.95 DeleteTrail, T1685.002 0.95 StopLogging");
  EXPECT_EQ(claims.none, "");
  EXPECT_EQ(claims.selected, 2u);
  EXPECT_EQ(Why(claims.claims[0], claims), "DeleteTrail is named");
}

TEST(ClaimsTest, TheNameAloneIsEnough) {
  EXPECT_EQ(Told(OfPattern(R"({"detail":{"eventName":["StopLogging"]}})")),
            "T1685.002 0.95 StopLogging");
}

TEST(ClaimsTest, TaggingClaimsNothingAndSaysWhy) {
  const Claims claims =
      OfPattern(R"({"source":["aws.s3"],"detail":{"eventName":["PutBucketTagging"]}})");
  EXPECT_EQ(Told(claims), "");
  EXPECT_TRUE(claims.unmet.empty());
  EXPECT_EQ(claims.none, "PutBucketTagging shows no technique: no adversary behaviour");
  ASSERT_EQ(claims.without.size(), 1u);
}

TEST(ClaimsTest, WhatIsDemandedBesideTheNameIsSaid) {
  const Claims claims =
      OfPattern(R"({"detail":{"eventName":["StopLogging"],"userIdentity":{"type":["Root"]}}})");
  EXPECT_EQ(Told(claims), "T1685.002 0.95 StopLogging");
  EXPECT_EQ(Why(claims.claims[0], claims),
            "StopLogging is named; also demands detail.userIdentity.type = Root");
}

TEST(ClaimsTest, AContradictionSelectsNothing) {
  const Claims claims =
      OfPattern(R"({"source":["aws.iam"],"detail":{"eventName":["StopLogging"]}})");
  EXPECT_EQ(Told(claims), "");
  EXPECT_EQ(claims.none, "it selects no API event of the table");
  EXPECT_EQ(OfPattern(R"({"detail-type":["GuardDuty Finding"]})").none,
            "it selects no API event of the table");
}

TEST(ClaimsTest, EverythingClaimsNothing) {
  EXPECT_EQ(OfPattern(R"({"detail-type":["AWS API Call via CloudTrail",
      "AWS Console Sign In via CloudTrail"]})")
                .none,
            "it selects every API event");
  EXPECT_EQ(OfPattern(R"({"detail":{"eventName":[{"exists":true}]}})").none,
            "it selects every API event");
  EXPECT_EQ(OfPattern(R"({"detail":{"eventName":[{"wildcard":"*"}]}})").none,
            "it selects every API event");
  EXPECT_EQ(OfPattern(R"({"detail":{"errorCode":["AccessDenied"]}})").none,
            "it names no API event: it selects any that meets detail.errorCode = AccessDenied");
  EXPECT_EQ(OfFilter("").none, "it selects every event");
  EXPECT_EQ(OfQuery("severity >= ERROR").none,
            "it names no API event: it selects any that meets severity >= ERROR");
}

TEST(ClaimsTest, ANegatedNameNamesNothing) {
  const Claims claims = OfPattern(R"({"detail":{"eventName":[{"anything-but":"StopLogging"}]}})");
  EXPECT_EQ(Told(claims), "");
  EXPECT_NE(claims.none.find("too wide to claim it"), std::string::npos) << claims.none;
}

TEST(ClaimsTest, AWholeServiceClaimsTwoStepsLower) {
  const Claims claims = OfPattern(R"({"source":["aws.cloudtrail"]})");
  const auto stop =
      std::find_if(claims.claims.begin(), claims.claims.end(),
                   [](const Claim& claim) { return claim.event->name == "StopLogging"; });
  ASSERT_NE(stop, claims.claims.end()) << Told(claims);
  EXPECT_EQ(stop->confidence, 0.65);
  EXPECT_NE(Why(*stop, claims).find("StopLogging is selected but not named"), std::string::npos);
}

TEST(ClaimsTest, APatternOfNamesClaimsByHowManyFit) {
  const Claims narrow =
      OfPattern(R"({"source":["aws.cloudtrail"],"detail":{"eventName":[{"prefix":"StopLog"}]}})");
  EXPECT_EQ(Told(narrow), "T1685.002 0.95 StopLogging");
  const Claims wide = OfPattern(R"({"detail":{"eventName":[{"wildcard":"*e*"}]}})");
  for (const Claim& claim : wide.claims) {
    EXPECT_LT(claim.confidence, claim.row->confidence + 1e-9) << Why(claim, wide);
    EXPECT_NE(claim.technique, "T1685.002") << Why(claim, wide);
  }
}

TEST(ClaimsTest, AnAlternativeThatNamesAnEventClaimsIt) {
  const Claims claims = OfPattern(
      R"({"$or":[{"detail":{"eventName":["StopLogging"]}},{"detail":{"errorCode":["x"]}}]})");
  ASSERT_EQ(Told(claims).substr(0, 26), "T1685.002 0.95 StopLogging") << Told(claims);
}

TEST(ClaimsTest, RowsWithAConditionAreClaimedWhenItIsMet) {
  const std::string_view name = R"("eventName":["ModifySnapshotAttribute"])";
  const Claims plain = OfPattern(fmt::format(R"({{"detail":{{{}}}}})", name));
  EXPECT_EQ(Told(plain), "T1537 0.65 ModifySnapshotAttribute");
  ASSERT_EQ(plain.unmet.size(), 2u);
  EXPECT_EQ(Why(plain.unmet[0], plain),
            "ModifySnapshotAttribute is named; shows T1537 at 0.95 only with a condition that is "
            "not asked for: another account in the request");
  const Claims shared = OfPattern(fmt::format(
      R"({{"detail":{{{},"requestParameters":{{"createVolumePermission":{{"add":{{"items":{{
      "userId":[{{"anything-but":["111122223333"]}}]}}}}}}}}}}}})",
      name));
  EXPECT_EQ(Told(shared), "T1537 0.95 ModifySnapshotAttribute");
  EXPECT_EQ(shared.claims[0].condition, Condition::kMet);
  EXPECT_EQ(Why(shared.claims[0], shared),
            "ModifySnapshotAttribute is named; condition met: another account in the request; also "
            "demands detail.requestParameters.createVolumePermission.add.items.userId != "
            "111122223333");
  const Claims open = OfPattern(
      R"({"detail":{"eventName":["AuthorizeSecurityGroupIngress"],
      "requestParameters":{"ipPermissions":{"items":{"ipRanges":{"items":{"cidrIp":["0.0.0.0/0"]}}}}}}})");
  EXPECT_EQ(Told(open), "T1686.001 0.80 AuthorizeSecurityGroupIngress");
}

TEST(ClaimsTest, AConditionThatIsOnlyStatedIsOneStepLower) {
  const Claims claims = OfPattern(
      R"({"detail":{"eventName":["UpdateClusterConfig"],"requestParameters":{"name":["main"]}}})");
  EXPECT_EQ(Told(claims), "T1685.002 0.65 UpdateClusterConfig");
  EXPECT_EQ(claims.claims[0].condition, Condition::kStated);
  const Claims met = OfPattern(
      R"({"detail":{"eventName":["UpdateTrail"],"requestParameters":{"isMultiRegionTrail":[false]}}})");
  EXPECT_EQ(Told(met), "T1685.002 0.80 UpdateTrail");
  EXPECT_EQ(met.claims[0].condition, Condition::kMet);
}

TEST(ClaimsTest, ManyNeedsSomethingThatCounts) {
  const std::string_view filter =
      R"({ ($.eventName = ConsoleLogin) && ($.errorMessage = "Failed authentication") })";
  const Claims one = OfFilter(filter);
  const Claims many = OfFilter(filter, {.counts = true});
  EXPECT_NE(Told(one).find("T1110 0.50 ConsoleLogin"), std::string::npos) << Told(one);
  EXPECT_NE(Told(many).find("T1110 0.80 ConsoleLogin"), std::string::npos) << Told(many);
}

TEST(ClaimsTest, ReadOnlyEventsAreNotDeliveredByDefault) {
  const std::string_view pattern = R"({"detail":{"eventName":["GetSecretValue"]}})";
  const Claims claims = OfPattern(pattern, {.counts = true});
  EXPECT_EQ(Told(claims), "");
  EXPECT_NE(claims.none.find("ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS"), std::string::npos)
      << claims.none;
  EXPECT_NE(Told(OfPattern(pattern, {.counts = true, .read_only_events = true})), "");
}

TEST(ClaimsTest, NamesCompareAsTheirLogSourcesSay) {
  EXPECT_NE(Told(OfPattern(R"({"detail":{"eventName":["UpdateFunctionCode"]}})")), "");
  EXPECT_EQ(Told(OfPattern(R"({"detail":{"eventName":["stoplogging"]}})")), "");
  EXPECT_EQ(Told(OfPattern(R"({"detail":{"eventName":[{"equals-ignore-case":"stoplogging"}]}})")),
            "T1685.002 0.95 StopLogging");
}

TEST(ClaimsTest, MetricFilters) {
  EXPECT_EQ(Told(OfFilter("{ ($.eventName = StopLogging) || ($.eventName = DeleteTrail) }")),
            "T1685.002 0.95 DeleteTrail, T1685.002 0.95 StopLogging");
  EXPECT_EQ(Told(OfFilter("StopLogging")), "T1685.002 0.95 StopLogging");
  const Claims claims = OfFilter("\"StopLogging\" \"AccessDenied\"");
  EXPECT_EQ(Told(claims), "T1685.002 0.95 StopLogging");
  EXPECT_EQ(Why(claims.claims[0], claims),
            "StopLogging is named; also demands the event's text contains AccessDenied");
  EXPECT_EQ(Told(OfFilter("AccessDenied")), "");
  EXPECT_EQ(Told(OfFilter("[a, b]")), "");
  EXPECT_EQ(OfFilter("{ $.a").none, "it could not be read");
}

TEST(ClaimsTest, LoggingQueries) {
  const std::string wanted = "T1686.001 0.65 v1.compute.firewalls.delete";
  for (std::string_view query :
       {R"(protoPayload.methodName="v1.compute.firewalls.delete")",
        R"(protoPayload.methodName="beta.compute.firewalls.delete")",
        R"(protoPayload.methodName:"compute.firewalls.delete")",
        R"(protoPayload.methodName=~"compute\.firewalls\.delete$")",
        R"(protopayload.methodname = V1.COMPUTE.FIREWALLS.DELETE)", R"("compute.firewalls.delete")",
        R"(log_id("cloudaudit.googleapis.com/activity")
           protoPayload.methodName=("v1.compute.firewalls.delete" OR "x"))"}) {
    const Claims claims = OfQuery(query);
    ASSERT_EQ(claims.claims.size(), 1u) << query << " " << claims.none;
    EXPECT_EQ(claims.claims[0].event->name, "v1.compute.firewalls.delete") << query;
    EXPECT_EQ(claims.claims[0].confidence, claims.claims[0].row->confidence) << query;
    EXPECT_EQ(Why(claims.claims[0], claims).find("also demands"), std::string::npos)
        << Why(claims.claims[0], claims);
  }
  const Claims owner = OfQuery(
      R"(protoPayload.methodName="SetIamPolicy" AND
      protoPayload.serviceData.policyDelta.bindingDeltas.role="roles/owner")");
  EXPECT_NE(Told(owner).find("T1098.003 0.80 SetIamPolicy"), std::string::npos) << Told(owner);
}

TEST(ClaimsTest, AnUnknownPartIsADemand) {
  const Claims claims = OfQuery(
      R"(protoPayload.methodName="google.iam.admin.v1.CreateServiceAccountKey" AND sample(insertId, 0.1))");
  ASSERT_FALSE(claims.claims.empty()) << claims.none;
  EXPECT_NE(Why(claims.claims[0], claims).find("also demands \"sample(insertId, 0.1)\" (not read)"),
            std::string::npos);
}

TEST(ClaimsTest, AnUnknownFeedHasNoEvents) {
  const Parsed parsed = ParseEventBridge(R"({"a":["b"]})");
  EXPECT_EQ(Packed().Of(parsed.selector, "carrier pigeon", {}).none,
            "dcv has no table of the events that come this way");
}

TEST(ClaimsTest, ADemandThatSaysTheOppositeMeetsNothing) {
  const Claims claims = OfFilter(
      "{ ($.eventName = ConsoleLogin) && ($.additionalEventData.MFAUsed = \"Yes\") && "
      "($.responseElements.ConsoleLogin = \"Success\") && ($.errorCode NOT EXISTS) }",
      {.counts = true});
  EXPECT_EQ(Told(claims).substr(0, 27), "T1078.004 0.50 ConsoleLogin");
  for (const Claim& claim : claims.claims)
    EXPECT_EQ(claim.row->condition.find("MFA"), std::string::npos);
}

TEST(ClaimsTest, TheTypeOfSignInEventsNamesThem) {
  const Claims claims = OfPattern(
      R"({"detail-type":["AWS Console Sign In via CloudTrail"],"detail":{"userIdentity":{"type":["Root"]}}})");
  EXPECT_NE(Told(claims).find("T1078.004 0.65 ConsoleLogin"), std::string::npos) << Told(claims);
}

// Every condition that a row has must be known to the table of conditions, or be a count.
TEST(ClaimsTest, EveryConditionCanBeMet) {
  const DataFiles data = DataFiles::Packed();
  const auto rows = data.Text("catalog/event_conditions.tsv");
  ASSERT_TRUE(rows.has_value());
  for (const ApiEvent& event : Packed().table().events()) {
    for (const TechniqueRow& row : Packed().table().rows(event)) {
      if (row.condition.empty() || row.condition.starts_with("many")) continue;
      EXPECT_NE(rows->find("\n" + std::string(row.condition) + "\t"), rows->npos) << row.condition;
    }
  }
}

}  // namespace
}  // namespace dcv::events
