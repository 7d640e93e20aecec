// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "stream/scan.h"
#include "stream/split.h"

namespace dcv::stream {
namespace {

constexpr size_t npos = Scanner::npos;
constexpr size_t kMaxContainerLevel = 16;

bool IsSpace(char c) {
  return c == ' ' || c == '\n' || c == '\t' || c == '\r';
}

// Between texts: white space, commas of a list that lost its brackets, record separators.
size_t SkipBetween(std::string_view text, size_t at) {
  while (at < text.size() && (IsSpace(text[at]) || text[at] == ',' || text[at] == '\x1e')) ++at;
  return at;
}

// The outermost array that is still open at the end of the text: its level (0 is the text itself)
// and the place of its bracket. npos when there is none.
struct OpenArray {
  size_t level = 0, place = npos;
};

OpenArray FindOpenArray(std::string_view text) {
  std::array<size_t, kMaxContainerLevel> places{};
  size_t depth = 0;
  for (size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '"') {
      at = EndOfString(text, at);
      if (at == npos) break;
      --at;
    } else if (c == '{' || c == '[') {
      if (depth < places.size()) places[depth] = at;
      ++depth;
    } else if ((c == '}' || c == ']') && depth > 0) {
      --depth;
    }
  }
  for (size_t level = 0; level < std::min(depth, places.size()); ++level) {
    if (text[places[level]] == '[') return {level, places[level]};
  }
  return {};
}

class Values : public Splitter {
 public:
  Taken Split(std::string_view text, bool ended, size_t limit,
              std::vector<Document>& documents) override {
    pass_ = {text, ended, &documents, scanned_, ahead_lines_};
    begin_line_ = 0;
    size_t taken = 0;
    while (taken < limit) {
      const size_t at = mode_ == Mode::kBetween ? Begin(taken) : Go(taken);
      if (at == npos) break;
      taken = at;
    }
    const bool pending = mode_ != Mode::kBetween && mode_ != Mode::kAfterArray && !skipping_;
    if (pending) {
      scanned_ -= taken;
      ahead_lines_ = pass_.lines - begin_line_;
      return {taken, begin_line_};
    }
    // What is being skipped is taken as far as it has come.
    if (mode_ != Mode::kBetween && taken < limit) taken = text.size();
    scanned_ = 0;
    ahead_lines_ = 0;
    CountTo(taken);
    return {taken, pass_.lines};
  }

  Oversize TooLarge(std::string_view text, size_t& header) override {
    const OpenArray array = mode_ == Mode::kValue && !in_array_ ? FindOpenArray(text) : OpenArray();
    if (array.place == npos) {
      skipping_ = true;
      return Oversize::kSkipped;
    }
    in_array_ = true;
    array_level_ = array.level;
    mode_ = Mode::kBetween;
    scanned_ = 0;
    ahead_lines_ = 0;
    header = array.place + 1;
    return Oversize::kContainer;
  }

  bool cut_short() const override { return cut_short_ || in_array_ || mode_ == Mode::kAfterArray; }

 private:
  // kAfterArray: behind the array of a container that was taken apart, before the container's end.
  enum class Mode { kBetween, kValue, kString, kStray, kAfterArray };
  struct Pass {
    std::string_view text;
    bool ended = false;
    std::vector<Document>* documents = nullptr;
    size_t counted = 0;  // bytes of text whose line breaks are in `lines`
    uint64_t lines = 0;
  };

  void CountTo(size_t place) {
    if (place <= pass_.counted) return;
    pass_.lines += CountByte(pass_.text.substr(pass_.counted, place - pass_.counted), '\n');
    pass_.counted = place;
  }

