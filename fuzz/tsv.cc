// SPDX-License-Identifier: Apache-2.0
// Any bytes as a table: asked for the columns that its own header names, and for some it may lack.
#include "base/tsv.h"

#include <algorithm>
#include <cstdint>

#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  (void)dcv::Tsv::Parse(text, "fuzz.tsv", {"key", "technique", "key"});
  const auto header = dcv::Split(text.substr(0, text.find('\n')), '\t');
  const auto table = dcv::Tsv::Parse(text, "fuzz.tsv", header);
  if (!table) {
    DCV_CHECK(table.error().message.starts_with("fuzz.tsv:"));
    return 0;
  }
  const auto lines = static_cast<size_t>(std::count(text.begin(), text.end(), '\n'));
  DCV_CHECK(table->rows() == lines - (text.ends_with('\n') ? 1 : 0));
  for (size_t row = 0; row < table->rows(); ++row) {
    for (size_t column = 0; column < header.size(); ++column) {
      const std::string_view cell = table->cell(row, column);
      DCV_CHECK(cell.data() >= text.data() && cell.data() + cell.size() <= text.data() + size);
      DCV_CHECK(cell.find_first_of("\t\n") == cell.npos);
    }
  }
  return 0;
}
