// SPDX-License-Identifier: Apache-2.0
// Processing pipelines in pySigma's YAML form, applied to trees of Sigma documents: field names,
// values and log sources rewritten for a target. docs/pipelines.md says what is supported. Nothing
// here opens a connection or runs a command; files are read below Options::files alone.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "pipeline/conditions.h"
#include "sigma/rule.h"

namespace dcv::pipeline {

class Step;       // one transformation (steps.h)
class QueryStep;  // one postprocessing item (queries.h)
class Finalizer;  // (queries.h)

// One item of `transformations`, and when it applies.
struct Operation {
  std::string id, type;
  Place place;
  ConditionSet rule_conditions, item_conditions, field_conditions;
  std::shared_ptr<const Step> step;
};

// One item of `postprocessing`.
struct QueryOperation {
  std::string id;
  ConditionSet rule_conditions;
  std::shared_ptr<const QueryStep> step;
};

struct Pipeline {
  std::string name;
  int64_t priority = 0;  // lower ones first; equal ones in the order given
  std::map<std::string, std::vector<sigma::Value>, std::less<>> vars;
  std::vector<std::string> allowed_backends;  // empty: all
  std::vector<Operation> transformations;
  std::vector<QueryOperation> postprocessing;
  std::vector<std::shared_ptr<const Finalizer>> finalizers;
};

// Problems are P001..P003 (YAML) and P20x; any of them leaves `pipeline` empty.
struct Parsed {
  std::optional<Pipeline> pipeline;
  Problems problems;
};
Parsed ParsePipeline(std::string_view text);

// A detection item across rewriting: where it was written and its field's name now.
struct ItemKey {
  Place place;
  std::string field;
  auto operator<=>(const ItemKey&) const = default;
};

// What happened to one document so far; a new one for each document.
struct State {
  using Ids = std::set<std::string, std::less<>>;
  std::map<std::string, sigma::Value, std::less<>> variables;          // of set_state
  std::map<std::string, std::vector<sigma::Value>, std::less<>> vars;  // of the pipelines applied
  Ids applied;                                     // ids of items applied to the rule
  std::map<ItemKey, Ids> items;                    // ... to its detection items
  std::map<std::string, Ids, std::less<>> fields;  // ... to names outside of them
  std::set<ItemKey> mapped;  // items whose field a mapping gave; strict_field_mapping_failure
  uint32_t added = 0;        // items that pipelines added; they have line 0
};

struct Options {
  std::string backend;  // checked against allowed_backends unless empty
  std::string files;    // the only folder that file_placeholders may read below; "": none
  // Of a correlation, the documents that it refers to: its logsource conditions ask them.
  std::vector<const sigma::Document*> referenced;
};

// Applies the pipelines in order of priority. Places are those of the rule's text. A problem
// (P22x, P23x) means that the document must not be used: what it says now is not what was meant.
Problems Apply(const std::vector<Pipeline>& pipelines, sigma::Document& document, State& state,
               const Options& options = {});

// The query as the pipelines' postprocessing leaves it; the document and state are those after
// Apply. A problem leaves a query that must not be used.
std::string Postprocess(const std::vector<Pipeline>& pipelines, std::string query,
                        const sigma::Document& document, State& state, Problems& problems);

// What the finalizers make of all queries: one text, or the queries when there is no finalizer.
std::vector<std::string> Finalize(const std::vector<Pipeline>& pipelines,
                                  std::vector<std::string> queries, Problems& problems);

// By priority, equal ones as given.
std::vector<const Pipeline*> InOrder(const std::vector<Pipeline>& pipelines);
// The pipeline's vars into the state, over those of pipelines before it.
void TakeVars(const Pipeline& pipeline, State& state);

// The types of transformations, for "did you mean" and listings.
const std::vector<std::string>& TransformationNames();

}  // namespace dcv::pipeline
