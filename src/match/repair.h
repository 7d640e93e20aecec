// SPDX-License-Identifier: Apache-2.0
// JSON as loggers really write it, made strict: a byte order mark, bytes that are no UTF-8, lone
// surrogates, control characters in strings, numbers beyond 64 bits or beyond a double, NaN and
// Infinity.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace dcv::match {

// The document with the least changes that make it strict: bad bytes and surrogates become U+FFFD,
// control characters are escaped, numbers that no reader holds become their text. What is no JSON
// for another reason stays so; whether the result is, the caller asks a parser.
std::string Repair(std::string_view document);

}  // namespace dcv::match
