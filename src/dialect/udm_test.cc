// SPDX-License-Identifier: Apache-2.0
// Where the fields of logs are in the Unified Data Model, and what may be said of them there.
#include "base/data_files.h"
#include "dialect/dialects.h"
#include "dialect/udm_column.h"
#include "ir/test_rule.h"
#include "sigma/parse.h"

namespace dcv::dialect {
namespace {

class UdmTest : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    auto registry = logsource::Registry::Load(DataFiles::Packed());
    ASSERT_TRUE(registry.has_value()) << registry.error().message;
    registry_ = new logsource::Registry(*std::move(registry));
    places_ = new Places(*registry_);
  }
  static void TearDownTestSuite() {
    delete places_;
    delete registry_;
  }

  // Of a rule with these searches as `a`, and a `b` on eventName.
  static Query Convert(const char* target, const std::string& source, const std::string& search,
                       const char* condition = "a") {
    const ir::TestRules rules("title: T\nlogsource: {" + source + "}\ndetection:\n  a:\n    " +
                                  search +
                                  "\n  b:\n    eventName|cased: X\n  condition: " + condition,
                              registry_);
    EXPECT_EQ(rules.program().rules.size(), 1u) << rules.Codes() << " " << rules.Message();
    if (rules.program().rules.empty()) return {};
    return Render(*FindDialect(target), rules.program(), rules.program().rules.front(),
                  rules.document(0), *places_, {}, false);
  }

  static inline logsource::Registry* registry_ = nullptr;
  static inline Places* places_ = nullptr;
};

const char* const kRisk = "product: azure, service: riskdetection";
const char* const kCloudTrail = "product: aws, service: cloudtrail";
const std::string kEntra = "metadata.log_type = \"AZURE_AD\" AND ";
const std::string kTrail =
    "metadata.vendor_name = \"AMAZON\" AND metadata.product_name = \"AWS CloudTrail\" AND ";

TEST(UdmColumnTest, Forms) {
  const auto plain = udm::ColumnsOf("principal.user.userid");
  ASSERT_EQ(plain.size(), 1u);
  EXPECT_EQ(plain[0].path, "principal.user.userid");
  EXPECT_FALSE(plain[0].repeated || plain[0].label || plain[0].shared);

  const auto label = udm::ColumnsOf("security_result.detection_fields[\"a, b.c\"]");
  EXPECT_TRUE(udm::ColumnsOf("security_result.rule_id")[0].repeated);
  EXPECT_TRUE(label[0].label);
  EXPECT_FALSE(label[0].repeated);

  const auto both = udm::ColumnsOf("additional.fields[*], security_result.detection_fields[*]");
  ASSERT_EQ(both.size(), 2u);
  EXPECT_EQ(both[0].path, "additional.fields.value.string_value");
  EXPECT_EQ(both[1].path, "security_result.detection_fields.value");
  EXPECT_TRUE(both[0].repeated && both[0].shared && both[1].repeated && both[1].shared);

  const auto framed = udm::ColumnsOf("extensions.auth.auth_details=\"MFAUsed: *\"");
  EXPECT_EQ(framed[0].path, "extensions.auth.auth_details");
  EXPECT_EQ(framed[0].before, "MFAUsed: ");

  EXPECT_TRUE(udm::ColumnsOf("-").empty());
}

// YARA-L has no `any` in front of a value that is taken by its key.
TEST_F(UdmTest, LabelsByKey) {
  const Query yaral = Convert("yaral", kCloudTrail, "recipientAccountId|cased: '1'", "b and not a");
  EXPECT_EQ(yaral.lowering, Lowering::kExact);
  EXPECT_NE(yaral.text.find("not ($e.additional.fields[\"recipientAccountId\"] = \"1\")"),
            yaral.text.npos)
      << yaral.text;
}

TEST_F(UdmTest, LabelsOfAnyKeyAreWider) {
  const Query udm = Convert("udm", kRisk, "riskEventType|cased: X");
  EXPECT_EQ(udm.lowering, Lowering::kWider);
  EXPECT_EQ(udm.text, kEntra + "(security_result.detection_fields.value = \"X\")");
  const Query yaral = Convert("yaral", kRisk, "riskEventType|cased: X");
  EXPECT_NE(yaral.text.find("any $e.security_result.detection_fields.value = \"X\""),
            yaral.text.npos)
      << yaral.text;
}

// Another field's value would exclude what the rule keeps, or stand for what is absent.
TEST_F(UdmTest, SharedPlacesExcludeNothing) {
  const Query both = Convert("udm", kRisk, "riskEventType|cased: X\n    riskState|cased: Y");
  EXPECT_EQ(both.text, kEntra +
                           "(security_result.detection_fields.value = \"X\" AND "
                           "security_result.detection_fields.value = \"Y\")");
  for (const char* search : {"riskState|cased: Y", "riskState: null", "riskState: '*'"}) {
    const Query negated = Convert("udm", kRisk, search, "not a");
    EXPECT_EQ(negated.lowering, Lowering::kImpossible) << search;  // nothing is left to say
    EXPECT_EQ(negated.text, "");
  }
  EXPECT_EQ(Convert("udm", kRisk, "riskState: null").lowering, Lowering::kImpossible);
}

TEST_F(UdmTest, FieldsWithoutPlaceAreLeftOut) {
  const Query query = Convert("udm", kCloudTrail, "requestParameters|contains: y", "b and a");
  EXPECT_EQ(query.lowering, Lowering::kWider);
  EXPECT_EQ(query.text, kTrail + "(metadata.product_event_type = \"X\")");
  ASSERT_EQ(query.notes.size(), 1u);
  EXPECT_EQ(query.notes.front().code, "C004");
  EXPECT_EQ(Convert("udm", kCloudTrail, "requestParameters|contains: y").lowering,
            Lowering::kImpossible);
  EXPECT_EQ(Convert("udm", kCloudTrail, "requestParameters|contains: y", "b and not a").text,
            query.text);
}

// Sign-ins are in the log of Microsoft 365 too, whose parser's places are not known.
TEST_F(UdmTest, LogSourcesThatAreNotFoundAreTold) {
  const Query query = Convert("udm", "product: azure, service: signinlogs", "ResultType: 50053");
  EXPECT_EQ(query.lowering, Lowering::kWider);
  ASSERT_EQ(query.notes.size(), 2u);
  EXPECT_EQ(query.notes[0].code, "C022");
  EXPECT_NE(query.notes[0].text.find("m365_audit"), std::string::npos);
  EXPECT_EQ(query.notes[1].code, "C004");
}

TEST_F(UdmTest, ValueInsideOfAText) {
  EXPECT_EQ(Convert("udm", kCloudTrail, "additionalEventData.MFAUsed: 'NO'").text,
            kTrail + "(extensions.auth.auth_details = \"MFAUsed: no\" nocase)");
  EXPECT_EQ(
      Convert("udm", kCloudTrail, "additionalEventData.MFAUsed|startswith: 'N'", "a or b").lowering,
      Lowering::kImpossible);
}

TEST_F(UdmTest, WholeNumbersWrittenAsText) {
  const Query query =
      Convert("udm", "product: kubernetes, service: audit", "responseStatus.code: '418'");
  EXPECT_EQ(query.lowering, Lowering::kExact);
  EXPECT_EQ(query.text,
            "metadata.log_type = \"KUBERNETES_AUDIT\" AND (network.http.response_code = 418)");
}

}  // namespace
}  // namespace dcv::dialect
