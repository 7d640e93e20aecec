// SPDX-License-Identifier: Apache-2.0
#include <sqlite3.h>

#include "engine.h"

namespace dcv::test {
namespace {

class Sqlite : public Engine {
 public:
  Sqlite() {
    std::string error;
    if (sqlite3_open(":memory:", &database_) != SQLITE_OK) StopEngine("SQLite does not open");
    Run("CREATE TABLE events(event TEXT)", error);
  }
  ~Sqlite() override { sqlite3_close(database_); }

 protected:
  void Fill(const std::vector<std::string>& events) override {
    std::string error;
    Run("DELETE FROM events", error);
    Run("BEGIN", error);
    sqlite3_stmt* insert = nullptr;
    sqlite3_prepare_v2(database_, "INSERT INTO events VALUES (?)", -1, &insert, nullptr);
    for (const std::string& event : events) {
      sqlite3_bind_text(insert, 1, event.data(), static_cast<int>(event.size()), SQLITE_STATIC);
      if (sqlite3_step(insert) != SQLITE_DONE) StopEngine(sqlite3_errmsg(database_));
      sqlite3_reset(insert);
    }
    sqlite3_finalize(insert);
    Run("COMMIT", error);
  }

  std::vector<std::string> Run(const std::string& query, std::string& error) override {
    std::vector<std::string> rows;
    const auto add = [](void* to, int, char** values, char**) {
      static_cast<std::vector<std::string>*>(to)->emplace_back(values[0]);
      return 0;
    };
    if (sqlite3_exec(database_, query.c_str(), add, &rows, nullptr) != SQLITE_OK) {
      error = sqlite3_errmsg(database_);
    }
    return rows;
  }

 private:
  sqlite3* database_ = nullptr;
};

}  // namespace

std::unique_ptr<Engine> OpenSqlite(std::string&) {
  return std::make_unique<Sqlite>();
}

}  // namespace dcv::test
