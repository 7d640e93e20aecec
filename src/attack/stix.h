// SPDX-License-Identifier: Apache-2.0
// Reading an official ATT&CK release: the enterprise STIX bundle becomes the same tables that
// data/attack/<version>/ holds. What is wrong inside the bundle is a diagnostic and costs its
// object only. The format's pitfalls are the test cases of stix_test.cc.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

#include "base/diagnostic.h"
#include "base/result.h"

namespace dcv::attack {

struct StixImport {
  std::string version;                       // "18.1"
  std::map<std::string, std::string> files;  // "techniques.tsv" -> its text
  Diagnostics diagnostics;                   // A001 to A010
  size_t techniques = 0, active = 0, revoked = 0, deprecated = 0;
};

// `padded_text`: the enterprise-attack bundle, STIX 2.0 or 2.1, followed by json::Parser::kPadding
// readable bytes. `version`: what the user says it is; "" takes it from the x-mitre-collection
// object, which STIX 2.0 bundles do not have.
Result<StixImport> ImportStix(std::string_view padded_text, std::string_view version);

}  // namespace dcv::attack
