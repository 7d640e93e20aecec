// SPDX-License-Identifier: Apache-2.0
// Transformations of detection items: dropped, refused, taken apart.
#include <re2/re2.h>

#include <algorithm>

#include "base/text.h"
#include "pipeline/steps.h"

namespace dcv::pipeline {
namespace {

using sigma::Item;
using sigma::Modifier;
using sigma::Search;
using sigma::Value;

class Drop : public ItemStep {
 protected:
  Outcome Rewrite(const Search&, Context&) const override { return {Outcome::Kind::kDrop, {}}; }
};

class Fail : public ItemStep {
 public:
  explicit Fail(std::string message) : message_(std::move(message)) {}

 protected:
  Outcome Rewrite(const Search& search, Context& context) const override {
    context.Report("P221", search.place, Printable(message_));
    return {};
  }

 private:
  std::string message_;
};

// A field of its own and what it must be.
struct Part {
  std::string field, value;
};

// Takes each value apart into fields: all of a value's parts, any (or with `all` all) of the
// values.
class Split : public ItemStep {
 protected:
  // The parts of a value, nothing when it cannot be taken apart.
  virtual std::vector<Part> PartsOf(const std::string& text) const = 0;
  virtual bool Chosen(const Item&, const Context&) const { return true; }

  Outcome Rewrite(const Search& search, Context& context) const override {
    const Item& item = search.item;
    if (!HoldsText(item) || Has(item, Modifier::kExpand) || !Chosen(item, context)) return {};
    // Not (a and b) is not a or not b.
    const bool negative = Has(item, Modifier::kNeq), all = Has(item, Modifier::kAll);
    const auto both = negative ? Search::Kind::kAny : Search::Kind::kAll;
    const auto either = negative ? Search::Kind::kAll : Search::Kind::kAny;
    std::vector<Search> values;
    for (const Value& value : item.values) {
      const std::vector<Part> parts = PartsOf(value.text);
      if (value.kind != sigma::ValueKind::kString || parts.empty()) {
        context.Report("P229", value.place,
                       "'" + Printable(value.text) + "' cannot be taken apart into fields");
        return {};
      }
      std::vector<Search> searches;
      for (const Part& part : parts) searches.push_back(SearchOf(search, part, value.place));
      values.push_back(Joined(both, std::move(searches), search.place));
    }
    return {Outcome::Kind::kReplace, Joined(all ? both : either, std::move(values), search.place)};
  }

 private:
  static Search SearchOf(const Search& search, const Part& part, Place place) {
    Search out = search;
    for (Modifier m : {Modifier::kAll, Modifier::kContains, Modifier::kStartsWith,
                       Modifier::kEndsWith, Modifier::kWindash}) {
      Remove(out.item, m);
    }
    out.item.field.text = part.field;
    out.item.values = {StringValue(part.value, place)};
    out.item.list = false;
    return out;
  }
};

// Sysmon's Hashes: KIND=DIGITS separated by commas; without a kind its length tells.
class Hashes : public Split {
 public:
  Hashes(std::vector<std::string> kinds, std::string prefix, bool drop_kind)
      : prefix_(std::move(prefix)), drop_kind_(drop_kind) {
    for (const std::string& kind : kinds) kinds_.push_back(ToCase(kind, "upper"));
  }

 protected:
  std::vector<Part> PartsOf(const std::string& text) const override {
    std::vector<Part> out;
    for (std::string_view piece : dcv::Split(text, ',')) {
      const auto at = piece.find_first_of("=|");
      std::string_view digits = at == piece.npos ? piece : piece.substr(at + 1);
      while (digits.starts_with('*')) digits.remove_prefix(1);
      while (digits.ends_with('*')) digits.remove_suffix(1);
      std::string_view given = at == piece.npos ? KindOf(digits.size()) : piece.substr(0, at);
      while (given.starts_with('*')) given.remove_prefix(1);
      const std::string kind = ToCase(Trim(given), "upper");
      if (std::find(kinds_.begin(), kinds_.end(), kind) == kinds_.end() || digits.empty()) {
        return {};
      }
      std::string value(digits);
      if (digits.size() != LengthOf(kind, digits.size())) value += '*';  // a part of the hash
      out.push_back({drop_kind_ ? prefix_ : prefix_ + kind, std::move(value)});
    }
    return out;
  }

  // Without conditions of fields or items these two names hold hashes.
  bool Chosen(const Item& item, const Context& context) const override {
    return !context.operation->field_conditions.empty() ||
           !context.operation->item_conditions.empty() || item.field.text == "Hashes" ||
           item.field.text == "Hash";
  }

 private:
  struct Kind {
    std::string_view name;
    size_t length;
  };
  static constexpr Kind kLengths[] = {
      {"MD5", 32}, {"SHA1", 40}, {"SHA256", 64}, {"SHA512", 128}, {"IMPHASH", 32}};

  static std::string_view KindOf(size_t length) {
    for (const Kind& kind : kLengths) {
      if (kind.length == length) return kind.name;
    }
    return {};
  }

  // Its own length for a kind that is not in the table.
  static size_t LengthOf(std::string_view name, size_t otherwise) {
    for (const Kind& kind : kLengths) {
      if (kind.name == name) return kind.length;
    }
    return otherwise;
  }

  std::vector<std::string> kinds_;
  std::string prefix_;
  bool drop_kind_;
};

// Named groups of an expression become fields.
class Extract : public Split {
 public:
  Extract(Regex regex, std::string prefix) : regex_(std::move(regex)), prefix_(std::move(prefix)) {}

 protected:
  std::vector<Part> PartsOf(const std::string& text) const override {
    const auto count = static_cast<size_t>(regex_->NumberOfCapturingGroups()) + 1;
    std::vector<re2::StringPiece> groups(count);
    if (!regex_->Match(text, 0, text.size(), re2::RE2::UNANCHORED, groups.data(),
                       static_cast<int>(count))) {
      return {};
    }
    std::vector<Part> out;
    for (const auto& [index, name] : regex_->CapturingGroupNames()) {
      const re2::StringPiece& group = groups[static_cast<size_t>(index)];
      if (!group.empty()) out.push_back({prefix_ + name, std::string(group)});
    }
    return out;
  }

 private:
  Regex regex_;
  std::string prefix_;
};

}  // namespace

StepPtr ParseDropDetectionItem(Params&) {
  return std::make_shared<Drop>();
}

StepPtr ParseDetectionItemFailure(Params& params) {
  return std::make_shared<Fail>(params.RequiredText("message"));
}

StepPtr ParseHashesFields(Params& params) {
  std::vector<std::string> kinds = params.RequiredTexts("valid_hash_algos");
  std::string prefix = params.Text("field_prefix").value_or("");
  const bool drop_kind = params.Flag("drop_algo_prefix");
  if (drop_kind && prefix.empty()) {
    params.Report("P205", params.node(),
                  "without the algorithm and a field_prefix no name is left");
  }
  return std::make_shared<Hashes>(std::move(kinds), std::move(prefix), drop_kind);
}

StepPtr ParseExtractFields(Params& params) {
  Regex regex = params.RequiredRegex("pattern");
  std::string prefix = params.Text("field_prefix").value_or("");
  if (regex == nullptr) return nullptr;
  if (regex->CapturingGroupNames().empty()) {
    params.Report("P207", *params.node().Find("pattern"), "the pattern has no named group",
                  "write (?P<field>...) for each field");
  }
  return std::make_shared<Extract>(std::move(regex), std::move(prefix));
}

}  // namespace dcv::pipeline
