// SPDX-License-Identifier: Apache-2.0
// Reading one map of a pipeline strictly: every key taken once, the rest reported by Done.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/problem.h"
#include "base/yaml.h"
#include "sigma/value.h"

namespace re2 {
class RE2;
}

namespace dcv::pipeline {

using Regex = std::shared_ptr<const re2::RE2>;
using TextMap = std::vector<std::pair<std::string, std::vector<std::string>>>;

class Params {
 public:
  // `what` names the map in messages: "the transformation add_condition".
  Params(const yaml::Node& node, std::string what, Problems& problems);

  const yaml::Node& node() const { return node_; }
  Problems& problems() { return problems_; }
  const std::string& what() const { return what_; }
  void Rename(std::string what) { what_ = std::move(what); }

  void Report(std::string_view code, const yaml::Node& at, std::string message,
              std::string remedy = {});

  // A member, null when absent. Keys taken are known to Done.
  const yaml::Node* Take(std::string_view key);
  const yaml::Node* TakeRequired(std::string_view key);  // P205 when absent

  std::optional<std::string> Text(std::string_view key);  // optional
  std::string RequiredText(std::string_view key);         // "" after a problem
  bool Flag(std::string_view key, bool otherwise = false);
  std::optional<int64_t> Number(std::string_view key);
  // A list of texts, or one text; of an absent key none.
  std::vector<std::string> Texts(std::string_view key);
  std::vector<std::string> RequiredTexts(std::string_view key);
  std::optional<sigma::Value> RequiredValue(std::string_view key);  // any scalar
  TextMap RequiredMap(std::string_view key);                        // text -> text or texts
  // One of the words; the first when absent or wrong.
  std::string Word(std::string_view key, const std::vector<std::string>& words);
  // The regular expression of a member; null after a problem.
  Regex RequiredRegex(std::string_view key);
  std::vector<Regex> RequiredRegexes(std::string_view key);
  // Python's replacement text (\1, \g<name>) as RE2's, checked against the expression.
  std::string RequiredReplacement(std::string_view key, const Regex& regex);

  // Reports keys that were not taken.
  void Done();

 private:
  std::optional<std::string> TextOf(const yaml::Node& node, std::string_view key);
  Regex Compile(const yaml::Node& node, std::string_view key);

  const yaml::Node& node_;
  std::string what_;
  Problems& problems_;
  std::vector<std::string> known_;
};

Place PlaceOf(const yaml::Node& node);
// " did you mean X?" as a remedy, or "".
std::string DidYouMean(std::string_view word, const std::vector<std::string>& words);
bool MatchesFromStart(const Regex& regex, std::string_view text);
bool MatchesAnywhere(const Regex& regex, std::string_view text);
std::string ReplaceAll(const Regex& regex, std::string_view rewrite, std::string text);

}  // namespace dcv::pipeline
