// SPDX-License-Identifier: Apache-2.0
// Any bytes as a condition; what parses prints to something that parses to the same.
#include <cstdint>

#include "base/result.h"
#include "sigma/condition.h"

namespace {

using dcv::sigma::Condition;

void Check(const Condition& condition, size_t size, int depth) {
  DCV_CHECK(depth <= 3 * 128 + 2 && condition.column < size);
  const size_t operands = condition.operands.size();
  switch (condition.kind) {
    case Condition::Kind::kName:
    case Condition::Kind::kQuantifier:
      DCV_CHECK(operands == 0 && !condition.name.empty());
      DCV_CHECK(condition.count == Condition::kAll || condition.count >= 1);
      (void)dcv::sigma::Selects(condition.name, "_a");
      break;
    case Condition::Kind::kNot: DCV_CHECK(operands == 1); break;
    case Condition::Kind::kAnd:
    case Condition::Kind::kOr: DCV_CHECK(operands >= 2); break;
  }
  for (const Condition& operand : condition.operands) Check(operand, size, depth + 1);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto result = dcv::sigma::ParseCondition(text);
  if (const auto* error = std::get_if<dcv::sigma::ConditionError>(&result)) {
    DCV_CHECK(!error->message.empty() && !error->remedy.empty() && error->column <= size);
    return 0;
  }
  const auto& condition = std::get<Condition>(result);
  Check(condition, size, 0);
  const std::string printed = dcv::sigma::ToText(condition);
  const auto again = dcv::sigma::ParseCondition(printed);
  DCV_CHECK(std::holds_alternative<Condition>(again));
  DCV_CHECK(std::get<Condition>(again) == condition);
  DCV_CHECK(dcv::sigma::ToText(std::get<Condition>(again)) == printed);
  const std::string_view name = text.substr(text.size() / 2);
  (void)dcv::sigma::Selects(text.substr(0, text.size() / 2), name);
  DCV_CHECK(dcv::sigma::Selects("them", name) != name.starts_with('_'));
  return 0;
}
