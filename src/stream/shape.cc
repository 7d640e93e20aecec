// SPDX-License-Identifier: Apache-2.0
#include "stream/shape.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>

#include "base/json.h"
#include "base/text.h"
#include "stream/audit.h"
#include "stream/cloudwatch.h"
#include "stream/scan.h"

namespace dcv::stream {
namespace {

constexpr size_t kMaxTries = 8;      // braces at which the JSON of a line is looked for
constexpr size_t kExtraCells = 100;  // of a row, beyond the header
constexpr size_t kLongestRewrite = std::numeric_limits<uint32_t>::max() - 1024;

// Documents that are written anew: the text that replaces a block's own.
class Rewriting {
 public:
  // One more document, which `write` appends; nothing when it appends nothing.
  template <typename Write>
  void Add(uint32_t line, bool json, const Write& write) {
    const size_t begin = text_.size();
    write(text_);
    if (text_.size() == begin || text_.size() > kLongestRewrite) {
      lost_ = lost_ || text_.size() > kLongestRewrite;
      text_.resize(begin);
      return;
    }
    documents_.push_back(
        {static_cast<uint32_t>(begin), static_cast<uint32_t>(text_.size() - begin), line, json});
    text_ += '\n';
  }
  void Copy(std::string_view document, uint32_t line, bool json) {
    Add(line, json, [&](std::string& out) { out += document; });
  }
  bool lost() const { return lost_; }

  void Replace(Block& block) {
    block.capacity = text_.size() + json::Parser::kPadding;
    block.bytes = std::make_unique<char[]>(block.capacity);
    std::memcpy(block.bytes.get(), text_.data(), text_.size());
    block.documents.text = {block.bytes.get(), text_.size()};
    block.documents.documents = std::move(documents_);
    block.rewritten = true;
  }

 private:
  std::string text_;
  std::vector<Document> documents_;
  bool lost_ = false;
};

// <13>..., "Nov 24 10:00:00 ...", "2026-11-24T10:00:00...": syslog, and what container runtimes
// write.
bool HasLogHeader(std::string_view line) {
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (line.starts_with('<')) {
    const size_t end = line.substr(0, 5).find('>');
    if (end != line.npos && IsDigits(line.substr(1, end - 1))) return true;
  }
  if (line.size() < 16) return false;
  const size_t month = kMonths.find(line.substr(0, 3));
  if (month != kMonths.npos && month % 3 == 0 && line[3] == ' ') return true;
  return IsDigits(line.substr(0, 4)) && line[4] == '-' && line[7] == '-' && line[13] == ':';
}

// The JSON object that makes up the end of a line with a header; npos when there is none.
size_t FindObject(std::string_view line) {
  const std::string_view text = line.substr(0, line.find_last_not_of(" \t") + 1);
  size_t at = text.find('{');
  for (size_t tries = 0; at != text.npos && tries < kMaxTries; ++tries) {
    const size_t next = text.find_first_not_of(" \t", at + 1);
    Scanner scanner;
    if (next != text.npos && (text[next] == '"' || text[next] == '}') &&
        scanner.Scan(text.substr(at), 0) == text.size() - at) {
      return at;
    }
    at = text.find('{', at + 1);
  }
  return line.npos;
}

// Lines of a text that is not JSON throughout.
class TextShaper {
 public:
  explicit TextShaper(Block& block) : block_(block) {}

  void Run() {
    Documents& all = block_.documents;
    for (size_t i = 0; i < all.documents.size(); ++i) {
      Document& document = all.documents[i];
      const std::string_view line = all.text.substr(document.begin, document.size);
      if (line[0] == '{') {
        document.json = true;
      } else if (const size_t record = FindAuditRecord(line);
                 record == 0 || (record != line.npos && HasLogHeader(line))) {
        AddRecord(i, line.substr(record), document);
        continue;
      } else if (HasLogHeader(line)) {
        const size_t object = FindObject(line);
        if (object != line.npos) {
          document.begin += static_cast<uint32_t>(object);
          document.size -= static_cast<uint32_t>(object);
          document.json = true;
        }
      }
      if (rewriting_) Copy(document);
    }
    if (rewriting_) rewritten_.Replace(block_);
  }

 private:
  void Copy(const Document& document) {
    rewritten_.Copy(block_.documents.text.substr(document.begin, document.size), document.line,
                    document.json);
  }
  void AddRecord(size_t index, std::string_view record, const Document& document) {
    if (!rewriting_) {
      for (size_t i = 0; i < index; ++i) Copy(block_.documents.documents[i]);
      rewriting_ = true;
    }
    bool good = false;
    rewritten_.Add(document.line, true,
                   [&](std::string& out) { good = audit_.Append(record, out); });
    if (!good) Copy(document);
  }

