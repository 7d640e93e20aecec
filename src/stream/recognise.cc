// SPDX-License-Identifier: Apache-2.0
#include "stream/recognise.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "stream/archive.h"
#include "stream/scan.h"
#include "stream/shape.h"

namespace dcv::stream {
namespace {

using std::string_view_literals::operator""sv;

constexpr size_t kMaxLinesSeen = 16;
constexpr std::string_view kConvert = "convert it to JSON lines, one event each";

struct Magic {
  std::string_view bytes, what, remedy;
};
constexpr std::array kMagics = {
    Magic{"ElfFile\0"sv, "a Windows event log (EVTX)",
          "export it as JSON, for example with Get-WinEvent and ConvertTo-Json -Compress"},
    Magic{"PAR1"sv, "a Parquet file", kConvert},
    Magic{"Obj\x01"sv, "an Avro file", kConvert},
    Magic{"ORC"sv, "an ORC file", kConvert},
    Magic{"SQLite format 3\0"sv, "an SQLite database", "export its tables as JSON or CSV"},
    Magic{"LPKSHHRH"sv, "a systemd journal", "export it with journalctl --file FILE -o json"},
    Magic{"BZh"sv, "compressed with bzip2", "decompress it first, or use gzip or zstd"},
    Magic{"\xFD"
          "7zXZ\0"sv,
          "compressed with XZ", "decompress it first, or use gzip or zstd"},
    Magic{"7z\xBC\xAF\x27\x1C"sv, "a 7-Zip archive", "unpack it first, or use zip or tar"},
    Magic{"\x04\x22\x4D\x18"sv, "compressed with LZ4", "decompress it first, or use gzip or zstd"},
    Magic{"\xFF\x06\x00\x00sNaPpY"sv, "compressed with Snappy",
          "decompress it first, or use gzip or zstd"},
    Magic{"\x7F"
          "ELF"sv,
          "a program", "leave it out"},
    Magic{"%PDF-"sv, "a PDF document", "leave it out"},
    Magic{"\x89PNG"sv, "a picture", "leave it out"},
    Magic{"\xD4\xC3\xB2\xA1"sv, "a packet capture", "leave it out"},
    Magic{"\x0A\x0D\x0D\x0A"sv, "a packet capture", "leave it out"},
};

bool EndsLikeTable(std::string_view name) {
  std::string lower = Lower(name);
  for (const std::string_view packed : {".gz", ".zst"}) {
    if (lower.ends_with(packed)) lower.resize(lower.size() - packed.size());
  }
  return lower.ends_with(".csv") || lower.ends_with(".tsv");
}

// The line is one object or array, or several with nothing but white space between them.
enum class LineForm { kWhole, kSeveral, kPart };
LineForm FormOf(std::string_view line) {
  line = Trim(line);
  if (!line.starts_with('{') && !line.starts_with('[')) return LineForm::kPart;
  Scanner scanner;
  const size_t end = scanner.Scan(line, 0);
  if (end == Scanner::npos || scanner.broken()) return LineForm::kPart;
  return end == line.size() ? LineForm::kWhole : LineForm::kSeveral;
}

// A line each, unless the first line holds several documents or fewer than half hold one.
bool AreLines(std::string_view head, bool whole) {
  size_t lines = 0, good = 0;
  while (!head.empty() && lines < kMaxLinesSeen) {
    const size_t end = head.find('\n');
    if (end == head.npos && !whole) break;
    const std::string_view line = head.substr(0, end);
    head.remove_prefix(std::min(line.size() + 1, head.size()));
    if (Trim(line).empty()) continue;
    const LineForm form = FormOf(line);
    if (lines == 0 && form == LineForm::kSeveral) return false;
    if (lines == 0 && form == LineForm::kWhole) return true;
    ++lines;
    good += form == LineForm::kWhole;
  }
  return good * 2 > lines;
}

// Of the first bytes those at odd (1) or even (0) places are NUL, and no other.
bool HasNuls(std::string_view head, size_t odd) {
  head = head.substr(0, 8);
  for (size_t i = 0; i < head.size(); ++i) {
    if ((head[i] == '\0') != (i % 2 == odd)) return false;
  }
  return head.size() >= 4;
}

// [ begins many a plain line too: "[Mon Sep 11 ...] [error] ...".
bool BeginsLikeJson(std::string_view text) {
  if (text.starts_with('{')) return true;
  if (!text.starts_with('[')) return false;
  const size_t next = text.find_first_not_of(" \t\r\n", 1);
  return next == text.npos || text[next] == '{' || text[next] == '[' || text[next] == ']';
}

Format Json(std::string_view head, bool whole) {
  Format format;
  const std::string_view first = head.substr(0, head.find('\n'));
  format.kind = AreLines(head, whole) ? Format::Kind::kLines : Format::Kind::kValues;
  format.bulk = format.kind == Format::Kind::kLines && IsBulkAction(Trim(first));
  format.cloudwatch = IsCloudWatchPayload(Trim(head));
  return format;
}

}  // namespace

Layer RecogniseLayer(std::string_view head) {
  if (head.starts_with("\x1f\x8b")) return Layer::kGzip;
  if (head.starts_with("\x28\xb5\x2f\xfd")) return Layer::kZstd;
  if (head.starts_with("PK\x03\x04") || head.starts_with("PK\x05\x06"sv)) return Layer::kZip;
  if (head.starts_with("\xFF\xFE")) return Layer::kUtf16Little;
  if (head.starts_with("\xFE\xFF")) return Layer::kUtf16Big;
  if (IsTar(head)) return Layer::kTar;
  // No mark, yet every second byte of what must be ASCII is NUL.
  if (HasNuls(head, 1)) return Layer::kUtf16Little;
  if (HasNuls(head, 0)) return Layer::kUtf16Big;
  return Layer::kNone;
}

Binary RecogniseBinary(std::string_view head) {
  for (const Magic& magic : kMagics) {
    if (head.starts_with(magic.bytes)) return {magic.what, magic.remedy};
  }
  const auto odd = std::count_if(head.begin(), head.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f' &&
           byte != 0x1B && byte != 0x1D && byte != 0x1E;
  });
  if (static_cast<size_t>(odd) * 10 > head.size()) return {"no text", "leave it out"};
  return {};
}

Format RecogniseFormat(std::string_view head, bool whole, std::string_view name, Form wanted) {
  const std::string_view text =
      head.substr(std::min(head.find_first_not_of(" \t\r\n\x1e"), head.size()));
  Format format;
  if (wanted == Form::kText) {
    format.plain = true;
    return format;
  }
  if (wanted == Form::kJson && !BeginsLikeJson(text)) {
    format.kind = Format::Kind::kLines;
    return format;
  }
  if (wanted != Form::kCsv && BeginsLikeJson(text)) return Json(text, whole);
  const bool named = wanted == Form::kCsv || EndsLikeTable(name);
  if (auto table = RecogniseTable(head, whole, named)) {
    format.kind = Format::Kind::kRows;
    format.table = *std::move(table);
  }
  return format;
}

}  // namespace dcv::stream
