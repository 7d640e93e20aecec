// SPDX-License-Identifier: Apache-2.0
#include "inventory/documents.h"

#include <algorithm>
#include <cstring>
#include <mutex>

#include "base/json_locate.h"
#include "base/text.h"

namespace dcv::inventory {
namespace {

constexpr size_t kLargeBytes = size_t{16} << 20;
constexpr size_t kMaxParsedBytes = size_t{768} << 20;
constexpr size_t kFirstBytes = size_t{256} << 10;
constexpr uint64_t kPatience = 16;  // largest documents read in search of a line end
constexpr std::string_view kUtf8Mark = "\xEF\xBB\xBF";

std::string Megabytes(uint64_t bytes) {
  return std::to_string(bytes >> 20) + " MiB";
}

bool IsUtf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF") ||
         (text.size() > 3 && text[0] == '{' && text[1] == '\0');
}

// Command lines print warnings in front of an answer that was saved with its error stream.
size_t WarningLines(std::string_view text) {
  size_t at = 0;
  while (text.substr(at).starts_with("WARNING: ")) {
    const size_t newline = text.find('\n', at);
    if (newline == text.npos) break;
    at = newline + 1;
  }
  return at;
}

// A large document is held alone, whatever the number of threads.
std::mutex& LargeDocuments() {
  static std::mutex mutex;
  return mutex;
}

// What the parsed form of a text may take: it grows with the values in it, and a hostile text of
// "0,0,0" needs a dozen times its size.
size_t ParsedBytes(std::string_view text) {
  return 2 * text.size() + 24 * static_cast<size_t>(std::count(text.begin(), text.end(), ','));
}

Unreadable Explain(const json::Fault& fault) {
  Unreadable what;
  what.code = fault.at_end ? "I003" : fault.what == "not UTF-8" ? "I012" : "I002";
  what.place = "line " + std::to_string(fault.line) + ", byte " + std::to_string(fault.column);
  if (!fault.pointer.empty()) what.place += ", at " + fault.pointer;
  what.message = fault.what;
  return what;
}

}  // namespace

// Reads until `limit` bytes are held or the file ends; true at its end.
Result<bool> DocumentReader::Fill(ByteReader& bytes, size_t limit) {
  while (used_ < limit) {
    const size_t want = std::min(limit, std::max(kFirstBytes, used_ * 2));
    if (buffer_.size() < want + json::Parser::kPadding)
      buffer_.resize(want + json::Parser::kPadding);
    const size_t room = std::min(limit, buffer_.size() - json::Parser::kPadding) - used_;
    if (room == 0) break;
    DCV_TRY(const size_t got, bytes.Read(buffer_.data() + used_, room));
    if (got == 0) return true;
    used_ += got;
    bytes_read_ += got;
  }
  return false;
}

Status DocumentReader::Run(ByteReader& bytes, const OnDocument& document,
                           const OnUnreadable& unreadable) {
  used_ = 0;
  bytes_read_ = 0;
  line_ = 0;
  // One byte more than allowed tells "just fits" from "too large".
  const Result<bool> ended = Fill(bytes, max_ + 1);
  std::string_view text(buffer_.data(), used_);
  if (text.starts_with(kUtf8Mark)) text.remove_prefix(kUtf8Mark.size());
  text.remove_prefix(WarningLines(text));
  if (text.size() < used_) {
    std::memmove(buffer_.data(), text.data(), text.size());
    used_ = text.size();
    text = {buffer_.data(), used_};
  }
  if (used_ > kLargeBytes) return RunLarge(bytes, ended, document, unreadable);
  return RunFilled(bytes, ended, document, unreadable);
}

Status DocumentReader::RunLarge(ByteReader& bytes, const Result<bool>& ended,
                                const OnDocument& document, const OnUnreadable& unreadable) {
  const std::lock_guard alone(LargeDocuments());
  Status status = Ok();
  if (used_ <= max_ && ParsedBytes({buffer_.data(), used_}) > kMaxParsedBytes) {
    unreadable({"I011", "", "a document of " + Megabytes(used_) + " with too many values"},
               std::string_view(buffer_.data(), used_), 0);
  } else {
    status = RunFilled(bytes, ended, document, unreadable);
  }
  parser_ = json::Parser();  // gives the memory back
  buffer_ = std::string();
  return status;
}

