// SPDX-License-Identifier: Apache-2.0
// Queries of UDM search, YARA-L, LogQL and Logs Insights, of the log sources of this
// repository.
#include "base/data_files.h"
#include "dialect/dialects.h"
#include "dialect/value_regex.h"
#include "ir/test_rule.h"
#include "sigma/parse.h"

namespace dcv::dialect {
namespace {

class SiemTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    const DataFiles data = DataFiles::Packed();
    auto registry = logsource::Registry::Load(data);
    ASSERT_TRUE(registry.has_value()) << registry.error().message;
    registry_ = new logsource::Registry(*std::move(registry));
    places_ = new Places(*registry_);
  }
  static void TearDownTestSuite() {
    delete places_;
    delete registry_;
  }

  // Of a CloudTrail rule whose detection has these lines.
  static Query Convert(const char* target, const std::string& detection,
                       const std::string& head = "title: T") {
    std::string text = head + "\nlogsource: {product: aws, service: cloudtrail}\ndetection:\n";
    for (std::string_view rest = detection; !rest.empty();) {
      const size_t end = std::min(rest.find('\n'), rest.size());
      text.append("    ").append(rest.substr(0, end)).append("\n");
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    const ir::TestRules rules(text, registry_);
    EXPECT_EQ(rules.program().rules.size(), 1u) << rules.Codes() << " " << rules.Message();
    if (rules.program().rules.empty()) return {};
    return Render(*FindDialect(target), rules.program(), rules.program().rules.front(),
                  rules.document(0), *places_, {}, false);
  }
  static Query One(const char* target, const std::string& search) {
    return Convert(target, "a:\n    " + search + "\ncondition: a");
  }
  static Query Without(const char* target, const std::string& search) {
    return Convert(target,
                   "a:\n    eventName|cased: X\nb:\n    " + search + "\ncondition: a and not b");
  }

  static inline logsource::Registry* registry_ = nullptr;
  static inline Places* places_ = nullptr;
};

const std::string kSelector =
    "metadata.vendor_name = \"AMAZON\" AND metadata.product_name = \"AWS CloudTrail\" AND ";

void ExpectQuery(const Query& query, Lowering lowering, const std::string& text) {
  EXPECT_EQ(ToString(query.lowering), ToString(lowering));
  EXPECT_EQ(query.text, text);
}

TEST_F(SiemTest, UdmComparesInAnyCase) {
  ExpectQuery(One("udm", "eventName: StopLogging"), Lowering::kExact,
              kSelector + R"((metadata.product_event_type = "stoplogging" nocase))");
  ExpectQuery(One("udm", "eventName|cased: StopLogging"), Lowering::kExact,
              kSelector + R"((metadata.product_event_type = "StopLogging"))");
  ExpectQuery(One("udm", "eventName: 'a*b?/'"), Lowering::kExact,
              kSelector + R"((metadata.product_event_type = /(?s)^a.*b.\/$/ nocase))");
  ExpectQuery(One("udm", R"(userAgent|contains: 'q"\x.')"), Lowering::kExact,
              kSelector + R"((network.http.user_agent = /(?s)q"\\x\./ nocase))");
  ExpectQuery(One("udm", R"(userAgent: 'q"\x')"), Lowering::kExact,
              kSelector + R"((network.http.user_agent = "q\"\\x" nocase))");
}

TEST_F(SiemTest, UdmRegexKeepsItsFlags) {
  ExpectQuery(One("udm", "userAgent|re: 'a.b'"), Lowering::kExact,
              kSelector + R"((network.http.user_agent = /(?s)(?-s:a.b)/))");
}

// D49: `not` of a conjunction is not the conjunction of `not`.
TEST_F(SiemTest, NegationStaysAroundTheWhole) {
  const std::string detection =
      "a:\n    eventName|cased: X\nb:\n    eventSource|cased: S\n    userAgent|cased: U\n"
      "condition: a and not b";
  ExpectQuery(Convert("udm", detection), Lowering::kExact,
              kSelector +
                  R"((metadata.product_event_type = "X" AND NOT (target.application = "S" AND )"
                  R"(network.http.user_agent = "U")))");
  const std::string yaral = Convert("yaral", detection).text;
  EXPECT_NE(yaral.find(R"(and not ($e.target.application = "S" and )"
                       R"($e.network.http.user_agent = "U"))"),
            yaral.npos)
      << yaral;
  // No `not` in LogQL: either is otherwise.
  const std::string loki = Convert("loki", detection).text;
  EXPECT_NE(loki.find("(f2_eventSource!=`S` or f3_userAgent!=`U`)"), loki.npos) << loki;
}

TEST_F(SiemTest, RepeatedFieldsOfUdm) {
  // Never `!=`, which holds as soon as one element differs.
  ExpectQuery(Without("udm", "sourceIPAddress|cased: S"), Lowering::kExact,
              kSelector + R"((metadata.product_event_type = "X" AND NOT (principal.ip = "S")))");
  const std::string yaral = Without("yaral", "sourceIPAddress|cidr: 10.0.0.0/8").text;
  EXPECT_NE(yaral.find("not (any $e.principal.ip = /(?s)^"), yaral.npos) << yaral;
}

TEST_F(SiemTest, UdmHasNoNullBesideTheEmptyText) {
  ExpectQuery(One("udm", "errorMessage: null"), Lowering::kWider,
              kSelector + R"((security_result.description = ""))");
  const Query query = Without("udm", "errorMessage: null");
  ExpectQuery(query, Lowering::kWider, kSelector + R"((metadata.product_event_type = "X"))");
  ASSERT_EQ(query.notes.size(), 1u);
  EXPECT_EQ(query.notes.front().code, "C004");
}

TEST_F(SiemTest, FieldWithoutColumnIsNamed) {
  const Query query = One("udm", "vpcEndpointId: vpce-1");
  EXPECT_EQ(query.lowering, Lowering::kImpossible);
  EXPECT_EQ(query.text, "");
  ASSERT_FALSE(query.notes.empty());
  EXPECT_EQ(query.notes.front().code, "C001");
  EXPECT_NE(query.notes.front().text.find("vpcEndpointId"), std::string::npos);
}

TEST_F(SiemTest, UdmListsAreOneExpression) {
  ExpectQuery(One("udm", "eventName: [a, b, c, d, e]"), Lowering::kExact,
              kSelector + R"((metadata.product_event_type = /(?s)^a$|^b$|^c$|^d$|^e$/ nocase))");
  std::string detection;
  for (int i = 0; i < 200; ++i) {
    detection += "a" + std::to_string(i) + ":\n    eventName: n" + std::to_string(i) +
                 "\n    eventSource: s" + std::to_string(i) + "\n";
  }
  const Query query = Convert("udm", detection + "condition: 1 of them");
  EXPECT_EQ(query.lowering, Lowering::kImpossible);
  ASSERT_FALSE(query.notes.empty());
  EXPECT_EQ(query.notes.back().code, "C020");
  EXPECT_EQ(Convert("yaral", detection + "condition: 1 of them").lowering, Lowering::kExact);
}

// D48.
TEST_F(SiemTest, YaralRule) {
  EXPECT_EQ(Convert("yaral", "a:\n    eventName|cased: X\ncondition: a",
                    "title: 2 \"Odd\" - names!\nlevel: high")
                .text,
            "rule sigma_2_odd_names {\n"
            "  meta:\n"
            "    title = \"2 \\\"Odd\\\" - names!\"\n"
            "    severity = \"High\"\n"
            "  events:\n"
            "    $e.metadata.vendor_name = \"AMAZON\" and $e.metadata.product_name = "
            "\"AWS CloudTrail\" and\n"
            "    ($e.metadata.product_event_type = \"X\")\n"
            "  condition:\n"
            "    $e\n"
            "}");
}

TEST_F(SiemTest, LokiLabels) {
  ExpectQuery(One("loki", "eventName: StopLogging"), Lowering::kExact,
              "{job=~\".+\"}\n| json f1_eventName=`eventName`\n"
              "| f1_eventName=~`(?is:stoplogging)`");
  ExpectQuery(Without("loki", "userIdentity.type: [Root, A]"), Lowering::kExact,
              "{job=~\".+\"}\n| json f1_eventName=`eventName`, "
              "f2_userIdentity_type=`userIdentity.type`\n"
              "| f1_eventName=`X` and (f2_userIdentity_type!~`(?is:root)|(?is:a)`)");
  ExpectQuery(One("loki", "userAgent|re: 'a`b'"), Lowering::kExact,
              "{job=~\".+\"}\n| json f1_userAgent=`userAgent`\n"
              "| f1_userAgent=~\"(?s:.*)(?:a`b)(?s:.*)\"");
}

TEST_F(SiemTest, LokiLineForKeywords) {
  ExpectQuery(Convert("loki", "a:\n    - a/b\nb:\n    eventName|cased: X\ncondition: a or b"),
              Lowering::kWider,
              "{job=~\".+\"}\n| json f2_eventName=`eventName`\n"
              "| label_format f_line=`{{__line__}}`\n"
              "| f_line=~`(?is).*.*a\\\\*/b.*.*` or f2_eventName=`X`");
}

TEST_F(SiemTest, EmptyLabelsAreNotToldFromAbsentOnes) {
  // An absent field is not empty, so nothing narrower than "always" may stand for `not ''`.
  const Query query = Without("loki", "userAgent: ''");
  EXPECT_EQ(query.lowering, Lowering::kWider);
  EXPECT_NE(query.text.find("or f2_userAgent=``"), std::string::npos) << query.text;
  EXPECT_EQ(One("loki", "errorCode: null").lowering, Lowering::kWider);
}

TEST_F(SiemTest, ArraysAreSearchedAsText) {
  for (const char* target : {"loki", "insights"}) {
    const Query query = One(target, "resources.ARN|contains: secret");
    EXPECT_EQ(query.lowering, Lowering::kWider) << target;
    const Query negated = Without(target, "resources.ARN|contains: secret");
    EXPECT_EQ(negated.lowering, Lowering::kWider) << target;
    EXPECT_EQ(negated.text.find("secret"), std::string::npos) << negated.text;
  }
}

TEST_F(SiemTest, InsightsKeepsAbsentFieldsFalse) {
  ExpectQuery(Without("insights", "userAgent|contains: a/b"), Lowering::kExact,
              "fields @timestamp, @log, @message\n"
              "| filter eventName = \"X\" and not ((ispresent(userAgent) and userAgent like "
              "/(?is)a\\/b/))\n"
              "| limit 10000");
  ExpectQuery(One("insights", "eventName: [Ab, c?]"), Lowering::kExact,
              "fields @timestamp, @log, @message\n"
              "| filter eventName like /(?is)^ab$|^c.$/\n"
              "| limit 10000");
  ExpectQuery(One("insights", "userAgent: Ü"), Lowering::kWider,
              "fields @timestamp, @log, @message\n"
              "| filter userAgent like /(?is)^.$/\n"
              "| limit 10000");
}

// Attributes are compared in their case, which is narrower than Sigma.
// D41: `?` is one character; D53: lte.
TEST_F(SiemTest, NothingIsImpossibleSilently) {
  for (const char* target : {"udm", "yaral", "loki", "insights"}) {
    const Query query = One(target, "userAgent|fieldref|startswith: eventName");
    EXPECT_EQ(query.lowering, Lowering::kImpossible) << target;
    ASSERT_FALSE(query.notes.empty()) << target;
    EXPECT_EQ(query.notes.back().code, "C003") << target;
  }
}

TEST(ValueRegexTest, Numbers) {
  ir::Predicate predicate;
  predicate.op = ir::Op::kNumber;
  predicate.text = "443";
  predicate.number = 443;
  EXPECT_EQ(NumberBody(predicate, false), "\\+?0*443(?:\\.0*)?");
  predicate.text = "-0.5";
  predicate.number = -0.5;
  EXPECT_EQ(NumberBody(predicate, false), "-0*\\.50*");
  predicate.text = "0";
  predicate.number = 0;
  EXPECT_EQ(NumberBody(predicate, false), "[-+]?0+(?:\\.0*)?");
}

TEST_F(SiemTest, SplunkReadsNullAsATextSoThatTextMayBeNull) {
  const Query one = One("splunk", "errorMessage: 'null'");
  EXPECT_EQ(ToString(one.lowering), ToString(Lowering::kWider));
  const Query without = Without("splunk", "errorMessage|re: ''");
  EXPECT_NE(without.text.find("=\"null\""), std::string::npos) << without.text;
}

TEST_F(SiemTest, SplunkHasFieldsOfItsOwnThatNoRuleMeans) {
  EXPECT_EQ(ToString(One("splunk", "host: x").lowering), ToString(Lowering::kImpossible));
  EXPECT_EQ(ToString(One("splunk", "hostname: x").lowering), ToString(Lowering::kExact));
}

TEST_F(SiemTest, WhatAnAddOnPutsInAFieldTheLogLacksIsWider) {
  EXPECT_EQ(ToString(One("splunk", "status: Success").lowering), ToString(Lowering::kWider));
  const Query without = Without("splunk", "status: Success");
  EXPECT_EQ(without.text.find("status"), std::string::npos) << without.text;
}

TEST_F(SiemTest, AListThatIsNotThereIsToldByNotAny) {
  const Query query = One("yaral", "errorCode: null");
  EXPECT_NE(query.text.find("not any $e.security_result.rule_id != \"\""), std::string::npos)
      << query.text;
}

}  // namespace
}  // namespace dcv::dialect
