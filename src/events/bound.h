// SPDX-License-Identifier: Apache-2.0
// EventBridge's way to evaluate: arrays distribute, and fields that lead through one array must all
// be found in the same element of it.
#pragma once

#include "base/json.h"
#include "events/selector.h"

namespace dcv::events {

// kUnknown too when an event made to be expensive takes over a million steps.
Truth EvaluateBound(const Expr& expr, json::Value event);

}  // namespace dcv::events
