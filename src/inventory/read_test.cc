// SPDX-License-Identifier: Apache-2.0
// Files and folders, pages over several files, and the same outcome for any number of threads.
#include "inventory/read.h"

#include <algorithm>
#include <atomic>

#include "inventory/test_reading.h"

namespace dcv::inventory {
namespace {

using testing::AnsweredLines;
using testing::Codes;
using testing::Folder;
using testing::Lines;
using testing::Notices;

constexpr const char* kHub = R"({"HubArn": "arn:aws:securityhub:us-east-1:111122223333:hub/x"})";

std::string Controls(const std::string& id, const std::string& token) {
  return R"({"SecurityControls": [{"SecurityControlId": ")" + id +
         R"(", "SecurityControlStatus": "ENABLED", "SecurityControlArn":
         "arn:aws:securityhub:us-east-1:111122223333:security-control/x"}])" +
         token + "}";
}
std::string RulesPage(const std::string& token) {
  return R"({"ConfigRules": [{"ConfigRuleName": "r", "ConfigRuleState": "ACTIVE", "ConfigRuleArn":
    "arn:aws:config:us-east-1:111122223333:config-rule/x", "Source": {"Owner": "CUSTOM_LAMBDA",
    "SourceIdentifier": "f"}}])" +
         token + "}";
}
constexpr const char* kMore = R"(, "NextToken": "eyJ")";

TEST(Read, AMissingPathIsAnErrorThatNamesIt) {
  const auto inventory = Read({"/nowhere/at/all"}, testing::PackedCatalog());
  ASSERT_FALSE(inventory);
  EXPECT_EQ(inventory.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(inventory.error().message, "cannot read /nowhere/at/all: no such file or folder");
}

TEST(Read, AFolderWithoutFilesIsAnError) {
  Folder folder;
  const auto inventory = Read({folder.path()}, testing::PackedCatalog());
  ASSERT_FALSE(inventory);
  EXPECT_EQ(inventory.error().message, "no files below " + folder.path());
}

TEST(Read, FilesAreReadOnceInOrderOfTheirPaths) {
  Folder folder;
  folder.Add("b.json", kHub);
  const std::string a = folder.Add("sub/a.json", kHub);
  const auto inventory = Read({a, folder.path(), a}, testing::PackedCatalog());
  ASSERT_TRUE(inventory);
  ASSERT_EQ(inventory->files.size(), 2u);
  EXPECT_EQ(inventory->files[0].path, folder.path() + "/b.json");
  EXPECT_EQ(inventory->files[1].path, a);
  EXPECT_EQ(inventory->facts.size(), 2u);
  EXPECT_EQ(inventory->bytes, 2 * std::string(kHub).size());
}

TEST(Read, WhatIsNoAnswerByItsNameIsLeftOutAndNamed) {
  Folder folder;
  folder.Add("hub.json", kHub);
  const std::string notes = folder.Add("README.md", kHub);
  folder.Add("rule.yml", "title: x");
  folder.Add("no_extension", kHub);
  folder.Add("LOUD.JSON", kHub);
  const Inventory inventory = folder.Read();
  EXPECT_EQ(inventory.files.size(), 3u);
  EXPECT_EQ(Codes(inventory), Lines({"I024", "I024"}));
  const auto named = Read({notes}, testing::PackedCatalog());
  ASSERT_TRUE(named);
  EXPECT_EQ(named->facts.size(), 1u);
}

TEST(Read, AnEmptyFileAmongOthersCostsOnlyItself) {
  Folder folder;
  folder.Add("a.json", "");
  folder.Add("b.json", kHub);
  const Inventory inventory = folder.Read();
  EXPECT_EQ(Notices(inventory), Lines({"I015 a.json : the file is empty"}));
  EXPECT_EQ(inventory.facts.size(), 1u);
}

TEST(Read, AListWithoutItsLastPageIsCutAndUnknown) {
  Folder folder;
  folder.Add("111122223333/us-east-1/rules.json", RulesPage(kMore));
  const Inventory inventory = folder.Read();
  EXPECT_EQ(Notices(inventory),
            Lines({"I005 /NextToken: another page follows, and its last page is not here"}));
  EXPECT_EQ(AnsweredLines(inventory), Lines({"aws_config @111122223333/us-east-1 unknown"}));
  EXPECT_EQ(inventory.facts.size(), 1u);  // what is there still counts
}

TEST(Read, SeveralPagesWithoutTheLastAreAllNamed) {
  Folder folder;
  folder.Add("111122223333/us-east-1/rules.1.json", RulesPage(kMore));
  folder.Add("111122223333/us-east-1/rules.2.json", RulesPage(kMore));
  const Inventory inventory = folder.Read();
  EXPECT_EQ(Codes(inventory), Lines({"I005", "I005"}));
  EXPECT_EQ(AnsweredLines(inventory), Lines({"aws_config @111122223333/us-east-1 unknown"}));
}

TEST(Read, PagesOfOneFolderMakeAWholeList) {
  Folder folder;
  folder.Add("111122223333/us-east-1/rules.1.json", RulesPage(kMore));
  folder.Add("111122223333/us-east-1/rules.2.json", RulesPage(""));
  const Inventory inventory = folder.Read();
  EXPECT_EQ(Notices(inventory), Lines());
  EXPECT_EQ(AnsweredLines(inventory), Lines({"aws_config @111122223333/us-east-1 on"}));
}

TEST(Read, ALastPageInAnotherFolderIsThatOfAnotherList) {
  Folder folder;
  folder.Add("a/rules.json", RulesPage(kMore));
  folder.Add("b/rules.json", RulesPage(""));
  EXPECT_EQ(Codes(folder.Read()), Lines({"I005"}));
}

TEST(Read, ALastPageOfAnotherCallIsThatOfAnotherList) {
  Folder folder;
  folder.Add("rules.json", RulesPage(kMore));
  folder.Add("ids.json", R"({"DetectorIds": []})");
  EXPECT_EQ(Codes(folder.Read()), Lines({"I005"}));
}

TEST(Read, PagesAsLinesOrAnArrayOfOneFileMakeAWholeList) {
  std::string line = RulesPage(kMore);
  std::string last = RulesPage("");
  for (std::string* text : {&line, &last}) std::erase(*text, '\n');
  for (const std::string& text : {line + "\n" + last + "\n", "[" + line + "," + last + "]",
                                  RulesPage(kMore) + "\n" + RulesPage("")}) {
    const Inventory inventory = testing::FromText(text);
    EXPECT_EQ(Notices(inventory), Lines());
    EXPECT_EQ(AnsweredLines(inventory), Lines({"aws_config @111122223333/us-east-1 on"}));
  }
}

TEST(Read, TokensOfEveryProviderAreSeen) {
  for (
      const char* text :
      {R"({"value": [{"id": "/subscriptions/x", "type": "Microsoft.Security/pricings"}],
           "nextLink": "https://management.azure.com/x"})",
       R"({"@odata.nextLink": "https://x", "value": [{"policyDefinitionId": "x",
           "complianceState": "Compliant"}]})",
       R"({"count": 0, "data": [], "skip_token": "ew0"})",
       R"({"rules": [{"name": "projects/p/rules/r", "displayName": "x"}], "nextPageToken": "t"})"}) {
    const Inventory inventory = testing::FromText(text);
    const Lines codes = Codes(inventory);
    EXPECT_EQ(std::count(codes.begin(), codes.end(), "I005"), 1) << text;
  }
}

