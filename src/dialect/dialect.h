// SPDX-License-Identifier: Apache-2.0
// Conversion: what a rule means, said in the language of a SIEM. One walk over the IR (walk.cc)
// puts conditions together; a dialect is tokens, capabilities and two hooks. A query never misses
// an event that the rule matches: what a target cannot say is left out, so that the query holds for
// more events, and told.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/problem.h"
#include "dialect/places.h"
#include "ir/ir.h"
#include "logsource/logsource.h"
#include "sigma/rule.h"

namespace dcv::dialect {

enum class Lowering : uint8_t {
  kExact,       // holds for the very events that the rule matches
  kWider,       // holds for those and others
  kImpossible,  // no query
};
std::string_view ToString(Lowering lowering);  // "exact" and so on

// `code`: a row of data/diagnostics.tsv, C0xx. `text`: lower case, no full stop; names the field
// and the comparison. `remedy`: what to do here, or "".
struct Note {
  std::string_view code;
  std::string text, remedy;
  bool operator==(const Note&) const = default;
};

struct Query {
  Lowering lowering = Lowering::kExact;
  std::string text;  // "" when impossible
  std::vector<Note> notes;
};

// What a dialect says of a part of a condition, against what the part means.
enum class Fit : uint8_t { kExact, kWider, kNarrower, kNone };
struct Term {
  Fit fit = Fit::kNone;
  std::string text;
  std::string note = {};  // why it is not exact; "" tells the comparison alone
  // Nothing weaker than `and` stands outside of parentheses in `text`.
  bool atom = true;
};

// A part of a condition: any of the predicates, all of one field. More than one are such that ask
// for a value of the field (no kNull, no kExists), as `field: [a, b, *c]` does.
struct Leaf {
  ir::FieldId field = ir::kAnyField;
  std::vector<const ir::Predicate*> any;
  // Below an odd number of `not`: a term may be kNarrower here and not kWider.
  bool under_not = false;
  // The opposite is asked for: none of the predicates. Only where the dialect has no `not`;
  // `under_not` is false then, and terms are exact or wider than the opposite.
  bool negated = false;
};

// Where a field is in the target: a column, and the way from there where the column holds JSON.
// Several are alternatives.
struct Position {
  std::string column;     // as the log source's table for this dialect writes it
  logsource::Path path;   // inside of it; empty: the column itself
  bool json = false;      // the column holds a JSON document (an event, or a text with JSON)
  bool elements = false;  // the column is an array
  // Of each segment of `path`: whether an array may stand there.
  std::vector<bool> arrays = {};
  // Of a name that may be one flat key: this position counts only where no earlier one leads to
  // anything.
  bool otherwise = false;
};

struct Located {
  std::vector<Position> positions;
  logsource::FieldType type = logsource::FieldType::kString;
  std::string missing;  // not "": why there is no position, for a note
  std::string remedy;
};

// A field named before the condition, by dialects that do so.
struct Column {
  ir::FieldId field = ir::kAnyField;
  std::string name, definition;
};

struct Dialect;
struct CorrelationRendering;

struct Options {
  std::string table;  // in place of that of the log source's table; ""
};

// One rule on its way into one dialect.
struct Rendering {
  const Dialect& dialect;
  const ir::Program& program;
  const ir::Rule& rule;
  const sigma::Document& document;
  const Places& places;
  const Options& options;
  bool own_names = false;  // fields are the target's own already (pipelines)

  Query query;                       // notes so far
  std::vector<ir::FieldId> columns;  // fields used so far, in order; a dialect's own to fill
  std::vector<Column> named;         // the same with names and definitions
  bool impossible = false;

  // Where the field is. Notes C001 and makes the query impossible when it is nowhere.
  Located Locate(ir::FieldId field);
  // Whether a log source of the rule has a table in the dialect, so that fields are its columns.
  bool HasColumns() const;
  // The table of the rule's log sources, or "". Tables of more than one are joined by ", ".
  std::string Table() const;
  void Add(Note note);                        // each once
  void Fail(Note note);                       // and no query
  std::string Name(ir::FieldId field) const;  // as the rule wrote it
};

// For `dcv list dialects`: yes, no, or how.
struct Capabilities {
  const char* any_case;  // letters for which "any case" holds
  const char* regex;     // flavour
  const char* arrays;    // which arrays are looked into
  const char* cidr;
  const char* fieldref;
  const char* keywords;
  const char* time_parts;
  const char* correlations;
  const char* negation;  // how an absent field stays false below `not`
};

struct Dialect {
  const char* id;
  const char* title;
  const char* columns;  // key in tables and fields of data/logsources; may be another dialect's
  // The column of a table of raw events that holds the event as JSON. Null: fields without a
  // column of the log source's table cannot be said, except `bare_names`.
  const char* raw_column;
  bool bare_names;  // a field without a column is its path in the raw event, joined by dots
  Capabilities can;
  const char *and_word, *or_word;  // with blanks around
  // Null: the target has no `not`, leaves are asked for negated.
  const char *not_before, *not_after;  // around an operand: "NOT (", ")"
  const char* comment;                 // what a line of comment begins with, or null
  const char* end;                     // what ends a query in a file of several
  const char* never;                   // a condition that never holds
  // One part; never asked for an empty list. Terms of Fit::kNone are left out by the walk.
  Term (*leaf)(Rendering&, const Leaf&);
  // The whole query around a condition, "" when it is always true.
  std::string (*query)(Rendering&, const std::string& condition);
  // The whole query of a correlation (correlation.h). Null: the target does not count over time.
  std::string (*correlation)(CorrelationRendering&) = nullptr;
};

// Parts joined by a word, in parentheses by the hundred where there are more: parsers of queries
// bound the depth of an expression.
std::string JoinBalanced(std::vector<std::string> parts, std::string_view word);

// The condition that any of the rules holds, as Dialect::query takes it; the rules have the log
// sources of the rendering's own. Notes and failures are left in the rendering.
std::string RenderCondition(Rendering& rendering, const std::vector<const ir::Rule*>& rules);

// One rule of the program. `document` is the one it was lowered from.
Query Render(const Dialect& dialect, const ir::Program& program, const ir::Rule& rule,
             const sigma::Document& document, const Places& places, const Options& options,
             bool own_names);

}  // namespace dcv::dialect
