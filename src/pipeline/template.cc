// SPDX-License-Identifier: Apache-2.0
#include "pipeline/template.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace dcv::pipeline {
namespace {

constexpr std::string_view kScalars[] = {"title",    "id",      "name",       "taxonomy",
                                         "status",   "level",   "author",     "date",
                                         "modified", "license", "description"};

bool IsNameChar(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// a.b['c'][d] as {a, b, c, d}; empty when it is something else.
std::vector<std::string> PathOf(std::string_view text) {
  std::vector<std::string> out;
  size_t i = 0;
  while (i < text.size()) {
    std::string_view part;
    if (text[i] == '[') {
      const size_t end = text.find(']', i);
      if (end == text.npos || out.empty()) return {};
      part = text.substr(i + 1, end - i - 1);
      const bool quoted = part.size() > 1 && (part[0] == '\'' || part[0] == '"');
      if (quoted && part.back() != part[0]) return {};
      if (quoted) part = part.substr(1, part.size() - 2);
      i = end + 1;
    } else {
      if (!out.empty() && text[i++] != '.') return {};
      size_t end = i;
      while (end < text.size() && IsNameChar(text[end])) ++end;
      part = text.substr(i, end - i);
      i = end;
    }
    if (part.empty()) return {};
    out.emplace_back(part);
  }
  return out;
}

void TrimEnd(std::string& text) {
  while (!text.empty() && IsSpace(text.back())) text.pop_back();
}

}  // namespace

class TemplateReader {
 public:
  TemplateReader(Syntax syntax, const yaml::Node& node, Params& params)
      : syntax_(syntax), node_(node), params_(params), text_(node.scalar) {}

  Template Read() {
    Template out;
    out.place_ = PlaceOf(node_);
    // As Jinja does: one newline at the end is not part of it.
    if (syntax_ == Syntax::kJinja && text_.ends_with('\n')) text_.remove_suffix(1);
    while (at_ < text_.size() && ok_) Next();
    if (ok_ && !loops_.empty()) Fail("a for has no endfor");
    out.pieces_ = std::move(pieces_);
    return out;
  }

 private:
  using Piece = Template::Piece;
  using Kind = Piece::Kind;

  std::vector<Piece>& Target() { return loops_.empty() ? pieces_ : pieces_.back().body; }

  void Fail(std::string message) {
    ok_ = false;
    params_.Report("P210", node_, "template: " + message);
  }

  void Literal(std::string_view text) {
    auto& target = Target();
    if (target.empty() || target.back().kind != Kind::kText) target.push_back({});
    target.back().text += text;
  }

  void Next() {
    const std::string_view rest = text_.substr(at_);
    if (syntax_ == Syntax::kJinja && rest.size() > 1 && rest[0] == '{' &&
        std::string_view("{%#").find(rest[1]) != std::string_view::npos) {
      Tag(rest);
    } else if (syntax_ == Syntax::kFormat && (rest[0] == '{' || rest[0] == '}')) {
      Brace(rest);
    } else if (syntax_ == Syntax::kDollar && rest[0] == '$') {
      Dollar(rest);
    } else if (syntax_ == Syntax::kDollar && rest.starts_with("{vars.")) {
      Enclosed(rest, 1, '}');
    } else {
      Literal(rest.substr(0, 1));
      ++at_;
    }
  }

  void Tag(std::string_view rest) {
    const char kind = rest[1];
    const std::string_view end = kind == '{' ? "}}" : (kind == '%' ? "%}" : "#}");
    const size_t close = rest.find(end, 2);
    if (close == rest.npos) return Fail("'" + std::string(rest.substr(0, 2)) + "' is not closed");
    std::string_view inner = rest.substr(2, close - 2);
    at_ += close + 2;
    if (inner.starts_with('-')) {
      inner.remove_prefix(1);
      auto& target = Target();
      if (!target.empty() && target.back().kind == Kind::kText) TrimEnd(target.back().text);
    }
    const bool trim_after = inner.ends_with('-');
    if (trim_after) inner.remove_suffix(1);
    if (kind == '{') Name(Trim(inner));
    if (kind == '%') Statement(Trim(inner));
    while (trim_after && at_ < text_.size() && IsSpace(text_[at_])) ++at_;
  }

  void Statement(std::string_view text) {
    std::vector<std::string_view> words;
    for (std::string_view word : Split(text, ' ')) {
      if (!word.empty()) words.push_back(word);
    }
    if (words.size() == 4 && words[0] == "for" && words[2] == "in" && words[3] == "queries" &&
        loops_.empty()) {
      pieces_.push_back({Kind::kLoop, {}, {}});
      loops_ = words[1];
    } else if (words.size() == 1 && words[0] == "endfor" && !loops_.empty()) {
      loops_ = {};
    } else {
      Fail("'" + Printable(text) + "' is not understood; for X in queries and endfor are");
    }
  }

