// SPDX-License-Identifier: Apache-2.0
#include "sql_oracle.h"

#include <fmt/format.h>
#include <sqlite3.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <map>

#include "base/text.h"

namespace dcv::test {
namespace {

// A value of JSON is a row. `parent` and `key` of members and elements (first: of those of one
// name); a text that holds JSON is there a second time, as what it holds, with '/' after its id.
constexpr const char* kTables = R"(
  CREATE TABLE events(id INTEGER PRIMARY KEY, body TEXT);
  CREATE TABLE node(event INTEGER, id TEXT PRIMARY KEY, parent TEXT, ord INTEGER, first INTEGER,
    depth INTEGER, in_text INTEGER, key TEXT, type TEXT, value, json TEXT, text TEXT, folded TEXT,
    number NUMERIC);
  CREATE INDEX member ON node(parent, key);
  CREATE INDEX depth ON node(depth);
  CREATE TABLE spread(of TEXT, id TEXT);
  CREATE INDEX spread_of ON spread(of);)";

constexpr const char* kRoots = R"(
  INSERT INTO node(event, id, depth, in_text, type, value)
  SELECT id, id, 0, 0, json_type(body), json_extract(body, '$') FROM events)";

// The values directly within those of a depth.
constexpr const char* kWithin = R"(
  INSERT INTO node(event, id, parent, ord, depth, in_text, key, type, value)
  SELECT p.event, p.id || '.' || c.id, p.id, c.id, p.depth + 1, p.in_text,
         CASE p.type WHEN 'object' THEN c.key END, c.type, c.value
  FROM node p JOIN json_each(CASE WHEN p.type IN ('object', 'array') THEN p.value END) c
  WHERE p.depth = {0}
  UNION ALL
  SELECT event, id || '/', NULL, NULL, depth + 1, 1, NULL, json_type(value),
         json_extract(value, '$')
  FROM node WHERE depth = {0} AND type = 'text' AND json_valid(value))";

// The compact JSON of the values of a depth, after that of the depth below.
constexpr const char* kJson = R"(
  UPDATE node SET json = CASE type
    WHEN 'object' THEN '{{' || coalesce((SELECT group_concat(json_quote(key) || ':' || json)
      FROM (SELECT key, json FROM node c WHERE c.parent = node.id ORDER BY ord)), '') || '}}'
    WHEN 'array' THEN '[' || coalesce((SELECT group_concat(json)
      FROM (SELECT json FROM node c WHERE c.parent = node.id ORDER BY ord)), '') || ']'
    WHEN 'integer' THEN json_quote(value)
    WHEN 'real' THEN json_quote(value)
    WHEN 'text' THEN json_quote(value)
    ELSE type END
  WHERE depth = {})";

// What values are compared as. The column `number` takes a text for a number when all of it is one.
constexpr const char* kTexts = R"(
  UPDATE node SET
    first = NOT EXISTS (SELECT 1 FROM node c
      WHERE c.parent = node.parent AND c.key = node.key AND c.ord < node.ord),
    text = CASE WHEN type = 'text' THEN value
      WHEN type = 'real' AND json LIKE '%.0' THEN substr(json, 1, length(json) - 2)
      ELSE json END,
    number = CASE WHEN type IN ('integer', 'real') THEN value
      WHEN type = 'text' AND value NOT GLOB '*[^0-9+.eE-]*' THEN value END;
  UPDATE node SET number = NULL WHERE typeof(number) = 'text';
  UPDATE node SET folded = lower(text))";

// What stands for a value where arrays distribute: itself, or the elements of an array, of arrays
// in it, and so on; an empty array stands for itself.
constexpr const char* kSpread = R"(
  INSERT INTO spread
  WITH RECURSIVE s(of, id) AS (
    SELECT id, id FROM node
    UNION ALL
    SELECT s.of, n.id FROM s JOIN node a ON a.id = s.id AND a.type = 'array'
                             JOIN node n ON n.parent = a.id)
  SELECT s.of, s.id FROM s JOIN node n ON n.id = s.id
  WHERE n.type <> 'array' OR n.json = '[]')";

