// SPDX-License-Identifier: Apache-2.0
#include "events/yaral_literals.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "base/fold.h"
#include "base/text.h"
#include "events/comparison.h"
#include "events/yaral_tokens.h"

namespace dcv::events {
namespace {

using Kind = YaralToken::Kind;
using Op = Comparison::Op;
using Relation = Comparison::Relation;

constexpr std::string_view kSections[] = {"meta",      "events",  "match", "outcome",
                                          "condition", "options", "setup", "dedup"};

struct Operand {
  enum class Kind : uint8_t { kOther, kField, kPlaceholder, kValue, kRegex };
  Kind kind = Kind::kOther;
  std::string variable;  // with its $
  Field field;
  std::string value;
  bool folded = false;
};

struct Alias {
  std::string variable;
  Field field;
};

Expr TestOf(Field field, Comparison c) {
  Expr out;
  out.kind = Expr::Kind::kTest;
  out.offset = c.offset;
  out.test.field = std::move(field);
  out.test.any.push_back(std::move(c));
  return out;
}

class Reader {
 public:
  Reader(std::string_view text, const std::vector<YaralToken>& tokens, YaralRule& out)
      : text_(text), tokens_(tokens), out_(out) {}

  // Message of what is wrong, at `fault`; "" when nothing is.
  std::string Run(size_t& fault) {
    fault = At().begin;
    while (At().Is("private") || At().Is("global")) ++at_;
    if (!At().Is("rule") || At(1).kind != Kind::kName || !At(2).Is("{")) {
      return "a rule begins with: rule NAME {";
    }
    out_.name = At(1).text;
    at_ += 3;
    std::map<std::string, std::pair<size_t, size_t>> sections;
    while (At().kind != Kind::kEnd && !At().Is("}")) {
      fault = At().begin;
      if (!AtSection()) return "a section such as events: should stand here";
      const std::string name = At().text;
      const size_t begin = at_ += 2;
      while (At().kind != Kind::kEnd && !AtSection() && !At().Is("}")) Step();
      sections[name] = {begin, at_};
    }
    for (const char* needed : {"events", "condition"}) {
      if (!sections.contains(needed)) return fmt::format("the rule has no section {}:", needed);
    }
    Meta(sections["meta"]);
    // Placeholders may be used above the line that says what they stand for.
    Events(sections["events"]);
    variables_.clear();
    out_.problems.clear();
    comparisons_ = 0;
    Events(sections["events"]);
    if (comparisons_ > kMaxComparisons) return "more comparisons than dcv reads";
    Condition(sections["condition"]);
    return {};
  }

