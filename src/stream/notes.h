// SPDX-License-Identifier: Apache-2.0
// What is counted and reported while reading, gathered per block and added up in order.
#pragma once

#include <string>
#include <utility>

#include "stream/stream.h"

namespace dcv::stream {

struct Notes {
  Tally tally;
  Diagnostics diagnostics;
  bool loss = false;

  // Something that should have been read was not.
  void Lost(const char* code, const std::string& file, std::string place, std::string message) {
    loss = true;
    diagnostics.Add({code, file, std::move(place), std::move(message)});
  }
  void Odd(const char* code, const std::string& file, std::string place, std::string message) {
    diagnostics.Add({code, file, std::move(place), std::move(message)});
  }
  void Append(const Notes& other);
};

}  // namespace dcv::stream
