// SPDX-License-Identifier: Apache-2.0
// The tables of conditions by type, one for each kind. A new one is a function and a row.
#pragma once

#include <vector>

#include "pipeline/conditions.h"

namespace dcv::pipeline {

const std::vector<TestRow>& RuleTests();   // rule_conditions.cc
const std::vector<TestRow>& ItemTests();   // item_conditions.cc
const std::vector<TestRow>& FieldTests();  // item_conditions.cc

// processing_state is the same in all three (rule_conditions.cc).
Test ParseProcessingState(Params& params);
// left OP right, the operators being those of kComparisons.
extern const std::vector<std::string> kComparisons;
bool Compare(int order, std::string_view op);
// <0, 0, >0: numbers as numbers, everything else as text.
int Order(std::string_view left, std::string_view right);

}  // namespace dcv::pipeline
