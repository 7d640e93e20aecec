// SPDX-License-Identifier: Apache-2.0
#include "report/report.h"

#include <gtest/gtest.h>

#include <map>
#include <set>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "inventory/read.h"
#include "report/notices.h"

namespace dcv::report {
namespace {

struct Program {
  DataFiles data = DataFiles::Packed();
  DiagnosticCodes codes = *DiagnosticCodes::Load(data);
  catalog::Catalog catalog = *catalog::Catalog::Load(data);
  attack::Version old = *attack::Version::Load(data, "18.1");
  attack::Version current = *attack::Version::Load(data, attack::kDefaultVersion);

  const attack::Version& Version(std::string_view name) const {
    return name == "18.1" ? old : current;
  }
  Context In(std::string_view version) const { return {data, codes, catalog, Version(version)}; }
};

const Program& Packed() {
  static const Program program;
  return program;
}

const inventory::Inventory& Estate() {
  static const inventory::Inventory estate =
      *inventory::Read({DCV_SOURCE_DIR "/examples/estate"}, Packed().catalog);
  return estate;
}

std::string Render(const char* format, std::string_view version,
                   const inventory::Inventory& inventory, const coverage::Options& options = {}) {
  const Context context = Packed().In(version);
  const coverage::Coverage coverage =
      coverage::Evaluate(context.catalog, context.version, inventory, options);
  Sink sink;
  for (const CoverageFormat& row : CoverageFormats()) {
    if (std::string_view(row.name) == format) row.render(context, coverage, inventory, sink);
  }
  EXPECT_FALSE(sink.buffer.empty()) << format;
  return std::move(sink.buffer);
}

class Document {
 public:
  explicit Document(std::string text) : text_(std::move(text)) {
    const size_t size = text_.size();
    text_.append(json::Parser::kPadding, '\0');
    root_ = parser_.Parse(std::string_view(text_).substr(0, size));
    EXPECT_TRUE(root_.has_value()) << "not JSON";
  }
  json::Value root() const { return root_.value_or(json::Value()); }

 private:
  std::string text_;
  json::Parser parser_;
  std::optional<json::Value> root_;
};

TEST(ReportTest, FormatsHaveTheirNames) {
  std::string names;
  for (const CoverageFormat& format : CoverageFormats()) names += std::string(format.name) + " ";
  for (const InventoryFormat& format : InventoryFormats()) names += std::string(format.name) + " ";
  for (const PageFormat& format : PageFormats()) names += std::string(format.name) + " ";
  EXPECT_EQ(names, "table json csv md html navigator junit sarif table json csv table json md ");
  EXPECT_EQ(CloudTitle("aws") + CloudTitle("azure") + CloudTitle("gcp") + CloudTitle("any"),
            "AWSAzureGCPany");
}

TEST(ReportTest, SameInputSameBytes) {
  for (const CoverageFormat& format : CoverageFormats()) {
    EXPECT_TRUE(Render(format.name, "19.1", Estate()) == Render(format.name, "19.1", Estate()))
        << format.name;
  }
}

TEST(ReportTest, WhatLeavesInPiecesIsTheWhole) {
  const Context context = Packed().In("19.1");
  const auto coverage = coverage::Evaluate(context.catalog, context.version, Estate(), {});
  for (const CoverageFormat& format : CoverageFormats()) {
    std::string pieces;
    Sink sink;
    sink.write = [&](std::string_view piece) { pieces += piece; };
    format.render(context, coverage, Estate(), sink);
    sink.Flush();
    EXPECT_TRUE(sink.buffer.empty());
    EXPECT_TRUE(pieces == Render(format.name, "19.1", Estate())) << format.name;
  }
}

// Data that wants out of the script it stands in.
inventory::Inventory Hostile() {
  return inventory::ReadText(
      R"({"ConfigRules": [{"ConfigRuleName": "</script><!--<script>", "ConfigRuleArn":
      "arn:aws:config:us-east-1:111122223333:config-rule/x", "ConfigRuleState": "ACTIVE",
      "Source": {"Owner": "AWS", "SourceIdentifier": "CLOUDTRAIL_ENABLED"}}]}
      {"</script><img src=x onerror=alert(1)>": 1})",
      "</script><b>.json", Packed().catalog);
}

