// SPDX-License-Identifier: Apache-2.0
// What Splunk, Sentinel, Elasticsearch and OpenSearch are asked, rule by rule.
#include <gtest/gtest.h>

#include <utility>
#include <vector>

#include "dialect/dialects.h"
#include "dialect/lucene_regex.h"
#include "ir/lower.h"
#include "sigma/parse.h"

namespace dcv::dialect {
namespace {

constexpr const char* kTrail = "{product: aws, service: cloudtrail}";

const logsource::Registry& PackedRegistry() {
  static const logsource::Registry registry = *logsource::Registry::Load(DataFiles::Packed());
  return registry;
}

Query Rendered(const char* dialect, const std::string& detection) {
  static const Places places(PackedRegistry());
  const std::string text =
      std::string("title: A rule\nlogsource: ") + kTrail + "\ndetection:\n" + detection;
  const sigma::File file = sigma::Parse(text);
  EXPECT_EQ(file.documents.size(), 1U) << text;
  const ir::Lowered lowered =
      ir::Lower({{.document = &file.documents.front()}}, {.registry = &PackedRegistry()});
  if (lowered.program.rules.empty()) return {};
  return Render(*FindDialect(dialect), lowered.program, lowered.program.rules.front(),
                file.documents.front(), places, {}, false);
}

void Expect(const char* dialect, const std::string& detection, const std::string& text,
            Lowering lowering = Lowering::kExact) {
  const Query query = Rendered(dialect, detection);
  EXPECT_EQ(query.text, text);
  EXPECT_EQ(query.lowering, lowering) << query.text;
}

constexpr const char* kTwo =
    "  s: {eventName: [StopLogging, 'Delete*']}\n  t: {errorCode: Denied}\n"
    "  condition: s and not t\n";

TEST(Search, SaysAListAndNot) {
  Expect("splunk", kTwo,
         "sourcetype=\"aws:cloudtrail\" (eventName IN (\"stoplogging\", \"delete*\") AND NOT "
         "(errorCode=\"denied\"))");
  Expect("sentinel", kTwo,
         "AWSCloudTrail\n| where (tostring(EventName) =~ \"stoplogging\" or tostring(EventName) "
         "startswith \"delete\") and not(tostring(ErrorCode) =~ \"denied\")");
  const char* lucene =
      "event.action:(/[sS][tT][oO][pP][lL][oO][gG][gG][iI][nN][gG]/ OR "
      "/[dD][eE][lL][eE][tT][eE].*/) AND (*:* AND NOT "
      "(aws.cloudtrail.error_code:/[dD][eE][nN][iI][eE][dD]/))";
  Expect("elastic", kTwo, lucene);
  Expect("opensearch", kTwo, lucene);
  Expect("eql", kTwo,
         "any where ?event.action : (\"stoplogging\", \"delete*\") and not "
         "((?aws.cloudtrail.error_code != null and ?aws.cloudtrail.error_code : \"denied\"))");
  Expect("esql", kTwo,
         "FROM logs-aws.cloudtrail-* METADATA _id, _index, _version\n| WHERE "
         "COALESCE(MV_CONCAT(TO_LOWER(event.action), \"\x1f\") RLIKE "
         "\"(.*\x1f)?(stoplogging|delete[^\x1f]*)(\x1f.*)?\", FALSE) AND NOT "
         "(COALESCE(MV_CONCAT(TO_LOWER(aws.cloudtrail.error_code), \"\x1f\") RLIKE "
         "\"(.*\x1f)?(denied)(\x1f.*)?\", FALSE))");
}

// D40, D41: a regular expression within `or`, and `?`, are whole conditions of `where`.
TEST(Splunk, AsksWhereOnce) {
  Expect("splunk", "  s: {eventName|re: '^Get'}\n  t: {awsRegion: us}\n  condition: s or t\n",
         "sourcetype=\"aws:cloudtrail\"\n| where isnotnull(mvfilter(match('eventName', "
         "\"^Get\"))) OR isnotnull(mvfilter(match('awsRegion', \"(?is)^us$\")))");
  Expect("splunk", "  s: {eventName: 'a?c'}\n  condition: s\n",
         "sourcetype=\"aws:cloudtrail\"\n| where isnotnull(mvfilter(match('eventName', "
         "\"(?is)^a.c$\")))");
  const std::string cased =
      Rendered("splunk", "  s: {eventName|cased: Get}\n  condition: s\n").text;
  EXPECT_NE(cased.find("(?s)^Get$"), cased.npos) << cased;
}

// D42, D43: anchored, in any case; members by path and never a constant.
TEST(Sentinel, AnchorsPatterns) {
  Expect("sentinel", "  s: {eventName: 'a*b'}\n  condition: s\n",
         "AWSCloudTrail\n| where tostring(EventName) matches regex @\"(?is)^a.*b$\"");
  const std::string member =
      Rendered("sentinel", "  s: {requestParameters.bucketName: x}\n  condition: s\n").text;
  EXPECT_NE(member.find("tostring(parse_json(RequestParameters).bucketName) =~ \"x\""), member.npos)
      << member;
  Expect("sentinel", "  s: {eventName: 'say \"a\\b\"'}\n  condition: s\n",
         "AWSCloudTrail\n| where tostring(EventName) =~ \"say \\\"a\\\\b\\\"\"");
}

// An absent field is the empty text: what holds for that is wider, or left out below `not`.
TEST(Sentinel, TellsOfEmptyTexts) {
  Expect("sentinel", "  s: {eventName: x, errorCode: null}\n  condition: s\n",
         "AWSCloudTrail\n| where tostring(EventName) =~ \"x\" and isempty(tostring(ErrorCode))",
         Lowering::kWider);
  Expect("sentinel", "  s: {eventName: x}\n  t: {errorCode: null}\n  condition: s and not t\n",
         "AWSCloudTrail\n| where tostring(EventName) =~ \"x\"", Lowering::kWider);
}

// D44: no flags, the whole value, signs escaped.
TEST(LuceneRegex, IsOfTheWholeValue) {
  EXPECT_EQ(LuceneRegexOf("^ab+?$"), "ab+");
  EXPECT_EQ(LuceneRegexOf("a|^b$"), ".*a.*|b");
  EXPECT_EQ(LuceneRegexOf("(?i)a[x-z1]"), ".*[aA][x-zX-Zx-z1].*");
  EXPECT_EQ(LuceneRegexOf("^\\d{2,}<\\.(?:x|y)"), "[0-9]{2,}\\<\\.(x|y).*");
  EXPECT_EQ(LuceneRegexOf("\\bword"), std::nullopt);
  EXPECT_EQ(LuceneRegexOf("(^a|b)"), std::nullopt);
  EXPECT_EQ(LuceneRegexOf("[[:alpha:]]"), std::nullopt);
}

TEST(Elastic, ComparesMembersOfFlattenedFieldsWhole) {
  const Query query =
      Rendered("elastic", "  s: {requestParameters.bucketName: x}\n  condition: s\n");
  EXPECT_EQ(query.text, "_exists_:aws.cloudtrail.flattened.request_parameters.bucketName");
  EXPECT_EQ(query.lowering, Lowering::kWider);
}

// D47: a regular expression keeps its case; D45: texts do not.
TEST(Eql, KeepsTheCaseOfExpressions) {
  Expect("eql", "  s: {eventName|re: '^Get'}\n  condition: s\n",
         "any where ?event.action regex \"Get.*\"");
  Expect("eql", "  s: {eventName|cased: 'Get*'}\n  condition: s\n",
         "any where ?event.action like \"Get*\"");
  Expect("eql", "  s: {eventName: 'a\\*b'}\n  condition: s\n",
         "any where ?event.action regex~ \"a\\\\*b\"");
}

TEST(Search, NamesFieldsOfUnknownLogsByTheirPath) {
  static const Places places(PackedRegistry());
  const sigma::File file = sigma::Parse(
      "title: A\nlogsource: {category: test}\ndetection: {s: {a.b: x}, condition: s}\n");
  const ir::Lowered lowered =
      ir::Lower({{.document = &file.documents.front()}}, {.registry = &PackedRegistry()});
  ASSERT_EQ(lowered.program.rules.size(), 1U);
  for (const auto& [dialect, text] : std::vector<std::pair<const char*, const char*>>{
           {"elastic", "a.b:/[xX]/"}, {"eql", "any where ?a.b : \"x\""}, {"splunk", "a.b"}}) {
    const Query query =
        Render(*FindDialect(dialect), lowered.program, lowered.program.rules.front(),
               file.documents.front(), places, {}, false);
    EXPECT_NE(query.text.find(text), query.text.npos) << query.text;
  }
}

TEST(Elastic, HasNoKeywords) {
  EXPECT_EQ(Rendered("elastic", "  s: [word]\n  condition: s\n").lowering, Lowering::kImpossible);
  EXPECT_EQ(Rendered("splunk", "  s: [word]\n  condition: s\n").lowering, Lowering::kWider);
}

}  // namespace
}  // namespace dcv::dialect
