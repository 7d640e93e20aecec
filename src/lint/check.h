// SPDX-License-Identifier: Apache-2.0
// Inside of dcv::lint: what a check is given and how it reports.
#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "attack/attack.h"
#include "ir/ir.h"
#include "lint/knowledge.h"
#include "lint/lines.h"
#include "lint/lint.h"
#include "logsource/logsource.h"

namespace dcv::lint {

// A field of a rule in the tables of the rule's log sources.
struct FieldFacts {
  logsource::Resolved::How how = logsource::Resolved::How::kNoTable;
  std::vector<const logsource::Field*> fields;  // its rows, one per source that has it
  std::string_view other_case;  // a name of a table that differs in case alone, else ""
};

struct ItemAt {
  const sigma::Item* item = nullptr;
  const sigma::NamedSearch* search = nullptr;
  const FieldFacts* facts = nullptr;  // null for keywords and where no table is
  Place place() const { return item->field.place; }
};

struct Subject;

// The same for all documents.
struct World {
  const Knowledge* knowledge = nullptr;
  const attack::Version* version = nullptr;
  const logsource::Registry* registry = nullptr;
  const ir::Program* program = nullptr;
  std::vector<Subject> subjects;  // by file and document
  std::string_view newest;        // the newest date or modified of all documents, "" without any
};

// One document under check, with what several checks ask of it.
struct Subject {
  const World* world = nullptr;
  const Input* input = nullptr;
  const Lines* lines = nullptr;
  uint32_t file = 0, index = 0;
  const sigma::Document* document = nullptr;
  const sigma::LogSource* logsource = nullptr;  // of a rule or a filter, else null
  const sigma::Detection* detection = nullptr;  // of a rule or a filter, else null
  const ir::Rule* rule = nullptr;               // null when it could not be lowered
  std::vector<ItemAt> items;                    // of all searches, in file order
  std::vector<logsource::Registry::Match> sources;

  // Where a top-level key stands, else where the document begins.
  Place KeyPlace(std::string_view key) const;
  bool IsWindows() const;
};

// The file name of a path, with its extension.
std::string_view BaseName(std::string_view path);

class Report {
 public:
  explicit Report(std::vector<Finding>& findings) : findings_(findings) {}
  void Begin(std::string_view code) { code_ = code; }
  void Add(const Subject& subject, Place place, std::string message, std::string remedy = {},
           std::vector<Edit> fix = {});

 private:
  std::vector<Finding>& findings_;
  std::string_view code_;
};

using DocumentCheck = void (*)(const Subject&, Report&);
using CollectionCheck = void (*)(const World&, Report&);

// A check and the function that does it: one of the two, or none where parsing or lowering does it.
struct Entry {
  Check check;
  DocumentCheck document = nullptr;
  CollectionCheck collection = nullptr;
};
const std::vector<Entry>& Entries();

// Builds World::subjects; `facts` owns what items point to.
using FactsCache = std::unordered_map<std::string, FieldFacts>;
void BuildSubjects(const std::vector<Input>& inputs, const std::vector<Lines>& lines,
                   const ir::Lowered& lowered, World& world, FactsCache& facts);

}  // namespace dcv::lint
