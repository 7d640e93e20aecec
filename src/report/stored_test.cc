// SPDX-License-Identifier: Apache-2.0
// The stored JSON result holds all that a later comparison needs.
#include <gtest/gtest.h>

#include "base/json.h"
#include "coverage/diff.h"
#include "coverage/test_snapshots.h"
#include "report/report.h"

namespace dcv::report {
namespace {

using coverage::testing::Estate;

std::string Stored(const Estate& estate, const coverage::Coverage& coverage) {
  static const auto packed = DataFiles::Packed();
  static const auto codes = DiagnosticCodes::Load(packed);
  const Context context{coverage::testing::SmallData(), *codes, coverage::testing::SmallCatalog(),
                        coverage::testing::SmallVersion(), false};
  Sink sink;
  CoverageJson(context, coverage, estate.inventory(), sink);
  return sink.buffer + std::string(json::Parser::kPadding, '\0');
}

std::string_view Text(const std::string& padded) {
  return std::string_view(padded).substr(0, padded.size() - json::Parser::kPadding);
}

TEST(StoredResult, IsTheSameSnapshotAsTheResultItself) {
  for (uint32_t seed = 0; seed < 60; ++seed) {
    SCOPED_TRACE(seed);
    Estate estate;
    coverage::testing::RandomEstate(seed).Fill(estate);
    coverage::Options options;
    options.rollup = seed % 3 == 0;
    const coverage::Coverage& coverage = estate.Evaluate(options);
    const coverage::Snapshot made = coverage::testing::SnapshotOf(estate, coverage);
    const std::string text = Stored(estate, coverage);
    EXPECT_TRUE(coverage::LooksLikeSnapshot(Text(text)));
    const auto read = coverage::ReadSnapshot(Text(text));
    ASSERT_TRUE(read.has_value()) << read.error().message;
    EXPECT_EQ(coverage::testing::Contents(*read), coverage::testing::Contents(made));
    const auto difference = coverage::Diff(made, *read);
    ASSERT_TRUE(difference.has_value()) << difference.error().message;
    EXPECT_TRUE(difference->changes.empty());
    EXPECT_TRUE(difference->sources.empty());
    EXPECT_TRUE(difference->accounts.empty());
  }
}

TEST(StoredResult, WhatIsNoneIsRefusedWithItsPlace) {
  auto refused = [](std::string text) {
    text += std::string(json::Parser::kPadding, '\0');
    const auto read = coverage::ReadSnapshot(Text(text));
    return read.has_value() ? "" : read.error().message;
  };
  EXPECT_NE(refused("{").find("at /"), std::string::npos);
  EXPECT_NE(refused(R"({"schema": "dcv.inventory/1"})").find("dcv.coverage/1"), std::string::npos);
  EXPECT_NE(refused(R"({"schema": "dcv.coverage/1", "attack": "19.1"})").find("/scope"),
            std::string::npos);
  const std::string scope =
      R"({"schema": "dcv.coverage/1", "attack": "19.1",
          "scope": {"covered_from": 0.60, "partial_from": 0.40}, )";
  EXPECT_NE(refused(scope + "\"sources\": []}").find("/techniques"), std::string::npos);
  EXPECT_NE(refused(scope + R"("techniques": [{"id": "T1485", "status": "maybe"}]})")
                .find("/techniques/0"),
            std::string::npos);
  EXPECT_NE(refused(scope + R"("techniques": [{"id": "T1485", "status": "none",
      "best_confidence": 0.0, "detections": [{"key": "a", "state": "lit"}]}]})")
                .find("/techniques/0/detections/0"),
            std::string::npos);
}

TEST(StoredResult, OneWithoutWhatIsUntoldIsComparedAsAWhole) {
  Estate estate;
  estate.Answer(std::string(coverage::testing::kProd) + "detector.json",
                coverage::testing::Detector("ENABLED"));
  const coverage::Coverage& coverage = estate.Evaluate();
  std::string text = Stored(estate, coverage);
  const size_t at = text.find("\"untold\": [");
  ASSERT_NE(at, std::string::npos);
  text.replace(at, 8, "\"former\"");
  const auto read = coverage::ReadSnapshot(Text(text));
  ASSERT_TRUE(read.has_value());
  EXPECT_FALSE(read->scoped);
  const auto difference = coverage::Diff(*read, coverage::testing::SnapshotOf(estate, coverage));
  ASSERT_TRUE(difference.has_value());
  EXPECT_FALSE(difference->scoped);
  EXPECT_TRUE(difference->changes.empty());
  EXPECT_TRUE(difference->sources.empty());
}

TEST(StoredResult, AnAnswerIsNotTakenForOne) {
  EXPECT_TRUE(coverage::LooksLikeSnapshot("{\n  \"schema\": \"dcv.coverage/1\","));
  EXPECT_TRUE(coverage::LooksLikeSnapshot("{\"schema\":\"dcv.inventory/1\""));
  EXPECT_FALSE(coverage::LooksLikeSnapshot("{\"ConfigRules\": [\"schema\"]}"));
  EXPECT_FALSE(coverage::LooksLikeSnapshot("{\"schema\": \"http://json-schema.org\"}"));
  EXPECT_FALSE(coverage::LooksLikeSnapshot(""));
}

}  // namespace
}  // namespace dcv::report
