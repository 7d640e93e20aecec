// SPDX-License-Identifier: Apache-2.0
// Tables of data/: UTF-8, one header line, tab separated, no quoting, every row as wide as the
// header. Cells are views into the text given, which must outlive the table.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dcv {

class Tsv {
 public:
  // `name` appears in errors. `columns` must all be in the header, in any order; rows come back
  // with their cells in the order of `columns`. A row of another width is an error with its line.
  static Result<Tsv> Parse(std::string_view text, std::string_view name,
                           const std::vector<std::string_view>& columns);

  size_t rows() const { return width_ == 0 ? 0 : cells_.size() / width_; }
  std::string_view cell(size_t row, size_t column) const { return cells_[row * width_ + column]; }

 private:
  size_t width_ = 0;
  std::vector<std::string_view> cells_;
};

}  // namespace dcv
