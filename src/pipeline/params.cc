// SPDX-License-Identifier: Apache-2.0
#include "pipeline/params.h"

#include <re2/re2.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace dcv::pipeline {
namespace {

std::string Quoted(std::string_view text) {
  return "'" + Printable(text) + "'";
}

// The group that \g<name> or \1 means, as RE2's \N; "" when there is none such.
std::string Group(std::string_view name, const re2::RE2& regex) {
  if (name.size() == 1 && IsDigits(name)) return "\\" + std::string(name);
  const auto& groups = regex.NamedCapturingGroups();
  const auto found = groups.find(std::string(name));
  if (found == groups.end() || found->second > 9) return {};
  return "\\" + std::to_string(found->second);
}

// Python's escapes that stand for one character; the others are groups or wrong.
char EscapeOf(char c) {
  switch (c) {
    case 'n': return '\n';
    case 't': return '\t';
    case 'r': return '\r';
    default: return '\0';
  }
}

std::optional<std::string> FromPython(std::string_view text, const re2::RE2& regex) {
  std::string out;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '\\') {
      out += text[i];
      continue;
    }
    if (++i == text.size()) return std::nullopt;
    std::string_view name = text.substr(i, 1);
    if (text[i] == '\\') {
      out += "\\\\";
      continue;
    }
    if (const char c = EscapeOf(text[i]); c != '\0') {
      out += c;
      continue;
    }
    if (text[i] == 'g') {
      const size_t end = text.find('>', i);
      if (text.substr(i, 2) != "g<" || end == text.npos) return std::nullopt;
      name = text.substr(i + 2, end - i - 2);
      i = end;
    } else if (name[0] < '1' || name[0] > '9') {
      return std::nullopt;
    }
    const std::string group = Group(name, regex);
    if (group.empty()) return std::nullopt;
    out += group;
  }
  return out;
}

}  // namespace

Place PlaceOf(const yaml::Node& node) {
  return {static_cast<uint32_t>(node.line), static_cast<uint32_t>(node.column)};
}

std::string DidYouMean(std::string_view word, const std::vector<std::string>& words) {
  const std::string near = Nearest(word, words);
  return near.empty() ? std::string() : "did you mean " + near + "?";
}

Params::Params(const yaml::Node& node, std::string what, Problems& problems)
    : node_(node), what_(std::move(what)), problems_(problems) {
  if (node.kind != yaml::Kind::kMapping) Report("P204", node, what_ + " is no map");
}

void Params::Report(std::string_view code, const yaml::Node& at, std::string message,
                    std::string remedy) {
  problems_.push_back({code, PlaceOf(at), std::move(message), std::move(remedy)});
}

const yaml::Node* Params::Take(std::string_view key) {
  known_.emplace_back(key);
  return node_.Find(key);
}

const yaml::Node* Params::TakeRequired(std::string_view key) {
  const yaml::Node* node = Take(key);
  if (node == nullptr && node_.kind == yaml::Kind::kMapping) {
    Report("P205", node_, what_ + " has no '" + std::string(key) + "'");
  }
  return node;
}

std::optional<std::string> Params::TextOf(const yaml::Node& node, std::string_view key) {
  if (node.kind == yaml::Kind::kScalar &&
      sigma::ResolveScalar(node).kind != sigma::ValueKind::kNull) {
    return node.scalar;
  }
  Report("P204", node, "'" + std::string(key) + "' of " + what_ + " is no text");
  return std::nullopt;
}

std::optional<std::string> Params::Text(std::string_view key) {
  const yaml::Node* node = Take(key);
  return node == nullptr ? std::nullopt : TextOf(*node, key);
}

std::string Params::RequiredText(std::string_view key) {
  const yaml::Node* node = TakeRequired(key);
  return node == nullptr ? std::string() : TextOf(*node, key).value_or("");
}

bool Params::Flag(std::string_view key, bool otherwise) {
  const yaml::Node* node = Take(key);
  if (node == nullptr) return otherwise;
  if (node->kind == yaml::Kind::kScalar) {
    const sigma::Value value = sigma::ResolveScalar(*node);
    if (value.kind == sigma::ValueKind::kBoolean) return value.boolean();
  }
  Report("P204", *node, "'" + std::string(key) + "' of " + what_ + " is no boolean",
         "write true or false");
  return otherwise;
}

std::optional<int64_t> Params::Number(std::string_view key) {
  const yaml::Node* node = Take(key);
  if (node == nullptr) return std::nullopt;
  int64_t number = 0;
  const std::string& text = node->scalar;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (node->kind == yaml::Kind::kScalar && error == std::errc() &&
      end == text.data() + text.size()) {
    return number;
  }
  Report("P204", *node, "'" + std::string(key) + "' of " + what_ + " is no whole number");
  return std::nullopt;
}