  Block& block_;
  Rewriting rewritten_;
  AuditWriter audit_;
  bool rewriting_ = false;
};

std::string Line(const Block& block, const Document& document) {
  return "line " + std::to_string(block.first_line + document.line);
}

void ShapeRows(Block& block, const Table& table, Notes& notes) {
  Rewriting rewritten;
  AuditWriter audit;
  std::vector<Cell> cells;
  std::string scratch;
  const size_t limit = table.columns.size() + kExtraCells;
  for (const Document& document : block.documents.documents) {
    const std::string_view row = block.documents.text.substr(document.begin, document.size);
    if (!ReadCells(row, table.separator, limit, cells)) {
      notes.Lost("S012", block.input->name, Line(block, document),
                 "a row has over " + std::to_string(kExtraCells) + " cells more than the header");
    }
    const bool event = table.events && *table.events < cells.size();
    const std::string_view text =
        event ? Trim(TextOf(cells[*table.events], scratch)) : std::string_view();
    if (text.empty()) {
      rewritten.Add(document.line, true, [&](std::string& out) { AppendRow(table, cells, out); });
    } else if (const size_t record = FindAuditRecord(text); text[0] != '{' && record == 0) {
      rewritten.Add(document.line, true, [&](std::string& out) { audit.Append(text, out); });
    } else {
      rewritten.Copy(text, document.line, text[0] == '{');
    }
  }
  if (rewritten.lost()) {
    notes.Lost("S012", block.input->name, "", "rows became too long as JSON and were left out");
  }
  rewritten.Replace(block);
}

void ShapeCloudWatch(Block& block, size_t max_document, Notes& notes) {
  Rewriting rewritten;
  json::Parser parser;
  for (const Document& document : block.documents.documents) {
    const std::string_view text = block.documents.text.substr(document.begin, document.size);
    if (!IsCloudWatchPayload(text)) {
      rewritten.Copy(text, document.line, document.json);
      continue;
    }
    const auto decoded = DecodeCloudWatch(text, parser, max_document);
    if (!decoded) {
      notes.Lost("S011", block.input->name, Line(block, document), decoded.error().message);
    }
    rewritten.Copy(decoded ? std::string_view(*decoded) : text, document.line, true);
  }
  rewritten.Replace(block);
}

// Past the byte `wanted` and blanks before it; npos when something else stands there.
size_t Expect(std::string_view text, size_t at, char wanted) {
  if (at == text.npos) return at;
  while (at < text.size() && (text[at] == ' ' || text[at] == '\t' || text[at] == '\n')) ++at;
  return at < text.size() && text[at] == wanted ? at + 1 : text.npos;
}

// Past {"NAME":{ at the beginning; `name` is set.
size_t OnlyMember(std::string_view text, std::string_view& name) {
  const size_t quote = Expect(text, Expect(text, 0, '{'), '"');
  if (quote == text.npos) return quote;
  const size_t end = text.find('"', quote);
  if (end == text.npos || end - quote > 16) return text.npos;
  name = text.substr(quote, end - quote);
  return Expect(text, Expect(text, end + 1, ':'), '{');
}

}  // namespace

bool IsBulkAction(std::string_view line) {
  constexpr std::array<std::string_view, 4> kActions = {"index", "create", "update", "delete"};
  std::string_view name;
  const size_t inside = OnlyMember(line, name);
  if (inside == line.npos) return false;
  if (std::find(kActions.begin(), kActions.end(), name) == kActions.end()) return false;
  Scanner scanner;
  const size_t end = scanner.Scan(line.substr(inside - 1), 0);
  return end != Scanner::npos && Expect(line, inside - 1 + end, '}') != line.npos;
}

bool IsCloudWatchPayload(std::string_view document) {
  std::string_view name;
  return OnlyMember(document, name) != document.npos && name == "awslogs";
}

void Shape(Block& block, const Format& format, size_t max_document, Notes& notes) {
  if (format.kind == Format::Kind::kRows) return ShapeRows(block, format.table, notes);
  if (format.kind == Format::Kind::kText && !format.plain) return TextShaper(block).Run();
  if (format.bulk) {
    notes.tally.envelope_lines +=
        std::erase_if(block.documents.documents, [&block](const Document& document) {
          return IsBulkAction(block.documents.text.substr(document.begin, document.size));
        });
  }
  if (format.cloudwatch) ShapeCloudWatch(block, max_document, notes);
}

}  // namespace dcv::stream
