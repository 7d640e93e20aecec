// SPDX-License-Identifier: Apache-2.0
// Conditions of detection items and of field names.
#include <algorithm>

#include "pipeline/condition_rows.h"
#include "pipeline/steps.h"

namespace dcv::pipeline {
namespace {

using ValueTest = std::function<bool(const sigma::Item&, const sigma::Value&)>;

// `cond`: whether any or all of an item's values must pass.
Test OverValues(Params& params, ValueTest test) {
  const bool all = params.Word("cond", {"any", "all"}) == "all";
  params.TakeRequired("cond");
  return [all, test = std::move(test)](const Subject& subject) {
    const sigma::Item& item = *subject.item;
    const auto passes = [&](const sigma::Value& value) { return test(item, value); };
    return all ? std::all_of(item.values.begin(), item.values.end(), passes)
               : std::any_of(item.values.begin(), item.values.end(), passes);
  };
}

Test ParseMatchString(Params& params) {
  const Regex pattern = params.RequiredRegex("pattern");
  const bool negate = params.Flag("negate");
  Test test = OverValues(params, [pattern](const sigma::Item& item, const sigma::Value& value) {
    return value.kind == sigma::ValueKind::kString &&
           MatchesFromStart(pattern, EffectiveText(item, value));
  });
  if (pattern == nullptr) return {};
  return [test = std::move(test), negate](const Subject& s) { return test(s) != negate; };
}

Test ParseMatchValue(Params& params) {
  const std::optional<sigma::Value> wanted = params.RequiredValue("value");
  Test test = OverValues(params, [wanted](const sigma::Item& item, const sigma::Value& value) {
    return value.kind == wanted->kind && EffectiveText(item, value) == wanted->text;
  });
  return wanted ? test : Test();
}

Test ParseContainsWildcard(Params& params) {
  return OverValues(params, [](const sigma::Item& item, const sigma::Value& value) {
    return value.kind == sigma::ValueKind::kString && HoldsText(item) &&
           PatternOf(item, value).HasWildcard();
  });
}

Test ParseIsNull(Params& params) {
  return OverValues(params, [](const sigma::Item&, const sigma::Value& value) {
    return value.kind == sigma::ValueKind::kNull;
  });
}

bool WasApplied(const Subject& subject, const std::string& id) {
  if (subject.item != nullptr) {
    const auto found =
        subject.state.items.find({subject.item->field.place, subject.item->field.text});
    return found != subject.state.items.end() && found->second.contains(id);
  }
  const auto found = subject.state.fields.find(subject.field);
  return found != subject.state.fields.end() && found->second.contains(id);
}

Test ParseApplied(Params& params) {
  return [id = params.RequiredText("processing_item_id")](const Subject& subject) {
    return WasApplied(subject, id);
  };
}

// Whether the field is one of `fields`; `mode: re` has expressions, matched from the start.
Test FieldIn(Params& params, bool wanted) {
  if (params.Word("mode", {"plain", "re"}) == "re") {
    return [expressions = params.RequiredRegexes("fields"), wanted](const Subject& subject) {
      return std::any_of(expressions.begin(), expressions.end(), [&](const Regex& regex) {
               return MatchesFromStart(regex, subject.field);
             }) == wanted;
    };
  }
  return [fields = params.RequiredTexts("fields"), wanted](const Subject& subject) {
    return (std::find(fields.begin(), fields.end(), subject.field) != fields.end()) == wanted;
  };
}

Test ParseInclude(Params& params) {
  return FieldIn(params, true);
}
Test ParseExclude(Params& params) {
  return FieldIn(params, false);
}

}  // namespace

const std::vector<TestRow>& ItemTests() {
  static const std::vector<TestRow> rows = {
      {"match_string", ParseMatchString},           {"match_value", ParseMatchValue},
      {"contains_wildcard", ParseContainsWildcard}, {"is_null", ParseIsNull},
      {"processing_item_applied", ParseApplied},    {"processing_state", ParseProcessingState},
  };
  return rows;
}

const std::vector<TestRow>& FieldTests() {
  static const std::vector<TestRow> rows = {
      {"include_fields", ParseInclude},
      {"exclude_fields", ParseExclude},
      {"processing_item_applied", ParseApplied},
      {"processing_state", ParseProcessingState},
  };
  return rows;
}

}  // namespace dcv::pipeline
