// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "base/json_outline.h"

namespace dcv::ruletest {

using json::Outline;
using json::OutlineOf;
using json::Unquote;

}  // namespace dcv::ruletest
