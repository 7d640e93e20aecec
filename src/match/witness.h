// SPDX-License-Identifier: Apache-2.0
// Witnesses: cheap facts about an event of which a rule needs at least one, told before the rule is
// evaluated. A witness may hold where the predicate behind it does not, never the other way round.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "ir/ir.h"
#include "match/trie.h"

namespace dcv::match {

struct Witness {
  enum class Kind : uint8_t {
    kEquals,
    kPrefix,
    kSuffix,
    kContains,  // text, of a folded value
    kNumber,    // number, of a numeric value
    kPresent,   // some value that is not nothing
    kExists,    // some value, null too
    kNonAscii   // some value with a byte beyond ASCII
  };
  Kind kind = Kind::kPresent;
  ir::FieldId field = ir::kAnyField;
  std::string text;
  double number = 0;
  bool operator==(const Witness&) const = default;
};

// Any of which must hold. `cost` estimates how often one does and what it takes to know.
struct Clause {
  std::vector<Witness> witnesses;
  double cost = 0;
  uint32_t usage = 0;  // rules that ask for the predicate of it that most rules ask for
};

// Which witness tells a predicate exactly, so that it need not be evaluated: kNone when none does.
struct PredicateWitness {
  std::vector<Witness> any_of;  // empty: the predicate has no witness
  bool exact = false;           // the one witness holds if and only if the predicate does
};
PredicateWitness WitnessOf(const ir::Predicate& predicate);

// Lower-case ASCII texts of `shortest` bytes and more, at least one of which every match of the
// regex holds; empty where none are known.
std::vector<std::string> RegexAtoms(const std::string& regex, size_t shortest);

// How common a piece of text may be in logs: told from how many of the rules' texts have its rarest
// four bytes.
class Commonness {
 public:
  explicit Commonness(const std::vector<PredicateWitness>& witnesses);
  double Of(std::string_view text) const;

 private:
  static constexpr size_t kGram = 4, kPlaces = 1 << 16;
  static constexpr double kOfShort = 50;
  static size_t PlaceOf(const char* gram);
  std::vector<uint32_t> counts_ = std::vector<uint32_t>(kPlaces);  // by hash
};

// How many rules of a plan use each predicate: what many rules ask for is common in their logs.
using Usage = std::vector<uint32_t>;

// Up to `limit` clauses that all must hold for the expression to be true, cheapest first; empty
// when it can be true without any.
std::vector<Clause> Required(const ir::Program& program, ir::ExprId expr,
                             const std::vector<PredicateWitness>& witnesses,
                             const Commonness& commonness, const Usage& usage, size_t limit);

}  // namespace dcv::match
