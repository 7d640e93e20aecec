// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace dcv::report {

// A path as SARIF's artifactLocation.uri (RFC 3986): what is no path character is percent-encoded.
std::string SarifUri(std::string_view path);

}  // namespace dcv::report
