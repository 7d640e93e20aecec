// SPDX-License-Identifier: Apache-2.0
// Transformations of values.
#include <re2/re2.h>

#include <algorithm>

#include "base/text.h"
#include "pipeline/steps.h"

namespace dcv::pipeline {
namespace {

using sigma::Item;
using sigma::Modifier;
using sigma::Pattern;
using sigma::Search;
using sigma::Value;
using sigma::ValueKind;

class Replace : public PatternStep {
 public:
  Replace(Regex regex, std::string rewrite, bool skip_special, bool interpret_special)
      : regex_(std::move(regex)),
        rewrite_(std::move(rewrite)),
        skip_special_(skip_special),
        interpret_special_(interpret_special) {}

 protected:
  std::optional<std::vector<Pattern>> Map(const Pattern& pattern) const override {
    Pattern out;
    if (!skip_special_) {
      out = Pattern::Parse(ReplaceAll(regex_, rewrite_, pattern.ToText()));
    } else {
      for (const Pattern::Part& part : pattern.parts) Append(part, out);
    }
    if (out == pattern) return std::nullopt;
    return std::vector{out};
  }

 private:
  // Literal parts alone are replaced; what comes out is literal unless interpret_special says so.
  void Append(const Pattern::Part& part, Pattern& out) const {
    if (part.kind != Pattern::Kind::kText) {
      out.Append(part.kind);
      return;
    }
    const std::string text = ReplaceAll(regex_, rewrite_, part.text);
    const Pattern replaced = interpret_special_ ? Pattern::Parse(text) : Pattern::Literal(text);
    for (const Pattern::Part& one : replaced.parts) out.Append(one.kind, one.text);
  }

  Regex regex_;
  std::string rewrite_;
  bool skip_special_, interpret_special_;
};

class MapStrings : public PatternStep {
 public:
  explicit MapStrings(const TextMap& mapping) {
    for (const auto& [from, to] : mapping) {
      std::vector<Pattern> patterns;
      for (const std::string& text : to) patterns.push_back(Pattern::Parse(text));
      mapping_.emplace(Pattern::Parse(from).ToText(), std::move(patterns));
    }
  }

 protected:
  std::optional<std::vector<Pattern>> Map(const Pattern& pattern) const override {
    const auto found = mapping_.find(pattern.ToText());
    if (found == mapping_.end()) return std::nullopt;
    return found->second;
  }

 private:
  std::map<std::string, std::vector<Pattern>> mapping_;
};

class ChangeCase : public PatternStep {
 public:
  explicit ChangeCase(std::string method) : method_(std::move(method)) {}

 protected:
  std::optional<std::vector<Pattern>> Map(const Pattern& pattern) const override {
    Pattern out = pattern;
    for (Pattern::Part& part : out.parts) part.text = ToCase(part.text, method_);
    if (out == pattern) return std::nullopt;
    return std::vector{out};
  }

 private:
  std::string method_;
};

class SetTo : public ItemStep {
 public:
  explicit SetTo(Value value) : value_(std::move(value)) {}

 protected:
  Outcome Rewrite(const Search& search, Context&) const override {
    Search out = search;
    std::erase_if(out.item.modifiers, [](Modifier m) { return m != Modifier::kNeq; });
    out.item.values = {value_};
    out.item.values[0].place = search.item.values.front().place;
    out.item.list = false;
    return {Outcome::Kind::kReplace, std::move(out)};
  }

 private:
  Value value_;
};

class Convert : public ItemStep {
 public:
  explicit Convert(bool to_number) : to_number_(to_number) {}

 protected:
  Outcome Rewrite(const Search& search, Context& context) const override {
    if (!HoldsText(search.item)) return {};
    Search out = search;
    for (Value& value : out.item.values) {
      if (!to_number_ && value.IsNumber()) value = StringValue(value.text, value.place);
      if (to_number_ && value.kind == ValueKind::kString && !ToNumber(value)) {
        context.Report("P229", value.place, "'" + Printable(value.text) + "' is no number");
        return {};
      }
    }
    return {Outcome::Kind::kReplace, std::move(out)};
  }

 private:
  static bool ToNumber(Value& value) {
    yaml::Node node;
    node.scalar = value.text;
    Value number = sigma::ResolveScalar(node);
    if (!number.IsNumber()) return false;
    number.place = value.place;
    value = std::move(number);
    return true;
  }

  bool to_number_;
};

// Strings as regular expressions of the same meaning.
class ToRegex : public ItemStep {
 public:
  explicit ToRegex(std::string method) : method_(std::move(method)) {}