TEST(Read, AnEmptyOrNullTokenIsNone) {
  for (const char* token : {R"(, "NextToken": "")", R"(, "NextToken": null)"}) {
    EXPECT_EQ(Codes(testing::FromText(RulesPage(token))), Lines()) << token;
  }
}

TEST(Read, TheSameScopeToldTwiceIsOneRowAndTheBetterKnown) {
  Folder folder;
  folder.Add("111122223333/us-east-1/a.json", R"({"DetectorIds": []})");
  folder.Add("111122223333/us-east-1/b.json",
             "An error occurred (AccessDenied) when calling the ListDetectors operation: no");
  EXPECT_EQ(AnsweredLines(folder.Read()), Lines({"aws_guardduty @111122223333/us-east-1 off"}));
}

// Everything an inventory says, as one text.
std::string Everything(const Inventory& inventory) {
  std::string text;
  for (const Lines& lines : {testing::Facts(inventory), AnsweredLines(inventory),
                             testing::Tags(inventory), Notices(inventory)}) {
    for (const std::string& line : lines) text += line + "\n";
  }
  for (const File& file : inventory.files) {
    text += file.path + " " + std::to_string(file.facts) + "\n";
    for (const std::string& shape : file.shapes) text += "  " + shape + "\n";
  }
  for (uint32_t i = 0; i < inventory.names.size(); ++i) {
    text += std::string(inventory.names.Text(i)) + "\n";
  }
  return text;
}

TEST(Read, TheNumberOfThreadsChangesNothing) {
  Folder folder;
  for (int i = 0; i < 40; ++i) {
    const std::string at = std::to_string(100000000000 + i) + "/eu-west-1/";
    folder.Add(at + "controls.json", Controls("Moon." + std::to_string(i % 7), ""));
    folder.Add(at + "rules.json", RulesPage(i % 3 == 0 ? kMore : ""));
    folder.Add(at + "broken.json", i % 2 == 0 ? "{" : "An error occurred (X) when calling");
    folder.Add(at + "hubs.ndjson", std::string(kHub) + "\nbad\n" + kHub + "\n");
  }
  const std::string one = Everything(folder.Read(1));
  EXPECT_GT(one.size(), 10000u);
  for (size_t threads : {2, 3, 8}) EXPECT_EQ(Everything(folder.Read(threads)), one) << threads;
}

TEST(Read, ProgressCountsEveryFile) {
  Folder folder;
  for (int i = 0; i < 5; ++i) folder.Add(std::to_string(i) + ".json", kHub);
  ReadOptions options;
  options.threads = 2;
  std::atomic<size_t> calls{0}, most{0};
  options.progress = [&](size_t files, size_t of, uint64_t) {
    ++calls;
    size_t seen = most;
    while (files > seen && !most.compare_exchange_weak(seen, files)) {
    }
    EXPECT_EQ(of, 5u);
  };
  ASSERT_TRUE(Read({folder.path()}, testing::PackedCatalog(), options));
  EXPECT_EQ(calls, 5u);
  EXPECT_EQ(most, 5u);
}

}  // namespace
}  // namespace dcv::inventory
