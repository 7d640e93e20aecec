// SPDX-License-Identifier: Apache-2.0
// What is looked up in each value of one field (or, for keywords, in each scalar of the event).
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

#include "match/capture.h"
#include "match/literals.h"
#include "match/number.h"
#include "match/witness.h"

namespace dcv::match {

class Table {
 public:
  explicit Table(ir::FieldId field_of) : field(field_of) {}
  // Witnesses of the field, each once; entries are numbered in this order. Texts are kept in
  // `texts`, whose elements stay where they are.
  void Build(const std::vector<Witness>& witnesses, std::deque<std::string>& texts);

  // Calls hit(entry) for what the value holds; an entry may come more than once. The value is no
  // container.
  template <typename Hit>
  void LookUp(Capture& capture, Value& value, const Hit& hit) const {
    if (exists != kNone) hit(exists);
    if (value.IsNothing()) return;
    if (present != kNone) hit(present);
    if (reads_text) LookUpText(capture.Folded(value), hit);
    if (reads_numbers_) LookUpNumber(capture.Text(value), hit);
  }

  // Whether a look-up compares whole values only.
  bool cheap() const { return whole_; }

  ir::FieldId field;
  uint32_t present = kNone, exists = kNone;  // entries
  bool reads_text = false;

 private:
  void Fill(Witness::Kind kind, const std::vector<Literal>& literals);
  template <typename Hit>
  void LookUpText(std::string_view folded, const Hit& hit) const {
    exact_.Find(folded, hit);
    prefixes_.Find(folded, hit);
    suffixes_.Find(folded, hit);
    inner_.Find(folded, hit);
    if (non_ascii_ != kNone && HasNonAscii(folded)) hit(non_ascii_);
  }
  template <typename Hit>
  void LookUpNumber(std::string_view text, const Hit& hit) const {
    const auto number = NumberOf(text);
    if (!number) return;
    numbers_.Find(
        HashOfNumber(*number),
        [&](std::string_view bytes) {
          double wanted;
          std::memcpy(&wanted, bytes.data(), sizeof wanted);
          return wanted == *number;
        },
        hit);
  }
  static uint64_t HashOfNumber(double number);
  static bool HasNonAscii(std::string_view text);

  uint32_t non_ascii_ = kNone;
  ExactLiterals exact_;
  AffixLiterals prefixes_{false}, suffixes_{true};
  InnerLiterals inner_;
  HashedLiterals numbers_;
  bool reads_numbers_ = false, whole_ = true;
};

}  // namespace dcv::match
