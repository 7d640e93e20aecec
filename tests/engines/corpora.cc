// SPDX-License-Identifier: Apache-2.0
#include "corpora.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>

#include "../conformance.h"
#include "base/files.h"
#include "base/text.h"
#include "ir/evaluate.h"
#include "ir/synthesise.h"
#include "jobs/read_rules.h"
#include "ruletest/mutate.h"
#include "ruletest/test_file.h"

namespace dcv::test {
namespace {

json::Value At(json::Value value, std::string_view pointer) {
  for (std::string_view part : Split(pointer.substr(std::min<size_t>(1, pointer.size())), '/')) {
    if (pointer.empty()) break;
    if (value.Is(json::Type::kArray)) {
      size_t index = std::strtoul(std::string(part).c_str(), nullptr, 10);
      json::Value found;
      for (json::Value element : value.elements()) {
        if (index-- == 0) found = element;
      }
      value = found;
      continue;
    }
    std::string name;
    for (size_t i = 0; i < part.size(); ++i) {
      const bool escape = part[i] == '~' && i + 1 < part.size();
      name += escape ? (part[++i] == '1' ? '/' : '~') : part[i];
    }
    value = value.Find(name);
  }
  return value;
}

bool Beyond(const Sight& sight, const ruletest::Variant& variant, json::Value event) {
  using ruletest::Change;
  switch (variant.change) {
    case Change::kDuplicate:  // which of two members of one name counts
    case Change::kSpelled:    // 1e2 for 100
    case Change::kBig:
    case Change::kFold:  // the Kelvin sign for k
    case Change::kInArray: return true;
    case Change::kNameEscape: return sight.spelled_names;
    case Change::kWrapped:
    case Change::kTwo: {
      const json::Value value = At(event, variant.pointer);
      if (value.Is(json::Type::kArray)) return true;  // arrays of arrays
      const size_t slash = variant.pointer.rfind('/');
      const json::Value parent = At(event, variant.pointer.substr(0, slash));
      if (parent.Is(json::Type::kArray)) return true;
      return value.Is(json::Type::kObject) && !sight.all_arrays;
    }
    default: return false;
  }
}

// Letters that fold to another without being its upper case, and arrays of arrays.
bool Beyond(std::string_view event) {
  constexpr std::string_view kLetters[] = {"\u017f",  "\u212a",  "\u03c2",  "\u00b5",  "\u0130",
                                           "\\u017f", "\\u212a", "\\u03c2", "\\u00b5", "\\u0130"};
  for (std::string_view letter : kLetters) {
    if (FindIgnoreCase(event, letter) != std::string_view::npos) return true;
  }
  return event.find("[[") != event.npos || event.find("\\u0000") != event.npos;
}

std::vector<Asked> WithVariants(const Sight& sight, const std::string& event, size_t most) {
  std::vector<Asked> all, out = {{event, "as it is"}};
  const Event parsed(event);
  if (!parsed.valid()) return {};
  ruletest::ForEachVariant(event, [&](const ruletest::Variant& variant) {
    if (Beyond(sight, variant, parsed.value()) || Beyond(variant.text)) return;
    if (!Event(variant.text).valid()) return;
    all.push_back({variant.text, fmt::format("{} {}", ToString(variant.change), variant.pointer)});
  });
  const size_t step = most == 0 ? 1 : std::max<size_t>(1, all.size() / most);
  for (size_t i = 0; i < all.size(); i += step) out.push_back(std::move(all[i]));
  return out;
}

// The events of the tests beside a rule.
std::vector<std::string> TestEvents(const std::string& rule) {
  std::vector<std::string> out;
  const std::string path =
      std::string(DCV_SOURCE_DIR) + "/" + rule.substr(0, rule.rfind('.')) + ".tests.json";
  const Result<std::string> text = ReadFile(path);
  if (!text) return out;
  for (const ruletest::RuleTest& test : ruletest::ParseTests(*text).tests) {
    for (const ruletest::Event& event : test.events) out.emplace_back(event.text);
  }
  return out;
}

std::string Synthesised(const jobs::Rules& rules, const ir::Rule& rule) {
  ir::Written written;
  ir::AddWritten(rules.document(rule.document).rule()->detection, written);
  for (const std::string& id : rule.sources) {
    const logsource::Source* source = rules.registry.FindById(id);
    if (source == nullptr) continue;
    const ir::Sample sample{
        source->sample,
        [&](json::Value event) { return rules.registry.Recognise(event) == source; }, id};
    ir::Synthesis made = ir::Synthesise(rules.lowered.program, rule, sample, written);
    if (!made.event.empty()) return std::move(made.event);
  }
  return {};
}

Subject SubjectOf(const jobs::Rules& rules, const dialect::Places& places, const ir::Rule& rule) {
  return {rules.lowered.program,
          rule,
          rules.document(rule.document),
          places,
          rules.inputs[rules.documents[rule.document].first].path,
          {}};
}

}  // namespace

bool Holds(const Subject& subject, const std::string& text) {
  const Event event(text);
  return ir::Evaluate(subject.program, subject.rule.scope, event.value()) &&
         ir::Evaluate(subject.program, subject.rule.condition, event.value());
}

void ForEachConformanceCase(const Visit& visit) {
  const dialect::Places places(PackedRegistry());
  for (const Case& c : Cases()) {
    const Ready ready(c);
    for (uint32_t index : ready.chosen) {
      const ir::Rule& rule = ready.lowered.program.rules[index];
      Subject subject{ready.lowered.program,
                      rule,
                      ready.file.documents[rule.document],
                      places,
                      "conformance/" + c.file + ": " + c.name,
                      {}};
      for (const auto* list : {&c.match, &c.no_match}) {
        for (const std::string& event : *list) {
          if (!Event(event).valid() || Beyond(event)) continue;
          subject.events.push_back({event, "as it is"});
        }
      }
      visit(subject);
    }
  }
}

Status ForEachBuiltinRule(const Sight& sight, size_t variants, const Visit& visit) {
  jobs::Program program;
  if (Status status = jobs::LoadProgram("", program); !status) return status;
  jobs::Rules rules;
  Status status = jobs::ReadRules(program, {std::string(jobs::kBuiltinRules)}, 1, rules);
  if (!status) return status;
  const dialect::Places places(rules.registry);
  for (const ir::Rule& rule : rules.lowered.program.rules) {
    Subject subject = SubjectOf(rules, places, rule);
    for (const std::string& event : TestEvents(subject.file)) {
      for (Asked& one : WithVariants(sight, event, variants)) {
        subject.events.push_back(std::move(one));
      }
    }
    visit(subject);
  }
  return Ok();
}

Status ForEachRuleOf(const std::string& folder, const Sight& sight, size_t variants,
                     const Visit& visit) {
  jobs::Program program;
  if (Status status = jobs::LoadProgram("", program); !status) return status;
  jobs::Rules rules;
  Status status = jobs::ReadRules(program, {folder}, 1, rules);
  if (!status) return status;
  const dialect::Places places(rules.registry);
  for (const ir::Rule& rule : rules.lowered.program.rules) {
    Subject subject = SubjectOf(rules, places, rule);
    const std::string event = Synthesised(rules, rule);
    if (!event.empty()) subject.events = WithVariants(sight, event, variants);
    visit(subject);
  }
  return Ok();
}

std::string Setting(const char* name, const char* otherwise) {
  const char* value = std::getenv(name);
  return value == nullptr ? otherwise : value;
}

std::string SigmaHqFolder() {
  return Setting("DCV_SIGMAHQ", DCV_SOURCE_DIR "/../shared/data/sigmahq/rules");
}

}  // namespace dcv::test
