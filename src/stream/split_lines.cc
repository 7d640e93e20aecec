// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "stream/scan.h"
#include "stream/split.h"

namespace dcv::stream {
namespace {

size_t FindByte(std::string_view text, char byte, size_t from) {
  const void* found =
      from < text.size() ? std::memchr(text.data() + from, byte, text.size() - from) : nullptr;
  return found == nullptr ? text.npos
                          : static_cast<size_t>(static_cast<const char*>(found) - text.data());
}

// The document that is the line text[begin, end), if it is not empty.
void AddLine(std::string_view text, size_t begin, size_t end, uint64_t line, bool json,
             std::vector<Document>& documents) {
  if (end > begin && text[end - 1] == '\r') --end;
  if (end == begin) return;
  if (text[begin] <= ' ' && Trim(text.substr(begin, end - begin)).empty()) return;
  documents.push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(end - begin),
                       static_cast<uint32_t>(line), json});
}

class Lines : public Splitter {
 public:
  explicit Lines(bool json) : json_(json) {}

  Taken Split(std::string_view text, bool ended, size_t limit,
              std::vector<Document>& documents) override {
    Taken taken;
    size_t end = FindByte(text, '\n', scanned_);
    for (; end != text.npos && taken.bytes < limit; end = FindByte(text, '\n', taken.bytes)) {
      Give(text, taken, end, documents);
      taken.bytes = end + 1;
      ++taken.lines;
    }
    const bool rest = end == text.npos && taken.bytes < text.size();
    if (rest && (ended || skipping_)) {
      if (!skipping_) Give(text, taken, text.size(), documents);
      taken.bytes = text.size();
    }
    scanned_ = end == text.npos ? text.size() - taken.bytes : 0;
    return taken;
  }

  Oversize TooLarge(std::string_view, size_t&) override {
    skipping_ = true;
    return Oversize::kSkipped;
  }

 private:
  void Give(std::string_view text, const Taken& taken, size_t end,
            std::vector<Document>& documents) {
    if (!skipping_) AddLine(text, taken.bytes, end, taken.lines, json_, documents);
    skipping_ = false;
  }

  bool json_;
  bool skipping_ = false;  // inside a line that is too large
  size_t scanned_ = 0;     // bytes at the beginning of the next text that hold no line break
};

class Rows : public Splitter {
 public:
  explicit Rows(size_t header_rows) : header_rows_(header_rows) {}

  Taken Split(std::string_view text, bool ended, size_t limit,
              std::vector<Document>& documents) override {
    Taken taken;
    size_t at = scanned_;
    uint64_t lines = lines_;
    while (taken.bytes < limit) {
      const size_t end = std::min(FindByte(text, '\n', at), text.size());
      if (CountByte(text.substr(at, end - at), '"') % 2 == 1) quoted_ = !quoted_;
      at = end;
      if (end == text.size()) break;
      ++at;
      ++lines;
      if (quoted_) continue;
      Give(text, taken, end, documents);
      taken = {at, lines};
    }
    if (ended && at == text.size() && taken.bytes < at) {
      cut_short_ = quoted_ && !skipping_;
      Give(text, taken, at, documents);
      taken = {at, lines};
    } else if (skipping_) {
      taken = {at, lines};
    }
    scanned_ = at - taken.bytes;
    lines_ = lines - taken.lines;
    return taken;
  }

  Oversize TooLarge(std::string_view, size_t&) override {
    skipping_ = true;
    return Oversize::kSkipped;
  }
  bool cut_short() const override { return cut_short_; }

 private:
  void Give(std::string_view text, const Taken& taken, size_t end,
            std::vector<Document>& documents) {
    const bool header = header_rows_ > 0;
    if (header) --header_rows_;
    if (!header && !skipping_) {
      AddLine(text, taken.bytes, end, taken.lines, true, documents);
    }
    skipping_ = false;
  }

  size_t header_rows_;
  bool skipping_ = false;  // inside a row that is too large
  bool quoted_ = false;
  bool cut_short_ = false;
  size_t scanned_ = 0;  // bytes of the next text that are behind us, and the line breaks in them
  uint64_t lines_ = 0;
};

}  // namespace

std::unique_ptr<Splitter> SplitLines(bool json) {
  return std::make_unique<Lines>(json);
}
std::unique_ptr<Splitter> SplitRows(size_t header_rows) {
  return std::make_unique<Rows>(header_rows);
}

}  // namespace dcv::stream
