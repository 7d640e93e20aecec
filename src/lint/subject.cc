// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "lint/check.h"

namespace dcv::lint {
namespace {

using How = logsource::Resolved::How;

void Collect(const sigma::Search& search, const sigma::NamedSearch& named, Subject& subject) {
  if (search.kind == sigma::Search::Kind::kItem) {
    subject.items.push_back({&search.item, &named, nullptr});
    return;
  }
  for (const sigma::Search& part : search.parts) Collect(part, named, subject);
}

FieldFacts FactsOf(const std::vector<logsource::Registry::Match>& matches, std::string_view name) {
  FieldFacts facts;
  facts.how = How::kUnknown;
  bool present = false, open = false;
  for (const auto& match : matches) {
    const logsource::Field* field = match.source->Find(name);
    const std::vector<std::string>& valid = match.line->fields;
    if (field != nullptr && !field->paths.empty() && !valid.empty() &&
        std::find(valid.begin(), valid.end(), field->name) == valid.end()) {
      continue;  // of another category of the same log
    }
    if (field != nullptr) {
      facts.fields.push_back(field);
      present = present || !field->paths.empty();
    }
    open = open || match.source->IsOpen(name);
    for (const logsource::Field& other : match.source->fields) {
      if (other.name != name && EqualsIgnoreCase(other.name, name)) facts.other_case = other.name;
    }
  }
  if (present) {
    facts.how = How::kField;
  } else if (open) {
    facts.how = How::kOpen;
  } else if (!facts.fields.empty()) {
    facts.how = How::kAbsent;
  }
  return facts;
}

void Resolve(Subject& subject, FactsCache& cache) {
  const sigma::LogSource& source = *subject.logsource;
  subject.sources = subject.world->registry->Find(
      {source.product.text, source.category.text, source.service.text});
  if (subject.sources.empty()) return;
  const std::string key =
      source.product.text + '\n' + source.category.text + '\n' + source.service.text + '\n';
  for (ItemAt& at : subject.items) {
    if (at.item->field.empty()) continue;
    const auto [found, fresh] = cache.try_emplace(key + at.item->field.text);
    if (fresh) found->second = FactsOf(subject.sources, at.item->field.text);
    at.facts = &found->second;
  }
}

Subject SubjectOf(const World& world, const Input& input, const Lines& lines,
                  const sigma::Document& document) {
  Subject subject;
  subject.world = &world;
  subject.input = &input;
  subject.lines = &lines;
  subject.document = &document;
  if (const sigma::Rule* rule = document.rule()) {
    subject.logsource = &rule->logsource;
    subject.detection = &rule->detection;
  } else if (const sigma::Filter* filter = document.filter()) {
    subject.logsource = &filter->logsource;
    subject.detection = &filter->detection;
  }
  if (subject.detection != nullptr) {
    for (const sigma::NamedSearch& named : subject.detection->searches) {
      Collect(named.search, named, subject);
    }
  }
  return subject;
}

}  // namespace

Place Subject::KeyPlace(std::string_view key) const {
  const auto found = document->keys.find(key);
  return found != document->keys.end() ? found->second : document->place;
}

bool Subject::IsWindows() const {
  return logsource != nullptr && logsource->product.text == "windows";
}

std::string_view BaseName(std::string_view path) {
  const size_t slash = path.find_last_of("/\\");
  return slash == path.npos ? path : path.substr(slash + 1);
}

void Report::Add(const Subject& subject, Place place, std::string message, std::string remedy,
                 std::vector<Edit> fix) {
  if (place.line == 0) place = subject.document->place;
  findings_.push_back({subject.file,
                       subject.index,
                       {code_, place, std::move(message), std::move(remedy), std::move(fix)}});
}

void BuildSubjects(const std::vector<Input>& inputs, const std::vector<Lines>& lines,
                   const ir::Lowered& lowered, World& world, FactsCache& facts) {
  size_t documents = 0;
  for (const Input& input : inputs) documents += input.file.documents.size();
  world.subjects.reserve(documents);
  for (uint32_t file = 0; file < inputs.size(); ++file) {
    uint32_t index = 0;
    for (const sigma::Document& document : inputs[file].file.documents) {
      Subject subject = SubjectOf(world, inputs[file], lines[file], document);
      subject.file = file;
      subject.index = index++;
      if (subject.logsource != nullptr) Resolve(subject, facts);
      for (const std::string* date : {&document.date.text, &document.modified.text}) {
        if (date->size() == 10 && world.newest < *date) world.newest = *date;
      }
      world.subjects.push_back(std::move(subject));
    }
  }
  for (const ir::Rule& rule : lowered.program.rules) {
    if (rule.document < world.subjects.size()) world.subjects[rule.document].rule = &rule;
  }
}

}  // namespace dcv::lint