Status DocumentReader::RunFilled(ByteReader& bytes, const Result<bool>& ended,
                                 const OnDocument& document, const OnUnreadable& unreadable) {
  const std::string_view text(buffer_.data(), used_);
  if (IsUtf16(text)) {
    unreadable({"I012", "", "the text is UTF-16"}, text, 0);
    return Ok();
  }
  if (ended && *ended) {
    if (Trim(text).empty()) {
      unreadable({"I015", "", "the file is empty"}, text, 0);
    } else if (!Whole(document)) {
      Pieces(document, unreadable);
    }
    return Ok();
  }
  if (!ended) {  // the stream broke: what came before it is still worth reading
    if (!Trim(text).empty() && !Whole(document)) Pieces(document, unreadable);
    return ended.error();
  }
  return Lines(bytes, document, unreadable);
}

// The text is one valid document.
bool DocumentReader::Whole(const OnDocument& document) {
  const auto root = parser_.Parse({buffer_.data(), used_});
  if (root) document(*root, 0);
  return root.has_value();
}

void DocumentReader::Line(std::string_view text, const OnDocument& document,
                          const OnUnreadable& unreadable) {
  ++line_;
  if (Trim(text).empty()) return;
  if (const auto root = parser_.Parse(text)) return document(*root, line_);
  const json::Scan scan = json::ScanValue(text, json::Parser::kMaxDepth);
  const char* refused =
      scan.end < text.size() ? "text after the end of the document" : "a number is out of range";
  Unreadable what = scan.valid ? Unreadable{"I002", "", refused} : Explain(scan.fault);
  what.place = "line " + std::to_string(line_) +
               (scan.valid ? "" : ", byte " + std::to_string(scan.fault.column)) +
               (scan.fault.pointer.empty() ? "" : ", at " + scan.fault.pointer);
  unreadable(std::move(what), text, line_);
}

// Not one document: a line each when the first line is one, else texts after one another.
void DocumentReader::Pieces(const OnDocument& document, const OnUnreadable& unreadable) {
  std::string_view text(buffer_.data(), used_);
  const size_t newline = text.find('\n');
  const bool lines = newline != text.npos && !Trim(text.substr(newline)).empty() &&
                     parser_.Parse(text.substr(0, newline)).has_value();
  while (lines && !text.empty()) {
    const size_t end = std::min(text.find('\n'), text.size());
    Line(text.substr(0, end), document, unreadable);
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  uint32_t number = 1;
  while (!text.empty()) {
    const json::Scan scan = json::ScanValue(text, json::Parser::kMaxDepth);
    // "number" is the line the document begins on, so that several can be told apart.
    if (!scan.valid) return unreadable(Explain(scan.fault), text, 0);
    const std::string_view piece = text.substr(0, scan.end);
    if (const auto root = parser_.Parse(piece)) {
      document(*root, number);
    } else {
      unreadable({"I002", "line " + std::to_string(number), "a number is out of range"}, piece, 0);
    }
    number += static_cast<uint32_t>(std::count(piece.begin(), piece.end(), '\n'));
    text.remove_prefix(scan.end);
  }
}

// The file is larger than one document may be: only lines can be read.
Status DocumentReader::Lines(ByteReader& bytes, const OnDocument& document,
                             const OnUnreadable& unreadable) {
  bool ended = false;
  bool skipping = false;  // inside a line that is too large
  const uint64_t patience = bytes_read_ + kPatience * static_cast<uint64_t>(max_);
  while (!ended || used_ > 0) {
    std::string_view text(buffer_.data(), used_);
    const size_t last = text.rfind('\n');
    if (last == text.npos && !ended) {
      if (!skipping) {
        ++line_;
        unreadable({"I011", "line " + std::to_string(line_),
                    "a single document of over " + Megabytes(max_)},
                   text, line_);
      }
      skipping = true;
      used_ = 0;
      if (bytes_read_ > patience) {  // a bomb, or no export of a provider
        return InvalidInput("gave up after " + Megabytes(bytes_read_) + " without a line end");
      }
    } else {
      const size_t complete = ended ? used_ : last + 1;
      std::string_view rest = text.substr(0, complete);
      while (!rest.empty()) {
        const size_t end = std::min(rest.find('\n'), rest.size());
        if (!skipping) Line(rest.substr(0, end), document, unreadable);
        skipping = false;
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      used_ -= complete;
      std::memmove(buffer_.data(), buffer_.data() + complete, used_);
    }
    if (!ended) {
      DCV_TRY(ended, Fill(bytes, max_ + 1));
    }
  }
  return Ok();
}

}  // namespace dcv::inventory
