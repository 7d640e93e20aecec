// SPDX-License-Identifier: Apache-2.0
// The transformations by name. A new one is a class in a steps_*.cc and a row here.
#include <string>
#include <vector>

#include "base/text.h"
#include "pipeline/steps.h"

namespace dcv::pipeline {

// name in YAML, function that reads its parameters (null after a problem)
#define DCV_TRANSFORMATIONS(ROW)                                  \
  ROW(field_name_mapping, FieldNameMapping)                       \
  ROW(field_name_prefix_mapping, FieldNamePrefixMapping)          \
  ROW(field_name_transform, FieldNameTransform)                   \
  ROW(field_name_suffix, FieldNameSuffix)                         \
  ROW(field_name_prefix, FieldNamePrefix)                         \
  ROW(drop_detection_item, DropDetectionItem)                     \
  ROW(hashes_fields, HashesFields)                                \
  ROW(extract_fields, ExtractFields)                              \
  ROW(wildcard_placeholders, WildcardPlaceholders)                \
  ROW(value_placeholders, ValuePlaceholders)                      \
  ROW(query_expression_placeholders, QueryExpressionPlaceholders) \
  ROW(file_placeholders, FilePlaceholders)                        \
  ROW(http_placeholders, HttpPlaceholders)                        \
  ROW(command_placeholders, CommandPlaceholders)                  \
  ROW(add_condition, AddCondition)                                \
  ROW(change_logsource, ChangeLogsource)                          \
  ROW(add_field, AddField)                                        \
  ROW(remove_field, RemoveField)                                  \
  ROW(set_field, SetField)                                        \
  ROW(replace_string, ReplaceString)                              \
  ROW(map_string, MapString)                                      \
  ROW(set_state, SetState)                                        \
  ROW(regex, RegexOf)                                             \
  ROW(set_value, SetValue)                                        \
  ROW(convert_type, ConvertType)                                  \
  ROW(rule_failure, RuleFailure)                                  \
  ROW(detection_item_failure, DetectionItemFailure)               \
  ROW(strict_field_mapping_failure, StrictFieldMappingFailure)    \
  ROW(set_custom_attribute, SetCustomAttribute)                   \
  ROW(nest, Nest)                                                 \
  ROW(case, Case)

#define DCV_DECLARE(name, function) StepPtr Parse##function(Params& params);
DCV_TRANSFORMATIONS(DCV_DECLARE)
#undef DCV_DECLARE

namespace {

struct Row {
  std::string_view name;
  StepPtr (*parse)(Params& params);
};
#define DCV_ROW(name, function) {#name, Parse##function},
constexpr Row kRows[] = {DCV_TRANSFORMATIONS(DCV_ROW)};
#undef DCV_ROW

const Row* Find(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

void ReadOperation(const yaml::Node& node, std::vector<Operation>& out, Problems& problems) {
  Params params(node, "the transformation", problems);
  if (node.kind != yaml::Kind::kMapping) return;
  Operation operation;
  operation.place = PlaceOf(node);
  operation.type = params.RequiredText("type");
  if (operation.type.empty()) return;
  const Row* row = Find(operation.type);
  if (row == nullptr) {
    params.Report("P203", *node.Find("type"),
                  "unknown transformation '" + Printable(operation.type) + "'",
                  DidYouMean(operation.type, TransformationNames()));
    return;
  }
  params.Rename("the transformation " + operation.type);
  operation.id = params.Text("id").value_or("");
  using Scope = ConditionSet::Scope;
  operation.rule_conditions = ConditionSet::Take(Scope::kRule, params);
  operation.item_conditions = ConditionSet::Take(Scope::kItem, params);
  operation.field_conditions = ConditionSet::Take(Scope::kField, params);
  operation.step = row->parse(params);
  params.Done();
  if (operation.step != nullptr) out.push_back(std::move(operation));
}

}  // namespace

const std::vector<std::string>& TransformationNames() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> out;
    for (const Row& row : kRows) out.emplace_back(row.name);
    return out;
  }();
  return names;
}

std::vector<Operation> ReadOperations(const yaml::Node& list, Problems& problems) {
  std::vector<Operation> out;
  if (list.kind != yaml::Kind::kSequence) {
    problems.push_back({"P204", PlaceOf(list), "the transformations are no list"});
    return out;
  }
  for (const yaml::Node& item : list.items) ReadOperation(item, out, problems);
  return out;
}

}  // namespace dcv::pipeline
