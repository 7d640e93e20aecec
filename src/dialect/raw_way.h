// SPDX-License-Identifier: Apache-2.0
// Where a field is in raw events, for targets that follow names of members and look into no array.
#pragma once

#include <string>
#include <vector>

#include "dialect/dialect.h"

namespace dcv::dialect {

struct Way {
  std::vector<std::string> names;  // members from the event on
  bool inside = false;  // the value is not there but somewhere inside: below an array, in a text
  bool many = false;    // an array of values may stand there, or an object
  // So many of the names lead to where an array might stand that no documentation tells of; 0: none
  size_t doubtful = 0;
  std::string key;         // the last name
  bool otherwise = false;  // as Position::otherwise
};

// Of every position of the field, in order. Empty: the field is nowhere.
std::vector<Way> WaysOf(Rendering& rendering, ir::FieldId field);

// What a text of JSON that has the key holds, to be read with `is`.
std::string KeyBody(const std::string& key);

}  // namespace dcv::dialect
