// SPDX-License-Identifier: Apache-2.0
// A document as YAML of our own form.
#include <fmt/format.h>

#include <cmath>

#include "sigma/parse.h"
#include "sigma/print_form.h"

namespace dcv::sigma {
namespace {

constexpr size_t kStep = 4;
constexpr size_t kMaxSimpleKey = 1000;  // YAML stops at 1,024 characters without `?`

class Printer {
 public:
  std::string Take() { return std::move(out_); }

  void Line(size_t indent, std::string_view text) {
    out_.append(indent, ' ');
    out_ += text;
    out_ += '\n';
  }

  void Member(size_t indent, std::string_view key, std::string_view value) {
    const std::string quoted = QuoteYaml(key);
    if (quoted.size() <= kMaxSimpleKey) {
      Line(indent, fmt::format("{}: {}", quoted, value));
    } else {
      Line(indent, "? " + quoted);
      Line(indent, fmt::format(": {}", value));
    }
  }

  // Days are written bare, as rules do; other texts that look like dates are quoted.
  void DayMember(std::string_view key, const Text& text) {
    const bool bare = text.text.size() == 10 &&
                      text.text.find_first_not_of("0123456789-") == std::string::npos &&
                      text.text[4] == '-' && text.text[7] == '-';
    if (bare) {
      Member(0, key, text.text);
    } else {
      TextMember(0, key, text);
    }
  }

  void TextMember(size_t indent, std::string_view key, const Text& text) {
    if (!text.empty()) Member(indent, key, QuoteYaml(text.text));
  }

  void Open(size_t indent, std::string_view key) {
    const std::string quoted = QuoteYaml(key);
    if (quoted.size() <= kMaxSimpleKey) {
      Line(indent, quoted + ":");
    } else {
      Line(indent, "? " + quoted);
      Line(indent, ":");
    }
  }

  void TextList(size_t indent, std::string_view key, const std::vector<Text>& texts) {
    if (texts.empty()) return;
    Open(indent, key);
    for (const Text& text : texts) Line(indent + kStep, "- " + QuoteYaml(text.text));
  }

  void LogSourceMember(const LogSource& logsource) {
    Open(0, "logsource");
    TextMember(kStep, "category", logsource.category);
    TextMember(kStep, "product", logsource.product);
    TextMember(kStep, "service", logsource.service);
    TextMember(kStep, "definition", logsource.definition);
    for (const auto& [key, value] : logsource.custom) {
      Member(kStep, key.text, QuoteYaml(value.text));
    }
  }

  void Searches(const Detection& written) {
    const Detection detection = PrintForm(written);
    for (const NamedSearch& named : detection.searches) {
      SearchMember(kStep, named.name.text, named.search);
    }
    TextMember(kStep, "timeframe", detection.timeframe);
    if (detection.conditions.size() == 1) {
      Member(kStep, "condition", QuoteYaml(ToText(detection.conditions[0].condition)));
      return;
    }
    Open(kStep, "condition");
    for (const ParsedCondition& condition : detection.conditions) {
      Line(2 * kStep, "- " + QuoteYaml(ToText(condition.condition)));
    }
  }

  void Custom(size_t indent, const yaml::Member& member) {
    const yaml::Node& value = member.value;
    if (value.kind == yaml::Kind::kScalar) {
      Member(indent, member.key.scalar, sigma::ToYaml(ResolveScalar(value)));
    } else if (value.items.empty() && value.members.empty()) {
      Member(indent, member.key.scalar, value.kind == yaml::Kind::kMapping ? "{}" : "[]");
    } else {
      Open(indent, member.key.scalar);
      Block(indent + kStep, value);
    }
  }

  void CorrelationMember(const Correlation& c) {
    Open(0, "correlation");
    Member(kStep, "type", ToString(c.type));
    TextList(kStep, "rules", c.rules);
    TextList(kStep, "group-by", c.group_by);
    TextMember(kStep, "timespan", c.timespan);
    if (c.generate) Member(kStep, "generate", "true");
    if (!c.aliases.empty()) Open(kStep, "aliases");
    for (const Alias& alias : c.aliases) {
      Open(2 * kStep, alias.name.text);
      for (const auto& [rule, field] : alias.fields) {
        Member(3 * kStep, rule.text, QuoteYaml(field.text));
      }
    }
    Thresholds(c);
  }

 private:
  void Thresholds(const Correlation& c) {
    if (c.expression) {
      Member(kStep, "condition", QuoteYaml(ToText(c.expression->condition)));
      return;
    }
    if (c.thresholds.empty() && c.fields.empty() && !c.percentile) return;
    Open(kStep, "condition");
    TextList(2 * kStep, "field", c.fields);
    if (c.percentile) Member(2 * kStep, "percentile", Number(*c.percentile));
    for (const auto& [comparison, number] : c.thresholds) {
      Member(2 * kStep, ToString(comparison), Number(number));
    }
  }

