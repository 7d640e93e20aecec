// SPDX-License-Identifier: Apache-2.0
// Transformations of field names.
#include <algorithm>

#include "base/text.h"
#include "pipeline/steps.h"

namespace dcv::pipeline {
namespace {

class Mapping : public FieldStep {
 public:
  explicit Mapping(TextMap mapping) {
    for (auto& [field, names] : mapping) names_.emplace(std::move(field), std::move(names));
  }

 protected:
  std::vector<std::string> Names(const std::string& field) const override {
    const auto found = names_.find(field);
    return found == names_.end() ? std::vector<std::string>() : found->second;
  }
  bool IsMapping() const override { return true; }

 private:
  std::map<std::string, std::vector<std::string>> names_;
};

class PrefixMapping : public FieldStep {
 public:
  explicit PrefixMapping(TextMap mapping) : mapping_(std::move(mapping)) {}

 protected:
  std::vector<std::string> Names(const std::string& field) const override {
    std::vector<std::string> out;
    for (const auto& [prefix, replacements] : mapping_) {
      if (!field.starts_with(prefix)) continue;
      for (const std::string& one : replacements) out.push_back(one + field.substr(prefix.size()));
      break;
    }
    return out;
  }
  bool IsMapping() const override { return true; }

 private:
  TextMap mapping_;
};

class Transform : public FieldStep {
 public:
  Transform(std::string function, TextMap exceptions)
      : function_(std::move(function)), exceptions_(std::move(exceptions)) {}

 protected:
  std::vector<std::string> Names(const std::string& field) const override {
    for (const auto& [name, names] : exceptions_) {
      if (name == field) return names;
    }
    return {ToCase(field, function_)};
  }
  bool IsMapping() const override { return true; }

 private:
  std::string function_;
  TextMap exceptions_;
};

class Affix : public FieldStep {
 public:
  Affix(std::string prefix, std::string suffix)
      : prefix_(std::move(prefix)), suffix_(std::move(suffix)) {}

 protected:
  std::vector<std::string> Names(const std::string& field) const override {
    return {prefix_ + field + suffix_};
  }

 private:
  std::string prefix_, suffix_;
};

// Refuses fields that no mapping gave. Works on items through their history.
class StrictMapping : public Step {
 public:
  void Apply(Context& context) const override {
    const sigma::Detection* detection = DetectionOf(context.document);
    if (detection == nullptr) return;
    for (const sigma::NamedSearch& named : detection->searches) {
      ForEachItem(named.search, [&](const sigma::Item& item) {
        const ItemKey key = {item.field.place, item.field.text};
        if (item.field.empty() || context.state.mapped.contains(key)) return;
        if (!context.ItemHolds(item)) return;
        context.Report("P222", item.field.place,
                       "no mapping has the field '" + Printable(item.field.text) + "'");
      });
    }
  }
};

}  // namespace

StepPtr ParseFieldNameMapping(Params& params) {
  return std::make_shared<Mapping>(params.RequiredMap("mapping"));
}

StepPtr ParseFieldNamePrefixMapping(Params& params) {
  return std::make_shared<PrefixMapping>(params.RequiredMap("mapping"));
}

StepPtr ParseFieldNameTransform(Params& params) {
  params.TakeRequired("transform_func");
  std::string function = params.Word("transform_func", {"lower", "upper", "title", "snake_case"});
  TextMap exceptions;
  if (params.node().Find("mapping") != nullptr) exceptions = params.RequiredMap("mapping");
  return std::make_shared<Transform>(std::move(function), std::move(exceptions));
}

StepPtr ParseFieldNameSuffix(Params& params) {
  return std::make_shared<Affix>("", params.RequiredText("suffix"));
}

StepPtr ParseFieldNamePrefix(Params& params) {
  return std::make_shared<Affix>(params.RequiredText("prefix"), "");
}

StepPtr ParseStrictFieldMappingFailure(Params&) {
  return std::make_shared<StrictMapping>();
}

}  // namespace dcv::pipeline
