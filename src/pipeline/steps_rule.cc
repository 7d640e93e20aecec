// SPDX-License-Identifier: Apache-2.0
// Transformations of the rule as a whole.
#include <algorithm>

#include "base/text.h"
#include "pipeline/steps.h"

namespace dcv::pipeline {
namespace {

using sigma::Document;

// A transformation that is one function.
class RuleStep : public Step {
 public:
  explicit RuleStep(std::function<void(Context&)> apply) : apply_(std::move(apply)) {}
  void Apply(Context& context) const override { apply_(context); }

 private:
  std::function<void(Context&)> apply_;
};

StepPtr MakeRuleStep(std::function<void(Context&)> apply) {
  return std::make_shared<RuleStep>(std::move(apply));
}

sigma::LogSource* LogSourceOf(Document& document) {
  if (auto* rule = std::get_if<sigma::Rule>(&document.body)) return &rule->logsource;
  if (auto* filter = std::get_if<sigma::Filter>(&document.body)) return &filter->logsource;
  return nullptr;
}

yaml::Node ScalarNode(std::string text, bool quoted) {
  yaml::Node node;
  node.scalar = std::move(text);
  node.quoted = quoted;
  return node;
}

}  // namespace

StepPtr ParseChangeLogsource(Params& params) {
  const std::string category = params.Text("category").value_or("");
  const std::string product = params.Text("product").value_or("");
  const std::string service = params.Text("service").value_or("");
  if (category.empty() && product.empty() && service.empty()) {
    params.Report("P205", params.node(), params.what() + " names no category, product or service");
  }
  return MakeRuleStep([=](Context& context) {
    sigma::LogSource* source = LogSourceOf(context.document);
    if (source == nullptr) return;
    source->category.text = category;
    source->product.text = product;
    source->service.text = service;
    source->custom.clear();
  });
}

StepPtr ParseAddField(Params& params) {
  return MakeRuleStep([fields = params.RequiredTexts("field")](Context& context) {
    for (const std::string& field : fields) context.document.fields.push_back({field, {}});
  });
}

StepPtr ParseRemoveField(Params& params) {
  return MakeRuleStep([fields = params.RequiredTexts("field")](Context& context) {
    std::erase_if(context.document.fields, [&](const sigma::Text& have) {
      return std::find(fields.begin(), fields.end(), have.text) != fields.end();
    });
  });
}

StepPtr ParseSetField(Params& params) {
  const yaml::Node* node = params.TakeRequired("fields");
  const std::vector<std::string> fields =
      node == nullptr ? std::vector<std::string>() : params.Texts("fields");
  return MakeRuleStep([fields](Context& context) {
    context.document.fields.clear();
    for (const std::string& field : fields) context.document.fields.push_back({field, {}});
  });
}

StepPtr ParseSetState(Params& params) {
  const std::string key = params.RequiredText("key");
  // pySigma's parameter is `val`, its guide writes `value`.
  const bool value_key =
      params.node().Find("val") == nullptr && params.node().Find("value") != nullptr;
  const auto value = params.RequiredValue(value_key ? "value" : "val");
  if (!value) return nullptr;
  return MakeRuleStep([key, value = *value](Context& context) {
    context.state.variables.insert_or_assign(key, value);
  });
}

StepPtr ParseSetCustomAttribute(Params& params) {
  const std::string attribute = params.RequiredText("attribute");
  const auto value = params.RequiredValue("value");
  if (!value) return nullptr;
  const bool quoted = value->kind == sigma::ValueKind::kString;
  return MakeRuleStep([attribute, node = ScalarNode(value->text, quoted)](Context& context) {
    auto& custom = context.document.custom;
    const auto same = std::find_if(custom.begin(), custom.end(), [&](const yaml::Member& member) {
      return member.key.scalar == attribute;
    });
    if (same != custom.end()) {
      same->value = node;
    } else {
      custom.push_back({ScalarNode(attribute, true), node});
    }
  });
}

StepPtr ParseRuleFailure(Params& params) {
  return MakeRuleStep([message = params.RequiredText("message")](Context& context) {
    context.Report("P220", context.document.place, Printable(message));
  });
}

StepPtr ParseNest(Params& params) {
  const yaml::Node* items = params.TakeRequired("items");
  if (items == nullptr) return nullptr;
  return MakeRuleStep([operations = ReadOperations(*items, params.problems())](Context& context) {
    context.Run(operations);
  });
}

}  // namespace dcv::pipeline