  // As YAML reads back: an infinity is written .inf.
  static std::string Number(double number) {
    if (std::isinf(number)) return number < 0 ? "-.inf" : ".inf";
    if (std::isnan(number)) return ".nan";
    return fmt::format("{}", number);
  }

  static bool IsKeyword(const Search& search) {
    return search.kind == Search::Kind::kItem && search.item.field.empty() &&
           search.item.modifiers.empty();
  }

  void Values(size_t indent, std::string_view key, const Item& item) {
    if (!item.list) {
      Member(indent, key, sigma::ToYaml(item.values.front()));
      return;
    }
    Open(indent, key);
    for (const Value& value : item.values) Line(indent + kStep, "- " + sigma::ToYaml(value));
  }

  void SearchMember(size_t indent, std::string_view name, const Search& search) {
    if (IsKeyword(search)) {
      Values(indent, name, search.item);
      return;
    }
    Open(indent, name);
    SearchBlock(indent + kStep, search);
  }

  // The search as a block at `indent`: a map or a list.
  void SearchBlock(size_t indent, const Search& search) {
    if (search.kind == Search::Kind::kItem) {
      Values(indent, KeyOf(search.item), search.item);
      return;
    }
    for (const Search& part : search.parts) {
      if (search.kind == Search::Kind::kAll) {
        Values(indent, KeyOf(part.item), part.item);
      } else {
        Element(indent, part);
      }
    }
  }

  void Element(size_t indent, const Search& part) {
    if (IsKeyword(part) && !part.item.list) {
      Line(indent, "- " + sigma::ToYaml(part.item.values.front()));
      return;
    }
    Line(indent, "-");
    if (!IsKeyword(part)) {
      SearchBlock(indent + kStep, part);
      return;
    }
    for (const Value& value : part.item.values) {
      Line(indent + kStep, "- " + sigma::ToYaml(value));
    }
  }

  void Block(size_t indent, const yaml::Node& node) {
    for (const yaml::Member& member : node.members) Custom(indent, member);
    for (const yaml::Node& item : node.items) {
      if (item.kind == yaml::Kind::kScalar) {
        Line(indent, "- " + sigma::ToYaml(ResolveScalar(item)));
      } else if (item.items.empty() && item.members.empty()) {
        Line(indent, item.kind == yaml::Kind::kMapping ? "- {}" : "- []");
      } else {
        Line(indent, "-");
        Block(indent + kStep, item);
      }
    }
  }

  std::string out_;
};

void Attributes(const Document& document, Printer& out) {
  out.TextMember(0, "title", document.title);
  out.TextMember(0, "id", document.id);
  out.TextMember(0, "name", document.name);
  if (!document.related.empty()) out.Open(0, "related");
  for (const Related& related : document.related) {
    out.Line(kStep, "- id: " + QuoteYaml(related.id.text));
    out.TextMember(kStep + 2, "type", related.type);
  }
  out.TextMember(0, "taxonomy", document.taxonomy);
  out.TextMember(0, "status", document.status);
  out.TextMember(0, "description", document.description);
  out.TextMember(0, "license", document.license);
  out.TextList(0, "references", document.references);
  out.TextMember(0, "author", document.author);
  out.DayMember("date", document.date);
  out.DayMember("modified", document.modified);
  out.TextList(0, "tags", document.tags);
}

void Body(const Document& document, Printer& out) {
  if (const Rule* rule = document.rule()) {
    out.LogSourceMember(rule->logsource);
    out.Open(0, "detection");
    out.Searches(rule->detection);
  } else if (const Correlation* correlation = document.correlation()) {
    out.CorrelationMember(*correlation);
  } else if (const Filter* filter = document.filter()) {
    out.LogSourceMember(filter->logsource);
    out.Open(0, "filter");
    if (filter->any) out.Member(kStep, "rules", "any");
    out.TextList(kStep, "rules", filter->rules);
    out.Searches(filter->detection);
  }
}

}  // namespace

std::string ToYaml(const Document& document) {
  Printer out;
  Attributes(document, out);
  Body(document, out);
  out.TextList(0, "fields", document.fields);
  out.TextList(0, "falsepositives", document.falsepositives);
  out.TextMember(0, "level", document.level);
  out.TextList(0, "scope", document.scope);
  for (const yaml::Member& member : document.custom) out.Custom(0, member);
  return out.Take();
}

}  // namespace dcv::sigma
