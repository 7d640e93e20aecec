// SPDX-License-Identifier: Apache-2.0
// ClickHouse within the process (chdb) by its C API, of which these declarations are what is used.
#include <dlfcn.h>

#include "engine.h"

namespace dcv::test {
namespace {

struct Api {
  void** (*connect)(int, char**);
  void* (*query_n)(void*, const char*, size_t, const char*, size_t);
  const char* (*buffer)(void*);
  size_t (*length)(void*);
  const char* (*error)(void*);
  void (*destroy)(void*);
};

template <typename Function>
bool Take(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

void AppendQuoted(std::string& out, const std::string& text) {
  out += '\'';
  for (char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  out += '\'';
}

// A line of TabSeparated with its escapes undone.
std::string Unescaped(std::string_view line) {
  std::string out;
  for (size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\\' || i + 1 == line.size()) {
      out += line[i];
      continue;
    }
    const char c = line[++i];
    out += c == 'n'   ? '\n'
           : c == 't' ? '\t'
           : c == 'r' ? '\r'
           : c == '0' ? '\0'
           : c == 'b' ? '\b'
           : c == 'f' ? '\f'
                      : c;
  }
  return out;
}

class Clickhouse : public Engine {
 public:
  explicit Clickhouse(const Api& api) : api_(api) {
    static char name[] = "clickhouse";
    char* argv[] = {name};
    void** connection = api_.connect(1, argv);
    if (connection == nullptr) StopEngine("ClickHouse does not open");
    connection_ = *connection;
    std::string error;
    Run("SET max_query_size = 4194304", error);
    Run("DROP TABLE IF EXISTS events", error);
    Run("CREATE TABLE events (event String) ENGINE = Memory", error);
    if (!error.empty()) StopEngine(error);
  }

 protected:
  void Fill(const std::vector<std::string>& events) override {
    std::string error, insert = "INSERT INTO events VALUES ";
    Run("TRUNCATE TABLE events", error);
    for (const std::string& event : events) {
      insert += insert.ends_with(' ') ? "(" : ",(";
      AppendQuoted(insert, event);
      insert += ')';
    }
    if (!events.empty()) Run(insert, error);
    if (!error.empty()) StopEngine(error.substr(0, 500));
  }

  std::vector<std::string> Run(const std::string& query, std::string& error) override {
    constexpr std::string_view kFormat = "TabSeparated";
    void* result =
        api_.query_n(connection_, query.data(), query.size(), kFormat.data(), kFormat.size());
    std::vector<std::string> rows;
    if (const char* message = api_.error(result)) {
      error = message;
    } else {
      std::string_view rest(api_.buffer(result), api_.length(result));
      while (!rest.empty()) {
        const size_t end = std::min(rest.find('\n'), rest.size());
        rows.push_back(Unescaped(rest.substr(0, end)));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    }
    api_.destroy(result);
    return rows;
  }

 private:
  Api api_;
  void* connection_ = nullptr;
};

}  // namespace

std::unique_ptr<Engine> OpenClickhouse(std::string& why) {
  void* library =
      OpenLibrary(EnginesFolder() + "/node_modules/@chdb/lib-linux-x64-gnu/libchdb.so", why);
  if (library == nullptr) return nullptr;
  Api api{};
  const bool all = Take(library, "chdb_connect", api.connect) &&
                   Take(library, "chdb_query_n", api.query_n) &&
                   Take(library, "chdb_result_buffer", api.buffer) &&
                   Take(library, "chdb_result_length", api.length) &&
                   Take(library, "chdb_result_error", api.error) &&
                   Take(library, "chdb_destroy_query_result", api.destroy);
  if (!all) {
    why = "its library lacks a function";
    return nullptr;
  }
  return std::make_unique<Clickhouse>(api);
}

}  // namespace dcv::test
