// SPDX-License-Identifier: Apache-2.0
#include "base/diagnostic.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include "base/diagnostic_codes.h"
#include "base/files.h"

namespace dcv {
namespace {

uint64_t Count(const Diagnostics& diagnostics) {
  uint64_t count = 0;
  for (const Diagnostic& diagnostic : diagnostics.Sorted()) count += diagnostic.count;
  return count;
}

TEST(DiagnosticsTest, EqualOnesAreFoldedAndKeepTheFirstPlace) {
  Diagnostics diagnostics;
  EXPECT_TRUE(diagnostics.empty());
  diagnostics.Add({"I006", "a.json", "/1", "Name is a number"});
  diagnostics.Add({"I006", "a.json", "/2", "Name is a number"});
  diagnostics.Add({"I006", "a.json", "/3", "Name is a number", 5});
  const auto sorted = diagnostics.Sorted();
  ASSERT_EQ(sorted.size(), 1u);
  EXPECT_EQ(sorted[0].place, "/1");
  EXPECT_EQ(sorted[0].count, 7u);
  EXPECT_FALSE(diagnostics.empty());
}

TEST(DiagnosticsTest, AnotherCodeFileOrMessageIsAnotherOne) {
  Diagnostics diagnostics;
  diagnostics.Add({"I006", "a.json", "", "x"});
  diagnostics.Add({"I007", "a.json", "", "x"});
  diagnostics.Add({"I006", "b.json", "", "x"});
  diagnostics.Add({"I006", "a.json", "", "y"});
  EXPECT_EQ(diagnostics.Sorted().size(), 4u);
}

TEST(DiagnosticsTest, SortedByFileCodeMessage) {
  Diagnostics diagnostics;
  for (const char* file : {"b", "a"}) {
    for (const char* code : {"I009", "I002"}) {
      for (const char* message : {"y", "x"}) diagnostics.Add({code, file, "", message});
    }
  }
  std::vector<std::string> order;
  for (const Diagnostic& d : diagnostics.Sorted()) order.push_back(d.file + d.code + d.message);
  EXPECT_EQ(order, (std::vector<std::string>{"aI002x", "aI002y", "aI009x", "aI009y", "bI002x",
                                             "bI002y", "bI009x", "bI009y"}));
}

Diagnostics Many(size_t count) {
  Diagnostics diagnostics;
  for (size_t i = 0; i < count; ++i) {
    diagnostics.Add({"I009", "a.json", "/" + std::to_string(i), "rule " + std::to_string(i)});
  }
  return diagnostics;
}

TEST(DiagnosticsTest, AtMostTwentyDifferentOnesPerFileAndCode) {
  EXPECT_EQ(Many(20).Sorted().size(), 20u);
  Diagnostics diagnostics = Many(1000);
  ASSERT_EQ(diagnostics.Sorted().size(), 21u);
  EXPECT_EQ(Count(diagnostics), 1000u);
  const Diagnostic rest = diagnostics.Sorted()[0];
  EXPECT_EQ(rest.message, "and more of the same kind");
  EXPECT_EQ(rest.count, 980u);
  EXPECT_EQ(rest.place, "/20");                       // the first that was not shown
  diagnostics.Add({"I009", "a.json", "", "rule 3"});  // one that is shown still counts there
  EXPECT_EQ(diagnostics.Sorted()[0].count, 980u);
  diagnostics.Add({"I009", "b.json", "", "rule 3"});  // the bound is each file's own
  diagnostics.Add({"I010", "a.json", "", "rule 3"});
  EXPECT_EQ(diagnostics.Sorted().size(), 23u);
}

TEST(DiagnosticsTest, AppendLosesNothing) {
  const Diagnostics many = Many(1000);
  Diagnostics all;
  all.Append(many);
  const auto before = many.Sorted(), after = all.Sorted();
  ASSERT_EQ(after.size(), before.size());
  for (size_t i = 0; i < before.size(); ++i) {
    EXPECT_EQ(after[i].message, before[i].message);
    EXPECT_EQ(after[i].count, before[i].count) << before[i].message;
  }
  all.Append(many);
  EXPECT_EQ(Count(all), 2000u);
  EXPECT_EQ(all.Sorted().size(), 21u);
}

DiagnosticCodes Codes() {
  static const DataFiles data = DataFiles::Packed();
  auto codes = DiagnosticCodes::Load(data);
  EXPECT_TRUE(codes.has_value());
  return *codes;
}

// A code that the program can report and nobody described would be an error without a remedy.
TEST(DiagnosticCodesTest, EveryCodeInTheSourcesHasItsRow) {
  auto files = ListFiles(DCV_SOURCE_DIR "/src");
  ASSERT_TRUE(files.has_value());
  const std::regex literal("\"([A-Z][0-9]{3})(\"|: )");
  std::map<std::string, std::string> used;
  for (const std::string& path : *files) {
    if (!path.ends_with(".cc") && !path.ends_with(".h")) continue;
    if (path.ends_with("_test.cc")) continue;
    auto text = ReadFile(path);
    ASSERT_TRUE(text.has_value());
    for (std::sregex_iterator it(text->begin(), text->end(), literal), end; it != end; ++it) {
      used.emplace((*it)[1], path);
    }
  }
  EXPECT_GT(used.size(), 30u);
  const DiagnosticCodes codes = Codes();
  std::set<std::string_view> listed;
  for (const DiagnosticCode& code : codes.all()) listed.insert(code.code);
  for (const auto& [code, path] : used) EXPECT_EQ(listed.count(code), 1u) << code << " in " << path;
  // The other way round: a row that nothing reports explains nothing.
  for (std::string_view code : listed) {
    EXPECT_EQ(used.count(std::string(code)), 1u) << code << " is reported nowhere";
  }
}

TEST(DiagnosticCodesTest, RowsAreCompleteAndSorted) {
  const DiagnosticCodes codes = Codes();
  std::string_view last;
  for (const DiagnosticCode& code : codes.all()) {
    EXPECT_LT(last, code.code);
    EXPECT_FALSE(code.title.empty() || code.cause.empty() || code.remedy.empty()) << code.code;
    EXPECT_TRUE(code.cause.ends_with('.')) << code.code;
    last = code.code;
  }
}

TEST(DiagnosticCodesTest, SeverityWordsAreTheThree) {
  DataFiles data = DataFiles::Packed();
  const std::string text(*data.Text("diagnostics.tsv"));
  const std::regex row("\n[A-Z][0-9]{3}\t(info|warning|error)\t");
  const auto rows = std::distance(std::sregex_iterator(text.begin(), text.end(), row), {});
  EXPECT_EQ(static_cast<size_t>(rows), Codes().all().size());
}

TEST(DiagnosticCodesTest, InfosDoNotMakeAResultIncomplete) {
  const DiagnosticCodes codes = Codes();
  EXPECT_FALSE(codes.Incomplete({}));
  Diagnostics info;
  info.Add({"I013", "", "", "sample finding"});
  EXPECT_FALSE(codes.Incomplete(info));
  for (const char* code : {"I004", "I002", "X999"}) {
    Diagnostics other = info;
    other.Add({code, "", "", "more"});
    EXPECT_TRUE(codes.Incomplete(other)) << code;
  }
  EXPECT_EQ(codes.Find("X999").severity, Severity::kError);
  EXPECT_EQ(codes.Find("I003").title, "cut short");
}

}  // namespace
}  // namespace dcv
