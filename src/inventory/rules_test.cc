// SPDX-License-Identifier: Apache-2.0
// Sigma rules that the user says are deployed.
#include "inventory/read.h"
#include "inventory/test_reading.h"

namespace dcv::inventory {
namespace {

using testing::Codes;
using testing::Folder;
using testing::Lines;

std::string Sigma(const std::string& title, const std::string& status, const std::string& tags) {
  return "title: " + title + "\nid: 11111111-2222-4333-8444-555555555555\nstatus: " + status +
         "\nlogsource: {product: aws, service: cloudtrail}\n"
         "detection: {selection: {eventName: StopLogging}, condition: selection}\n" +
         (tags.empty() ? "" : "tags: [" + tags + "]\n");
}

Inventory Add(const Folder& folder) {
  Inventory inventory;
  const Status status = AddDeployedRules(folder.path(), testing::PackedCatalog(), inventory);
  EXPECT_TRUE(status) << (status ? "" : status.error().message);
  return inventory;
}

const Tag* FindTag(const Inventory& inventory, std::string_view technique) {
  for (const Tag& tag : inventory.tags) {
    if (tag.technique == technique) return &tag;
  }
  return nullptr;
}

TEST(DeployedRules, ARuleIsOnWithTheTechniquesOfItsTags) {
  Folder folder;
  folder.Add("a/stop.yml", Sigma("Trail stopped", "stable",
                                 "attack.defense-evasion, attack.t1562.008, attack.T1078"));
  const Inventory inventory = Add(folder);
  EXPECT_EQ(testing::Facts(inventory),
            Lines({"on Trail stopped @ {11111111-2222-4333-8444-555555555555}  line 1"}));
  EXPECT_EQ(testing::Tags(inventory),
            Lines({"Trail stopped T1562.008 author", "Trail stopped T1078 author"}));
  EXPECT_EQ(inventory.tags[0].confidence, 0.80);
  EXPECT_EQ(inventory.files[0].shapes, Lines({"sigma rule"}));
  EXPECT_EQ(inventory.files[0].facts, 1u);
}

TEST(DeployedRules, ExperimentalRulesCountLess) {
  Folder folder;
  folder.Add("x.yml", Sigma("X", "experimental", "attack.t1078"));
  const Inventory inventory = Add(folder);
  ASSERT_NE(FindTag(inventory, "T1078"), nullptr);
  EXPECT_EQ(FindTag(inventory, "T1078")->confidence, 0.65);
}

TEST(DeployedRules, DeprecatedAndUnsupportedRulesAreOff) {
  for (const char* status : {"deprecated", "unsupported"}) {
    Folder folder;
    folder.Add("x.yaml", Sigma("X", status, "attack.t1078"));
    EXPECT_EQ(Add(folder).facts[0].state, State::kOff) << status;
  }
}

TEST(DeployedRules, ARuleWithoutTechniqueIsNamed) {
  Folder folder;
  folder.Add("x.yml", Sigma("No tag", "test", "attack.defense-evasion, cve.2021-44228"));
  const Inventory inventory = Add(folder);
  EXPECT_EQ(testing::Notices(inventory),
            Lines({"I016 line 1: rule 'No tag' has no technique tag"}));
  EXPECT_EQ(inventory.facts.size(), 1u);
}

TEST(DeployedRules, ABrokenFileCostsOnlyItself) {
  Folder folder;
  folder.Add("a.yml", "title: [unclosed\n");
  folder.Add("b.yml", "just: data\n");
  folder.Add("c.yml", Sigma("C", "test", "attack.t1078"));
  const Inventory inventory = Add(folder);
  EXPECT_EQ(Codes(inventory), Lines({"I019", "I019"}));
  EXPECT_EQ(inventory.facts.size(), 1u);
}

TEST(DeployedRules, SeveralRulesOfOneFileAreToldApartByLine) {
  Folder folder;
  folder.Add("x.yml",
             Sigma("A", "test", "attack.t1078") + "---\n" + Sigma("B", "test", "attack.t1098"));
  const Inventory inventory = Add(folder);
  ASSERT_EQ(inventory.facts.size(), 2u);
  EXPECT_EQ(inventory.facts[0].place.line, 1u);
  EXPECT_EQ(inventory.facts[1].place.line, 8u);
}

TEST(DeployedRules, AFolderWithoutRulesIsAnErrorWithAHint) {
  Folder folder;
  folder.Add("x.json", "{}");
  Inventory inventory;
  const Status status = AddDeployedRules(folder.path(), testing::PackedCatalog(), inventory);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().message, "no Sigma rules (.yml) below " + folder.path());
  EXPECT_FALSE(status.error().hint.empty());
}

}  // namespace
}  // namespace dcv::inventory