 protected:
  Outcome Rewrite(const Search& search, Context&) const override {
    const Item& item = search.item;
    const auto text = [](const Value& v) { return v.kind == ValueKind::kString; };
    // A list of texts and numbers stays: as a regular expression a number would be its digits.
    if (!HoldsText(item) || Has(item, Modifier::kExpand) ||
        !std::all_of(item.values.begin(), item.values.end(), text)) {
      return {};
    }
    Search out = search;
    const bool cased = method_ == "plain" || Has(item, Modifier::kCased);
    std::erase_if(out.item.modifiers,
                  [](Modifier m) { return m != Modifier::kAll && m != Modifier::kNeq; });
    // Brackets know ASCII alone.
    const bool brackets = !cased && method_ == "ignore_case_brackets" && IsAscii(item);
    std::vector<Modifier> first = {Modifier::kRe};
    if (!cased && !brackets) first.push_back(Modifier::kIgnoreCase);
    if (AnyWildcard(item)) first.push_back(Modifier::kDotAll);
    out.item.modifiers.insert(out.item.modifiers.begin(), first.begin(), first.end());
    for (Value& value : out.item.values) {
      Pattern pattern = PatternOf(item, value);
      if (Has(item, Modifier::kWindash)) pattern.MakeDashes();
      value = StringValue(Expression(pattern, brackets), value.place);
    }
    return {Outcome::Kind::kReplace, std::move(out)};
  }

 private:
  static bool IsAscii(const Item& item) {
    return std::all_of(item.values.begin(), item.values.end(), [](const Value& value) {
      return std::all_of(value.text.begin(), value.text.end(),
                         [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    });
  }

  static bool AnyWildcard(const Item& item) {
    return std::any_of(item.values.begin(), item.values.end(),
                       [&](const Value& value) { return PatternOf(item, value).HasWildcard(); });
  }

  static std::string Literal(std::string_view text, bool brackets) {
    if (!brackets) return re2::RE2::QuoteMeta(text);
    std::string out;
    for (const char c : text) {
      const std::string one(1, c);
      const std::string lower = ToCase(one, "lower"), upper = ToCase(one, "upper");
      out += lower == upper ? re2::RE2::QuoteMeta(one) : "[" + lower + upper + "]";
    }
    return out;
  }

  static std::string Expression(const Pattern& pattern, bool brackets) {
    const auto& parts = pattern.parts;
    std::string out;
    const auto any = [&](size_t i) { return parts[i].kind == Pattern::Kind::kAny; };
    if (parts.size() == 1 && any(0)) return ".*";
    if (parts.empty() || !any(0)) out += '^';
    for (size_t i = 0; i < parts.size(); ++i) {
      switch (parts[i].kind) {
        case Pattern::Kind::kText: out += Literal(parts[i].text, brackets); break;
        case Pattern::Kind::kOne: out += '.'; break;
        case Pattern::Kind::kDash: out += "[-/\u2013\u2014\u2015]"; break;
        case Pattern::Kind::kAny:
          if (i != 0 && i + 1 != parts.size()) out += ".*";
          break;
      }
    }
    if (parts.empty() || !any(parts.size() - 1)) out += '$';
    return out;
  }

  std::string method_;
};

}  // namespace

StepPtr ParseReplaceString(Params& params) {
  Regex regex = params.RequiredRegex("regex");
  std::string rewrite = params.RequiredReplacement("replacement", regex);
  const bool skip = params.Flag("skip_special");
  const bool interpret = params.Flag("interpret_special");
  if (regex == nullptr) return nullptr;
  return std::make_shared<Replace>(std::move(regex), std::move(rewrite), skip, interpret);
}

StepPtr ParseMapString(Params& params) {
  return std::make_shared<MapStrings>(params.RequiredMap("mapping"));
}

StepPtr ParseCase(Params& params) {
  params.TakeRequired("method");
  return std::make_shared<ChangeCase>(
      params.Word("method", {"lower", "upper", "title", "snake_case"}));
}

StepPtr ParseSetValue(Params& params) {
  auto value = params.RequiredValue("value");
  const std::string type = params.Word("force_type", {"", "str", "num"});
  if (!value) return nullptr;
  if (type == "str") value = StringValue(value->text, {});
  if (type == "num" && !value->IsNumber()) {
    yaml::Node plain;
    plain.scalar = value->text;
    value = sigma::ResolveScalar(plain);
    if (!value->IsNumber()) params.Report("P204", *params.node().Find("value"), "no number");
  }
  return std::make_shared<SetTo>(std::move(*value));
}

StepPtr ParseConvertType(Params& params) {
  params.TakeRequired("target_type");
  return std::make_shared<Convert>(params.Word("target_type", {"str", "num"}) == "num");
}

StepPtr ParseRegexOf(Params& params) {
  return std::make_shared<ToRegex>(
      params.Word("method", {"ignore_case_brackets", "ignore_case_flag", "plain"}));
}

}  // namespace dcv::pipeline