constexpr const char* kBeyond = R"(
  SELECT event FROM node WHERE (type = 'integer' AND typeof(value) = 'real')
    OR (type = 'real' AND value <> 0 AND (abs(value) < 1e-4 OR abs(value) >= 1e15
        OR value <> CAST(CAST(value AS TEXT) AS REAL)))
    OR text GLOB '*[^' || char(1) || '-)"
                                "\u00ff\u017f\u03bc\u2013\u2014\u2015\u212a"
                                R"(]*'
  UNION SELECT id FROM events WHERE instr(body, '\u0000') > 0)";

// The letters that fold, of those that kBeyond lets pass, after lower(), which knows A to Z alone.
std::vector<std::pair<int, int>> Folds() {
  std::vector<std::pair<int, int>> folds = {{0xB5, 0x3BC}, {0x17F, 's'}, {0x212A, 'k'}};
  for (int letter = 0xC0; letter <= 0xDE; ++letter) {
    if (letter != 0xD7) folds.emplace_back(letter, letter + 0x20);
  }
  return folds;
}

[[noreturn]] void Stop(sqlite3* database, const std::string& sql) {
  std::fprintf(stderr, "SQLite: %s\n%s\n", sqlite3_errmsg(database), sql.c_str());
  std::exit(2);
}

std::string Quote(const std::string& text) {
  std::string out = "'";
  for (char c : text) out.append(c == '\'' ? 2 : 1, c);
  return out + "'";
}

std::string ToGlob(const sigma::Pattern& pattern) {
  std::string out;
  for (const sigma::Pattern::Part& part : pattern.parts) {
    switch (part.kind) {
      case sigma::Pattern::Kind::kAny: out += '*'; break;
      case sigma::Pattern::Kind::kOne: out += '?'; break;
      case sigma::Pattern::Kind::kDash: out += "[-/\u2013\u2014\u2015]"; break;
      case sigma::Pattern::Kind::kText:
        for (char c : part.text) {
          const bool special = c == '*' || c == '?' || c == '[';
          out += special ? std::string{'[', c, ']'} : std::string{c};
        }
    }
  }
  return out;
}

class Writer {
 public:
  explicit Writer(const ir::Program& program) : program_(program) {}

  std::string Select(ir::ExprId expr) {
    const std::string where = Expression(expr);
    std::string with;
    for (const auto& [id, values] : fields_) {
      with += fmt::format("{} f{} AS MATERIALIZED ({})", with.empty() ? "WITH" : ",\n", id, values);
    }
    return with + "\nSELECT id FROM events WHERE " + where;
  }
  const std::string& reason() const { return reason_; }

 private:
  std::string Refuse(const char* reason) {
    if (reason_.empty()) reason_ = reason;
    return "0";
  }

  std::string Literal(const std::string& text) {
    return text.find('\0') == text.npos ? Quote(text) : Refuse("NUL");
  }

  // Values of `path` as rows: one join for a name, one for the arrays that may stand there. CROSS
  // JOIN keeps SQLite from any other order.
  std::string Values(const logsource::Path& path, const std::string& but) {
    if (path.size() > 12) return Refuse("long path");
    std::string from = "node n0 CROSS JOIN spread s0 ON s0.of = n0.id";
    size_t last = 0, joins = 0;
    for (const logsource::Segment& segment : path) {
      const size_t next = ++joins;
      const std::string member =
          fmt::format("n{0}.parent = s{1}.id AND n{0}.key = {2} AND n{0}.first", next, last,
                      Literal(segment.name));
      std::string on = member;
      switch (segment.kind) {
        case logsource::Segment::Kind::kElements: continue;
        case logsource::Segment::Kind::kWhere:
          from += fmt::format(
              " CROSS JOIN node n{0} ON {1} AND n{0}.type = 'text'"
              " AND lower(n{0}.text) = lower({2})",
              next, member, Literal(segment.value));
          continue;
        case logsource::Segment::Kind::kJson:
          on = fmt::format("n{}.id = s{}.id || '/'", next, last);
          break;
        case logsource::Segment::Kind::kMember: break;
      }
      from += fmt::format(
          " CROSS JOIN node n{0} ON {1} CROSS JOIN spread s{0} ON s{0}.of = n{0}.id", next, on);
      last = next;
    }
    return fmt::format("SELECT v.* FROM {} CROSS JOIN node v ON v.id = s{}.id WHERE n0.depth = 0{}",
                       from, last, but);
  }

