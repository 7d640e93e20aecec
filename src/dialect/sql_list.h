// SPDX-License-Identifier: Apache-2.0
// Values of fields as lists made by functions over lists: DuckDB, ClickHouse, Spark.
#pragma once

#include <string>
#include <vector>

#include "dialect/sql.h"

namespace dcv::dialect::sql {

// {0} is a node of JSON and {1} a path from there, as `path` writes it; `v` is an element in a
// test.
struct ListForms {
  std::string (*path)(const std::vector<std::string>& members);  // "": it cannot be written
  const char* spread;    // elements of the array there, else the node there, as a list
  const char* single;    // the node there, as a list
  const char* for_each;  // {0} list, {1} list made of v: one list of all
  const char* keep;      // {0} list, {1} test of v
  const char* member;    // text of {1} in v, or NULL or ''
  const char* parse;     // {0} list of texts that may hold JSON: list of what they hold
  const char* texts;     // {0} list of nodes: list of texts without null
  const char* concat;    // {0}, {1} lists
  const char* exists;    // whether there is anything at {1} of {0}
  const char* some;      // {0} list, {1} test of v
};

std::string ListValues(const ListForms& forms, const Flavour& flavour,
                       const std::vector<Position>& positions);
std::string ListExists(const ListForms& forms, const Flavour& flavour, const Position& position);

}  // namespace dcv::dialect::sql
