// SPDX-License-Identifier: Apache-2.0
#include "ir/synthesise.h"

#include <algorithm>
#include <optional>
#include <vector>

#include "ir/evaluate.h"
#include "ir/event_tree.h"
#include "ir/print.h"

namespace dcv::ir {
namespace {

using json::Type;
using logsource::Path;

constexpr const char* kExample = "example";
// What keeps a hostile rule from taking long: things asked for at once, and predicates evaluated.
constexpr size_t kMaxAsked = 1000;
constexpr size_t kMaxSteps = 1 << 20;

// A predicate that must hold, or must not.
struct Literal {
  PredicateId predicate = 0;
  bool holds = true;
  bool operator==(const Literal&) const = default;
};

// The literals of one field, which one value must meet together.
struct Group {
  FieldId field = kAnyField;
  std::vector<Literal> literals;
};

bool IsComparison(Op op) {
  return op >= Op::kFieldEquals && op <= Op::kFieldContains;
}

class EventMaker {
 public:
  EventMaker(const Program& program, const Rule& rule, const Sample& sample, const Written& written)
      : program_(program), rule_(rule), sample_(sample), written_(written) {}

  Synthesis Make() {
    const std::optional<Tree> tree = ParseTree(sample_.event);
    if (!tree) return {"", "the sample of " + sample_.name + " is no JSON"};
    tree_ = *tree;
    Walk({{rule_.condition, true}, {rule_.scope, true}}, {}, 0);
    if (!made_.empty()) return {made_, ""};
    return {"", why_.empty() ? "its condition contradicts itself" : why_};
  }

 private:
  struct Goal {
    ExprId expr;
    bool holds;
  };

  // Depth first through the ways in which all goals hold; the last goal is taken first.
  void Walk(std::vector<Goal> goals, std::vector<Literal> literals, size_t branches) {
    while (!goals.empty()) {
      const Goal goal = goals.back();
      goals.pop_back();
      const Expr& expr = program_.exprs()[goal.expr];
      switch (expr.kind) {
        case ExprKind::kTrue:
        case ExprKind::kFalse:
          if ((expr.kind == ExprKind::kTrue) != goal.holds) return Closed();
          break;
        case ExprKind::kNot: goals.push_back({expr.operands.front(), !goal.holds}); break;
        case ExprKind::kPredicate: {
          const Literal opposite{expr.predicate, !goal.holds};
          if (std::find(literals.begin(), literals.end(), opposite) != literals.end()) {
            return Closed();
          }
          literals.push_back({expr.predicate, goal.holds});
          break;
        }
        case ExprKind::kAnd:
        case ExprKind::kOr:
          if ((expr.kind == ExprKind::kAnd) != goal.holds) {
            return Branch(expr, goal.holds, goals, literals, branches + 1);
          }
          for (auto operand = expr.operands.rbegin(); operand != expr.operands.rend(); ++operand) {
            goals.push_back({*operand, goal.holds});
          }
      }
      if (goals.size() + literals.size() > kMaxAsked) return TooMuch();
    }
    ++ways_;
    Try(literals);
  }

  void Branch(const Expr& expr, bool holds, const std::vector<Goal>& goals,
              const std::vector<Literal>& literals, size_t branches) {
    if (branches > kMaxAsked) return TooMuch();
    for (ExprId operand : expr.operands) {
      if (!made_.empty() || ways_ >= kMaxWays || steps_ >= kMaxSteps) return;
      std::vector<Goal> next = goals;
      next.push_back({operand, holds});
      Walk(std::move(next), literals, branches);
    }
  }

  void Closed() { ++ways_; }
  void TooMuch() {
    ways_ = kMaxWays;
    if (why_.empty()) why_ = "it asks for too much at once";
  }

  void Try(const std::vector<Literal>& literals) {
    Tree event = tree_;
    std::string why;
    // Twice: a field may stand inside another's value.
    for (int round = 0; round < 2 && why.empty(); ++round) {
      for (const Group& group : Groups(literals)) {
        why = group.field == kAnyField ? SolveKeywords(group, event) : Solve(group, event);
        if (!why.empty()) break;
      }
    }
    if (why.empty()) {
      std::string text = ToJson(event);
      const bool matches = On(event, [&](json::Value value) {
        return Evaluate(program_, rule_.scope, value) && Evaluate(program_, rule_.condition, value);
      });
      if (!matches) {
        why = "its conditions stand in each other's way";
      } else if (!On(event, sample_.recognised)) {
        why = "what it asks for makes the event none of " + sample_.name;
      } else {
        made_ = std::move(text);
      }
    }
    if (why_.empty()) why_ = why;
  }

