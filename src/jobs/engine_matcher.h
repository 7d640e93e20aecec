// SPDX-License-Identifier: Apache-2.0
// The matching engine as ruletest asks for it.
#pragma once

#include "match/engine.h"
#include "ruletest/matcher.h"

namespace dcv::jobs {

// One per worker; the engine, made with Options::every_event, outlives it.
ruletest::Matcher EngineMatcher(const match::Engine& engine);

}  // namespace dcv::jobs
