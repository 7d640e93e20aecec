// SPDX-License-Identifier: Apache-2.0
#include "events/kql_literals.h"

#include <fmt/format.h>

#include <map>
#include <set>

#include "base/text.h"
#include "events/comparison.h"
#include "events/kql_predicate.h"
#include "events/kql_tokens.h"

namespace dcv::events {
namespace {

using Kind = KqlToken::Kind;

// A column that a query made: of a field of the table, or (nothing) of something else.
using Columns = std::map<std::string, std::optional<Field>>;

struct Branch {
  std::string table;
  std::vector<Expr> demands;
  Columns columns;
  bool summarized = false;
};
using Relation = std::vector<Branch>;

size_t SizeOf(const Expr& expr) {
  size_t size = 1;
  for (const Expr& operand : expr.operands) size += SizeOf(operand);
  for (const Comparison& c : expr.test.any) size += c.values.size();
  return size;
}
size_t SizeOf(const Branch& branch) {
  size_t size = 1 + branch.columns.size();
  for (const Expr& demand : branch.demands) size += SizeOf(demand);
  return size;
}

bool IsOneOf(std::string_view word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

// The same condition by the table's own columns.
Expr ByColumns(const Expr& expr, const Branch& branch) {
  Expr out = expr;
  if (out.kind == Expr::Kind::kTest && !out.test.field.steps.empty()) {
    const auto found = branch.columns.find(out.test.field.steps[0].name);
    if (found == branch.columns.end()) return out;
    if (!found->second) return UnknownExpr(out.offset, ToText(out.test));
    std::vector<Step> steps = found->second->steps;
    steps.insert(steps.end(), out.test.field.steps.begin() + 1, out.test.field.steps.end());
    out.test.field = MakeField(std::move(steps));
    return out;
  }
  for (Expr& operand : out.operands) operand = ByColumns(operand, branch);
  return out;
}

// A number of rows over one, by a column that summarize made.
bool AsksForMany(const Expr& expr, const Branch& branch) {
  for (const Expr& operand : expr.operands) {
    if (expr.kind != Expr::Kind::kNot && AsksForMany(operand, branch)) return true;
  }
  if (expr.kind != Expr::Kind::kTest || expr.test.field.steps.size() != 1) return false;
  const std::string& name = expr.test.field.steps[0].name;
  const auto made = branch.columns.find(name);
  const bool counted = (made != branch.columns.end() && !made->second) ||
                       name.starts_with("count") || name.starts_with("dcount");
  for (const Comparison& c : expr.test.any) {
    if (!counted || c.op != Comparison::Op::kOrder) continue;
    const auto number = ToNumber(c.values[0]);
    if (!number) continue;
    if (c.relation == Comparison::Relation::kGreater && *number >= 1) return true;
    if (c.relation == Comparison::Relation::kGreaterOrEqual && *number > 1) return true;
  }
  return false;
}

class Reader {
 public:
  Reader(std::string_view text, const std::vector<KqlToken>& tokens, KqlQuery& out)
      : text_(text), tokens_(tokens), out_(out), predicates_(text, tokens, out.problems) {}

  // False: more than dcv reads.
  bool Run() {
    Relation result = Statements(0);
    if (too_large_) return false;
    for (Branch& branch : result) {
      out_.rows.push_back({std::move(branch.table),
                           branch.demands.empty()
                               ? Expr()
                               : MakeExpr(Expr::Kind::kAnd, 0, std::move(branch.demands))});
    }
    return true;
  }

 private:
  const KqlToken& At(size_t ahead = 0) const {
    return tokens_[std::min(at_ + ahead, tokens_.size() - 1)];
  }
  bool Take(std::string_view sign) {
    if (!At().Is(sign)) return false;
    ++at_;
    return true;
  }
  bool AtEnd() const { return At().kind == Kind::kEnd || too_large_; }
  void Skip(std::string_view separators) { predicates_.SkipTo(at_, separators); }
  bool Deep(size_t level) {
    if (level >= kMaxLevels) too_large_ = true;
    return too_large_;
  }

  // Everything that is copied is paid for, so that a short text cannot become a large selector.
  Relation Copy(const Relation& relation) {
    for (const Branch& branch : relation) Pay(SizeOf(branch));
    return too_large_ ? Relation() : relation;
  }
  void Pay(size_t size) {
    paid_ += size;
    if (paid_ > 4 * kMaxComparisons) too_large_ = true;
  }

  // To the end, or to the brace that closes a function. The last expression is the result.
  Relation Statements(size_t level) {
    Relation result;
    if (Deep(level)) return result;
    while (!AtEnd() && !At().Is("}")) {
      if (Take(";")) continue;
      if (Take("let")) {
        Let(level);
      } else if (IsOneOf(At().text, {"set", "declare", "alias", "restrict"}) &&
                 At().kind == Kind::kName) {
        Skip(";");
      } else {
        result = Pipeline(level);
      }
      const size_t before = at_;
      Skip(";");
      if (before == at_ && !At().Is(";") && !At().Is("}") && !AtEnd()) ++at_;
    }
    return result;
  }

  void Let(size_t level) {
    if (At().kind != Kind::kName || !At(1).Is("=")) return;
    const std::string name = At().text;
    at_ += 2;
    if (Take("datatable")) return Datatable(name);
    if (At().Is("view") && At(1).Is("(")) ++at_;
    if (At().Is("(")) {  // a function, or an expression in parentheses
      const size_t open = at_++;
      Skip("");
      if (Take(")") && Take("{")) {
        relations_[name] = Statements(level + 1);
        Take("}");
        return;
      }
      at_ = open;
    }
    size_t end = at_;
    KqlOperand operand = predicates_.Operand(end);
    if (operand.kind == KqlOperand::Kind::kValues &&
        (tokens_[std::min(end, tokens_.size() - 1)].Is(";") ||
         tokens_[std::min(end, tokens_.size() - 1)].kind == Kind::kEnd)) {
      at_ = end;
      predicates_.scalars[name] = std::move(operand.values);
      return;
    }
    Relation relation = Pipeline(level + 1);
    // Scalars that are computed are known by their name only.
    if (relation.empty()) predicates_.scalars[name] = {};
    relations_[name] = std::move(relation);
  }

  // One column: its values. More: nothing that is followed.
  void Datatable(const std::string& name) {
    size_t columns = 1;
    for (Take("("); !AtEnd() && !At().Is(")"); ++at_) columns += At().Is(",") ? 1 : 0;
    Take(")");
    KqlValues values;
    for (Take("["); !AtEnd() && !At().Is("]"); ++at_) {
      if (At().kind == Kind::kString || At().kind == Kind::kNumber) values.push_back(At().text);
    }
    Take("]");
    if (columns > 1) values.clear();
    predicates_.scalars[name] = std::move(values);
  }

  Relation Pipeline(size_t level) {
    if (Deep(level)) return {};
    Relation relation = Source(level);
    while (!too_large_ && Take("|")) {
      Operator(level, relation);
      Skip("|;,");
    }
    return relation;
  }

  Relation Source(size_t level) {
    if (Take("(")) {
      Relation inner = Pipeline(level + 1);
      Skip("");
      Take(")");
      return inner;
    }
    if (At().kind != Kind::kName) return {};
    const std::string name = At().text;
    ++at_;
    if (name == "union") return Union(level);
    if (name == "materialize" && Take("(")) {
      Relation inner = Pipeline(level + 1);
      Skip("");
      Take(")");
      return inner;
    }
    if (name == "table" && At().Is("(") && At(1).kind == Kind::kString) {
      Relation one = Table(At(1).text);
      at_ += 3;
      return one;
    }
    const auto found = relations_.find(name);
    if (At().Is("(")) {
      ++at_;
      Skip("");
      Take(")");
      // workspace("x").Table and cluster("x").database("y").Table
      if (At().Is(".") && At(1).kind == Kind::kName) {
        ++at_;
        return Source(level + 1);
      }
      return found == relations_.end() ? Relation() : Copy(found->second);
    }
    if (found != relations_.end()) return Copy(found->second);
    if (IsOneOf(name, {"search", "find", "print", "range", "externaldata", "datatable"})) return {};
    return Table(name);
  }

  Relation Table(std::string name) {
    Pay(1);
    Relation one(1);
    one[0].table = std::move(name);
    return one;
  }

  // kind=outer and the like, before what they tell of.
  std::string Options() {
    std::string kind;
    while (At().kind == Kind::kName && (At(1).Is("=") || (At(1).Is(".") && At(3).Is("=")))) {
      const bool is_kind = At().Is("kind");
      at_ += At(1).Is("=") ? 2 : 4;
      if (is_kind) kind = At().text;
      ++at_;
    }
    return kind;
  }

  Relation Union(size_t level) {
    Options();
    Relation all;
    do {
      Relation one = At().Is("(") || At().kind == Kind::kName ? Source(level + 1) : Relation();
      for (Branch& branch : one) all.push_back(std::move(branch));
    } while (!too_large_ && Take(","));
    return all;
  }

  void Demand(Relation& relation, const Expr& condition) {
    for (Branch& branch : relation) {
      if (AsksForMany(condition, branch) && branch.summarized) out_.counts = true;
      Pay(SizeOf(condition));
      if (too_large_) return;
      branch.demands.push_back(ByColumns(condition, branch));
    }
  }
  void DemandUnread(Relation& relation, size_t begin) {
    const size_t from = tokens_[begin].begin;
    const size_t to = at_ > begin ? tokens_[at_ - 1].end : from;
    Demand(relation, UnknownExpr(static_cast<uint32_t>(from), text_.substr(from, to - from)));
  }

  void Operator(size_t level, Relation& relation) {
    const size_t begin = at_;
    if (At().kind != Kind::kName) return;
    std::string name = At().text;
    ++at_;
    while (At().Is("-") && At().begin == tokens_[at_ - 1].end && At(1).kind == Kind::kName) {
      name += "-" + At(1).text;
      at_ += 2;
    }
    if (name == "where" || name == "filter") return Demand(relation, predicates_.Condition(at_));
    if (IsOneOf(name, {"extend", "project", "project-rename"})) return Assign(relation);
    if (name == "summarize") return Summarize(relation);
    if (name == "join" || name == "lookup") return Join(level, name, relation);
    if (name == "union") {
      for (Branch& branch : Union(level)) relation.push_back(std::move(branch));
      return;
    }
    if (name == "mv-expand" || name == "mvexpand") return Expand(relation);
    // What neither takes rows away nor changes columns.
    if (IsOneOf(name, {"take", "limit", "top", "sort", "order", "distinct", "project-away",
                       "project-keep", "project-reorder", "render", "serialize", "getschema", "as",
                       "count", "parse", "parse-kv", "sample", "consume"})) {
      return;
    }
    Skip("|;");
    DemandUnread(relation, begin);
  }

  // name = expression, ...; expressions alone make no column that is asked about.
  void Assign(Relation& relation) {
    do {
      if (At().kind != Kind::kName || !At(1).Is("=")) {
        Skip("|;,");
        continue;
      }
      const std::string name = At().text;
      at_ += 2;
      KqlOperand operand = predicates_.Operand(at_);
      const bool whole = At().kind == Kind::kEnd || IsOneOf(At().text, {",", "|", ";", ")", "}"}) ||
                         At().Is("by") || At().Is("to");
      if (!whole) operand = {};
      Skip("|;,");
      SetColumn(relation, name, operand);
    } while (Take(","));
  }

  void SetColumn(Relation& relation, const std::string& name, const KqlOperand& operand) {
    for (Branch& branch : relation) {
      Pay(1);
      if (operand.kind != KqlOperand::Kind::kField) {
        branch.columns[name] = std::nullopt;
        continue;
      }
      const auto known = branch.columns.find(operand.field.steps[0].name);
      if (known == branch.columns.end()) {
        branch.columns[name] = operand.field;
      } else if (!known->second) {
        branch.columns[name] = std::nullopt;
      } else {
        std::vector<Step> steps = known->second->steps;
        steps.insert(steps.end(), operand.field.steps.begin() + 1, operand.field.steps.end());
        if (steps.size() > kMaxLevels) steps.clear();
        branch.columns[name] =
            steps.empty() ? std::nullopt : std::optional(MakeField(std::move(steps)));
      }
    }
  }

  // Columns behind `by` stay what they are.
  void Summarize(Relation& relation) {
    const size_t begin = at_;
    Skip("|;");
    const size_t end = at_;
    size_t by = begin;
    while (by < end && !tokens_[by].Is("by")) ++by;
    for (size_t i = begin; i + 1 < by; ++i) {
      if (tokens_[i].kind != Kind::kName || !tokens_[i + 1].Is("=")) continue;
      SetColumn(relation, tokens_[i].text, {});
    }
    if (by < end) {
      at_ = by + 1;
      Assign(relation);
    }
    at_ = end;
    for (Branch& branch : relation) branch.summarized = true;
  }

  void Expand(Relation& relation) {
    while (At().kind == Kind::kName) {
      const std::string name = At().text;
      if (At(1).Is("=")) at_ += 2;
      KqlOperand operand = predicates_.Operand(at_);
      if (operand.kind == KqlOperand::Kind::kField) {
        std::vector<Step> steps = operand.field.steps;
        steps.push_back({{}, Step::kEvery});
        operand.field = MakeField(std::move(steps));
      }
      Skip("|;,");
      SetColumn(relation, name, operand);
      if (!Take(",")) return;
    }
  }

  // Rows of both sides are needed, of one, or none of the other.
  void Join(size_t level, const std::string& name, Relation& relation) {
    const size_t begin = at_ - 1;
    std::string kind = Options();
    if (kind.empty()) kind = name == "lookup" ? "leftouter" : "innerunique";
    Relation other = Source(level + 1);
    const size_t table = at_;
    Skip("|;");
    const size_t end = at_;
    at_ = std::min(table, begin + 1);
    const bool right_only = kind.starts_with("right") && kind != "rightsemi";
    if (right_only) std::swap(relation, other);
    const bool outer = kind.ends_with("outer");
    if (!outer) {
      const Expr unread = UnknownExpr(static_cast<uint32_t>(tokens_[begin].begin),
                                      fmt::format("join kind={}", kind));
      Demand(relation, unread);
      if (!kind.ends_with("anti")) Demand(other, unread);
    }
    at_ = end;
    if (kind.ends_with("anti") || kind == "leftouter" || kind == "rightouter") return;
    for (Branch& branch : other) relation.push_back(std::move(branch));
  }

  std::string_view text_;
  const std::vector<KqlToken>& tokens_;
  KqlQuery& out_;
  KqlPredicates predicates_;
  std::map<std::string, Relation> relations_;
  size_t at_ = 0;
  size_t paid_ = 0;
  bool too_large_ = false;
};

struct TableFeed {
  std::string_view table, feed;
};
constexpr TableFeed kTables[] = {
    {"AADManagedIdentitySignInLogs", "azure_signin"},
    {"AADNonInteractiveUserSignInLogs", "azure_signin"},
    {"AADServicePrincipalSignInLogs", "azure_signin"},
    {"AKSAudit", "kubernetes"},
    {"AKSAuditAdmin", "kubernetes"},
    {"AWSCloudTrail", "sentinel_cloudtrail"},
    {"AuditLogs", "azure_audit"},
    {"AzureActivity", "azure_activity"},
    {"CloudAppEvents", "m365"},
    {"GCPAuditLogs", "sentinel_gcp_audit"},
    {"GitHubAuditLogsV2_CL", "github"},
    {"OfficeActivity", "m365"},
    {"OktaV2_CL", "okta"},
    {"Okta_CL", "okta"},
    {"SigninLogs", "azure_signin"},
};

std::string_view FeedOf(std::string_view table) {
  for (const TableFeed& one : kTables) {
    if (one.table == table) return one.feed;
  }
  return {};
}

}  // namespace

KqlQuery ReadKql(std::string_view query) {
  KqlQuery out;
  const auto fail = [&](std::string_view code, size_t offset, std::string message) {
    out.rows.clear();
    out.problems.push_back({code, PlaceOf(query, offset), std::move(message), {}, {}});
  };
  if (query.size() > kMaxText) {
    fail("E002", 0, "the query is larger than 64 KiB");
    return out;
  }
  std::vector<KqlToken> tokens;
  KqlFault fault;
  if (!KqlTokens(query, tokens, fault)) {
    fail("E013", fault.offset, std::move(fault.message));
    return out;
  }
  if (!Reader(query, tokens, out).Run()) {
    fail("E002", 0, fmt::format("nested deeper than {}, or more than dcv follows", kMaxLevels));
  }
  return out;
}

std::vector<std::string_view> KqlFeeds(const KqlQuery& query) {
  std::set<std::string_view> feeds;
  for (const KqlQuery::Rows& rows : query.rows) {
    const std::string_view feed = FeedOf(rows.table);
    if (!feed.empty()) feeds.insert(feed);
  }
  return {feeds.begin(), feeds.end()};
}

Parsed ParseKql(std::string_view query, std::string_view feed) {
  Parsed out;
  out.selector.language = Language::kKql;
  KqlQuery read = ReadKql(query);
  out.problems = std::move(read.problems);
  std::vector<Expr> any;
  for (KqlQuery::Rows& rows : read.rows) {
    if (FeedOf(rows.table) == feed) any.push_back(std::move(rows.demand));
  }
  out.selector.root = any.empty() ? UnknownExpr(0, query.substr(0, 200))
                                  : MakeExpr(Expr::Kind::kOr, 0, std::move(any));
  return out;
}

}  // namespace dcv::events
