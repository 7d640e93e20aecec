// SPDX-License-Identifier: Apache-2.0
// Tells of an event as it stands in the log, without reading its values, that no keyword of a list
// can be in any of them.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dcv::match {

class RawGate {
 public:
  // `folded`: what the values are searched for. A keyword shorter than four bytes, beyond ASCII or
  // with a control character opens the gate for good; the shortest decides how fast the gate is.
  void Add(std::string_view folded);
  void Finish();
  // False: none of the keywords is in any value of the JSON. 8 readable bytes follow it.
  bool MayHold(std::string_view json) const;

 private:
  static constexpr size_t kWidest = 8;
  bool Scan(std::string_view json) const;
  bool Verify(std::string_view json, size_t at, uint32_t hash) const;

  struct Gram {
    uint32_t gram = 0;
    uint32_t offset = 0;
    uint32_t literal = 0;
  };
  bool open_ = false;
  size_t stride_ = kWidest;            // of the bytes that a gram is taken at
  std::vector<std::string> literals_;  // as JSON writes them, lower case
  std::vector<Gram> grams_;            // by bucket
  std::vector<uint32_t> buckets_;
  std::vector<uint64_t> bits_;
};

}  // namespace dcv::match
