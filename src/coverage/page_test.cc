// SPDX-License-Identifier: Apache-2.0
// The page of a technique: ours, and as the published pages count.
#include "coverage/page.h"

#include <cstdio>

#include "coverage/test_estate.h"

namespace dcv::coverage {
namespace {

using testing::Lines;
using testing::SmallCatalog;
using testing::SmallVersion;

Lines Keys(const Page& page, const catalog::Catalog& catalog) {
  Lines lines;
  for (const PageDetection& detection : page.detections) {
    lines.push_back(catalog.sources()[detection.source].id + " " + std::string(detection.key) +
                    " " + std::to_string(detection.confidence).substr(0, 4));
  }
  return lines;
}

TEST(Page, OursListsEachDetectionOnceBestFirst) {
  const attack::Version& version = SmallVersion();
  const Page page =
      MakePage(SmallCatalog(), version, *version.Find("T1496.001"), MappingView::kDefault);
  EXPECT_EQ(Keys(page, SmallCatalog()),
            Lines({"aws_guardduty Impact:Runtime/CryptoMinerExecuted 0.95",
                   "aws_guardduty CryptoCurrency:EC2/BitcoinTool.B 0.80",
                   "azure_defender_alerts AzureDNS_CurrencyMining 0.80"}));
  EXPECT_EQ(page.clouds, 2u);
  ASSERT_EQ(page.sources.size(), 2u);
  EXPECT_EQ(page.sources[0].detections, 2u);
  EXPECT_DOUBLE_EQ(page.sources[0].mean_confidence, 0.875);
}

TEST(Page, PublishedCountsRowsWhateverOurListsSay) {
  const attack::Version& version = SmallVersion("18.1");
  const Page page =
      MakePage(SmallCatalog(), version, *version.Find("T1496"), MappingView::kPublished);
  EXPECT_EQ(Keys(page, SmallCatalog()),
            Lines({"aws_config A_RULE_NO_LIST_HAS 0.60",
                   "aws_guardduty CryptoCurrency:EC2/BitcoinTool.B 0.95"}));
}

TEST(Page, PublishedIdsAreTranslatedToTheVersion) {
  for (const auto& [name, id] : {std::pair{"18.1", "T1562.008"}, {"19.1", "T1685.002"}}) {
    const attack::Version& version = SmallVersion(name);
    const Page page = MakePage(SmallCatalog(), version, *version.Find(id), MappingView::kPublished);
    ASSERT_EQ(page.detections.size(), 1u) << name;
    EXPECT_EQ(page.detections[0].confidence, 0.70);
  }
}

TEST(Page, ATechniqueWithoutDetectionsHasAnEmptyPage) {
  const attack::Version& version = SmallVersion();
  const Page page =
      MakePage(SmallCatalog(), version, *version.Find("T1110"), MappingView::kDefault);
  EXPECT_TRUE(page.detections.empty());
  EXPECT_TRUE(page.sources.empty());
  EXPECT_EQ(page.clouds, 0u);
}

// The published page of T1496, figure for figure (as of 2026-04-24).
TEST(Page, PublishedPageOfResourceHijackingIsReproduced) {
  const DataFiles data = DataFiles::Packed();
  const auto catalog = catalog::Catalog::Load(data);
  const auto version = attack::Version::Load(data, "18.1");
  ASSERT_TRUE(catalog && version);
  const Page page = MakePage(*catalog, *version, *version->Find("T1496"), MappingView::kPublished);
  Lines sources;
  for (const PageSource& source : page.sources) {
    char mean[8];
    std::snprintf(mean, sizeof mean, "%.2f", source.mean_confidence);
    sources.push_back(catalog->sources()[source.source].title + " " +
                      std::to_string(source.detections) + " " + mean);
  }
  EXPECT_EQ(sources, Lines({"AWS Config Rules 17 0.60", "AWS GuardDuty 8 0.89",
                            "GCP Security Command Center 5 0.95", "AWS Security Hub 1 0.70",
                            "Azure Policy 1 0.80", "GCP Chronicle 1 0.95",
                            "Microsoft Defender for Cloud 1 0.80"}));
  EXPECT_EQ(page.detections.size(), 34u);
  EXPECT_EQ(page.clouds, 3u);
}

}  // namespace
}  // namespace dcv::coverage
