// SPDX-License-Identifier: Apache-2.0
#include "ir/lower.h"

#include <algorithm>

#include "base/text.h"
#include "ir/lowering.h"

namespace dcv::ir {
namespace {

// Field = any of the values, as a rule would write it.
sigma::Item ItemOf(const std::string& name, const std::vector<std::string>& values) {
  sigma::Item item;
  item.field.text = name;
  for (const std::string& text : values) {
    yaml::Node scalar;
    scalar.scalar = text;
    item.values.push_back(sigma::ResolveScalar(scalar));
  }
  return item;
}

// What the log source implies, over all of its lines: a line that implies nothing makes it nothing.
// Data files are checked, so there is nothing to tell the writer of a rule.
ExprId LowerScope(Program& program, FieldTable& table, LogSourceFields& fields) {
  std::vector<LowerProblem> untold;
  Notes notes(untold, 0);
  SearchLowering lowering(program, table, fields, notes);
  std::vector<ExprId> alternatives;
  for (const logsource::Registry::Match& match : fields.matches) {
    if (match.line->when.empty()) return program.True();
    for (const logsource::Implied& implied : match.line->when) {
      std::vector<ExprId> all;
      for (const auto& [name, values] : implied.fields) {
        all.push_back(lowering.LowerItem(ItemOf(name, values), {}));
      }
      alternatives.push_back(program.And(std::move(all)));
    }
  }
  const bool told = !alternatives.empty() && !notes.failed();
  return told ? program.Or(std::move(alternatives)) : program.True();
}

uint32_t LowerRule(const Source& source, uint32_t document, FieldTable& table, Lowered& out) {
  Notes notes(out.problems, document);
  Rule lowered;
  lowered.document = document;
  LogSourceFields& fields = table.Of(source);
  for (const logsource::Registry::Match& match : fields.matches) {
    if (lowered.sources.empty() || lowered.sources.back() != match.source->id) {
      lowered.sources.push_back(match.source->id);
    }
  }
  lowered.condition = LowerDetection(out.program, table, fields, source.document->rule()->detection,
                                     lowered.selections, notes);
  if (notes.failed()) return kNone;
  if (!fields.scope) fields.scope = LowerScope(out.program, table, fields);
  lowered.scope = *fields.scope;
  out.program.rules.push_back(std::move(lowered));
  return static_cast<uint32_t>(out.program.rules.size() - 1);
}

}  // namespace

void Notes::Note(std::string_view code, Place place, std::string message, std::string remedy) {
  constexpr size_t kMost = 100;
  for (size_t i = begin_; i < out_.size(); ++i) {
    const Problem& known = out_[i].problem;
    if (known.code == code && known.place == place && known.message == message) return;
  }
  if (out_.size() - begin_ >= kMost) return;
  out_.push_back({document_, {code, place, std::move(message), std::move(remedy)}});
}

LogSourceFields& FieldTable::Of(const sigma::LogSource& source) {
  const std::vector<std::string> key = {source.product.text, source.category.text,
                                        source.service.text};
  const auto [found, added] = sources_.try_emplace(key);
  if (added && registry_ != nullptr) {
    found->second.matches = registry_->Find({key[0], key[1], key[2]});
  }
  return found->second;
}

LogSourceFields& FieldTable::Of(const Source& rule) {
  return rule.own_names ? none_ : Of(rule.document->rule()->logsource);
}

const LogSourceFields::Known& FieldTable::Find(LogSourceFields& fields, const std::string& name) {
  using How = logsource::Resolved::How;
  const auto found = fields.known.find(name);
  if (found != fields.known.end()) return found->second;
  LogSourceFields::Known known;
  if (!fields.matches.empty()) known.resolved = registry_->Resolve(fields.matches, name);
  Field field;
  field.name = name;
  field.paths = known.resolved.paths;
  field.flat = known.resolved.how == How::kUnknown || known.resolved.how == How::kNoTable;
  if (field.flat && field.paths.empty()) field.paths.push_back(logsource::PathOfFieldName(name));
  known.id = program_.Intern(std::move(field));
  return fields.known.emplace(name, std::move(known)).first->second;
}

References::References(const std::vector<Source>& sources) {
  for (uint32_t i = 0; i < sources.size(); ++i) {
    const sigma::Document& document = *sources[i].document;
    if (document.filter() != nullptr) continue;
    if (!document.id.empty()) by_id_[dcv::Lower(document.id.text)].push_back(i);
    if (document.name.empty()) continue;
    by_name_[document.name.text].push_back(i);
    names_.push_back(document.name.text);
  }
  std::sort(names_.begin(), names_.end());
}

std::vector<uint32_t> References::Find(std::string_view reference) const {
  std::vector<uint32_t> out;
  if (const auto id = by_id_.find(dcv::Lower(reference)); id != by_id_.end()) out = id->second;
  if (const auto name = by_name_.find(std::string(reference)); name != by_name_.end()) {
    out.insert(out.end(), name->second.begin(), name->second.end());
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::string References::Hint(std::string_view reference) {
  constexpr size_t kMost = 20;
  if (++hints_ > kMost) return {};
  const std::string near = Nearest(reference, names_);
  return near.empty() ? "" : "did you mean " + near + "?";
}

Lowered Lower(const std::vector<Source>& sources, const LowerOptions& options) {
  Lowered out;
  FieldTable table(out.program, options.registry);
  std::vector<uint32_t> rule_of(sources.size(), kNone);
  for (uint32_t i = 0; i < sources.size(); ++i) {
    const bool is_rule = sources[i].document->rule() != nullptr;
    if (is_rule) rule_of[i] = LowerRule(sources[i], i, table, out);
  }
  References references(sources);
  ApplyFilters(sources, references, rule_of, table, options, out);
  LowerCorrelations(sources, references, rule_of, table, out);
  std::stable_sort(
      out.problems.begin(), out.problems.end(),
      [](const LowerProblem& a, const LowerProblem& b) { return a.document < b.document; });
  return out;
}

}  // namespace dcv::ir
