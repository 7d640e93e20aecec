// SPDX-License-Identifier: Apache-2.0
// What a rule means, said in SQL and answered by SQLite: an oracle that shares no code with the
// evaluators, not even the reading of JSON. What SQL cannot say exactly is refused with a reason.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "ir/ir.h"

struct sqlite3;

namespace dcv::test {

// One SELECT of the ids of the events for which `expr` holds. nullopt: `reason` says what of it SQL
// cannot say.
std::optional<std::string> ToSql(const ir::Program& program, ir::ExprId expr, std::string& reason);

// Events in a database in memory, table events(id, body), ids from 0. SQLite itself takes the JSON
// apart, into the tables node and spread that ToSql speaks of. An error of SQLite ends the program.
class SqlEvents {
 public:
  explicit SqlEvents(const std::vector<std::string>& events);

  std::set<uint32_t> Select(const std::string& sql) const;
  // Events about which SQLite may be wrong: numbers that it spells differently, letters beyond
  // Latin-1, NUL.
  const std::set<uint32_t>& beyond() const { return beyond_; }

 private:
  int64_t Run(const std::string& sql) const;  // rows changed

  std::unique_ptr<sqlite3, int (*)(sqlite3*)> database_;
  std::set<uint32_t> beyond_;
};

}  // namespace dcv::test
