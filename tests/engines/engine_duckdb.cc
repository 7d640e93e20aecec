// SPDX-License-Identifier: Apache-2.0
// DuckDB by its C API, of which these declarations are what is used here.
#include <dlfcn.h>

#include <cstdint>

#include "engine.h"

namespace dcv::test {
namespace {

struct DuckResult {
  uint64_t column_count, row_count, rows_changed;
  void* columns;
  char* error_message;
  void* internal;
};

struct Api {
  int (*open)(const char*, void**);
  int (*connect)(void*, void**);
  int (*query)(void*, const char*, DuckResult*);
  const char* (*result_error)(DuckResult*);
  uint64_t (*row_count)(DuckResult*);
  char* (*value_varchar)(DuckResult*, uint64_t, uint64_t);
  void (*destroy_result)(DuckResult*);
  void (*free)(void*);
  int (*appender_create)(void*, const char*, const char*, void**);
  int (*append_varchar_length)(void*, const char*, uint64_t);
  int (*appender_end_row)(void*);
  int (*appender_destroy)(void**);
};

template <typename Function>
bool Take(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

bool TakeAll(void* library, Api& api) {
  return Take(library, "duckdb_open", api.open) && Take(library, "duckdb_connect", api.connect) &&
         Take(library, "duckdb_query", api.query) &&
         Take(library, "duckdb_result_error", api.result_error) &&
         Take(library, "duckdb_row_count", api.row_count) &&
         Take(library, "duckdb_value_varchar", api.value_varchar) &&
         Take(library, "duckdb_destroy_result", api.destroy_result) &&
         Take(library, "duckdb_free", api.free) &&
         Take(library, "duckdb_appender_create", api.appender_create) &&
         Take(library, "duckdb_append_varchar_length", api.append_varchar_length) &&
         Take(library, "duckdb_appender_end_row", api.appender_end_row) &&
         Take(library, "duckdb_appender_destroy", api.appender_destroy);
}

// The library stays open until the program ends.
class Duckdb : public Engine {
 public:
  explicit Duckdb(const Api& api) : api_(api) {
    void* database = nullptr;
    if (api_.open(nullptr, &database) != 0 || api_.connect(database, &connection_) != 0) {
      StopEngine("DuckDB does not open");
    }
    std::string error;
    Run("SET threads = 1", error);
    Run("CREATE TABLE events(event JSON)", error);
    if (!error.empty()) StopEngine(error);
  }

 protected:
  void Fill(const std::vector<std::string>& events) override {
    std::string error;
    Run("TRUNCATE events", error);
    void* appender = nullptr;
    bool failed = api_.appender_create(connection_, nullptr, "events", &appender) != 0;
    for (const std::string& event : events) {
      failed = failed || api_.append_varchar_length(appender, event.data(), event.size()) != 0 ||
               api_.appender_end_row(appender) != 0;
    }
    if (failed || api_.appender_destroy(&appender) != 0) StopEngine("DuckDB takes no events");
  }

  std::vector<std::string> Run(const std::string& query, std::string& error) override {
    std::vector<std::string> rows;
    DuckResult result{};
    if (api_.query(connection_, query.c_str(), &result) != 0) {
      error = api_.result_error(&result);
    } else {
      for (uint64_t row = 0; row < api_.row_count(&result); ++row) {
        char* text = api_.value_varchar(&result, 0, row);
        if (text == nullptr) continue;
        rows.emplace_back(text);
        api_.free(text);
      }
    }
    api_.destroy_result(&result);
    return rows;
  }

 private:
  Api api_;
  void* connection_ = nullptr;
};

}  // namespace

std::unique_ptr<Engine> OpenDuckdb(std::string& why) {
  void* library = OpenLibrary(
      EnginesFolder() + "/node_modules/@duckdb/node-bindings-linux-x64/libduckdb.so", why);
  Api api{};
  if (library == nullptr) return nullptr;
  if (!TakeAll(library, api)) {
    why = "its library lacks a function";
    return nullptr;
  }
  return std::make_unique<Duckdb>(api);
}

}  // namespace dcv::test
