// SPDX-License-Identifier: Apache-2.0
// Inside of pipeline: what a transformation is. A new one is a class in one of the steps_*.cc and a
// row in registry.cc.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/params.h"
#include "pipeline/pipeline.h"
#include "sigma/pattern.h"

namespace dcv::pipeline {

// One operation at work on one document.
class Context {
 public:
  Context(sigma::Document& rewritten, State& its_state, const Options& given, Problems& found)
      : document(rewritten), state(its_state), options(given), problems(found) {}

  sigma::Document& document;
  State& state;
  const Options& options;
  Problems& problems;
  const Operation* operation = nullptr;
  std::string_view pipeline;  // its name, for messages

  // "pipeline 'x', item 'y': message" at a place of the rule.
  void Report(std::string_view code, Place place, std::string_view message,
              std::string remedy = {});
  bool ItemHolds(const sigma::Item& item) const;  // conditions of items and of its field
  bool FieldHolds(std::string_view field, const sigma::Item* item) const;
  // The item's history goes on in the leaves of what replaces it.
  void Inherit(const sigma::Item& before, const sigma::Search& after, bool mapped = false);
  // Counts values that are made; false, with P231 the first time, when they are too many.
  bool Spend(size_t values, Place place);
  void Run(const std::vector<Operation>& operations);

 private:
  void Mark(const sigma::Search& after, const State::Ids& ids, bool mapped);

  static constexpr size_t kMaxSpent = 300'000;  // pipelines that multiply and multiply again
  size_t spent_ = 0;
};

class Step {
 public:
  virtual ~Step() = default;
  virtual void Apply(Context& context) const = 0;
};
using StepPtr = std::shared_ptr<const Step>;

// What becomes of a detection item.
struct Outcome {
  enum class Kind { kKeep, kReplace, kDrop } kind = Kind::kKeep;
  sigma::Search search = {};
};

// Works on the detection items that the conditions let through, in rules and filters.
class ItemStep : public Step {
 public:
  void Apply(Context& context) const final;

 protected:
  virtual Outcome Rewrite(const sigma::Search& search, Context& context) const = 0;
};

// Gives fields other names, wherever they stand.
class FieldStep : public Step {
 public:
  void Apply(Context& context) const final;

 protected:
  // The new names, nothing to leave the name alone.
  virtual std::vector<std::string> Names(const std::string& field) const = 0;
  virtual bool IsMapping() const { return false; }

 private:
  std::optional<std::vector<std::string>> NamesFor(const std::string& field,
                                                   const sigma::Item* item,
                                                   const Context& context) const;
  Outcome Rename(const sigma::Search& search, Context& context) const;
  bool RenameReferences(sigma::Item& item, const Context& context) const;
  void RenameList(std::vector<sigma::Text>& list, Context& context) const;
  void RenameCorrelation(sigma::Correlation& correlation, Context& context) const;
  void RenameOne(sigma::Text& text, Context& context) const;
};

// Works on values that are Sigma strings, with the wildcards that contains, startswith and endswith
// stand for, as pySigma sees them.
class PatternStep : public ItemStep {
 protected:
  Outcome Rewrite(const sigma::Search& search, Context& context) const final;
  // The new patterns, nothing to leave the value alone.
  virtual std::optional<std::vector<sigma::Pattern>> Map(const sigma::Pattern& pattern) const = 0;
};

// --- tree.cc -------------------------------------------------------------------------------------
using Rewriter = std::function<Outcome(const sigma::Search&)>;
// Rewrites every item of the detection. Searches of which nothing is left go, and with them their
// names in the conditions; false when a condition would have nothing left.
bool RewriteItems(sigma::Detection& detection, const Rewriter& rewrite);
void ForEachItem(const sigma::Search& search, const std::function<void(const sigma::Item&)>& visit);
sigma::Detection* DetectionOf(sigma::Document& document);  // of a rule or filter, else null
const sigma::Detection* DetectionOf(const sigma::Document& document);

bool Has(const sigma::Item& item, sigma::Modifier modifier);
void Remove(sigma::Item& item, sigma::Modifier modifier);
// The values are Sigma strings: no regular expression, encoding (windash apart), number and so on.
bool HoldsText(const sigma::Item& item);
// The string with the wildcards that the item's modifiers stand for.
sigma::Pattern PatternOf(const sigma::Item& item, const sigma::Value& value);
std::string EffectiveText(const sigma::Item& item, const sigma::Value& value);
sigma::Value StringValue(std::string text, Place place);
// `item` with each value replaced by some, `all` and `neq` minded.
sigma::Search WithValues(const sigma::Search& search,
                         const std::vector<std::vector<sigma::Value>>& values);
sigma::Search Joined(sigma::Search::Kind kind, std::vector<sigma::Search> parts, Place place);
sigma::Search ItemSearch(sigma::Item item, Place place);

std::string ToCase(std::string_view text, std::string_view method);  // lower upper title snake_case

// Reads a list of transformations (registry.cc).
std::vector<Operation> ReadOperations(const yaml::Node& list, Problems& problems);

}  // namespace dcv::pipeline
