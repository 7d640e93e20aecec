// SPDX-License-Identifier: Apache-2.0
// Conditions of rules.
#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"
#include "pipeline/condition_rows.h"
#include "pipeline/steps.h"

namespace dcv::pipeline {
namespace {

using sigma::Document;
using sigma::Text;

std::vector<std::string> Strings(const std::vector<Text>& texts) {
  std::vector<std::string> out;
  for (const Text& text : texts) out.push_back(text.text);
  return out;
}

const sigma::LogSource* LogSourceOf(const Document& document) {
  if (const sigma::Rule* rule = document.rule()) return &rule->logsource;
  if (const sigma::Filter* filter = document.filter()) return &filter->logsource;
  return nullptr;
}

std::optional<std::vector<std::string>> LogSourceAttribute(const Document& document,
                                                           std::string_view name) {
  static const sigma::LogSource kNone;
  const sigma::LogSource* source = LogSourceOf(document);
  if (source == nullptr) source = &kNone;
  if (name == "category") return std::vector{source->category.text};
  if (name == "product") return std::vector{source->product.text};
  if (name == "service") return std::vector{source->service.text};
  return std::nullopt;
}

struct TextRow {
  std::string_view name;
  Text Document::*member;
};
constexpr TextRow kTexts[] = {
    {"title", &Document::title},     {"id", &Document::id},
    {"name", &Document::name},       {"taxonomy", &Document::taxonomy},
    {"status", &Document::status},   {"description", &Document::description},
    {"license", &Document::license}, {"author", &Document::author},
    {"date", &Document::date},       {"modified", &Document::modified},
    {"level", &Document::level},
};
struct ListRow {
  std::string_view name;
  std::vector<Text> Document::*member;
};
constexpr ListRow kLists[] = {
    {"references", &Document::references},
    {"fields", &Document::fields},
    {"falsepositives", &Document::falsepositives},
    {"tags", &Document::tags},
    {"scope", &Document::scope},
};

// Words that have an order of their own, lowest first.
constexpr std::array<std::string_view, 5> kLevels = {"informational", "low", "medium", "high",
                                                     "critical"};
constexpr std::array<std::string_view, 5> kStatuses = {"unsupported", "deprecated", "experimental",
                                                       "test", "stable"};

std::string Ranked(std::string_view attribute, const std::string& text) {
  const auto rank = [&](const auto& words) {
    const auto at = std::find(words.begin(), words.end(), text);
    return at == words.end() ? text : std::to_string(at - words.begin());
  };
  if (attribute == "level") return rank(kLevels);
  if (attribute == "status") return rank(kStatuses);
  return text;
}

bool MatchesLogSource(const Document& document, const std::array<std::string, 3>& wanted) {
  const sigma::LogSource* source = LogSourceOf(document);
  if (source == nullptr) return false;
  const auto same = [](const std::string& want, const Text& have) {
    return want.empty() || want == have.text;
  };
  return same(wanted[0], source->category) && same(wanted[1], source->product) &&
         same(wanted[2], source->service);
}

Test ParseLogSource(Params& params) {
  const std::array<std::string, 3> wanted = {params.Text("category").value_or(""),
                                             params.Text("product").value_or(""),
                                             params.Text("service").value_or("")};
  if (wanted[0].empty() && wanted[1].empty() && wanted[2].empty()) {
    params.Report("P205", params.node(), params.what() + " names no category, product or service");
  }
  return [wanted](const Subject& subject) {
    if (subject.document.correlation() == nullptr) {
      return MatchesLogSource(subject.document, wanted);
    }
    const auto& referenced = subject.options.referenced;
    return std::any_of(referenced.begin(), referenced.end(),
                       [&](const Document* other) { return MatchesLogSource(*other, wanted); });
  };
}

bool AnyItem(const Document& document, const std::function<bool(const sigma::Item&)>& wanted) {
  bool found = false;
  if (const sigma::Detection* detection = DetectionOf(document)) {
    for (const sigma::NamedSearch& named : detection->searches) {
      ForEachItem(named.search, [&](const sigma::Item& item) { found = found || wanted(item); });
    }
  }
  return found;
}

Test ParseContainsItem(Params& params) {
  const std::string field = params.RequiredText("field");
  const std::optional<sigma::Value> value = params.RequiredValue("value");
  if (!value) return {};
  return [field, wanted = *value](const Subject& subject) {
    return AnyItem(subject.document, [&](const sigma::Item& item) {
      return item.field.text == field &&
             std::any_of(item.values.begin(), item.values.end(), [&](const sigma::Value& have) {
               return have.kind == wanted.kind && EffectiveText(item, have) == wanted.text;
             });
    });
  };
}

Test ParseContainsField(Params& params) {
  return [field = params.RequiredText("field")](const Subject& subject) {
    return AnyItem(subject.document,
                   [&](const sigma::Item& item) { return item.field.text == field; });
  };
}

Test ParseApplied(Params& params) {
  return [id = params.RequiredText("processing_item_id")](const Subject& subject) {
    return subject.state.applied.contains(id);
  };
}

Test ParseIsRule(Params&) {
  return [](const Subject& subject) { return subject.document.rule() != nullptr; };
}

Test ParseIsCorrelation(Params&) {
  return [](const Subject& subject) { return subject.document.correlation() != nullptr; };
}

Test ParseAttribute(Params& params) {
  const std::string attribute = params.RequiredText("attribute");
  const std::vector<std::string> values = params.RequiredTexts("value");
  std::vector<std::string> ops = kComparisons;
  ops.insert(ops.end(), {"in", "not_in"});
  const std::string op = params.Word("op", ops);
  if (values.empty()) return {};
  return [attribute, values, op](const Subject& subject) {
    const auto have = AttributeOf(subject.document, attribute);
    if (!have) return false;
    const auto among = [&](const std::string& one) {
      return std::find(values.begin(), values.end(), one) != values.end();
    };
    const bool any = std::any_of(have->begin(), have->end(), among);
    if (op == "in") return any;
    if (op == "not_in") return !any;
    if (have->size() != 1 || have->front().empty()) return op == "ne" && !any;
    return Compare(Order(Ranked(attribute, have->front()), Ranked(attribute, values.front())), op);
  };
}

Test ParseTag(Params& params) {
  return [tag = params.RequiredText("tag")](const Subject& subject) {
    const auto& tags = subject.document.tags;
    return std::any_of(tags.begin(), tags.end(), [&](const Text& one) { return one.text == tag; });
  };
}

std::optional<double> NumberOf(std::string_view text) {
  double number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

const std::vector<std::string> kComparisons = {"eq", "ne", "gte", "gt", "lte", "lt"};

int Order(std::string_view left, std::string_view right) {
  const auto a = NumberOf(left), b = NumberOf(right);
  if (a && b) return *a < *b ? -1 : (*a > *b ? 1 : 0);
  return left.compare(right);
}

bool Compare(int order, std::string_view op) {
  if (op == "eq") return order == 0;
  if (op == "ne") return order != 0;
  if (op == "gte") return order >= 0;
  if (op == "gt") return order > 0;
  return op == "lte" ? order <= 0 : order < 0;
}

Test ParseProcessingState(Params& params) {
  const std::string key = params.RequiredText("key");
  const std::optional<sigma::Value> wanted = params.RequiredValue("val");
  const std::string op = params.Word("op", kComparisons);
  if (!wanted) return {};
  return [key, text = wanted->text, op](const Subject& subject) {
    const auto have = subject.state.variables.find(key);
    if (have == subject.state.variables.end()) return false;
    return Compare(Order(have->second.text, text), op);
  };
}

std::optional<std::vector<std::string>> AttributeOf(const Document& document,
                                                    std::string_view name) {
  for (const TextRow& row : kTexts) {
    if (row.name == name) return std::vector{(document.*row.member).text};
  }
  for (const ListRow& row : kLists) {
    if (row.name == name) return Strings(document.*row.member);
  }
  if (name.substr(0, 10) == "logsource.") return LogSourceAttribute(document, name.substr(10));
  for (const yaml::Member& member : document.custom) {
    if (member.key.scalar != name) continue;
    std::vector<std::string> out;
    if (member.value.kind == yaml::Kind::kScalar) out.push_back(member.value.scalar);
    for (const yaml::Node& item : member.value.items) out.push_back(item.scalar);
    return out;
  }
  return std::nullopt;
}

const std::vector<TestRow>& RuleTests() {
  static const std::vector<TestRow> rows = {
      {"logsource", ParseLogSource},
      {"contains_detection_item", ParseContainsItem},
      {"contains_field", ParseContainsField},
      {"processing_item_applied", ParseApplied},
      {"processing_state", ParseProcessingState},
      {"is_sigma_rule", ParseIsRule},
      {"is_sigma_correlation_rule", ParseIsCorrelation},
      {"rule_attribute", ParseAttribute},
      {"tag", ParseTag},
  };
  return rows;
}

}  // namespace dcv::pipeline
