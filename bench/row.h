// SPDX-License-Identifier: Apache-2.0
// Rows of made answers: the files of bench/shapes with their gaps filled.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace dcv::bench {

// Knuth's MMIX generator: the same estate everywhere, whatever the library.
class Random {
 public:
  explicit Random(uint64_t seed) : state_(seed * 2 + 1) { Below(1); }
  uint32_t Below(uint32_t limit) {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<uint32_t>((state_ >> 32) % limit);
  }

 private:
  uint64_t state_;
};

using Values = std::map<std::string_view, std::string>;

std::string Hex(Random& random, size_t digits);
std::string Words(Random& random, size_t count, char separator = ' ');
std::string Guid(std::string_view hex32);

// A shape file. Its gaps: {{NAME}} is the row's value, {{NAME:N}} the first N characters of it;
// {{hex:N}} {{words:N}} {{word}} {{int:FROM:TO}} {{time}} {{pick:A|B|C}} are drawn anew each time;
// {{guid}} is made of the value `id`, so the same throughout a row.
class RowShape {
 public:
  static Result<RowShape> Load(const std::string& path);
  void Fill(const Values& values, Random& random, std::string& out) const;

 private:
  struct Gap {
    std::string name;
    std::vector<std::string> arguments;
  };
  static void Draw(const Gap& gap, const Values& values, Random& random, std::string& out);

  std::vector<std::string> literals_;  // one more than gaps
  std::vector<Gap> gaps_;
};

}  // namespace dcv::bench
