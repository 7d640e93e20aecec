// SPDX-License-Identifier: Apache-2.0
#include "stream/audit.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <vector>

#include "base/json_writer.h"
#include "base/text.h"

namespace dcv::stream {
namespace {

constexpr size_t kMaxFields = 10'000;
constexpr std::string_view kMessage = "msg=audit(";

// Fields that the kernel and the tools around it encode when the text is not plain
// (audit_log_untrustedstring); all others are taken as they stand.
constexpr std::array<std::string_view, 17> kEncoded = {
    "acct", "cmd", "comm", "cwd",   "data", "device",    "dir", "exe",  "file",
    "grp",  "key", "name", "ocomm", "path", "proctitle", "vm",  "watch"};

static_assert(std::is_sorted(kEncoded.begin(), kEncoded.end()));

struct Field {
  std::string_view key;
  std::string_view name;  // the key, or the argument that it is a piece of
  std::string_view value;
  bool quoted = false;
};

bool IsBreak(char c) {
  return c == ' ' || c == '\x1d' || c == '\t';  // 1D stands before what auditd has resolved
}

bool IsArgument(std::string_view key) {
  return key.size() > 1 && key[0] == 'a' && IsDigits(key.substr(1));
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

// NUL ends an argument of proctitle and cmd; it reads as a blank.
bool Decode(std::string_view text, std::string& out) {
  out.clear();
  if (text.empty() || text.size() % 2 != 0) return false;
  for (size_t i = 0; i < text.size(); i += 2) {
    const int high = HexDigit(text[i]), low = HexDigit(text[i + 1]);
    if (high < 0 || low < 0) return false;
    const char c = static_cast<char>(high << 4 | low);
    out += c == '\0' ? ' ' : c;
  }
  return true;
}

// key=value pieces of `text`; what is no such piece is passed over, as auparse does.
bool ReadFields(std::string_view text, std::vector<Field>& fields, bool nested = false) {
  for (size_t at = 0; at < text.size();) {
    if (IsBreak(text[at]) || text[at] == ',') {
      ++at;
      continue;
    }
    size_t end = at;
    while (end < text.size() && text[end] != '=' && !IsBreak(text[end])) ++end;
    if (end == text.size() || text[end] != '=' || end == at) {
      at = end + 1;
      continue;
    }
    const std::string_view key = text.substr(at, end - at);
    Field field{key, key, {}, false};
    at = end + 1;
    const char quote = at < text.size() ? text[at] : '\0';
    if (quote == '"' || quote == '\'') {
      field.quoted = true;
      const size_t close = quote == '"' ? text.find(quote, at + 1) : text.rfind(quote);
      const bool closed = close != text.npos && close > at;
      field.value = text.substr(at + 1, closed ? close - at - 1 : text.npos);
      at = closed ? close + 1 : text.size();
    } else {
      end = at;
      while (end < text.size() && !IsBreak(text[end])) ++end;
      field.value = text.substr(at, end - at);
      at = end;
    }
    if (field.key == "msg" && quote == '\'' && !nested) {
      if (!ReadFields(field.value, fields, true)) return false;
    } else {
      fields.push_back(field);
    }
    if (fields.size() > kMaxFields) return false;
  }
  return true;
}

// The argument that a piece of it (a1[0]) belongs to, else the key.
std::string_view WholeArgument(std::string_view key) {
  const std::string_view name = key.substr(0, key.find('['));
  return name.size() < key.size() && IsArgument(name) ? name : key;
}

bool MayBeEncoded(std::string_view key, bool arguments) {
  return (arguments && IsArgument(WholeArgument(key))) ||
         std::binary_search(kEncoded.begin(), kEncoded.end(), key);
}

}  // namespace

size_t FindAuditRecord(std::string_view line) {
  const size_t message = line.find(kMessage);
  if (message == line.npos) return line.npos;
  size_t type = line.rfind("type=", message);
  if (type == line.npos || (type > 0 && !IsBreak(line[type - 1]))) return line.npos;
  // Only the type's own word stands between the two.
  const std::string_view between = line.substr(type, message - type);
  if (std::count(between.begin(), between.end(), ' ') != 1) return line.npos;
  const std::string_view before = Trim(line.substr(0, type));
  const size_t word = before.rfind(' ') == before.npos ? 0 : before.rfind(' ') + 1;
  return before.substr(word).starts_with("node=")
             ? word + static_cast<size_t>(before.data() - line.data())
             : type;
}

// A record's fields, and which of them have the same name.
struct AuditWriter::Fields {
  std::vector<Field> all;
  std::vector<uint32_t> next;   // field of the same name behind this one, 0 for none
  std::vector<uint32_t> first;  // hash table of the first field of a name, plus one
  std::vector<uint32_t> last;   // of the same place in `first`: its last field
  std::vector<bool> follows;    // some field before has the same name
  std::string scratch;

