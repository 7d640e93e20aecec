// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "attack/attack.h"
#include "base/result.h"

namespace dcv::jobs {

// The active technique that a person means: an id of any version, in any case, or a unique name.
// Error with what is nearest.
Result<const attack::Technique*> FindTechnique(const attack::Version& version,
                                               std::string_view text);

}  // namespace dcv::jobs