TEST(HtmlTest, DataCannotLeaveItsScript) {
  const std::string page(*Packed().data.Text("web/report.html"));
  const std::string mark = "\"@DCV_DATA@\"";
  const size_t at = page.find(mark);
  ASSERT_NE(at, page.npos);
  EXPECT_EQ(page.find(mark, at + 1), page.npos);
  for (const inventory::Inventory* inventory :
       {&Estate(), static_cast<const inventory::Inventory*>(nullptr)}) {
    const inventory::Inventory hostile = Hostile();
    const std::string html = Render("html", "19.1", inventory != nullptr ? *inventory : hostile);
    ASSERT_TRUE(html.starts_with(page.substr(0, at)));
    ASSERT_TRUE(html.ends_with(page.substr(at + mark.size())));
    const std::string data = html.substr(at, html.size() - (page.size() - mark.size()));
    EXPECT_EQ(data.find('<'), data.npos);
    EXPECT_EQ(data.find('\n'), data.npos);
    const Document document(data);
    EXPECT_EQ(document.root().Find("schema").text(), "dcv.report/1");
    size_t techniques = 0;
    for (const json::Value technique : document.root().Find("techniques").elements()) {
      EXPECT_NE(Packed().current.Find(technique.Find("id").text()), nullptr);
      ++techniques;
    }
    EXPECT_EQ(techniques, 170u);
    if (inventory != nullptr) continue;
    std::string files;
    for (const json::Value notice : document.root().Find("notices").elements()) {
      files += notice.Find("file").text();
    }
    EXPECT_NE(files.find("</script><b>.json"), files.npos) << "the hostile name is not there";
  }
}

// Members and types that attack-navigator's reader of layers wants (layerformat 4.5).
void CheckLayer(std::string_view version, const inventory::Inventory& inventory,
                const coverage::Options& options = {}) {
  const Document document(Render("navigator", version, inventory, options));
  const json::Value layer = document.root();
  EXPECT_FALSE(layer.Find("name").text().empty());
  EXPECT_EQ(layer.Find("domain").text(), "enterprise-attack");
  EXPECT_EQ(layer.Find("versions").Find("attack").text(), Split(version, '.')[0]);
  EXPECT_EQ(layer.Find("versions").Find("layer").text(), "4.5");
  EXPECT_TRUE(layer.Find("versions").Find("navigator").Is(json::Type::kString));
  const attack::Version& attack = Packed().Version(version);
  std::set<std::pair<std::string, std::string>> pairs;
  for (const json::Value entry : layer.Find("techniques").elements()) {
    const std::string id(entry.Find("techniqueID").text()), tactic(entry.Find("tactic").text());
    const attack::Technique* technique = attack.Find(id);
    ASSERT_NE(technique, nullptr) << id;
    EXPECT_EQ(technique->status, attack::TechniqueStatus::kActive) << id;
    bool valid = false;
    for (size_t of : technique->tactics) valid |= attack.tactics()[of].shortname == tactic;
    EXPECT_TRUE(valid) << id << " " << tactic;
    EXPECT_TRUE(pairs.emplace(id, tactic).second) << id << " " << tactic << " is there twice";
    EXPECT_EQ(entry.Find("enabled").boolean(), true);
    if (const json::Value score = entry.Find("score"); !score.Is(json::Type::kAbsent)) {
      ASSERT_TRUE(score.number().has_value());
      EXPECT_EQ(*score.number(), static_cast<int>(*score.number())) << id;
      EXPECT_TRUE(*score.number() > 0 && *score.number() <= 100) << id;
    }
    for (const json::Value item : entry.Find("metadata").elements()) {
      EXPECT_FALSE(item.Find("name").text().empty());
      EXPECT_FALSE(item.Find("value").text().empty()) << id << " " << item.Find("name").text();
    }
  }
  size_t wanted = 0;
  for (const attack::Technique* technique : attack.Universe(attack::CloudPlatforms())) {
    wanted += technique->tactics.size();
  }
  EXPECT_EQ(pairs.size(), wanted);
}

