// SPDX-License-Identifier: Apache-2.0
// Databases that converted queries are run on. None is linked but SQLite and PostgreSQL's client:
// the others are shared libraries of npm packages (tests/engines/fetch).
#pragma once

#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace dcv::test {

class Engine {
 public:
  virtual ~Engine() = default;
  // Replaces the table events by these, ids from 0. An error ends the program.
  void Load(const std::vector<std::string>& events);
  // Ids of the events that the query returns; events of one text are all of them. `error` gets
  // what the engine says when it refuses the query.
  std::set<uint32_t> Select(const std::string& query, std::string& error);
  // The first column of what the query returns, as texts.
  std::vector<std::string> Rows(const std::string& query, std::string& error) {
    return Run(query, error);
  }

 protected:
  virtual void Fill(const std::vector<std::string>& events) = 0;
  // The first column of the result as texts.
  virtual std::vector<std::string> Run(const std::string& query, std::string& error) = 0;
  // What the engine gives back for each event; the event itself where it keeps texts.
  virtual std::vector<std::string> Kept(const std::vector<std::string>& events) { return events; }

 private:
  std::vector<std::string> kept_;
};

// Null and `why`: the engine cannot be had here.
std::unique_ptr<Engine> OpenSqlite(std::string& why);
std::unique_ptr<Engine> OpenDuckdb(std::string& why);
std::unique_ptr<Engine> OpenClickhouse(std::string& why);
std::unique_ptr<Engine> OpenPostgres(std::string& why);

// $DCV_ENGINES_DIR, else ~/.cache/dcv/engines: where tests/engines/fetch puts packages.
std::string EnginesFolder();
[[noreturn]] void StopEngine(const std::string& message);
// The library, or null and `why`.
void* OpenLibrary(const std::string& path, std::string& why);

}  // namespace dcv::test