  std::string FieldValues(ir::FieldId id) {
    if (id == ir::kAnyField) {
      return "SELECT * FROM node WHERE NOT in_text AND type NOT IN ('object', 'array')";
    }
    const ir::Field& field = program_.fields()[id];
    std::string out = "SELECT * FROM node WHERE 0", but;
    if (field.flat) {
      const logsource::Path flat = {{logsource::Segment::Kind::kMember, field.name, {}}};
      out += " UNION ALL " + Values(flat, "");
      but = fmt::format(
          " AND n0.id NOT IN (SELECT parent FROM node WHERE key = {} AND depth = 1"
          " AND parent IS NOT NULL)",
          Literal(field.name));
    }
    for (const logsource::Path& path : field.paths) out += " UNION ALL " + Values(path, but);
    return out;
  }

  std::string Name(ir::FieldId id) {
    if (fields_.count(id) == 0) fields_[id] = FieldValues(id);
    return fmt::format("f{}", id);
  }

  std::string Any(const ir::Predicate& predicate, const std::string& test) {
    return fmt::format("id IN (SELECT event FROM {} a WHERE {})", Name(predicate.field), test);
  }

  std::string Number(const ir::Predicate& predicate) {
    if (predicate.part != ir::TimePart::kNone) return Refuse("part of a time");
    if (!(std::fabs(predicate.number) < 9e18)) return Refuse("number beyond 64 bits");
    const size_t sign = predicate.text.starts_with('-') ? 1 : 0;
    const bool whole = IsDigits(std::string_view(predicate.text).substr(sign));
    const std::string number = whole ? predicate.text : fmt::format("{:.17g}", predicate.number);
    switch (predicate.op) {
      case ir::Op::kLess: return "a.number < " + number;
      case ir::Op::kLessEqual: return "a.number <= " + number;
      case ir::Op::kGreater: return "a.number > " + number;
      case ir::Op::kGreaterEqual: return "a.number >= " + number;
      default:
        return fmt::format("(a.number = {} OR lower(a.text) = lower({}))", number,
                           Literal(predicate.text));
    }
  }

  // `a` and `b` are texts in SQL.
  static std::string TextTest(ir::Op op, const std::string& a, const std::string& b) {
    switch (op) {
      case ir::Op::kEquals:
      case ir::Op::kFieldEquals: return fmt::format("{} = {}", a, b);
      case ir::Op::kPrefix:
      case ir::Op::kFieldPrefix: return fmt::format("substr({0}, 1, length({1})) = {1}", a, b);
      case ir::Op::kSuffix:
      case ir::Op::kFieldSuffix:
        return fmt::format("substr({0}, length({0}) - length({1}) + 1) = {1}", a, b);
      default: return fmt::format("instr({}, {}) > 0", a, b);
    }
  }

