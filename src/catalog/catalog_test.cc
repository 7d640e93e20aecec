// SPDX-License-Identifier: Apache-2.0
#include "catalog/catalog.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "base/files.h"

namespace dcv::catalog {
namespace {
namespace fs = std::filesystem;

const Catalog& Packed() {
  static const DataFiles data = DataFiles::Packed();
  static const Catalog catalog = *Catalog::Load(data);
  return catalog;
}

uint32_t SourceIndex(std::string_view id) {
  const auto source = Packed().FindSource(id);
  EXPECT_TRUE(source.has_value()) << id;
  return source.value_or(0);
}

TEST(CatalogTest, WordsAndBack) {
  for (const char* word : {"posture", "finding", "rule", "correlation"}) {
    ASSERT_TRUE(ParseKind(word).has_value()) << word;
    EXPECT_EQ(ToString(*ParseKind(word)), word);
  }
  for (const char* word : {"provider", "curated", "ctid", "author", "published"}) {
    ASSERT_TRUE(ParseBasis(word).has_value()) << word;
    EXPECT_EQ(ToString(*ParseBasis(word)), word);
  }
  for (const char* word : {"", "Posture", "findings", "postur"}) {
    EXPECT_FALSE(ParseKind(word).has_value()) << word;
    EXPECT_FALSE(ParseBasis(word).has_value()) << word;
  }
}

TEST(CatalogTest, ConfidenceIsADecimalFromZeroToOne) {
  EXPECT_EQ(ParseConfidence("0.80"), 0.80);
  EXPECT_EQ(ParseConfidence("0"), 0.0);
  EXPECT_EQ(ParseConfidence("1"), 1.0);
  for (const char* text :
       {"", "1.01", "-0.1", "x", "0.8x", " 0.8", "0.8 ", "nan", "inf", "+0.8", "0,8"}) {
    EXPECT_FALSE(ParseConfidence(text).has_value()) << text;
  }
}

TEST(CatalogTest, TablesAreNamedAfterTheirSource) {
  Source source;
  source.id = "aws_guardduty";
  source.cloud = "aws";
  EXPECT_EQ(VendorPath(source), "vendor/aws_guardduty.tsv");
  EXPECT_EQ(MappingPath(source), "catalog/aws/guardduty.tsv");
  source.id = "sigma";
  source.cloud = "any";
  EXPECT_EQ(MappingPath(source), "catalog/any/sigma.tsv");
}

TEST(CatalogTest, PublishedRowsAreAllThere) {
  EXPECT_EQ(Packed().published().size(), 1722u);
  for (const PublishedRow& row : Packed().published()) {
    EXPECT_LT(row.source, Packed().sources().size());
    EXPECT_FALSE(row.key.empty() || row.technique.empty() || row.table.empty());
    EXPECT_TRUE(row.confidence > 0 && row.confidence <= 1) << row.key;
  }
}

TEST(CatalogTest, SourcesHaveIdsOfTheirOwn) {
  std::set<std::string> ids, titles;
  for (const Source& source : Packed().sources()) {
    EXPECT_TRUE(ids.insert(source.id).second) << source.id;
    EXPECT_TRUE(titles.insert(source.title).second) << source.title;
    EXPECT_TRUE((std::set<std::string>{"aws", "azure", "gcp", "any"}.count(source.cloud)))
        << source.id;
    EXPECT_FALSE(source.from.empty()) << source.id;
    EXPECT_EQ(Packed().FindSource(source.id), ids.size() - 1);
    if (source.count > 0) {
      EXPECT_EQ(source.retrieved.size(), 10u) << source.id;
    }
  }
  EXPECT_FALSE(Packed().FindSource("aws").has_value());
}

// Nothing of GuardDuty's own list is left unjudged.
TEST(CatalogTest, EveryGuardDutyFindingIsMappedOrHasItsReason) {
  const Source& source = Packed().sources()[SourceIndex("aws_guardduty")];
  EXPECT_TRUE(source.own_mappings);
  EXPECT_EQ(source.count, 216u);
  for (uint32_t i = source.first; i < source.first + source.count; ++i) {
    const Detection& detection = Packed().detections()[i];
    EXPECT_NE(detection.mapping_count == 0, detection.reason.empty()) << detection.key;
  }
}

TEST(CatalogTest, RetiredFindingsAreNotMapped) {
  const Source& source = Packed().sources()[SourceIndex("aws_guardduty")];
  size_t retired = 0;
  for (uint32_t i = source.first; i < source.first + source.count; ++i) {
    const Detection& detection = Packed().detections()[i];
    EXPECT_EQ(detection.retired(), detection.reason == "retired") << detection.key;
    retired += detection.retired() ? 1 : 0;
  }
  EXPECT_EQ(retired, 19u);
}

TEST(CatalogTest, DetectionsAreFoundByKey) {
  const uint32_t guardduty = SourceIndex("aws_guardduty");
  const auto found = Packed().FindDetection(guardduty, "CryptoCurrency:EC2/BitcoinTool.B!DNS");
  ASSERT_TRUE(found.has_value());
  const Detection& detection = Packed().detections()[*found];
  EXPECT_EQ(detection.key, "CryptoCurrency:EC2/BitcoinTool.B!DNS");
  EXPECT_EQ(detection.source, guardduty);
  EXPECT_EQ(detection.kind, Kind::kFinding);
  EXPECT_FALSE(Packed().FindDetection(guardduty, "cryptocurrency:EC2/BitcoinTool.B!DNS"));
  EXPECT_FALSE(Packed().FindDetection(SourceIndex("gcp_scc"), detection.key));
  EXPECT_FALSE(Packed().FindDetection(SourceIndex("sigma"), ""));
}

TEST(CatalogTest, MappingsAreSortedAndInRange) {
  size_t mapped = 0;
  for (const Detection& detection : Packed().detections()) {
    const Mapping* last = nullptr;
    for (const Mapping* m = Packed().begin(detection); m != Packed().end(detection); ++m) {
      EXPECT_TRUE(m->confidence > 0 && m->confidence <= 1) << detection.key;
      EXPECT_FALSE(m->technique.empty());
      if (last != nullptr) {
        EXPECT_LE(std::tie(last->technique, last->basis), std::tie(m->technique, m->basis));
      }
      last = m;
      ++mapped;
    }
  }
  EXPECT_GT(mapped, 1000u);
}

// The published pages' rows are a view of their own; ours rest on none of them.
TEST(CatalogTest, NoMappingRestsOnPublishedRows) {
  for (const Detection& detection : Packed().detections()) {
    for (const Mapping* m = Packed().begin(detection); m != Packed().end(detection); ++m) {
      EXPECT_NE(m->basis, Basis::kPublished) << detection.key;
    }
  }
}

// Each id of a provider's list has mappings or a reason for none.
TEST(CatalogTest, EveryDetectionIsJudged) {
  for (const Detection& detection : Packed().detections()) {
    EXPECT_NE(detection.mapping_count == 0, detection.reason.empty()) << detection.key;
  }
}

// A catalogue of the test's own, of one source "aws_x" with the keys A and B.
constexpr const char* kSources = "- {id: aws_x, title: X, cloud: aws, kind: finding}\n";
constexpr const char* kVendor =
    "key\ttitle\tkind\tstatus\tseverity\tplan\tmodule\n"
    "A\t\t\tactive\t\t\t\nB\t\tposture\tretired\t\tP|Q\t\n";
constexpr const char* kMappingHead = "key\ttechnique\tconfidence\tbasis\tkind\treason\n";

struct Made {
  DataFiles data;
  Result<Catalog> catalog = NotFound("");
};

Made Make(const std::vector<std::pair<std::string, std::string>>& files) {
  const fs::path folder = fs::path(testing::TempDir()) / "dcv_catalog_made";
  fs::remove_all(folder);
  for (const auto& [name, text] : files) {
    fs::create_directories((folder / name).parent_path());
    EXPECT_TRUE(WriteFile((folder / name).string(), text).has_value());
  }
  Made made;
  made.data = *DataFiles::FromDirectory(folder.string());
  made.catalog = Catalog::Load(made.data);
  return made;
}

TEST(CatalogTest, OwnMappings) {
  const Made made =
      Make({{"catalog/sources.yaml", kSources},
            {"vendor/aws_x.tsv", kVendor},
            {"catalog/aws/x.tsv",
             std::string(kMappingHead) +
                 "A\tT0002\t0.50\tctid\t\tr2\nA\tT0001\t0.80\tcurated\tcorrelation\tr\n"
                 "B\t\t\t\t\tretired\n"}});
  ASSERT_TRUE(made.catalog.has_value()) << made.catalog.error().message;
  const Catalog& catalog = *made.catalog;
  const Detection& a = catalog.detections()[0];
  const Detection& b = catalog.detections()[1];
  EXPECT_EQ(a.kind, Kind::kCorrelation);  // as the mapping says
  ASSERT_EQ(a.mapping_count, 2u);
  EXPECT_EQ(catalog.begin(a)->technique, "T0001");
  EXPECT_EQ(catalog.begin(a)->basis, Basis::kCurated);
  EXPECT_EQ(catalog.begin(a)->confidence, 0.80);
  EXPECT_EQ(b.kind, Kind::kPosture);  // as the provider's list says
  EXPECT_EQ(b.reason, "retired");
  EXPECT_EQ(b.plan, "P|Q");
  EXPECT_TRUE(b.retired());
}

TEST(CatalogTest, BrokenTablesAreErrorsThatNameTheirPlace) {
  const std::string head = kMappingHead,
                    published = "source\tkey\ttechnique\tconfidence\ttable\tvendor_key\n";
  struct Row {
    std::string path, text, message;
  };
  const Row rows[] = {
      {"catalog/sources.yaml", "- {id: aws_x, title: X, cloud: aws}\n",
       "catalog/sources.yaml:1: a source needs id, title, cloud and kind"},
      {"catalog/sources.yaml", "", "catalog/sources.yaml: expected one list"},
      {"catalog/sources.yaml", "- {id: a, id: b}\n",
       "catalog/sources.yaml:1:11: duplicate key 'id'"},
      {"vendor/aws_x.tsv", std::string(kVendor) + "A\t\t\tactive\t\t\t\n",
       "vendor/aws_x.tsv: A is there twice"},
      {"vendor/aws_x.tsv", "key\n", "vendor/aws_x.tsv:1: no column title"},
      {"catalog/aws/x.tsv", head + "C\tT0001\t0.80\tcurated\t\tr\n",
       "catalog/aws/x.tsv:2: key C is not in vendor/aws_x.tsv"},
      {"catalog/aws/x.tsv", head + "A\tT0001\thigh\tcurated\t\tr\n",
       "catalog/aws/x.tsv:2: bad confidence or basis"},
      {"catalog/aws/x.tsv", head + "A\tT0001\t0.80\trumour\t\tr\n",
       "catalog/aws/x.tsv:2: bad confidence or basis"},
      {"catalog/published.tsv", published + "aws_y\tA\tT0001\t0.80\tx\t\n",
       "catalog/published.tsv:2: unknown source or bad confidence"},
      {"catalog/published.tsv", published + "aws_x\tA\tT0001\t2\tx\t\n",
       "catalog/published.tsv:2: unknown source or bad confidence"},
  };
  for (const Row& row : rows) {
    std::vector<std::pair<std::string, std::string>> files = {{"catalog/sources.yaml", kSources},
                                                              {"vendor/aws_x.tsv", kVendor}};
    files.emplace_back(row.path, row.text);  // written last: replaces
    const Made made = Make(files);
    ASSERT_FALSE(made.catalog.has_value()) << row.message;
    EXPECT_EQ(made.catalog.error().message, row.message);
  }
}

}  // namespace
}  // namespace dcv::catalog
