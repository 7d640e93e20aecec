// SPDX-License-Identifier: Apache-2.0
// A private PostgreSQL, started and stopped by tests/engines/postgres: a folder of its own, no
// network.
#include <libpq-fe.h>

#include <cstdlib>

#include "engine.h"

namespace dcv::test {
namespace {

class Postgres : public Engine {
 public:
  Postgres(PGconn* connection, std::string folder)
      : connection_(connection), folder_(std::move(folder)) {
    std::string error;
    PQsetNoticeProcessor(
        connection_, [](void*, const char*) {}, nullptr);
    Run("CREATE UNLOGGED TABLE events(id serial, event jsonb)", error);
    if (!error.empty()) StopEngine(error);
  }
  ~Postgres() override {
    PQfinish(connection_);
    const std::string stop = DCV_SOURCE_DIR "/tests/engines/postgres stop " + folder_;
    if (std::system(stop.c_str()) != 0) std::fprintf(stderr, "PostgreSQL does not stop\n");
  }

 protected:
  void Fill(const std::vector<std::string>& events) override {
    std::string error;
    Run("TRUNCATE events RESTART IDENTITY", error);
    std::string insert = "INSERT INTO events(event) VALUES ";
    for (const std::string& event : events) {
      char* quoted = PQescapeLiteral(connection_, event.data(), event.size());
      insert += std::string(insert.ends_with(' ') ? "(" : ",(") + quoted + ")";
      PQfreemem(quoted);
    }
    if (!events.empty()) Run(insert, error);
    if (!error.empty()) StopEngine(error.substr(0, 500));
  }

  std::vector<std::string> Kept(const std::vector<std::string>&) override {
    std::string error;
    return Run("SELECT event FROM events ORDER BY id", error);
  }

  std::vector<std::string> Run(const std::string& query, std::string& error) override {
    std::vector<std::string> rows;
    PGresult* result = PQexec(connection_, query.c_str());
    const ExecStatusType status = PQresultStatus(result);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
      error = PQerrorMessage(connection_);
    for (int row = 0; row < PQntuples(result); ++row) rows.emplace_back(PQgetvalue(result, row, 0));
    PQclear(result);
    return rows;
  }

 private:
  PGconn* connection_;
  std::string folder_;
};

}  // namespace

std::unique_ptr<Engine> OpenPostgres(std::string& why) {
  char name[] = "/tmp/dcv_postgres_XXXXXX";
  if (mkdtemp(name) == nullptr) StopEngine("no temporary folder");
  const std::string folder = name;
  const std::string start = DCV_SOURCE_DIR "/tests/engines/postgres start " + folder;
  if (std::system(start.c_str()) != 0) {
    why = "the server is not there or does not start";
    return nullptr;
  }
  PGconn* connection = PQconnectdb(("host=" + folder + " dbname=postgres user=dcv").c_str());
  if (PQstatus(connection) != CONNECTION_OK) StopEngine(PQerrorMessage(connection));
  return std::make_unique<Postgres>(connection, folder);
}

}  // namespace dcv::test
