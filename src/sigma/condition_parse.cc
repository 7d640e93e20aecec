// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <optional>
#include <utility>

#include "base/text.h"
#include "sigma/condition.h"

namespace dcv::sigma {
namespace {

constexpr int kMaxDepth = 128;

struct Word {
  enum class Kind : uint8_t { kEnd, kOpen, kClose, kWord, kForeign };
  Kind kind = Kind::kEnd;
  uint32_t column = 0;
  std::string_view text;
  bool Is(std::string_view word) const { return kind == Kind::kWord && text == word; }
};

bool IsOperator(std::string_view word) {
  return word == "and" || word == "or" || word == "not" || word == "of";
}

// Letters, digits, '_', '-', and the '*' of patterns.
bool IsWordCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '-' || c == '*';
}

class Lexer {
 public:
  explicit Lexer(std::string_view text) : rest_(text) {}

  Word Next() {
    while (!rest_.empty() && std::string_view(" \t\r\n").find(rest_[0]) != rest_.npos) {
      Take(Word::Kind::kEnd, 1);
    }
    if (rest_.empty()) return {Word::Kind::kEnd, column_, rest_};
    if (rest_[0] == '(') return Take(Word::Kind::kOpen, 1);
    if (rest_[0] == ')') return Take(Word::Kind::kClose, 1);
    const auto end = std::find_if_not(rest_.begin(), rest_.end(), IsWordCharacter);
    if (end != rest_.begin()) {
      return Take(Word::Kind::kWord, static_cast<size_t>(end - rest_.begin()));
    }
    if (rest_.starts_with("||")) return Take(Word::Kind::kForeign, 2);
    return Take(Word::Kind::kForeign, std::max<size_t>(1, Utf8SequenceLength(rest_)));
  }

 private:
  Word Take(Word::Kind kind, size_t bytes) {
    const Word word{kind, column_, rest_.substr(0, bytes)};
    column_ += static_cast<uint32_t>(std::count_if(word.text.begin(), word.text.end(),
                                                   [](char c) { return (c & 0xC0) != 0x80; }));
    rest_.remove_prefix(bytes);
    return word;
  }

  std::string_view rest_;
  uint32_t column_ = 0;
};

class ConditionParser {
 public:
  explicit ConditionParser(std::string_view text)
      : blank_(Trim(text).empty()), lexer_(text), word_(lexer_.Next()) {}

  std::variant<Condition, ConditionError> Parse() {
    std::optional<Condition> condition = Chain(Condition::Kind::kOr, 0);
    if (condition && word_.kind != Word::Kind::kEnd) condition = AfterOperand();
    if (!condition) return std::move(error_);
    return *std::move(condition);
  }

 private:
  std::optional<Condition> Fail(uint32_t column, std::string message, std::string remedy) {
    error_ = {column, std::move(message), std::move(remedy)};
    return std::nullopt;
  }

  Word Take() { return std::exchange(word_, lexer_.Next()); }

  // `a or b or c`, or the operand alone.
  std::optional<Condition> Chain(Condition::Kind kind, int depth) {
    const bool is_or = kind == Condition::Kind::kOr;
    Condition out;
    out.kind = kind;
    out.column = word_.column;
    do {
      if (!out.operands.empty()) Take();
      std::optional<Condition> next = is_or ? Chain(Condition::Kind::kAnd, depth) : Unary(depth);
      if (!next) return std::nullopt;
      out.operands.push_back(*std::move(next));
    } while (word_.Is(is_or ? "or" : "and"));
    if (out.operands.size() > 1) return out;
    Condition only = std::move(out.operands.front());
    return only;
  }

  std::optional<Condition> Unary(int depth) {
    const bool is_not = word_.Is("not");
    if (!is_not && word_.kind != Word::Kind::kOpen) return Primary();
    if (depth == kMaxDepth) {
      return Fail(word_.column, "nested deeper than 128", "give parts of it names of their own");
    }
    const Word word = Take();
    std::optional<Condition> inside =
        is_not ? Unary(depth + 1) : Chain(Condition::Kind::kOr, depth + 1);
    if (!inside) return std::nullopt;
    if (!is_not) return Closed(word, *std::move(inside));
    Condition out;
    out.kind = Condition::Kind::kNot;
    out.column = word.column;
    out.operands.push_back(*std::move(inside));
    return out;
  }

