// SPDX-License-Identifier: Apache-2.0
#include "jobs/read_events.h"

#include <fmt/format.h>

#include "base/files.h"
#include "base/text.h"

namespace dcv::jobs {
namespace {

constexpr size_t kMaxBytes = 64 << 20;

// With the padding that the JSON parser reads over.
Result<std::string> ReadPadded(const std::string& path) {
  DCV_TRY(const std::unique_ptr<ByteReader> reader, ByteReader::Open(path));
  std::string text;
  while (true) {
    const size_t before = text.size();
    text.resize(before + (1 << 16));
    DCV_TRY(const size_t got, reader->Read(text.data() + before, 1 << 16));
    text.resize(before + got);
    if (got == 0) break;
    if (text.size() > kMaxBytes) {
      return InvalidInput(Printable(path) + ": larger than 64 MiB", "explain a few events of it");
    }
  }
  text.append(json::Parser::kPadding, ' ');
  return text;
}

}  // namespace

Result<EventFile> ReadEvents(
    const std::string& path, const logsource::Registry& registry,
    const std::function<void(json::Value event, const logsource::Source* source)>& visit) {
  DCV_TRY(const std::string padded, ReadPadded(path));
  const std::string_view text(padded.data(), padded.size() - json::Parser::kPadding);
  EventFile file;
  json::Parser parser;
  const auto counted = [&](json::Value event, const logsource::Source* source) {
    ++file.events;
    visit(event, source);
  };
  if (const auto whole = parser.Parse(text)) {
    logsource::Unwrap(registry, *whole, counted);
    return file;
  }
  size_t number = 0;
  for (std::string_view line : Split(text, '\n')) {
    ++number;
    if (Trim(line).empty()) continue;
    if (const auto event = parser.Parse(line)) {
      logsource::Unwrap(registry, *event, counted);
      continue;
    }
    ++file.broken_lines;
    if (file.broken.size() < 20) file.broken.push_back(fmt::format("line {}: not JSON", number));
  }
  if (file.events == 0) {
    return InvalidInput(Printable(path) + ": no JSON event in it",
                        "give one JSON document, or one JSON event per line");
  }
  return file;
}

}  // namespace dcv::jobs
