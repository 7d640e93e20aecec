// SPDX-License-Identifier: Apache-2.0
#include <cstdio>
#include <filesystem>

#include "attack/stix.h"
#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "jobs/jobs.h"
#include "report/notices.h"

namespace dcv::jobs {
namespace {

constexpr size_t kMaxBundleBytes = size_t{256} << 20;  // the official one has 54 MB

Result<std::string> ReadBundle(const std::string& path) {
  DCV_TRY(const auto reader, ByteReader::Open(path));
  std::string text;
  size_t used = 0;
  while (true) {
    if (used == text.size()) text.resize(std::max<size_t>(size_t{1} << 20, used * 2));
    DCV_TRY(const size_t got, reader->Read(text.data() + used, text.size() - used));
    if (got == 0) break;
    used += got;
    if (used > kMaxBundleBytes) return InvalidInput(path + ": larger than 256 MiB");
  }
  text.resize(used + json::Parser::kPadding);
  return text;
}

}  // namespace

Result<Outcome> AttackLoad(const Program& program, const AttackLoadRequest& request) {
  DCV_TRY(const std::string padded, ReadBundle(request.bundle));
  const std::string_view text(padded.data(), padded.size() - json::Parser::kPadding);
  DCV_TRY(const attack::StixImport import, attack::ImportStix(text, request.version));
  std::string directory = request.directory;
  if (directory.empty()) {
    if (UserDataDirectory().empty()) {
      return InvalidInput("no home folder to keep the version in", "give -o DIR or set DCV_HOME");
    }
    directory = UserDataDirectory() + "/attack";
  }
  directory += "/" + import.version;
  std::error_code failed;
  std::filesystem::create_directories(directory, failed);
  if (failed) return NotFound("cannot make " + directory + ": " + failed.message());
  for (const auto& [name, table] : import.files) {
    if (Status status = WriteFile(directory + "/" + name, table); !status) return status.error();
  }
  std::fputs(report::NoticeText(program.codes, import.diagnostics, 10).c_str(), stderr);
  std::printf("ATT&CK %s: %s techniques, %s active, %s revoked, %s deprecated, written to %s\n",
              import.version.c_str(), Grouped(import.techniques).c_str(),
              Grouped(import.active).c_str(), Grouped(import.revoked).c_str(),
              Grouped(import.deprecated).c_str(), directory.c_str());
  // What a warning names was mended or left out as it says; the version is whole without it.
  return Outcome::kDone;
}

}  // namespace dcv::jobs