  std::optional<Condition> Closed(const Word& open, Condition inside) {
    if (word_.kind == Word::Kind::kEnd) {
      return Fail(open.column, "this ( is never closed", "close it with )");
    }
    if (word_.kind != Word::Kind::kClose) return AfterOperand();
    Take();
    return inside;
  }

  // A name or a quantifier.
  std::optional<Condition> Primary() {
    if (word_.kind != Word::Kind::kWord || IsOperator(Lower(word_.text))) return NoOperand();
    const Word word = Take();
    if (word_.Is("of")) return Quantifier(word);
    const bool counts = IsDigits(word.text) || word.text == "all" || word.text == "any";
    if (counts && word_.kind == Word::Kind::kWord && EqualsIgnoreCase(word_.text, "of")) {
      return UpperCase();
    }
    if (word.text.find('*') != word.text.npos) {
      const std::string shown = Printable(word.text);
      return Fail(word.column, "the pattern '" + shown + "' stands without 1 of or all of",
                  "write 1 of " + shown + " or all of " + shown);
    }
    Condition out;
    out.column = word.column;
    out.name = word.text;
    return out;
  }

  // The words are `count` and, now current, `of`.
  std::optional<Condition> Quantifier(const Word& count) {
    Condition out;
    out.kind = Condition::Kind::kQuantifier;
    out.column = count.column;
    const char* end = count.text.data() + count.text.size();
    if (count.text == "all") {
      out.count = Condition::kAll;
    } else if (count.text != "any" &&
               (!IsDigits(count.text) ||
                std::from_chars(count.text.data(), end, out.count).ec != std::errc() ||
                out.count < 1)) {
      return Fail(count.column, "'" + Printable(count.text) + " of' is no quantifier",
                  "write 1 of, any of, all of, or another number, in lower case");
    }
    Take();
    if (word_.kind == Word::Kind::kForeign) return Foreign();
    if (word_.kind != Word::Kind::kWord || IsOperator(Lower(word_.text))) {
      return Fail(word_.column, "of stands without what it chooses from",
                  "write them, or a pattern such as selection_*");
    }
    out.name = Take().text;
    return out;
  }

  // The current word stands where a name is needed.
  std::optional<Condition> NoOperand() {
    if (word_.kind == Word::Kind::kForeign) return Foreign();
    if (word_.kind == Word::Kind::kWord && !IsOperator(word_.text)) return UpperCase();
    std::string what = "'" + std::string(word_.text) + "' stands where a name is needed";
    if (word_.kind == Word::Kind::kEnd)
      what = blank_ ? "it is empty" : "it ends where a name is needed";
    return Fail(word_.column, std::move(what), "write the name of a search identifier there");
  }

  // The current word stands where the condition, or a parenthesis, goes on or ends.
  std::optional<Condition> AfterOperand() {
    if (word_.kind == Word::Kind::kForeign) return Foreign();
    if (word_.kind == Word::Kind::kClose) {
      return Fail(word_.column, "there is no ( for this )", "remove it");
    }
    const std::string lower = Lower(word_.text);
    if (IsOperator(lower) && lower != word_.text) return UpperCase();
    if (word_.text == "near") {
      return Fail(word_.column, "near was removed from Sigma",
                  "write a correlation rule of type temporal that names this rule");
    }
    return Fail(word_.column, "an operator is missing before '" + Printable(word_.text) + "'",
                "write and or or between the two");
  }

  std::optional<Condition> UpperCase() {
    return Fail(word_.column, "operators are lower case, not '" + std::string(word_.text) + "'",
                "write it in lower case: " + Lower(word_.text));
  }

  std::optional<Condition> Foreign() {
    if (word_.text == "|") {
      return Fail(word_.column, "pipe aggregation was removed from Sigma",
                  "write a correlation rule of type event_count, value_count or temporal that "
                  "names this rule");
    }
    const bool is_operator = word_.text == "&" || word_.text == "||" || word_.text == "!";
    return Fail(word_.column, "'" + Printable(word_.text) + "' cannot stand here",
                is_operator ? "the operators are the words and, or, not"
                            : "names are letters, digits, _ and -, patterns have * too");
  }

  bool blank_;
  Lexer lexer_;
  Word word_;
  ConditionError error_;
};

}  // namespace

std::variant<Condition, ConditionError> ParseCondition(std::string_view text) {
  return ConditionParser(text).Parse();
}

}  // namespace dcv::sigma