  void Brace(std::string_view rest) {
    if (rest.size() > 1 && rest[1] == rest[0]) {
      Literal(rest.substr(0, 1));
      at_ += 2;
    } else if (rest[0] == '}') {
      Fail("a single } (write }} for a brace)");
    } else {
      Enclosed(rest, 1, '}');
    }
  }

  void Dollar(std::string_view rest) {
    if (rest.starts_with("$$")) {
      Literal("$");
      at_ += 2;
    } else if (rest.starts_with("${")) {
      Enclosed(rest, 2, '}');
    } else {
      size_t end = 1;
      while (end < rest.size() && IsNameChar(rest[end])) ++end;
      at_ += end;
      Name(rest.substr(1, end - 1));
    }
  }

  void Enclosed(std::string_view rest, size_t begin, char close) {
    const size_t end = rest.find(close, begin);
    if (end == rest.npos) return Fail("a brace is not closed");
    at_ += end + 1;
    Name(rest.substr(begin, end - begin));
  }

  void Name(std::string_view text) {
    const std::vector<std::string> path = PathOf(text);
    if (const auto piece = Resolve(path, text)) {
      Target().push_back(*piece);
      return;
    }
    Fail("'" + Printable(text) + "' is none of the names that are substituted");
  }

  std::optional<Piece> Resolve(const std::vector<std::string>& path, std::string_view text) const {
    const size_t n = path.size();
    if (syntax_ == Syntax::kDollar && n == 1 &&
        (path[0] == "category" || path[0] == "product" || path[0] == "service")) {
      return Piece{Kind::kAttribute, "logsource." + path[0], {}};
    }
    if (n == 2 && path[0] == "vars") return Piece{Kind::kVar, path[1], {}};
    if (syntax_ == Syntax::kDollar || n == 0) return std::nullopt;
    if (n == 1 && (text == "query" || (!loops_.empty() && text == loops_))) {
      return Piece{Kind::kQuery, {}, {}};
    }
    if (n == 3 && path[0] == "pipeline" && path[1] == "state") {
      return Piece{Kind::kState, path[2], {}};
    }
    if (n == 3 && path[0] == "pipeline" && path[1] == "vars") return Piece{Kind::kVar, path[2], {}};
    return path[0] == "rule" ? Attribute(path) : std::nullopt;
  }

  static std::optional<Piece> Attribute(const std::vector<std::string>& path) {
    if (path.size() == 2 &&
        std::find(std::begin(kScalars), std::end(kScalars), path[1]) != std::end(kScalars)) {
      return Piece{Kind::kAttribute, path[1], {}};
    }
    if (path.size() != 3) return std::nullopt;
    if (path[1] == "logsource" &&
        (path[2] == "category" || path[2] == "product" || path[2] == "service")) {
      return Piece{Kind::kAttribute, "logsource." + path[2], {}};
    }
    if (path[1] == "custom_attributes") return Piece{Kind::kAttribute, path[2], {}};
    return std::nullopt;
  }

  Syntax syntax_;
  const yaml::Node& node_;
  Params& params_;
  std::string_view text_;
  size_t at_ = 0;
  bool ok_ = true;
  std::vector<Piece> pieces_;
  std::string_view loops_;  // the variable of the loop that is open
};

Template Template::Read(Syntax syntax, const yaml::Node& node, Params& params) {
  return TemplateReader(syntax, node, params).Read();
}

std::string Template::Render(const TemplateScope& scope, Problems& problems) const {
  std::string out;
  Append(pieces_, scope, out, problems);
  return out;
}

void Template::Append(const std::vector<Piece>& pieces, const TemplateScope& scope,
                      std::string& out, Problems& problems) const {
  for (const Piece& piece : pieces) {
    std::optional<std::string> value;
    if (piece.kind == Piece::Kind::kText) value = piece.text;
    if (piece.kind == Piece::Kind::kQuery && scope.query != nullptr) value = *scope.query;
    if (piece.kind == Piece::Kind::kAttribute && scope.document != nullptr) {
      const auto attribute = AttributeOf(*scope.document, piece.text);
      if (attribute && attribute->size() == 1) value = attribute->front();
    }
    if (piece.kind == Piece::Kind::kState && scope.state != nullptr) {
      const auto found = scope.state->variables.find(piece.text);
      if (found != scope.state->variables.end()) value = found->second.text;
    }
    if (piece.kind == Piece::Kind::kVar && scope.state != nullptr) {
      const auto found = scope.state->vars.find(piece.text);
      if (found != scope.state->vars.end() && found->second.size() == 1) {
        value = found->second.front().text;
      }
    }
    if (piece.kind == Piece::Kind::kLoop && scope.queries != nullptr) {
      TemplateScope inner = scope;
      for (const std::string& query : *scope.queries) {
        inner.query = &query;
        Append(piece.body, inner, out, problems);
      }
      value = "";
    }
    if (value) out += *value;
    if (!value) {
      problems.push_back({"P230",
                          {},
                          "template: there is no value for '" +
                              Printable(piece.text.empty() ? "query" : piece.text) + "' here"});
    }
  }
}

}  // namespace dcv::pipeline
