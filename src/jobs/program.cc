// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>
#include <filesystem>

#include "jobs/jobs.h"

namespace dcv::jobs {
namespace {

std::string Environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string UserDataDirectory() {
  if (std::string home = Environment("DCV_HOME"); !home.empty()) return home;
  if (std::string data = Environment("XDG_DATA_HOME"); !data.empty()) return data + "/dcv";
  const std::string home = Environment("HOME");
  return home.empty() ? "" : home + "/.local/share/dcv";
}

Status LoadProgram(const std::string& data_directory, Program& program) {
  if (data_directory.empty()) {
    program.data = DataFiles::Packed();
  } else {
    DCV_TRY(program.data, DataFiles::FromDirectory(data_directory));
  }
  const std::string user = UserDataDirectory();
  std::error_code failed;
  if (!user.empty() && std::filesystem::is_directory(user + "/attack", failed)) {
    if (Status status = program.data.Overlay(user + "/attack", "attack/"); !status) return status;
  }
  DCV_TRY(program.codes, DiagnosticCodes::Load(program.data));
  DCV_TRY(program.catalog, catalog::Catalog::Load(program.data));
  return Ok();
}

}  // namespace dcv::jobs
