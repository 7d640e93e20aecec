// SPDX-License-Identifier: Apache-2.0
#include "report/diff.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

#include "base/files.h"
#include "base/json.h"
#include "base/text.h"
#include "inventory/read.h"
#include "jobs/output.h"
#include "jobs/read_inventory.h"

namespace dcv::jobs {
namespace {

// A stored result is parsed as one document, which takes a few times its size in memory.
constexpr size_t kMaxStoredBytes = size_t{1} << 30;
constexpr size_t kHeadBytes = 256;

// Reads until `text` has `limit` bytes or the input ends; true at the end.
Result<bool> Fill(ByteReader& bytes, size_t limit, std::string& text) {
  constexpr size_t kPiece = size_t{1} << 16;
  while (text.size() < limit) {
    const size_t had = text.size();
    text.resize(had + std::min(kPiece, limit - had));
    DCV_TRY(const size_t got, bytes.Read(text.data() + had, text.size() - had));
    text.resize(had + got);
    if (got == 0) return true;
  }
  return false;
}

// The stored result at `path`; nullopt when it is a folder, or a file of something else. What was
// read of standard input cannot be read again and is given back in `text`.
Result<std::optional<coverage::Snapshot>> Stored(const std::string& path, std::string& text) {
  using Nothing = std::optional<coverage::Snapshot>;
  std::error_code failure;
  if (path != "-" && !std::filesystem::is_regular_file(path, failure)) return Nothing();
  DCV_TRY(const std::unique_ptr<ByteReader> bytes, ByteReader::Open(path));
  auto head = Fill(*bytes, kHeadBytes, text);
  // A damaged file of answers is the inventory's to report.
  if (!head) return path == "-" ? Result<Nothing>(head.error()) : Result<Nothing>(Nothing());
  if (!coverage::LooksLikeSnapshot(text) && path != "-") return Nothing();
  DCV_TRY(const bool ended, Fill(*bytes, kMaxStoredBytes, text));
  if (!ended) {
    return InvalidInput(Printable(path) + " is larger than a stored result may be (1 GiB)",
                        "narrow both results with --account or --cloud, or give folders");
  }
  if (!coverage::LooksLikeSnapshot(text)) return Nothing();
  const size_t size = text.size();
  text.append(json::Parser::kPadding, '\0');
  auto snapshot = coverage::ReadSnapshot(std::string_view(text).substr(0, size));
  if (!snapshot) {
    Error error = snapshot.error();
    error.message = Printable(path) + ": " + error.message;
    return error;
  }
  return Nothing(*std::move(snapshot));
}

Result<coverage::Snapshot> ReadSide(const Program& program, const DiffRequest& request,
                                    const std::string& path, const std::string& rules) {
  std::string text;
  DCV_TRY(std::optional<coverage::Snapshot> stored, Stored(path, text));
  if (stored) {
    if (!rules.empty()) {
      return InvalidInput(Printable(path) + " is a stored result, which has its rules already",
                          "leave its --old-rules or --new-rules away");
    }
    return *std::move(stored);
  }
  DCV_TRY(const attack::Version version, attack::Version::Load(program.data, request.attack));
  inventory::Inventory inventory;
  if (path == "-") {
    inventory = inventory::ReadText(text, path, program.catalog);
    if (Status status = CompleteInventory(program, rules, inventory); !status) {
      return status.error();
    }
  } else {
    DCV_TRY(inventory, ReadInventory(program, {{path}, rules, request.threads, {}}));
  }
  const coverage::Coverage coverage =
      coverage::Evaluate(program.catalog, version, inventory, request.options);
  return coverage::SnapshotOf(coverage, program.catalog, version, inventory,
                              program.codes.Incomplete(coverage.diagnostics));
}

}  // namespace

Result<Outcome> Diff(const Program& program, const DiffRequest& request) {
  DCV_TRY(const coverage::Snapshot before,
          ReadSide(program, request, request.before, request.rules_before));
  DCV_TRY(const coverage::Snapshot after,
          ReadSide(program, request, request.after, request.rules_after));
  DCV_TRY(const coverage::Difference difference, coverage::Diff(before, after));
  const bool color = program.color && (request.output.path.empty() || request.output.path == "-");
  const report::DiffReport report{before,        after,           difference, request.before,
                                  request.after, request.fail_on, color};
  DCV_TRY(OutputFile file, OutputFile::Open(request.output.path));
  for (const report::DiffFormat& format : report::DiffFormats()) {
    if (request.output.format == format.name) format.render(report, file.sink());
  }
  if (Status status = file.Close(); !status) return status.error();
  if (report.failed()) return Outcome::kFindings;
  return report.incomplete() ? Outcome::kIncomplete : Outcome::kDone;
}

}  // namespace dcv::jobs