std::vector<std::string> Params::Texts(std::string_view key) {
  std::vector<std::string> out;
  const yaml::Node* node = Take(key);
  if (node == nullptr) return out;
  if (node->kind != yaml::Kind::kSequence) {
    if (auto text = TextOf(*node, key)) out.push_back(std::move(*text));
    return out;
  }
  for (const yaml::Node& item : node->items) {
    if (auto text = TextOf(item, key)) out.push_back(std::move(*text));
  }
  return out;
}

std::vector<std::string> Params::RequiredTexts(std::string_view key) {
  const size_t before = problems_.size();
  std::vector<std::string> out = Texts(key);
  if (out.empty() && problems_.size() == before && node_.kind == yaml::Kind::kMapping) {
    Report("P205", node_, what_ + " has no '" + std::string(key) + "'");
  }
  return out;
}

std::optional<sigma::Value> Params::RequiredValue(std::string_view key) {
  const yaml::Node* node = TakeRequired(key);
  if (node == nullptr) return std::nullopt;
  if (node->kind == yaml::Kind::kScalar) return sigma::ResolveScalar(*node);
  Report("P204", *node, "'" + std::string(key) + "' of " + what_ + " is no plain value");
  return std::nullopt;
}

TextMap Params::RequiredMap(std::string_view key) {
  TextMap out;
  const yaml::Node* node = TakeRequired(key);
  if (node == nullptr) return out;
  if (node->kind != yaml::Kind::kMapping) {
    Report("P204", *node, "'" + std::string(key) + "' of " + what_ + " is no map");
    return out;
  }
  for (const yaml::Member& member : node->members) {
    Params one(*node, what_, problems_);
    std::vector<std::string> texts = one.Texts(member.key.scalar);
    if (member.value.kind == yaml::Kind::kSequence && member.value.items.empty()) {
      Report("P204", member.value, "the list of " + Quoted(member.key.scalar) + " is empty");
    }
    out.emplace_back(member.key.scalar, std::move(texts));
  }
  return out;
}

std::string Params::Word(std::string_view key, const std::vector<std::string>& words) {
  const yaml::Node* node = Take(key);
  if (node == nullptr) return words.front();
  const std::string word = TextOf(*node, key).value_or(words.front());
  if (std::find(words.begin(), words.end(), word) != words.end()) return word;
  Report("P206", *node, "'" + std::string(key) + "' of " + what_ + " cannot be " + Quoted(word),
         "write one of: " + Join(words, ", "));
  return words.front();
}

Regex Params::Compile(const yaml::Node& node, std::string_view key) {
  const auto text = TextOf(node, key);
  if (!text) return nullptr;
  auto regex = std::make_shared<re2::RE2>(*text, re2::RE2::Quiet);
  if (regex->ok()) return regex;
  Report("P207", node, "'" + std::string(key) + "': " + Printable(regex->error()));
  return nullptr;
}

Regex Params::RequiredRegex(std::string_view key) {
  const yaml::Node* node = TakeRequired(key);
  return node == nullptr ? nullptr : Compile(*node, key);
}

std::vector<Regex> Params::RequiredRegexes(std::string_view key) {
  std::vector<Regex> out;
  const yaml::Node* node = TakeRequired(key);
  if (node == nullptr) return out;
  const auto add = [&](const yaml::Node& one) {
    if (Regex regex = Compile(one, key)) out.push_back(std::move(regex));
  };
  if (node->kind != yaml::Kind::kSequence) {
    add(*node);
  } else {
    for (const yaml::Node& item : node->items) add(item);
  }
  return out;
}

std::string Params::RequiredReplacement(std::string_view key, const Regex& regex) {
  const yaml::Node* node = TakeRequired(key);
  if (node == nullptr || regex == nullptr) return {};
  const std::string text = TextOf(*node, key).value_or("");
  const auto rewrite = FromPython(text, *regex);
  std::string error;
  if (rewrite && regex->CheckRewriteString(*rewrite, &error)) return *rewrite;
  Report("P207", *node,
         "the replacement " + Quoted(text) + (error.empty() ? " has a wrong \\" : ": " + error),
         "groups are \\1 to \\9 and \\g<name>; a backslash is \\\\");
  return {};
}

void Params::Done() {
  for (const yaml::Member& member : node_.members) {
    const std::string& key = member.key.scalar;
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    Report("P202", member.key, what_ + " does not know the key " + Quoted(key),
           DidYouMean(key, known_));
  }
}

bool MatchesFromStart(const Regex& regex, std::string_view text) {
  return regex->Match(text, 0, text.size(), re2::RE2::ANCHOR_START, nullptr, 0);
}

bool MatchesAnywhere(const Regex& regex, std::string_view text) {
  return re2::RE2::PartialMatch(text, *regex);
}

std::string ReplaceAll(const Regex& regex, std::string_view rewrite, std::string text) {
  re2::RE2::GlobalReplace(&text, *regex, rewrite);
  return text;
}

}  // namespace dcv::pipeline
