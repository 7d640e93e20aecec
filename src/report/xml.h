// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace dcv::report {

// The text as XML content or attribute. What XML 1.0 has no way to say becomes a blank or U+FFFD.
std::string Xml(std::string_view text);

}  // namespace dcv::report
