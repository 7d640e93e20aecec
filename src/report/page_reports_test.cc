// SPDX-License-Identifier: Apache-2.0
// The published coverage pages, figure by figure.
#include <gtest/gtest.h>

#include "base/json.h"
#include "report/report.h"

namespace dcv::report {
namespace {

struct SourceRow {
  const char *title, *cloud;
  size_t detections;
  const char* confidence;
};
struct PageRow {
  const char* technique;
  size_t detections, clouds;
  std::vector<SourceRow> sources;
};

const std::vector<PageRow>& Published() {
  static const char* const kConfig = "AWS Config Rules";
  static const char* const kGuardDuty = "AWS GuardDuty";
  static const char* const kHub = "AWS Security Hub";
  static const char* const kPolicy = "Azure Policy";
  static const char* const kRegulatory = "Azure Regulatory Compliance";
  static const char* const kDefender = "Microsoft Defender for Cloud";
  static const char* const kScc = "GCP Security Command Center";
  static const char* const kChronicle = "GCP Chronicle";
  static const std::vector<PageRow> rows = {
      {"T1496",
       34,
       3,
       {{kConfig, "AWS", 17, "0.60"},
        {kGuardDuty, "AWS", 8, "0.89"},
        {kScc, "GCP", 5, "0.95"},
        {kHub, "AWS", 1, "0.70"},
        {kPolicy, "Azure", 1, "0.80"},
        {kChronicle, "GCP", 1, "0.95"},
        {kDefender, "Azure", 1, "0.80"}}},
      {"T1562",
       18,
       3,
       {{kHub, "AWS", 9, "0.86"},
        {kGuardDuty, "AWS", 6, "0.86"},
        {kChronicle, "GCP", 1, "0.90"},
        {kScc, "GCP", 1, "0.90"},
        {kDefender, "Azure", 1, "0.85"}}},
      {"T1562.008",
       94,
       3,
       {{kHub, "AWS", 35, "0.83"},
        {kConfig, "AWS", 29, "0.62"},
        {kDefender, "Azure", 8, "0.88"},
        {kScc, "GCP", 7, "0.89"},
        {kPolicy, "Azure", 6, "0.92"},
        {kRegulatory, "Azure", 6, "0.94"},
        {kGuardDuty, "AWS", 3, "0.93"}}},
      {"T1098",
       20,
       3,
       {{kDefender, "Azure", 9, "0.86"},
        {kGuardDuty, "AWS", 5, "0.85"},
        {kHub, "AWS", 2, "0.82"},
        {kPolicy, "Azure", 2, "0.85"},
        {kRegulatory, "Azure", 1, "0.85"},
        {kChronicle, "GCP", 1, "0.90"}}},
  };
  return rows;
}

struct Program {
  DataFiles data = DataFiles::Packed();
  DiagnosticCodes codes = *DiagnosticCodes::Load(data);
  catalog::Catalog catalog = *catalog::Catalog::Load(data);
  attack::Version version;
  explicit Program(std::string_view name) : version(*attack::Version::Load(data, name)) {}

  Context context() const { return {data, codes, catalog, version}; }
  coverage::Page Page(std::string_view technique, coverage::MappingView view) const {
    return MakePage(catalog, version, *version.Translate(technique), view);
  }
};

TEST(PublishedPageTest, FiguresAreThoseOfThePages) {
  const Program program("18.1");
  for (const PageRow& row : Published()) {
    const auto page = program.Page(row.technique, coverage::MappingView::kPublished);
    EXPECT_EQ(page.technique->id, row.technique);
    EXPECT_EQ(page.detections.size(), row.detections) << row.technique;
    EXPECT_EQ(page.clouds, row.clouds) << row.technique;
    Sink sink;
    PageMarkdown(program.context(), page, sink);
    std::string table =
        "| Source | Cloud | Findings mapped | Avg confidence |\n|---|---|---:|---:|\n";
    for (const SourceRow& source : row.sources) {
      table += std::string("| ") + source.title + " | " + source.cloud + " | " +
               std::to_string(source.detections) + " | " + source.confidence + " |\n";
    }
    const size_t at = sink.buffer.find("| Source");
    ASSERT_NE(at, std::string::npos) << row.technique;
    EXPECT_EQ(sink.buffer.substr(at, sink.buffer.find("\n\n", at) - at + 1), table)
        << row.technique;
  }
}

// T1562.008 is T1685.002 there; nothing of a page is lost on the way.
TEST(PublishedPageTest, TheNewVersionKeepsTheFiguresUnderTheNewId) {
  const Program program("19.1");
  const auto page = program.Page("T1562.008", coverage::MappingView::kPublished);
  EXPECT_EQ(page.technique->id, "T1685.002");
  EXPECT_EQ(page.detections.size(), 94u);
  EXPECT_EQ(program.Page("T1496", coverage::MappingView::kPublished).detections.size(), 34u);
}

TEST(PublishedPageTest, EveryRowIsOnOnePage) {
  const Program program("18.1");
  size_t rows = 0;
  for (const attack::Technique& technique : program.version.techniques()) {
    if (technique.status != attack::TechniqueStatus::kActive) continue;
    rows += MakePage(program.catalog, program.version, technique, coverage::MappingView::kPublished)
                .detections.size();
  }
  EXPECT_EQ(rows, 1722u);
}

TEST(PageTest, JsonAgreesWithThePage) {
  const Program program("19.1");
  for (auto view : {coverage::MappingView::kDefault, coverage::MappingView::kPublished}) {
    const auto page = program.Page("T1496", view);
    Sink sink;
    PageJson(program.context(), page, sink);
    const size_t size = sink.buffer.size();
    sink.buffer.append(json::Parser::kPadding, '\0');
    json::Parser parser;
    const auto root = parser.Parse(std::string_view(sink.buffer).substr(0, size));
    ASSERT_TRUE(root.has_value());
    EXPECT_EQ(root->Find("technique").Find("id").text(), "T1496");
    EXPECT_EQ(root->Find("mapping").text(),
              view == coverage::MappingView::kDefault ? "default" : "published");
    EXPECT_EQ(root->Find("detections").number(), static_cast<double>(page.detections.size()));
    size_t keys = 0;
    double of_sources = 0;
    for (const json::Value key : root->Find("keys").elements()) {
      EXPECT_FALSE(key.Find("key").text().empty());
      ++keys;
    }
    for (const json::Value source : root->Find("sources").elements()) {
      of_sources += source.Find("detections").number().value_or(0);
    }
    EXPECT_EQ(keys, page.detections.size());
    EXPECT_EQ(of_sources, static_cast<double>(keys));
  }
}

TEST(PageTest, ATechniqueThatNothingShows) {
  const Program program("19.1");
  const auto page = program.Page("T1001", coverage::MappingView::kDefault);
  ASSERT_TRUE(page.detections.empty());
  Sink table, markdown;
  PageTable(program.context(), page, table);
  PageMarkdown(program.context(), page, markdown);
  EXPECT_NE(table.buffer.find("No detection of the catalogue shows it.\n"), std::string::npos);
  EXPECT_EQ(markdown.buffer.find('|'), std::string::npos);
  EXPECT_TRUE(
      markdown.buffer.ends_with("[ATT&CK page](https://attack.mitre.org/techniques/T1001/)\n"));
}

}  // namespace
}  // namespace dcv::report
