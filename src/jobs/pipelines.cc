// SPDX-License-Identifier: Apache-2.0
#include "jobs/pipelines.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "base/text.h"
#include "jobs/read_rules.h"

namespace dcv::jobs {
namespace {

using Names = std::set<std::string, std::less<>>;

void CollectNames(const sigma::Search& search, Names& names) {
  for (const sigma::Search& part : search.parts) CollectNames(part, names);
  const sigma::Item& item = search.item;
  if (search.kind != sigma::Search::Kind::kItem) return;
  names.insert(item.field.text);
  const bool refers = std::find(item.modifiers.begin(), item.modifiers.end(),
                                sigma::Modifier::kFieldRef) != item.modifiers.end();
  for (const sigma::Value& value : item.values) {
    if (refers) names.insert(value.text);
  }
}

Names NamesOf(const sigma::Document& document) {
  Names names;
  if (const sigma::Rule* rule = document.rule()) {
    for (const sigma::NamedSearch& named : rule->detection.searches) {
      CollectNames(named.search, names);
    }
  }
  return names;
}

// A reference as it is looked up: ids in any case, names as they are.
std::string IdKey(std::string_view id) {
  return "i" + Lower(id);
}
std::string NameKey(std::string_view name) {
  return "n" + std::string(name);
}

Rewritten Rewrite(sigma::Document document, const Pipelines& pipelines,
                  std::vector<const sigma::Document*> referenced) {
  Rewritten out;
  out.document = std::move(document);
  const Names before = NamesOf(out.document);
  pipeline::State state;
  const pipeline::Options options{"", pipelines.values, std::move(referenced)};
  out.problems = pipeline::Apply(pipelines.pipelines, out.document, state, options);
  const Names after = NamesOf(out.document);
  out.own_names = !std::includes(before.begin(), before.end(), after.begin(), after.end());
  return out;
}

}  // namespace

size_t Pipelines::unreadable() const {
  size_t count = 0;
  for (const File& file : files) {
    count += !file.problems.empty() && file.problems.front().code == "P027";
  }
  return count;
}

Result<Pipelines> ReadPipelines(const PipelineOptions& options) {
  Pipelines out;
  out.values = options.values;
  std::error_code failed;
  if (!options.values.empty() && !std::filesystem::is_directory(options.values, failed)) {
    return NotFound("no folder " + Printable(options.values));
  }
  for (const std::string& path : options.files) {
    if (path != "-" && !std::filesystem::exists(path, failed)) {
      return NotFound("no pipeline file " + Printable(path));
    }
    if (std::filesystem::is_directory(path, failed)) {
      return InvalidInput(Printable(path) + " is a folder", "give each pipeline's file");
    }
    out.files.push_back({path == "-" ? "stdin" : path, {}});
    Result<std::string> text = ReadBounded(path);
    if (!text) {
      out.files.back().problems.push_back({"P027", {}, text.error().message, text.error().hint});
      continue;
    }
    pipeline::Parsed parsed = pipeline::ParsePipeline(*text);
    out.files.back().problems = std::move(parsed.problems);
    if (parsed.pipeline) out.pipelines.push_back(*std::move(parsed.pipeline));
  }
  return out;
}

Status AllRead(const Pipelines& pipelines) {
  for (const Pipelines::File& file : pipelines.files) {
    if (file.problems.empty()) continue;
    const Problem& first = file.problems.front();
    return InvalidInput(
        fmt::format("{}:{}:{}: {} {}", Printable(file.path), first.place.line, first.place.column,
                    first.code, first.message),
        first.remedy.empty() ? fmt::format("see 'dcv explain {}'", first.code) : first.remedy);
  }
  return Ok();
}

Rewriting::Rewriting(const std::vector<lint::Input>& inputs, const Pipelines& pipelines)
    : pipelines_(pipelines) {
  for (const lint::Input& input : inputs) {
    for (const sigma::Document& document : input.file.documents) {
      if (document.filter() != nullptr) continue;
      if (!document.id.empty()) by_reference_[IdKey(document.id.text)].push_back(&document);
      if (!document.name.empty()) by_reference_[NameKey(document.name.text)].push_back(&document);
    }
  }
}

std::vector<const sigma::Document*> Rewriting::RulesBelow(
    const sigma::Document& correlation) const {
  std::vector<const sigma::Document*> open = {&correlation}, rules;
  std::set<const sigma::Document*> seen;
  while (!open.empty()) {
    const sigma::Document* next = open.back();
    open.pop_back();
    if (!seen.insert(next).second) continue;
    if (next->rule() != nullptr) rules.push_back(next);
    if (next->correlation() == nullptr) continue;
    for (const sigma::Text& reference : next->correlation()->rules) {
      for (const std::string& key : {IdKey(reference.text), NameKey(reference.text)}) {
        const auto found = by_reference_.find(key);
        if (found == by_reference_.end()) continue;
        open.insert(open.end(), found->second.begin(), found->second.end());
      }
    }
  }
  return rules;
}

Rewritten Rewriting::Apply(const sigma::Document& document) const {
  const bool correlation = document.correlation() != nullptr;
  return Rewrite(document, pipelines_,
                 correlation ? RulesBelow(document) : std::vector<const sigma::Document*>{});
}

const sigma::Filter* Rewriting::FilterFor(const sigma::Document& filter,
                                          const sigma::LogSource& source) {
  const FilterKey key = {&filter, source.product.text, source.category.text, source.service.text};
  auto found = filters_.find(key);
  if (found == filters_.end()) {
    sigma::Document document = filter;
    std::get<sigma::Filter>(document.body).logsource = source;
    found = filters_.emplace(key, Rewrite(std::move(document), pipelines_, {})).first;
  }
  return found->second.problems.empty() ? found->second.document.filter() : nullptr;
}

std::vector<std::pair<const sigma::Document*, Problem>> Rewriting::FilterProblems() const {
  std::vector<std::pair<const sigma::Document*, Problem>> out;
  for (const auto& [key, rewritten] : filters_) {
    const sigma::Document* filter = std::get<0>(key);
    for (const Problem& problem : rewritten.problems) {
      const bool known = std::any_of(out.begin(), out.end(), [&](const auto& told) {
        return told.first == filter && told.second.place == problem.place &&
               told.second.message == problem.message;
      });
      if (!known) out.emplace_back(filter, problem);
    }
  }
  return out;
}

}  // namespace dcv::jobs