TEST(NavigatorTest, LayersAreValid) {
  for (const char* version : {"18.1", "19.1"}) {
    CheckLayer(version, Estate());
    CheckLayer(version, inventory::Inventory());
  }
  CheckLayer("19.1", Hostile());
}

TEST(NavigatorTest, ScoresAreTheBestConfidences) {
  const Context context = Packed().In("19.1");
  const auto coverage = coverage::Evaluate(context.catalog, context.version, Estate(), {});
  std::map<std::string, double> best;
  for (const coverage::Technique& technique : coverage.techniques) {
    best[std::string(technique.technique->id)] = technique.best_confidence;
  }
  const Document document(Render("navigator", "19.1", Estate()));
  size_t scored = 0;
  for (const json::Value entry : document.root().Find("techniques").elements()) {
    const double wanted = 100 * best.at(std::string(entry.Find("techniqueID").text()));
    EXPECT_NEAR(entry.Find("score").number().value_or(0), wanted, 0.5);
    scored += entry.Find("score").number() ? 1 : 0;
  }
  EXPECT_GT(scored, 20u);
}

TEST(CoverageJsonTest, TotalsSumUpToTheUniverse) {
  for (const char* version : {"18.1", "19.1"}) {
    const Document document(Render("json", version, Estate()));
    const json::Value root = document.root(), totals = root.Find("totals");
    EXPECT_EQ(root.Find("schema").text(), "dcv.coverage/1");
    EXPECT_EQ(root.Find("attack").text(), version);
    double sum = 0;
    for (const char* name : {"covered", "partial", "none", "unknown"}) {
      sum += totals.Find(name).number().value_or(-1);
    }
    EXPECT_EQ(sum, root.Find("universe").number());
    EXPECT_EQ(sum, std::string_view(version) == "18.1" ? 169 : 170);
    EXPECT_GT(totals.Find("covered").number().value_or(0), 0);
  }
}

TEST(CoverageCsvTest, EveryRecordIsAsWideAsTheHeader) {
  const std::string csv = Render("csv", "19.1", Estate());
  size_t records = 0, cells = 1;
  bool quoted = false;
  for (size_t i = 0; i < csv.size(); ++i) {
    if (csv[i] == '"') quoted = !quoted;
    if (quoted) continue;
    if (csv[i] == ',') ++cells;
    if (csv[i] != '\n') continue;
    EXPECT_EQ(cells, 14u) << "record " << records;
    EXPECT_EQ(csv[i - 1], '\r');
    cells = 1;
    ++records;
  }
  EXPECT_EQ(records, 171u);
}

TEST(NoticesTest, ErrorsComeFirstAndTheRestIsCounted) {
  Diagnostics diagnostics;
  diagnostics.Add({"I013", "a.json", "/1", "sample finding"});
  diagnostics.Add({"I004", "b.json", "", "no answer of a known shape", 1200});
  for (int i = 0; i < 4; ++i) diagnostics.Add({"I002", "c.json", "line 1", std::to_string(i)});
  EXPECT_EQ(NoticeText(Packed().codes, diagnostics, 2),
            "error I002 c.json: line 1: 0\nerror I002 c.json: line 1: 1\n"
            "... and 2 more of severity error\n"
            "warning I004 b.json: no answer of a known shape (1,200 times)\n"
            "info I013 a.json: /1: sample finding\n");
  EXPECT_EQ(NoticeText(Packed().codes, {}, 2), "");
}

}  // namespace
}  // namespace dcv::report