  // Fields that something must stand in first, then keywords, comparisons and what must not be.
  std::vector<Group> Groups(const std::vector<Literal>& literals) const {
    std::vector<Group> groups;
    for (const Literal& literal : literals) {
      const FieldId field = program_.predicates()[literal.predicate].field;
      auto found = std::find_if(groups.begin(), groups.end(),
                                [&](const Group& group) { return group.field == field; });
      if (found == groups.end()) found = groups.insert(found, {field, {}});
      found->literals.push_back(literal);
    }
    const auto rank = [&](const Group& group) {
      const auto any = [&](const auto& test) {
        return std::any_of(group.literals.begin(), group.literals.end(), test);
      };
      if (group.field == kAnyField) return 1;
      if (any([&](const Literal& l) {
            return IsComparison(program_.predicates()[l.predicate].op);
          })) {
        return 2;
      }
      return any([](const Literal& l) { return l.holds; }) ? 0 : 3;
    };
    std::stable_sort(groups.begin(), groups.end(),
                     [&](const Group& a, const Group& b) { return rank(a) < rank(b); });
    return groups;
  }

  template <typename Test>
  bool On(const Tree& event, const Test& test) const {
    std::string text = ToJson(event);
    const size_t size = text.size();
    steps_ += 1 + size / 1024;
    text.append(json::Parser::kPadding, ' ');
    const auto value = parser_.Parse(std::string_view(text).substr(0, size));
    return value && test(*value);
  }

  bool Holds(const Group& group, const Tree& event) const {
    steps_ += group.literals.size();
    if (steps_ >= kMaxSteps) return false;
    return On(event, [&](json::Value value) {
      return std::all_of(group.literals.begin(), group.literals.end(), [&](const Literal& l) {
        return Evaluate(program_, program_.predicates()[l.predicate], value) == l.holds;
      });
    });
  }

  // What must stand in the field, as texts: all in one, then each literal's own. Numbers and
  // booleans are texts here too.
  std::vector<std::string> WantedTexts(const Group& group, const Tree& event) const {
    std::vector<std::string> out;
    std::string prefix, inside, suffix;
    for (const Literal& literal : group.literals) {
      const Predicate& predicate = program_.predicates()[literal.predicate];
      if (!literal.holds) continue;
      std::vector<std::string> texts = SatisfyingTexts(predicate, written_);
      if (IsComparison(predicate.op)) {
        On(event, [&](json::Value value) {
          texts = Texts(program_, predicate.other, value);
          return true;
        });
      }
      if (texts.empty()) continue;
      std::string& part = predicate.op == Op::kPrefix   ? prefix
                          : predicate.op == Op::kSuffix ? suffix
                                                        : inside;
      if (part.find(texts.front()) == part.npos) part += texts.front();
      out.insert(out.end(), texts.begin(), texts.end());
    }
    // All in one first where one alone will not do.
    const bool several = !out.empty() && out.front() != prefix + inside + suffix;
    if (several) out.insert(out.begin(), prefix + inside + suffix);
    return out;
  }

  // Texts for a field that needs nothing but to be there, or to be different.
  std::vector<std::string> FreeTexts(const Group& group, const Tree& present) const {
    std::vector<std::string> out = {kExample};
    for (const Literal& literal : group.literals) {
      const Predicate& predicate = program_.predicates()[literal.predicate];
      if (literal.holds) continue;
      const std::vector<std::string> others = OtherTexts(predicate, present.text);
      out.insert(out.begin(), others.begin(), others.end());
    }
    return out;
  }

  // The text as a value of the kind that stands there.
  static std::vector<Tree> AsValues(const std::string& text, const Tree& present, Type likely) {
    const Type type =
        present.type == Type::kAbsent || present.type == Type::kNull ? likely : present.type;
    const std::optional<Tree> parsed = ParseTree(text);
    if (parsed && parsed->type == type && type != Type::kString) return {*parsed};
    if (type == Type::kArray) {
      const Type element = present.elements.empty() ? likely : present.elements.front().type;
      std::vector<Tree> out;
      for (Tree& value : AsValues(text, {}, element)) {
        out.push_back({Type::kArray, {}, {}, {std::move(value)}});
      }
      return out;
    }
    if (type != Type::kObject) return {Tree::String(text)};
    Tree object{Type::kObject, {}, {}, {}};
    object.Add(kExample, Tree::String(text));
    std::vector<Tree> out = {object};
    if (auto members = ParseTree("{" + text + "}")) out.push_back(*std::move(members));
    return out;
  }

  // What each literal wants as an element of its own, where an array stands.
  std::optional<Tree> AsElements(const Group& group, const Tree& present) const {
    if (present.type != Type::kArray) return std::nullopt;
    Tree out{Type::kArray, {}, {}, {}};
    for (const Literal& literal : group.literals) {
      const Predicate& predicate = program_.predicates()[literal.predicate];
      const auto texts = SatisfyingTexts(predicate, written_);
      if (literal.holds && !texts.empty()) out.elements.push_back(Tree::String(texts.front()));
    }
    return out;
  }

  static Type LikelyType(Op op) {
    if (op == Op::kBoolean) return Type::kBool;
    return op == Op::kNumber || (op >= Op::kLess && op <= Op::kGreaterEqual) ? Type::kNumber
                                                                             : Type::kString;
  }

