// SPDX-License-Identifier: Apache-2.0
// Diagnostic: one thing found wrong, or worth knowing, in what the user gave us. Codes are stable
// and never reused; their severity, cause and remedy are rows of data/diagnostics.tsv, printed by
// `dcv explain CODE`.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

namespace dcv {

enum class Severity { kInfo, kWarning, kError };
std::string_view ToString(Severity severity);

// `code`: "I004" and so on, a literal. `file`: as the user named it, may be empty.
// `place`: JSON pointer, line or byte, as the reader of that file can tell it.
// Equal (code, file, message) are folded: `count` says how many there were, `place` is the first.
struct Diagnostic {
  std::string code;
  std::string file;
  std::string place;
  std::string message;
  uint64_t count = 1;
};

// Collects diagnostics with bounded memory: at most `kDistinctPerFile` different ones per file and
// code, the rest counted under one "and N more" entry.
class Diagnostics {
 public:
  static constexpr size_t kDistinctPerFile = 20;

  void Add(Diagnostic diagnostic);
  void Append(const Diagnostics& other);
  // Sorted by file, code, message.
  std::vector<Diagnostic> Sorted() const;
  bool empty() const { return items_.empty(); }

 private:
  std::map<std::tuple<std::string, std::string, std::string>, Diagnostic> items_;
  std::map<std::pair<std::string, std::string>, size_t> distinct_;
};

}  // namespace dcv