  std::string Leaf(const ir::Predicate& predicate) {
    // Of arrays only the empty one ever stands for itself.
    const std::string present = "a.type NOT IN ('null', 'array') AND ";
    const std::string column = predicate.cased ? ".text" : ".folded";
    switch (predicate.op) {
      case ir::Op::kExists: return Any(predicate, "1");
      case ir::Op::kNull: return "NOT " + Any(predicate, present + "1");
      case ir::Op::kRegex: return Refuse("regular expression");
      case ir::Op::kCidr: return Refuse("network");
      case ir::Op::kGlob:
        return Any(predicate,
                   present + "a" + column + " GLOB " + Literal(ToGlob(predicate.pattern)));
      case ir::Op::kBoolean:
        return Any(predicate, fmt::format("lower(a.text) = '{}'", predicate.flag));
      case ir::Op::kNumber:
      case ir::Op::kLess:
      case ir::Op::kLessEqual:
      case ir::Op::kGreater:
      case ir::Op::kGreaterEqual: return Any(predicate, Number(predicate));
      case ir::Op::kFieldEquals:
      case ir::Op::kFieldPrefix:
      case ir::Op::kFieldSuffix:
      case ir::Op::kFieldContains:
        return fmt::format(
            "id IN (SELECT a.event FROM {} a JOIN {} b ON b.event = a.event"
            " WHERE {} b.type NOT IN ('null', 'array') AND {})",
            Name(predicate.field), Name(predicate.other), present,
            TextTest(predicate.op, "a" + column, "b" + column));
      default:
        return Any(predicate,
                   present + TextTest(predicate.op, "a" + column, Literal(predicate.text)));
    }
  }

  std::string Expression(ir::ExprId id) {
    const ir::Expr& expr = program_.exprs()[id];
    std::string out;
    switch (expr.kind) {
      case ir::ExprKind::kTrue: return "1";
      case ir::ExprKind::kFalse: return "0";
      case ir::ExprKind::kPredicate: return Leaf(program_.predicates()[expr.predicate]);
      case ir::ExprKind::kNot: return "NOT (" + Expression(expr.operands.front()) + ")";
      case ir::ExprKind::kAnd:
      case ir::ExprKind::kOr:
        for (ir::ExprId operand : expr.operands) {
          out += out.empty() ? "(" : expr.kind == ir::ExprKind::kAnd ? ") AND (" : ") OR (";
          out += Expression(operand);
        }
    }
    return out + ")";
  }

  const ir::Program& program_;
  std::map<ir::FieldId, std::string> fields_;
  std::string reason_;
};

}  // namespace

std::optional<std::string> ToSql(const ir::Program& program, ir::ExprId expr, std::string& reason) {
  Writer writer(program);
  std::string sql = writer.Select(expr);
  reason = writer.reason();
  return reason.empty() ? std::optional(std::move(sql)) : std::nullopt;
}

SqlEvents::SqlEvents(const std::vector<std::string>& events) : database_(nullptr, sqlite3_close) {
  sqlite3* opened = nullptr;
  if (sqlite3_open(":memory:", &opened) != SQLITE_OK) Stop(opened, "open");
  database_.reset(opened);
  Run(kTables);
  for (size_t i = 0; i < events.size(); ++i) {
    Run(fmt::format("INSERT INTO events VALUES ({}, {})", i, Quote(events[i])));
  }
  Run(kRoots);
  int depth = 0;
  while (Run(fmt::format(kWithin, depth)) > 0) ++depth;
  for (; depth >= 0; --depth) Run(fmt::format(kJson, depth));
  Run(kTexts);
  for (const auto& [from, to] : Folds()) {
    Run(fmt::format("UPDATE node SET folded = replace(folded, char({}), char({}))", from, to));
  }
  Run(kSpread);
  beyond_ = Select(kBeyond);
}

int64_t SqlEvents::Run(const std::string& sql) const {
  const auto before = sqlite3_total_changes64(database_.get());
  if (sqlite3_exec(database_.get(), sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    Stop(database_.get(), sql);
  }
  return sqlite3_total_changes64(database_.get()) - before;
}

std::set<uint32_t> SqlEvents::Select(const std::string& sql) const {
  std::set<uint32_t> ids;
  const auto add = [](void* to, int, char** values, char**) {
    static_cast<std::set<uint32_t>*>(to)->insert(
        static_cast<uint32_t>(std::strtoul(values[0], nullptr, 10)));
    return 0;
  };
  if (sqlite3_exec(database_.get(), sql.c_str(), add, &ids, nullptr) != SQLITE_OK) {
    Stop(database_.get(), sql);
  }
  return ids;
}

}  // namespace dcv::test
