// SPDX-License-Identifier: Apache-2.0
#include "base/json_outline.h"

#include <algorithm>

namespace dcv::json {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

class Outliner {
 public:
  Outliner(std::string_view text, size_t max_values) : text_(text), left_(max_values) {}

  std::optional<Outline> Run(size_t levels) {
    Outline root;
    if (!Value(root, levels)) return std::nullopt;
    return root;
  }

 private:
  // False when there are too many values. `levels` bounds the recursion.
  bool Value(Outline& out, size_t levels) {
    if (left_-- == 0) return false;
    SkipSpace();
    out.begin = at_;
    switch (text_[at_]) {
      case '{': out.type = Type::kObject; break;
      case '[': out.type = Type::kArray; break;
      case '"': out.type = Type::kString; break;
      case 't':
      case 'f': out.type = Type::kBool; break;
      case 'n': out.type = Type::kNull; break;
      default: out.type = Type::kNumber; break;
    }
    const bool container = out.type == Type::kObject || out.type == Type::kArray;
    if (!container) {
      SkipScalar();
    } else if (levels == 0) {
      SkipContainer();
    } else if (!Children(out, levels - 1)) {
      return false;
    }
    out.end = at_;
    return true;
  }

  bool Children(Outline& out, size_t levels) {
    ++at_;
    for (SkipSpace(); text_[at_] != '}' && text_[at_] != ']'; SkipSpace()) {
      if (text_[at_] == ',') ++at_;
      SkipSpace();
      Outline child;
      if (out.type == Type::kObject) {
        child.name_begin = at_;
        SkipString();
        child.name_end = at_;
        SkipSpace();
        ++at_;  // the colon
      }
      if (!Value(child, levels)) return false;
      out.children.push_back(std::move(child));
    }
    ++at_;
    return true;
  }

  void SkipContainer() {
    size_t depth = 0;
    do {
      const char c = text_[at_];
      if (c == '"') {
        SkipString();
        continue;
      }
      if (c == '{' || c == '[') ++depth;
      if (c == '}' || c == ']') --depth;
      ++at_;
    } while (depth > 0);
  }

  void SkipScalar() {
    if (text_[at_] == '"') return SkipString();
    at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
  }

  void SkipString() {
    for (++at_; text_[at_] != '"'; ++at_) {
      if (text_[at_] == '\\') ++at_;
    }
    ++at_;
  }

  void SkipSpace() { at_ = std::min(text_.find_first_not_of(kSpace, at_), text_.size()); }

  std::string_view text_;
  size_t left_, at_ = 0;
};

}  // namespace

std::optional<Outline> OutlineOf(std::string_view valid_json, size_t levels, size_t max_values) {
  return Outliner(valid_json, max_values).Run(levels);
}

std::string Unquote(std::string_view quoted) {
  if (quoted.find('\\') == quoted.npos) return std::string(quoted.substr(1, quoted.size() - 2));
  std::string padded(quoted);
  padded.append(Parser::kPadding, ' ');
  Parser parser;
  const auto value = parser.Parse(std::string_view(padded).substr(0, quoted.size()));
  return value ? std::string(value->text()) : std::string();
}

}  // namespace dcv::json