  // Where the next value begins; npos when the text ends before it.
  size_t Begin(size_t taken) {
    const std::string_view text = pass_.text;
    const size_t at = SkipBetween(text, taken);
    if (at == text.size()) return at > taken ? at : npos;
    scanned_ = at;
    CountTo(at);
    begin_line_ = pass_.lines;
    if (in_array_ && text[at] == ']') {
      in_array_ = false;
      scanned_ = at + 1;
      depth_ = array_level_;
      in_string_ = false;
      mode_ = depth_ == 0 ? Mode::kBetween : Mode::kAfterArray;
      return at + 1;
    }
    mode_ = text[at] == '{' || text[at] == '[' ? Mode::kValue
            : in_array_ && text[at] == '"'     ? Mode::kString
                                               : Mode::kStray;
    scanner_.Reset();
    in_string_ = escaped_ = false;
    return at;
  }

  // Goes on with what was begun; its end, or npos.
  size_t Go(size_t begin) {
    if (mode_ == Mode::kAfterArray) return AfterArray();
    size_t end = mode_ == Mode::kValue    ? scanner_.Scan(pass_.text, scanned_)
                 : mode_ == Mode::kString ? StringEnd()
                                          : StrayEnd();
    CountTo(std::min(end, pass_.text.size()));
    if (end == npos) {
      scanned_ = pass_.text.size();
      if (!pass_.ended || skipping_ || begin == scanned_) return npos;
      cut_short_ = mode_ != Mode::kStray;
      end = scanned_;
    }
    if (!skipping_) Give(begin, end);
    skipping_ = false;
    mode_ = Mode::kBetween;
    return end;
  }

  void Give(size_t begin, size_t end) {
    size_t last = end;
    while (last > begin && IsSpace(pass_.text[last - 1])) --last;
    pass_.documents->push_back({static_cast<uint32_t>(begin), static_cast<uint32_t>(last - begin),
                                static_cast<uint32_t>(begin_line_), true});
  }

  size_t StringEnd() {
    const std::string_view text = pass_.text;
    for (size_t at = scanned_; at < text.size(); ++at) {
      const char c = text[at];
      if (escaped_) {
        escaped_ = false;
      } else if (c == '\\') {
        escaped_ = true;
      } else if (c == '"') {
        if (in_string_) return at + 1;
        in_string_ = true;
      } else if (c == '\n') {
        return at;
      }
    }
    return npos;
  }

  size_t StrayEnd() const {
    const size_t end =
        in_array_ ? pass_.text.find_first_of(",]\n", scanned_) : pass_.text.find('\n', scanned_);
    return end;
  }

  // Members of the container behind its array; another array among them is taken apart as well.
  size_t AfterArray() {
    const std::string_view text = pass_.text;
    for (size_t at = scanned_; at < text.size(); ++at) {
      const char c = text[at];
      if (in_string_) {
        if (escaped_) {
          escaped_ = false;
        } else if (c == '\\') {
          escaped_ = true;
        } else if (c == '"') {
          in_string_ = false;
        }
        continue;
      }
      if (c == '"') in_string_ = true;
      if (c == '[' && depth_ == array_level_) {
        in_array_ = true;
        mode_ = Mode::kBetween;
        return at + 1;
      }
      if (c == '{' || c == '[') ++depth_;
      if ((c == '}' || c == ']') && --depth_ == 0) {
        mode_ = Mode::kBetween;
        return at + 1;
      }
    }
    scanned_ = text.size();
    return npos;
  }

  Mode mode_ = Mode::kBetween;
  Scanner scanner_;
  bool skipping_ = false;  // the value that was begun is too large
  bool in_array_ = false;  // values are elements of a container that was taken apart
  bool in_string_ = false, escaped_ = false;
  bool cut_short_ = false;
  size_t array_level_ = 0, depth_ = 0;
  // Bytes of the text that need not be looked at again, and the line breaks in them.
  size_t scanned_ = 0;
  uint64_t ahead_lines_ = 0;
  uint64_t begin_line_ = 0;  // where the value that was begun begins
  Pass pass_;
};

}  // namespace

std::unique_ptr<Splitter> SplitValues() {
  return std::make_unique<Values>();
}

}  // namespace dcv::stream