 private:
  const YaralToken& At(size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  bool Take(std::string_view sign) {
    if (at_ >= end_ || !At().Is(sign)) return false;
    ++at_;
    return true;
  }
  bool AtSection() const {
    return At().kind == Kind::kName && At(1).Is(":") &&
           std::find(std::begin(kSections), std::end(kSections), At().text) != std::end(kSections);
  }
  // One token, or a bracket with all that is in it.
  void Step() {
    size_t depth = 0;
    do {
      if (At().Is("(") || At().Is("[") || At().Is("{")) ++depth;
      if ((At().Is(")") || At().Is("]") || At().Is("}")) && depth > 0) --depth;
      if (At().kind == Kind::kEnd) return;
      ++at_;
    } while (depth > 0);
  }

  void Meta(std::pair<size_t, size_t> range) {
    for (size_t i = range.first; i + 2 < range.second; ++i) {
      if (tokens_[i].kind == Kind::kName && tokens_[i + 1].Is("=") &&
          tokens_[i + 2].kind == Kind::kString) {
        out_.meta.emplace_back(tokens_[i].text, tokens_[i + 2].text);
      }
    }
  }

  void Events(std::pair<size_t, size_t> range) {
    at_ = range.first;
    end_ = range.second;
    while (at_ < end_) Line();
  }

  // Conditions that `and` joins go to their variables one by one, unless an `or` follows.
  void Line() {
    const size_t begin = at_;
    std::vector<Expr> all;
    std::vector<std::pair<std::set<std::string>, size_t>> of;  // variables, first token
    do {
      mentioned_.clear();
      const size_t first = at_;
      all.push_back(One(0));
      if (at_ == first) Step();
      of.emplace_back(mentioned_, first);
    } while (Take("and"));
    if (!Take("or")) {
      for (size_t i = 0; i < all.size(); ++i) {
        mentioned_ = std::move(of[i].first);
        Assign(std::move(all[i]), of[i].second);
      }
      return;
    }
    const auto offset = static_cast<uint32_t>(tokens_[begin].begin);
    std::vector<Expr> any;
    any.push_back(MakeExpr(Expr::Kind::kAnd, offset, std::move(all)));
    any.push_back(Any(0));
    for (const auto& [names, first] : of) mentioned_.insert(names.begin(), names.end());
    Assign(MakeExpr(Expr::Kind::kOr, offset, std::move(any)), begin);
  }

  // To the variables it speaks of; of several at once it is what joins them.
  void Assign(Expr one, size_t begin) {
    if (mentioned_.size() > 1) {
      const size_t from = tokens_[begin].begin, to = tokens_[at_ - 1].end;
      one = UnknownExpr(static_cast<uint32_t>(from), text_.substr(from, to - from));
    }
    for (const std::string& name : mentioned_) variables_[name].push_back(one);
  }

  Expr Any(size_t level) {
    const uint32_t offset = Offset();
    std::vector<Expr> any;
    do {
      any.push_back(All(level));
    } while (Take("or"));
    return MakeExpr(Expr::Kind::kOr, offset, std::move(any));
  }
  Expr All(size_t level) {
    const uint32_t offset = Offset();
    std::vector<Expr> all;
    do {
      const size_t begin = at_;
      all.push_back(One(level));
      if (at_ == begin) break;
      // Inside parentheses lines need no `and` between them.
    } while (Take("and") || (level > 0 && at_ < end_ && !At().Is(")") && !At().Is("or")));
    return MakeExpr(Expr::Kind::kAnd, offset, std::move(all));
  }

  Expr One(size_t level) {
    const size_t begin = at_;
    if (level >= kMaxLevels || ++comparisons_ > kMaxComparisons) {
      at_ = end_;
      return UnknownExpr(static_cast<uint32_t>(tokens_[begin].begin), "...");
    }
    if (Take("not")) {
      std::vector<Expr> operand;
      operand.push_back(One(level + 1));
      return MakeExpr(Expr::Kind::kNot, static_cast<uint32_t>(tokens_[begin].begin),
                      std::move(operand));
    }
    if (Take("(")) {
      Expr inner = Any(level + 1);
      while (at_ < end_ && !At().Is(")")) Step();
      Take(")");
      return inner;
    }
    return Compared(begin, level);
  }

  uint32_t Offset() const { return static_cast<uint32_t>(At().begin); }
  Expr Unread(size_t begin) const {
    const size_t from = tokens_[begin].begin, to = at_ > begin ? tokens_[at_ - 1].end : from;
    return UnknownExpr(static_cast<uint32_t>(from), text_.substr(from, to - from));
  }

  Expr Compared(size_t begin, size_t level) {
    if (At().Is("re") && At(1).Is(".") && At(2).Is("regex") && At(3).Is("(")) {
      return Matches(begin, level);
    }
    if (At().Is("any") || At().Is("all")) ++at_;
    Operand left = ReadOperand(level);
    const std::string sign = At().text;
    if (at_ >= end_ || At().kind != Kind::kSign || sign.find_first_of("=<>") == sign.npos) {
      if (Take("in")) {
        while (At().Is("regex") || At().Is("cidr")) ++at_;
        if (At().kind == Kind::kName || At().kind == Kind::kVariable) ++at_;
      }
      return Unread(begin);
    }
    ++at_;
    Operand right = ReadOperand(level);
    const bool ignore_case = Take("nocase") || left.folded || right.folded;
    const bool turned =
        left.kind == Operand::Kind::kValue ||
        (left.kind == Operand::Kind::kPlaceholder && right.kind == Operand::Kind::kField);
    if (turned && (sign == "=" || sign == "!=")) std::swap(left, right);
    if (left.kind == Operand::Kind::kField && right.kind == Operand::Kind::kPlaceholder) {
      return sign == "=" ? Placeholder(left, right, begin) : Unread(begin);
    }
    Resolve(left);
    if (left.kind != Operand::Kind::kField) return Unread(begin);
    return Make(std::move(left), sign, right, ignore_case, begin);
  }

  // A placeholder becomes the field that it stands for.
  void Resolve(Operand& operand) {
    if (operand.kind != Operand::Kind::kPlaceholder) return;
    const auto found = placeholders_.find(operand.variable);
    if (found == placeholders_.end() || found->second.empty()) return;
    for (const Alias& alias : found->second) mentioned_.insert(alias.variable);
    operand.field = found->second[0].field;
    operand.kind = Operand::Kind::kField;
  }

  // Says what a placeholder stands for; of two variables it joins them.
  Expr Placeholder(const Operand& field, const Operand& placeholder, size_t begin) {
    std::vector<Alias>& known = placeholders_[placeholder.variable];
    bool there = false, other = false;
    for (const Alias& alias : known) {
      there = there || alias.field.text == field.field.text;
      other = other || alias.variable != field.variable;
    }
    if (!there || other) {
      if (known.size() < kMaxLevels) known.push_back({field.variable, field.field});
    }
    if (other) return Unread(begin);
    Expr always;
    always.offset = static_cast<uint32_t>(tokens_[begin].begin);
    return always;
  }

  Expr Make(Operand left, const std::string& sign, const Operand& right, bool ignore_case,
            size_t begin) {
    Comparison c;
    c.offset = static_cast<uint32_t>(tokens_[begin].begin);
    c.negated = sign == "!=";
    c.ignore_case = ignore_case;
    if (right.kind == Operand::Kind::kRegex && (sign == "=" || sign == "!=")) {
      if (!SetRegex(c, right.value)) BadRegex(right, c);
      return TestOf(std::move(left.field), std::move(c));
    }
    if (right.kind != Operand::Kind::kValue) return Unread(begin);
    if (sign == "=" || sign == "!=") {
      if (right.value.empty()) {  // as if it were not there
        c.op = Op::kExists;
        c.negated = !c.negated;
      } else {
        c.values = {ignore_case ? Fold(right.value) : right.value};
      }
      return TestOf(std::move(left.field), std::move(c));
    }
    c.op = Op::kOrder;
    c.relation = sign == "<"    ? Relation::kLess
                 : sign == "<=" ? Relation::kLessOrEqual
                 : sign == ">"  ? Relation::kGreater
                                : Relation::kGreaterOrEqual;
    c.values = {right.value};
    return TestOf(std::move(left.field), std::move(c));
  }

  void BadRegex(const Operand& regex, Comparison& c) {
    c.op = Op::kUnknown;
    c.values = {regex.value};
    out_.problems.push_back({"E011",
                             PlaceOf(text_, c.offset),
                             fmt::format("\"{}\" is no regular expression that dcv can read",
                                         Printable(regex.value, 60)),
                             {},
                             {}});
  }

  // re.regex(field, `expression`) [nocase]
  Expr Matches(size_t begin, size_t level) {
    at_ += 4;
    Operand left = ReadOperand(level);
    Operand right = Take(",") ? ReadOperand(level) : Operand();
    while (at_ < end_ && !At().Is(")")) Step();
    Take(")");
    const bool ignore_case = Take("nocase");
    Resolve(left);
    if (left.kind != Operand::Kind::kField || right.kind == Operand::Kind::kOther) {
      return Unread(begin);
    }
    right.kind = Operand::Kind::kRegex;
    return Make(std::move(left), "=", right, ignore_case, begin);
  }

  Operand ReadOperand(size_t level) {
    Operand out;
    if (at_ >= end_) return out;
    const YaralToken& token = At();
    if (token.kind == Kind::kString || token.kind == Kind::kNumber || token.kind == Kind::kRegex) {
      ++at_;
      out.kind = token.kind == Kind::kRegex ? Operand::Kind::kRegex : Operand::Kind::kValue;
      out.value = token.text;
    } else if (token.kind == Kind::kVariable && token.text.starts_with('$')) {
      ++at_;
      out.variable = token.text;
      std::vector<events::Step> steps = Path();
      out.kind = steps.empty() ? Operand::Kind::kPlaceholder : Operand::Kind::kField;
      if (!steps.empty()) mentioned_.insert(out.variable);
      out.field = MakeField(std::move(steps));
    } else if (token.kind == Kind::kName && (token.text == "true" || token.text == "false")) {
      ++at_;
      out.kind = Operand::Kind::kValue;
      out.value = token.text;
    } else if (token.kind == Kind::kName) {
      out = Call(level);
    } else if (!token.Is(")")) {
      Step();
    }
    while (at_ < end_ && (At().Is("+") || At().Is("-") || At().Is("*"))) {
      ++at_;
      if (level < kMaxLevels) ReadOperand(level + 1);
      out = {};
    }
    return out;
  }

  std::vector<events::Step> Path() {
    std::vector<events::Step> steps;
    while (at_ < end_) {
      if (At().Is(".") && At(1).kind == Kind::kName) {
        steps.push_back({At(1).text, events::Step::kMember});
        at_ += 2;
      } else if (At().Is("[") && At(2).Is("]") &&
                 (At(1).kind == Kind::kString || IsDigits(At(1).text))) {
        const bool index = At(1).kind != Kind::kString && At(1).text.size() < 6;
        steps.push_back(index ? events::Step{{}, static_cast<int32_t>(std::stol(At(1).text))}
                              : events::Step{At(1).text, events::Step::kMember});
        at_ += 3;
      } else {
        break;
      }
    }
    return steps;
  }

  // strings.to_lower and its kin leave a field what it is; what others make is not followed.
  Operand Call(size_t level) {
    std::string name = At().text;
    ++at_;
    while (at_ < end_ && At().Is(".") && At(1).kind == Kind::kName) {
      name += "." + At(1).text;
      at_ += 2;
    }
    if (at_ >= end_ || !At().Is("(")) return {};
    const size_t open = at_;
    Operand out;
    if (level < kMaxLevels) {
      ++at_;
      while (at_ < end_ && !At().Is(")")) {  // for the variables it speaks of
        const size_t before = at_;
        Operand one = ReadOperand(level + 1);
        if (name == "strings.to_lower" || name == "strings.to_upper") out = std::move(one);
        if (!Take(",") && at_ == before) Step();
      }
      out.folded = true;
    }
    if (at_ >= end_ || !At().Is(")")) {
      at_ = open;
      Step();
      return {};
    }
    ++at_;
    return out;
  }

  // Variables that must be there: not those behind `!` or `not`, nor those counted to nothing.
  void Condition(std::pair<size_t, size_t> range) {
    std::set<std::string> absent, wanted;
    for (size_t i = range.first; i < range.second; ++i) {
      const YaralToken& token = tokens_[i];
      if (token.kind != Kind::kVariable) continue;
      const bool count = token.text.starts_with('#');
      const std::string name = "$" + token.text.substr(1);
      const bool negated = i > range.first && (tokens_[i - 1].Is("!") || tokens_[i - 1].Is("not"));
      bool none = negated;
      if (count && i + 2 < range.second) {
        const auto number = ToNumber(tokens_[i + 2].text);
        const std::string& sign = tokens_[i + 1].text;
        none = none || (number && ((sign == "=" && *number == 0) || (sign == "<" && *number <= 1)));
        if (number && ((sign == ">" && *number >= 1) || (sign == ">=" && *number > 1))) {
          out_.counts = true;
        }
      }
      (none ? absent : wanted).insert(name);
    }
    for (auto& [name, demands] : variables_) {
      if (!wanted.contains(name)) continue;
      const uint32_t offset = demands[0].offset;
      out_.variables.push_back({name, MakeExpr(Expr::Kind::kAnd, offset, std::move(demands))});
    }
  }

  std::string_view text_;
  const std::vector<YaralToken>& tokens_;
  YaralRule& out_;
  size_t at_ = 0;
  size_t end_ = static_cast<size_t>(-1);
  size_t comparisons_ = 0;
  std::set<std::string> mentioned_;
  std::map<std::string, std::vector<Alias>> placeholders_;
  std::map<std::string, std::vector<Expr>> variables_;
};

}  // namespace

YaralRule ReadYaral(std::string_view rule) {
  YaralRule out;
  const auto fail = [&](std::string_view code, size_t offset, std::string message) {
    out.variables.clear();
    out.problems.push_back({code, PlaceOf(rule, offset), std::move(message), {}, {}});
  };
  if (rule.size() > kMaxText) {
    fail("E002", 0, "the rule is larger than 64 KiB");
    return out;
  }
  std::vector<YaralToken> tokens;
  size_t fault = 0;
  std::string message = YaralTokens(rule, tokens, fault);
  if (message.empty()) message = Reader(rule, tokens, out).Run(fault);
  if (!message.empty()) fail("E014", fault, std::move(message));
  return out;
}

}  // namespace dcv::events
