// SPDX-License-Identifier: Apache-2.0
// The parts of the filter pattern language that its three forms share.
#pragma once

#include <string>

#include "events/cursor.h"
#include "events/selector.h"

namespace dcv::events {

class MetricReader {
 public:
  MetricReader(std::string_view text, Parsed& parsed) : in{text}, parsed_(parsed) {}
  // Each reads a whole pattern; false: `in` says what is wrong.
  bool Json();
  bool Columns();
  bool Terms();
  Cursor in;

 private:
  enum class Form { kJson, kColumns };
  // What joins comparisons: && before ||, parentheses.
  bool Any(Form form, size_t level, Expr& out);
  bool All(Form form, size_t level, Expr& out);
  bool One(Form form, size_t level, Expr& out);
  bool Compared(Form form, Field field, uint32_t offset, Expr& out);
  bool Property(Field& out);
  bool Element(std::vector<Step>& steps);
  bool ColumnName(Field& out);
  bool Column(std::vector<Expr>& all);
  bool Value(Form form, std::string_view sign, Comparison& c);
  bool Term(Expr& out);
  bool Word(std::string_view word);
  bool QuotedText(std::string& out);
  bool RegexText(std::string& out);
  void UseRegex(const std::string& expression, size_t offset, Comparison& c);
  bool Ends(Form form, char c) const;

  Parsed& parsed_;
};

}  // namespace dcv::events
