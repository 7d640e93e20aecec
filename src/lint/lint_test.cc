// SPDX-License-Identifier: Apache-2.0
// Every check has a folder tests/lint/NAME: bad.yml must give its code, good.yml must not. A line
// `# also: R001 P1` of bad.yml names what else may come of it, `# path: NAME` begins a file of that
// name.
#include "lint/lint.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "base/diagnostic_codes.h"
#include "base/edit.h"
#include "base/text.h"

namespace dcv::lint {
namespace {

const std::string kRoot = DCV_SOURCE_DIR;

std::string ReadAll(const std::string& path) {
  std::ifstream stream(path);
  std::stringstream text;
  text << stream.rdbuf();
  return text.str();
}

const DataFiles& Data() {
  static const DataFiles data = *DataFiles::FromDirectory(kRoot + "/data");
  return data;
}

const attack::Version& Version() {
  static const attack::Version version = *attack::Version::Load(Data(), "19.1");
  return version;
}

const logsource::Registry& Registry() {
  static const logsource::Registry registry = [] {
    DataFiles data = *DataFiles::FromDirectory(kRoot + "/data");
    EXPECT_TRUE(data.Overlay(kRoot + "/tests/lint_data/logsources", "logsources/"));
    auto loaded = logsource::Registry::Load(data);
    if (!loaded) ADD_FAILURE() << loaded.error().message;
    return loaded ? *loaded : logsource::Registry();
  }();
  return registry;
}

struct File {
  std::string path, text;
};

// The files that `# path:` lines make of one text.
std::deque<File> SplitFiles(const std::string& text) {
  constexpr std::string_view kMark = "# path: ";
  std::deque<File> files = {{"proc_creation_win_example.yml", ""}};
  for (std::string_view line : Split(text, '\n')) {
    if (line.substr(0, kMark.size()) == kMark) {
      files.push_back({std::string(line.substr(kMark.size())), ""});
    } else {
      files.back().text += std::string(line) + "\n";
    }
  }
  if (files.front().text.find(':') == std::string::npos ||
      files.front().text.find("title") == std::string::npos) {
    files.pop_front();
  }
  return files;
}

// All problems: of parsing, lowering and the checks.
std::vector<Problem> ProblemsOf(const std::deque<File>& files, const Options& options) {
  std::vector<Input> inputs;
  for (const File& file : files) inputs.push_back({file.path, file.text, sigma::Parse(file.text)});
  std::vector<ir::Source> sources;
  std::vector<Problem> out;
  for (uint32_t i = 0; i < inputs.size(); ++i) {
    for (const auto& document : inputs[i].file.documents) sources.push_back({&document, i});
    for (const Problem& problem : inputs[i].file.problems) out.push_back(problem);
  }
  ir::LowerOptions lower;
  lower.registry = &Registry();
  const ir::Lowered lowered = ir::Lower(sources, lower);
  for (const auto& problem : lowered.problems) out.push_back(problem.problem);
  auto findings = Run(inputs, lowered, Registry(), Data(), Version(), options);
  if (!findings) {
    ADD_FAILURE() << findings.error().message;
    return out;
  }
  for (Finding& finding : *findings) out.push_back(std::move(finding.problem));
  return out;
}

std::vector<std::string> AlsoOf(const std::string& text) {
  constexpr std::string_view kMark = "# also: ";
  std::vector<std::string> out;
  if (text.compare(0, kMark.size(), kMark) != 0) return out;
  const std::string line = text.substr(kMark.size(), text.find('\n') - kMark.size());
  for (std::string_view word : Split(line, ' ')) out.emplace_back(word);
  return out;
}

std::string Told(const Problem& problem) {
  return std::string(problem.code) + " line " + std::to_string(problem.place.line) + ": " +
         problem.message;
}

class EveryCheck : public testing::TestWithParam<Check> {
 protected:
  static std::string Folder() { return kRoot + "/tests/lint/" + std::string(GetParam().name); }
  static Options With() {
    Options options;
    options.conventions = GetParam().convention;
    return options;
  }
};

TEST_P(EveryCheck, FiresOnBad) {
  const std::string text = ReadAll(Folder() + "/bad.yml");
  ASSERT_FALSE(text.empty()) << Folder();
  const std::vector<std::string> also = AlsoOf(text);
  size_t count = 0;
  for (const Problem& problem : ProblemsOf(SplitFiles(text), With())) {
    if (problem.code == GetParam().code) {
      ++count;
      EXPECT_GT(problem.place.line, 0u);
      EXPECT_FALSE(problem.message.empty());
      continue;
    }
    EXPECT_TRUE(std::any_of(also.begin(), also.end(), [&](const auto& code) {
      return problem.code.starts_with(code);
    })) << Told(problem);
  }
  EXPECT_GT(count, 0u);
}

TEST_P(EveryCheck, IsSilentOnGood) {
  const std::string text = ReadAll(Folder() + "/good.yml");
  ASSERT_FALSE(text.empty()) << Folder();
  for (const Problem& problem : ProblemsOf(SplitFiles(text), With())) {
    EXPECT_NE(problem.code, GetParam().code) << Told(problem);
    EXPECT_NE(problem.code.substr(0, 1), "P") << Told(problem);
  }
}

// What is fixed is right: no edit is left out, and the file has the problem no more.
TEST_P(EveryCheck, FixesAreRight) {
  Options options = With();
  options.only = {std::string(GetParam().code)};
  size_t fixes = 0;
  for (File& file : SplitFiles(ReadAll(Folder() + "/bad.yml"))) {
    std::vector<Edit> edits;
    size_t unfixed = 0;
    for (const Problem& problem : ProblemsOf({file}, options)) {
      if (problem.code != GetParam().code) continue;
      if (problem.fix.empty()) ++unfixed;
      edits.insert(edits.end(), problem.fix.begin(), problem.fix.end());
    }
    fixes += edits.size();
    size_t made = 0;
    file.text = ApplyEdits(file.text, edits, made);
    EXPECT_EQ(made, edits.size());
    size_t left = 0;
    for (const Problem& problem : ProblemsOf({file}, options)) {
      if (problem.code == GetParam().code) ++left;
    }
    EXPECT_EQ(left, unfixed);
  }
  EXPECT_EQ(fixes > 0, GetParam().fixable);
}

// Rows that another row covers have no folder of their own.
std::vector<Check> Own() {
  std::vector<Check> out;
  for (const Check& check : Checks()) {
    const bool first = std::none_of(out.begin(), out.end(),
                                    [&](const Check& other) { return other.code == check.code; });
    if (first && check.code[0] == 'R') out.push_back(check);
  }
  return out;
}

INSTANTIATE_TEST_SUITE_P(Lint, EveryCheck, testing::ValuesIn(Own()),
                         [](const auto& test) { return std::string(test.param.name); });

TEST(Checks, EveryCodeIsExplainedAndEveryNameIsOne) {
  const auto codes = DiagnosticCodes::Load(Data());
  ASSERT_TRUE(codes);
  std::set<std::string_view> explained, names;
  for (const DiagnosticCode& code : codes->all()) explained.insert(code.code);
  std::map<std::string_view, int> origins;
  for (const Check& check : Checks()) {
    EXPECT_EQ(explained.count(check.code), 1u) << check.code;
    EXPECT_TRUE(names.insert(check.name).second) << check.name;
    ++origins[check.origin];
  }
  EXPECT_EQ(origins["pysigma"], 31);
  EXPECT_EQ(origins["sigmahq"], 49);
}

TEST(Checks, FoldersAreOfChecks) {
  for (const auto& entry : std::filesystem::directory_iterator(kRoot + "/tests/lint")) {
    const std::string name = entry.path().filename();
    EXPECT_TRUE(std::any_of(Checks().begin(), Checks().end(), [&](const Check& check) {
      return check.name == name;
    })) << name;
  }
}

TEST(Run, OnlyAndWithoutTakeCodesAndNames) {
  const std::deque<File> files =
      SplitFiles(ReadAll(kRoot + "/tests/lint/author_existence/bad.yml"));
  Options options;
  const auto has = [&](std::string_view code) {
    const auto problems = ProblemsOf(files, options);
    return std::any_of(problems.begin(), problems.end(),
                       [&](const Problem& problem) { return problem.code == code; });
  };
  EXPECT_FALSE(has("R031"));  // a convention, off
  options.only = {"sigmahq_author_existence"};
  EXPECT_TRUE(has("R031"));
  options.only = {"R031"};
  EXPECT_TRUE(has("R031"));
  options.without = {"author_existence"};
  EXPECT_FALSE(has("R031"));
  options = {};
  options.conventions = true;
  EXPECT_TRUE(has("R031"));
}

}  // namespace
}  // namespace dcv::lint
