// SPDX-License-Identifier: Apache-2.0
// The parser (simdjson) and the scanner that explains its refusals must agree. They may differ in
// two ways: a number out of range is JSON, which the parser cannot hold; and the parser does not
// count empty containers as depth.
#include "base/json_locate.h"

#include <algorithm>
#include <cstdint>
#include <string>

#include "base/json.h"
#include "base/result.h"

namespace {

using dcv::json::Parser;
using dcv::json::Scan;
using dcv::json::ScanValue;

void CheckFault(std::string_view text, const dcv::json::Fault& fault) {
  DCV_CHECK(fault.offset <= text.size() && !fault.what.empty());
  DCV_CHECK(fault.at_end == (fault.offset == text.size()));
  const std::string_view before = text.substr(0, fault.offset);
  DCV_CHECK(fault.line == 1 + static_cast<size_t>(std::count(before.begin(), before.end(), '\n')));
  DCV_CHECK(fault.column >= 1 && fault.column <= fault.offset + 1);
  DCV_CHECK(!dcv::json::Describe(fault).empty());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static Parser parser;
  std::string padded(reinterpret_cast<const char*>(data), size);
  padded.append(Parser::kPadding, '"');
  const std::string_view text = std::string_view(padded).substr(0, size);
  const bool accepted = parser.Parse(text).has_value();
  const Scan scan = ScanValue(text, Parser::kMaxDepth);
  if (!scan.valid) CheckFault(text, scan.fault);
  if (accepted) {
    const bool deep = !scan.valid && scan.fault.what.starts_with("nested deeper");
    DCV_CHECK(deep || (scan.valid && scan.end == size));
    // Cut anywhere, it is cut and not broken.
    const Scan cut = ScanValue(text.substr(0, size / 2), Parser::kMaxDepth);
    DCV_CHECK(deep || cut.valid || cut.fault.at_end);
  } else if (scan.valid && scan.end == size) {
    DCV_CHECK(text.find_first_of("0123456789") != text.npos);
  }
  return 0;
}
