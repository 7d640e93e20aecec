// SPDX-License-Identifier: Apache-2.0
#include "match/table.h"

#include <algorithm>
#include <bit>
#include <map>

namespace dcv::match {

using Kind = Witness::Kind;

namespace {

double WithoutNegativeZero(double number) {
  return number == 0 ? 0 : number;
}

// With readable bytes after it. Numbers are kept as their eight bytes.
std::string_view Keep(const Witness& witness, std::deque<std::string>& texts) {
  std::string text = witness.text;
  if (witness.kind == Kind::kNumber) {
    const double number = WithoutNegativeZero(witness.number);
    text.assign(reinterpret_cast<const char*>(&number), sizeof number);
  }
  const size_t size = text.size();
  text.append(8, '\0');
  return std::string_view(texts.emplace_back(std::move(text))).substr(0, size);
}

}  // namespace

uint64_t Table::HashOfNumber(double number) {
  return Mix(std::bit_cast<uint64_t>(WithoutNegativeZero(number)));
}

bool Table::HasNonAscii(std::string_view text) {
  return std::any_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; });
}

void Table::Build(const std::vector<Witness>& witnesses, std::deque<std::string>& texts) {
  std::map<Kind, std::vector<Literal>> literals;
  for (uint32_t entry = 0; entry < witnesses.size(); ++entry) {
    literals[witnesses[entry].kind].push_back({Keep(witnesses[entry], texts), entry});
  }
  for (const auto& [kind, of_kind] : literals) Fill(kind, of_kind);
}

void Table::Fill(Kind kind, const std::vector<Literal>& literals) {
  switch (kind) {
    case Kind::kEquals: exact_.Build(literals); break;
    case Kind::kPrefix: prefixes_.Build(literals); break;
    case Kind::kSuffix: suffixes_.Build(literals); break;
    case Kind::kContains: inner_.Build(literals); break;
    case Kind::kNumber:
      numbers_.Reserve(literals.size());
      for (const Literal& literal : literals) {
        numbers_.Add(Mix(LoadBytes(literal.text.data(), 8)), literal);
      }
      reads_numbers_ = true;
      break;
    case Kind::kPresent: present = literals.front().number; break;
    case Kind::kExists: exists = literals.front().number; break;
    case Kind::kNonAscii: non_ascii_ = literals.front().number; break;
  }
  const bool whole = kind == Kind::kEquals || kind == Kind::kPresent || kind == Kind::kExists;
  whole_ = whole_ && whole;
  reads_text = reads_text || kind <= Kind::kContains || kind == Kind::kNonAscii;
}

}  // namespace dcv::match
