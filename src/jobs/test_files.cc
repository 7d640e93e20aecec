// SPDX-License-Identifier: Apache-2.0
#include "jobs/test_files.h"

#include <filesystem>
#include <map>
#include <set>

#include "base/files.h"
#include "base/text.h"

namespace dcv::jobs {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kTests = ".tests.json";

bool IsFile(const std::string& path) {
  std::error_code failed;
  return fs::is_regular_file(path, failed);
}

// "a/x" of "a/x.yml", "a/x.yaml.gz" and "a/x.tests.json".
std::string Stem(std::string_view path) {
  if (path.ends_with(kTests)) return std::string(path.substr(0, path.size() - kTests.size()));
  for (std::string_view packed : {".gz", ".zst"}) {
    if (path.ends_with(packed)) path.remove_suffix(packed.size());
  }
  for (std::string_view form : {".yml", ".yaml"}) {
    if (path.ends_with(form)) return std::string(path.substr(0, path.size() - form.size()));
  }
  return std::string(path);
}

std::string RuleBeside(const std::string& tests) {
  for (const char* form : {".yml", ".yaml", ".yml.gz", ".yaml.gz", ".yml.zst", ".yaml.zst"}) {
    const std::string path = Stem(tests) + form;
    if (IsFile(path)) return path;
  }
  return "";
}

}  // namespace

Result<TestPaths> FindTests(const std::vector<std::string>& paths) {
  TestPaths out;
  std::set<std::string> rules, tests;
  for (const std::string& path : paths) {
    std::error_code failed;
    std::string rule = path;
    if (path.ends_with(kTests) && !fs::is_directory(path, failed)) {
      if (!IsFile(path)) return NotFound("no file or folder " + Printable(path));
      tests.insert(path);
      rule = RuleBeside(path);
    } else if (fs::is_directory(path, failed)) {
      DCV_TRY(const std::vector<std::string> files, ListFiles(path));
      for (const std::string& file : files) {
        if (file.ends_with(kTests)) tests.insert(file);
      }
    }
    if (!rule.empty() && rules.insert(rule).second) out.rules.push_back(rule);
  }
  out.tests.assign(tests.begin(), tests.end());
  return out;
}

TestPairs PairTests(const Rules& rules, const TestPaths& found) {
  TestPairs out;
  out.of_input.resize(rules.inputs.size());
  std::map<std::string, std::string> by_stem;
  for (const std::string& path : found.tests) by_stem[Stem(path)] = path;
  std::set<std::string> paired;
  for (size_t i = 0; i < rules.inputs.size(); ++i) {
    const std::string stem = Stem(rules.inputs[i].path);
    if (!paired.insert(stem).second) continue;  // x.yml and x.yaml: the first has the tests
    const auto known = by_stem.find(stem);
    const std::string beside = stem + std::string(kTests);
    if (known != by_stem.end()) {
      out.of_input[i] = known->second;
    } else if (IsFile(beside)) {
      out.of_input[i] = beside;
    }
  }
  for (const auto& [stem, path] : by_stem) {
    if (paired.count(stem) == 0) out.unpaired.push_back(path);
  }
  return out;
}

std::vector<std::optional<ruletest::Target>> TargetsOf(const Rules& rules) {
  std::vector<std::optional<ruletest::Target>> out(rules.documents.size());
  const ir::Program& program = rules.lowered.program;
  for (uint32_t i = 0; i < program.rules.size(); ++i) {
    out[program.rules[i].document] = ruletest::Target{false, i};
  }
  for (uint32_t i = 0; i < program.correlations.size(); ++i) {
    out[program.correlations[i].document] = ruletest::Target{true, i};
  }
  return out;
}

}  // namespace dcv::jobs