  void Chain(bool arguments) {
    const size_t slots = std::bit_ceil(2 * all.size());
    first.assign(slots, 0);
    last.assign(slots, 0);
    next.assign(all.size(), 0);
    follows.assign(all.size(), false);
    for (uint32_t i = 0; i < all.size(); ++i) {
      if (arguments) all[i].name = WholeArgument(all[i].key);
      const std::string_view name = all[i].name;
      uint32_t hash = 2166136261u;  // FNV-1a
      for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
      size_t slot = hash & (slots - 1);
      while (first[slot] != 0 && all[first[slot] - 1].name != name) slot = (slot + 1) & (slots - 1);
      if (first[slot] == 0) {
        first[slot] = i + 1;
      } else {
        next[last[slot]] = i;
        follows[i] = true;
      }
      last[slot] = i;
    }
  }

  std::string_view ValueOf(const Field& field, bool arguments) {
    if (field.quoted || !Decode(field.value, scratch)) return field.value;
    return MayBeEncoded(field.key, arguments) ? std::string_view(scratch) : field.value;
  }

  void AppendValues(size_t index, bool arguments, std::string& out) {
    const std::string_view value = ValueOf(all[index], arguments);
    const bool keys = all[index].key == "key" && value.find('\x01') != value.npos;
    if (next[index] == 0 && !keys && all[index].key == all[index].name) {
      return json::AppendString(out, value);
    }
    std::vector<std::string> values;
    size_t i = index;
    do {
      const std::string text(ValueOf(all[i], arguments));
      if (all[i].key != all[i].name && !values.empty()) {
        values.back() += text;
      } else if (all[i].key == "key") {
        for (const std::string_view key : Split(text, '\x01')) values.emplace_back(key);
      } else {
        values.push_back(text);
      }
      i = next[i];
    } while (i != 0);
    if (values.size() > 1) out += '[';
    for (const std::string& text : values) {
      if (&text != values.data()) out += ',';
      json::AppendString(out, text);
    }
    if (values.size() > 1) out += ']';
  }
};

AuditWriter::AuditWriter() : fields_(std::make_unique<Fields>()) {}
AuditWriter::~AuditWriter() = default;

bool AuditWriter::Append(std::string_view record, std::string& out) {
  std::vector<Field>& all = fields_->all;
  all.clear();
  const size_t message = record.find(kMessage);
  if (message == record.npos) return false;
  const size_t close = record.find(')', message);
  if (close == record.npos) return false;
  if (!ReadFields(record.substr(0, message), all)) return false;
  const auto type =
      std::find_if(all.begin(), all.end(), [](const Field& field) { return field.key == "type"; });
  if (type == all.end()) return false;
  const bool arguments = type->value == "EXECVE";
  const size_t begin = message + std::string_view("msg=").size();
  all.push_back({"msg", "msg", record.substr(begin, close + 1 - begin), true});
  std::string_view rest = record.substr(close + 1);
  if (rest.starts_with(':')) rest.remove_prefix(1);
  if (!ReadFields(rest, all)) return false;
  fields_->Chain(arguments);
  out += '{';
  for (size_t i = 0; i < all.size(); ++i) {
    if (fields_->follows[i]) continue;
    if (i > 0) out += ',';
    json::AppendString(out, all[i].name);
    out += ':';
    fields_->AppendValues(i, arguments, out);
  }
  out += '}';
  return true;
}

}  // namespace dcv::stream
