// SPDX-License-Identifier: Apache-2.0
// What can be said of an expression without an event: never true, always true, true of nothing.
// Sound but not complete: "yes" is certain, except that fields are taken to hold one value unless
// the log source's table says that they hold a list.
#pragma once

#include <vector>

#include "ir/ir.h"

namespace dcv::lint {

// Whether the expressions cannot all be true of one event.
bool NeverTogether(const ir::Program& program, const std::vector<ir::ExprId>& expressions);
bool AlwaysTrue(const ir::Program& program, ir::ExprId expression);
// Whether it is true of an event that has none of the fields.
bool TrueOfNothing(const ir::Program& program, ir::ExprId expression);
// Operands of `or` and `and` nodes that change nothing: one in `or` that implies another, one in
// `and` that another implies.
std::vector<ir::ExprId> Absorbed(const ir::Program& program, ir::ExprId expression);

}  // namespace dcv::lint
