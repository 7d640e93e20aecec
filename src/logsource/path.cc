// SPDX-License-Identifier: Apache-2.0
#include "logsource/path.h"

#include <algorithm>

#include "base/text.h"

namespace dcv::logsource {
namespace {

constexpr size_t kMaxSegments = 64;
constexpr std::ptrdiff_t kMaxJson = 8;  // JSON in JSON in JSON: each level doubles its escapes

constexpr std::string_view kEndsName = ".[]{}\"";
constexpr std::string_view kEndsWhereName = "=]\"";
constexpr std::string_view kEndsWhereValue = "]";

class PathParser {
 public:
  explicit PathParser(std::string_view text) : text_(text) {}

  Result<Path> Parse() {
    while (true) {
      const bool bare_marks = path_.empty() && AtMark();
      if (!bare_marks && !Member()) return Failed();
      while (AtMark()) {
        if (!Mark()) return Failed();
      }
      if (TooLong()) return Failed();
      if (at_ == text_.size()) return std::move(path_);
      if (!Take('.', "expected '.', '[' or '{'")) return Failed();
    }
  }

 private:
  bool AtMark() const { return Next() == '[' || Next() == '{'; }
  char Next() const { return at_ < text_.size() ? text_[at_] : '\0'; }

  bool Fail(std::string what) {
    if (what_.empty()) what_ = std::move(what);
    return false;
  }
  Error Failed() const {
    return InvalidInput("bad path '" + Printable(text_) + "': " + what_ + " at character " +
                        std::to_string(at_ + 1));
  }

  bool Take(char wanted, std::string what) {
    if (at_ == text_.size() || text_[at_] != wanted) return Fail(std::move(what));
    ++at_;
    return true;
  }

  bool TooLong() {
    const auto json = std::count_if(path_.begin(), path_.end(), [](const Segment& segment) {
      return segment.kind == Segment::Kind::kJson;
    });
    return (path_.size() > kMaxSegments || json > kMaxJson) && !Fail("too many parts");
  }

  bool Member() {
    Segment segment;
    if (!Word(kEndsName, "a name is missing", segment.name)) return false;
    path_.push_back(std::move(segment));
    return true;
  }

  bool Mark() {
    Segment segment;
    if (Next() == '{') {
      segment.kind = Segment::Kind::kJson;
      ++at_;
      if (!Take('}', "expected '}'")) return false;
    } else {
      ++at_;
      segment.kind = Next() == ']' ? Segment::Kind::kElements : Segment::Kind::kWhere;
      if (segment.kind == Segment::Kind::kWhere && !Where(segment)) return false;
      if (!Take(']', "expected ']'")) return false;
    }
    path_.push_back(std::move(segment));
    return path_.size() <= kMaxSegments || Fail("too many parts");
  }

  bool Where(Segment& segment) {
    return Word(kEndsWhereName, "a name is missing", segment.name) && Take('=', "expected '='") &&
           Word(kEndsWhereValue, "a value is missing", segment.value);
  }

  // In quotes anything, with \" and \\; else at least one character up to one of `ends`.
  bool Word(std::string_view ends, std::string missing, std::string& word) {
    if (Next() == '"') return Quoted(word);
    const size_t end = std::min(text_.find_first_of(ends, at_), text_.size());
    word = text_.substr(at_, end - at_);
    at_ = end;
    return !word.empty() || Fail(std::move(missing));
  }

  bool Quoted(std::string& word) {
    for (++at_; at_ < text_.size(); ++at_) {
      char c = text_[at_];
      if (c == '"') {
        ++at_;
        return true;
      }
      const char after = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
      if (c == '\\' && (after == '"' || after == '\\')) {
        c = after;
        ++at_;
      }
      word += c;
    }
    return Fail("expected '\"'");
  }

  std::string_view text_;
  size_t at_ = 0;
  Path path_;
  std::string what_;
};

std::string Quote(std::string_view word, std::string_view unless_free_of) {
  if (!word.empty() && word[0] != '"' && word.find_first_of(unless_free_of) == word.npos) {
    return std::string(word);
  }
  std::string out = "\"";
  for (char c : word) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + '"';
}

bool AddNamePart(std::string_view part, Path& path) {
  const std::string_view name = part.substr(0, std::min(part.find_first_of("[]{}"), part.size()));
  if (name.empty()) return false;
  path.push_back({Segment::Kind::kMember, std::string(name), {}});
  for (std::string_view marks = part.substr(name.size()); !marks.empty(); marks.remove_prefix(2)) {
    if (!marks.starts_with("[]") && !marks.starts_with("{}")) return false;
    path.push_back({Segment::Kind::kElements, {}, {}});
  }
  return path.size() <= kMaxSegments;
}

}  // namespace

Result<Path> ParsePath(std::string_view text) {
  return PathParser(text).Parse();
}

std::string ToText(const Path& path) {
  std::string out;
  for (const Segment& segment : path) {
    switch (segment.kind) {
      case Segment::Kind::kMember:
        if (&segment != path.data()) out += '.';
        out += Quote(segment.name, kEndsName);
        break;
      case Segment::Kind::kElements: out += "[]"; break;
      case Segment::Kind::kJson: out += "{}"; break;
      case Segment::Kind::kWhere:
        out += '[' + Quote(segment.name, kEndsWhereName) + '=' +
               Quote(segment.value, kEndsWhereValue) + ']';
        break;
    }
  }
  return out;
}

Path PathOfFieldName(std::string_view field) {
  Path path;
  for (std::string_view part : Split(field, '.')) {
    if (!AddNamePart(part, path)) return {{Segment::Kind::kMember, std::string(field), {}}};
  }
  return path;
}

}  // namespace dcv::logsource
