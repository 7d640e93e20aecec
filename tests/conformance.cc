// SPDX-License-Identifier: Apache-2.0
#include "conformance.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ostream>

#include "base/files.h"
#include "base/text.h"
#include "base/yaml.h"
#include "fmt/format.h"

namespace dcv::test {
namespace {

[[noreturn]] void Stop(const std::string& message) {
  std::fprintf(stderr, "tests/conformance: %s\n", message.c_str());
  std::exit(2);
}

template <typename T>
T Need(Result<T> result) {
  if (!result) Stop(result.error().message);
  return std::move(*result);
}

bool HasKey(std::string_view document, std::string_view key) {
  return document.starts_with(key) || document.find("\n" + std::string(key)) != std::string::npos;
}

std::string Indented(std::string_view text, std::string_view by) {
  std::string out;
  for (std::string_view line : Split(text, '\n')) {
    if (!line.empty()) out.append(by).append(line);
    out += '\n';
  }
  return out;
}

// What every document needs is added below, so that places stay as they are written.
std::string Completed(std::string document, size_t number) {
  if (HasKey(document, "action:")) return document;
  if (HasKey(document, "condition:")) document = "detection:\n" + Indented(document, "  ");
  if (!document.ends_with('\n')) document += '\n';
  if (!HasKey(document, "title:")) document += fmt::format("title: Rule {}\n", number);
  if (!HasKey(document, "logsource:") && !HasKey(document, "correlation:")) {
    document += "logsource: {category: test}\n";
  }
  return document;
}

std::string CompletedAll(std::string_view text) {
  std::string out, document;
  size_t number = 0;
  for (std::string_view line : Split(text, '\n')) {
    if (line != "---") {
      document.append(line) += '\n';
      continue;
    }
    out += Completed(std::move(document), ++number) + "---\n";
    document.clear();
  }
  return out + Completed(std::move(document), ++number);
}

std::set<std::string> Codes(const yaml::Node& node, std::string_view key) {
  const auto texts = node.Texts(key);
  return {texts.begin(), texts.end()};
}

std::vector<std::string> Events(const yaml::Node& node, std::string_view key) {
  const auto texts = node.Texts(key);
  return {texts.begin(), texts.end()};
}

// Under `correlates`.
constexpr std::string_view kTwoRules =
    "name: a\n"
    "detection: {s: {f: x}, condition: s}\n"
    "---\n"
    "name: b\n"
    "detection: {s: {f: y}, condition: s}\n"
    "---\n";

Case ReadCase(const yaml::Node& node, const std::string& file) {
  static const std::set<std::string, std::less<>> kKeys = {
      "name",     "correlates", "why",   "search",  "rule", "rules",       "raw",      "match",
      "no_match", "of",         "error", "warning", "at",   "correlation", "logsource"};
  Case c;
  c.file = file;
  c.name = node.Text("name");
  c.why = node.Text("why");
  const std::string where = fmt::format("{}.yaml:{}: ", file, node.line);
  for (const yaml::Member& member : node.members) {
    if (kKeys.count(member.key.scalar) == 0) Stop(where + "unknown key " + member.key.scalar);
  }
  if (c.name.empty() || c.why.empty()) Stop(where + "no name or no why");
  if (const yaml::Node* search = node.Find("search")) {
    c.text = CompletedAll("s:\n" + Indented(search->scalar, "  ") + "condition: s\n");
  } else if (const yaml::Node* correlates = node.Find("correlates")) {
    c.text = CompletedAll(std::string(kTwoRules) + "correlation: " + correlates->scalar);
  } else if (const yaml::Node* raw = node.Find("raw")) {
    c.text = raw->scalar;
  } else {
    c.text = CompletedAll(node.Text(node.Find("rule") != nullptr ? "rule" : "rules"));
  }
  c.of = node.Text("of");
  c.correlation = node.Text("correlation");
  c.errors = Codes(node, "error");
  c.warnings = Codes(node, "warning");
  c.at = node.Text("at");
  c.match = Events(node, "match");
  c.no_match = Events(node, "no_match");
  c.registry = node.Text("logsource") == "true";
  if (c.match.empty() && c.no_match.empty() && c.correlation.empty() && !c.refused() &&
      c.warnings.empty()) {
    Stop(where + c.name + " expects nothing");
  }
  return c;
}

std::vector<Case> ReadCases() {
  const std::string folder = std::string(DCV_SOURCE_DIR) + "/tests/conformance";
  std::vector<Case> cases;
  for (const std::string& path : Need(ListFiles(folder))) {
    if (!path.ends_with(".yaml")) continue;
    const size_t begin = path.rfind('/') + 1;
    const std::string file = path.substr(begin, path.size() - begin - 5);
    const std::string text = Need(ReadFile(path));
    for (const yaml::Node& document : Need(yaml::Parse(text, path))) {
      for (const yaml::Node& node : document.items) cases.push_back(ReadCase(node, file));
    }
  }
  return cases;
}

std::string Range(const std::vector<std::pair<sigma::Comparison, double>>& thresholds) {
  std::string out;
  for (const auto& [comparison, number] : thresholds) {
    out += fmt::format("{}{} {}", out.empty() ? ": " : " and ", ToString(comparison), number);
  }
  return out;
}

}  // namespace

std::ostream& operator<<(std::ostream& out, const Case& c) {
  return out << c.file << '/' << c.name << "\n  " << c.why;
}

const std::vector<Case>& Cases() {
  static const std::vector<Case> cases = ReadCases();
  return cases;
}

const DiagnosticCodes& Codes() {
  static const DiagnosticCodes codes = Need(DiagnosticCodes::Load(DataFiles::Packed()));
  return codes;
}

const logsource::Registry& PackedRegistry() {
  static const logsource::Registry registry = Need(logsource::Registry::Load(DataFiles::Packed()));
  return registry;
}

Ready::Ready(const Case& c) : file(sigma::Parse(c.text)), problems(file.problems) {
  std::vector<ir::Source> sources;
  for (const sigma::Document& document : file.documents) sources.push_back({&document, 0});
  ir::LowerOptions options;
  if (c.registry) options.registry = &PackedRegistry();
  lowered = ir::Lower(sources, options);
  for (const ir::LowerProblem& problem : lowered.problems) problems.push_back(problem.problem);
  for (uint32_t i = 0; i < lowered.program.rules.size(); ++i) {
    const std::string& title = file.documents[lowered.program.rules[i].document].title.text;
    if (c.of.empty() || c.of == title) chosen.push_back(i);
  }
}

Event::Event(std::string_view json) : padded_(json) {
  padded_.reserve(json.size() + json::Parser::kPadding);
  const auto value = parser_.Parse(padded_);
  valid_ = value.has_value();
  if (valid_) value_ = *value;
}

std::string ToText(const ir::Correlation& c) {
  std::string out = fmt::format("{} of {}", sigma::ToString(c.type), c.rules.size());
  if (!c.group_by.empty()) out += " by " + Join(c.group_by, ", ");
  out += fmt::format(" in {}s", c.timespan_seconds) + Range(c.thresholds);
  const bool named = c.type == sigma::CorrelationType::kValuePercentile;
  if (named) out += fmt::format(", percentile {}", c.percentile);
  if (c.expression) out += ", where " + sigma::ToText(*c.expression);
  return out + (c.generate ? ", generate" : "");
}

}  // namespace dcv::test