  std::vector<Tree> Values(const Group& group, const Tree& event, const Tree& present) const {
    std::vector<std::string> texts = WantedTexts(group, event);
    const std::vector<std::string> free = FreeTexts(group, present);
    texts.insert(texts.end(), free.begin(), free.end());
    Type likely = Type::kString;
    for (const Literal& literal : group.literals) {
      const Predicate& predicate = program_.predicates()[literal.predicate];
      if (literal.holds) likely = LikelyType(predicate.op);
      if (predicate.part != TimePart::kNone) likely = Type::kString;
    }
    std::vector<Tree> out;
    for (const std::string& text : texts) {
      for (Tree& value : AsValues(text, present, likely)) out.push_back(std::move(value));
    }
    if (auto elements = AsElements(group, present)) out.push_back(*std::move(elements));
    return out;
  }

  static void RemoveField(const Field& field, Tree& event) {
    for (const Path& path : field.paths) RemoveAt(event, path);
  }

  // The field's paths, those that the event knows best first.
  static std::vector<Path> PathsByKnown(const Field& field, const Tree& event) {
    std::vector<std::pair<double, const Path*>> scored;
    for (const Path& path : field.paths) {
      const size_t known = KnownSegments(event, path);
      const double whole = known == path.size() ? 1000 : 0;
      scored.emplace_back(whole + static_cast<double>(known), &path);
    }
    std::stable_sort(scored.begin(), scored.end(),
                     [](const auto& a, const auto& b) { return a.first > b.first; });
    std::vector<Path> out;
    for (const auto& [score, path] : scored) out.push_back(*path);
    return out;
  }

  // Changes the event so that the group holds, and it stays recognised where that can be. "" or
  // the reason why not.
  std::string Solve(const Group& group, Tree& event) const {
    if (Holds(group, event)) return "";
    const Field& field = program_.fields()[group.field];
    if (field.flat) return "field " + field.name + " is in no documentation of " + sample_.name;
    if (field.paths.empty()) return sample_.name + " has no field " + field.name;
    std::optional<Tree> lost;  // meets the group, but is not recognised
    const auto takes = [&](const Tree& made) {
      if (!Holds(group, made)) return false;
      if (On(made, sample_.recognised)) return true;
      if (!lost) lost = made;
      return false;
    };
    for (const bool alone : {false, true}) {
      Tree start = event;
      for (const Path& path : PathsByKnown(field, event)) {
        const Tree present = ValueAt(event, path);
        if (alone) RemoveField(field, start);
        for (const Tree& value : Values(group, event, present)) {
          Tree made = start;
          if (!PutAt(made, path, value) || !takes(made)) continue;
          event = std::move(made);
          return "";
        }
      }
    }
    Tree without = event;
    RemoveField(field, without);
    if (takes(without)) {
      event = std::move(without);
      return "";
    }
    if (!lost) return Unmet(group, event);
    event = *std::move(lost);
    return "";
  }

  std::string Unmet(const Group& group, const Tree& event) const {
    for (const Literal& literal : group.literals) {
      const Group one{group.field, {literal}};
      if (Holds(one, event)) continue;
      return "no value was made for: " + std::string(literal.holds ? "" : "not ") +
             ToText(program_, program_.predicates()[literal.predicate]);
    }
    return "no value meets all that it asks of " + program_.fields()[group.field].name;
  }

  // Keywords stand in any text of the event: the last one that lets it stay recognised.
  std::string SolveKeywords(const Group& group, Tree& event) const {
    if (Holds(group, event)) return "";
    std::string words;
    for (const Literal& literal : group.literals) {
      if (!literal.holds) continue;
      const auto texts = SatisfyingTexts(program_.predicates()[literal.predicate], written_);
      if (!texts.empty()) words += (words.empty() ? "" : " ") + texts.front();
    }
    std::vector<Tree*> leaves;
    AddTexts(event, leaves);
    for (auto leaf = leaves.rbegin(); leaf != leaves.rend(); ++leaf) {
      const std::string before = std::exchange((*leaf)->text, words);
      if (Holds(group, event) && On(event, sample_.recognised)) return "";
      (*leaf)->text = before;
    }
    return Unmet(group, event);
  }

  static void AddTexts(Tree& tree, std::vector<Tree*>& out) {
    if (tree.type == Type::kString) out.push_back(&tree);
    for (Tree& element : tree.elements) AddTexts(element, out);
  }

  const Program& program_;
  const Rule& rule_;
  const Sample& sample_;
  const Written& written_;
  Tree tree_;
  size_t ways_ = 0;
  mutable size_t steps_ = 0;
  std::string made_, why_;
  mutable json::Parser parser_;
};

}  // namespace

Synthesis Synthesise(const Program& program, const Rule& rule, const Sample& sample,
                     const Written& written) {
  return EventMaker(program, rule, sample, written).Make();
}

}  // namespace dcv::ir
