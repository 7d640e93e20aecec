// SPDX-License-Identifier: Apache-2.0
#include "sigma/print_form.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "sigma/parse.h"

namespace dcv::sigma {
namespace {

using Kind = Search::Kind;

// `field: value`, true of a world in which the bit of that number is set.
Search Leaf(size_t bit, const std::string& field = "f") {
  Search search;
  search.item.field.text = field;
  search.item.values.push_back({ValueKind::kInteger, std::to_string(bit), false, {}});
  return search;
}

Search Of(Kind kind, std::vector<Search> parts) {
  Search search;
  search.kind = kind;
  search.parts = std::move(parts);
  return search;
}

Document RuleOf(std::vector<std::pair<std::string, Search>> searches, const std::string& text) {
  Rule rule;
  rule.logsource.product.text = "p";
  for (auto& [name, search] : searches) {
    rule.detection.searches.push_back({{name, {}}, std::move(search)});
  }
  rule.detection.conditions.push_back({{text, {}}, std::get<Condition>(ParseCondition(text))});
  Document document;
  document.title.text = "t";
  document.body = std::move(rule);
  return document;
}

// What a detection says of a world: obviously right, and of nothing but leaves and conditions.
bool Holds(const Search& search, unsigned world) {
  const auto holds = [&](const Search& part) { return Holds(part, world); };
  if (search.kind == Kind::kAll) {
    return std::all_of(search.parts.begin(), search.parts.end(), holds);
  }
  if (search.kind == Kind::kAny) {
    return std::any_of(search.parts.begin(), search.parts.end(), holds);
  }
  return (world >> std::stoul(search.item.values.front().text) & 1u) != 0;
}

bool Holds(const Condition& condition, const Detection& detection, unsigned world) {
  const auto holds = [&](const Condition& part) { return Holds(part, detection, world); };
  const auto& operands = condition.operands;
  switch (condition.kind) {
    case Condition::Kind::kOr: return std::any_of(operands.begin(), operands.end(), holds);
    case Condition::Kind::kAnd: return std::all_of(operands.begin(), operands.end(), holds);
    case Condition::Kind::kNot: return !holds(operands.front());
    case Condition::Kind::kName: return Holds(*detection.Find(condition.name), world);
    case Condition::Kind::kQuantifier: break;
  }
  int chosen = 0, held = 0;
  for (const NamedSearch& named : detection.searches) {
    if (!Selects(condition.name, named.name.text)) continue;
    ++chosen;
    held += Holds(named.search, world);
  }
  return held >= (condition.count == Condition::kAll ? chosen : condition.count);
}

void ExpectSameMeaning(const Document& document, unsigned worlds) {
  const std::string printed = ToYaml(document);
  const File again = Parse(printed);
  ASSERT_EQ(again.documents.size(), 1u) << printed << again.first_break.message;
  EXPECT_TRUE(again.problems.empty()) << printed << again.problems.front().message;
  const Detection& before = document.rule()->detection;
  const Detection& after = again.documents[0].rule()->detection;
  for (unsigned world = 0; world < worlds; ++world) {
    ASSERT_EQ(Holds(before.conditions[0].condition, before, world),
              Holds(after.conditions[0].condition, after, world))
        << world << "\n"
        << printed;
  }
}

std::string Printed(const Document& document) {
  const std::string text = ToYaml(document);
  return text.substr(text.find("detection:"));
}

TEST(PrintForm, AlternativesInAMapBecomeASearch) {
  const Document document = RuleOf(
      {{"s", Of(Kind::kAll, {Leaf(0, "a"), Of(Kind::kAny, {Leaf(1, "b"), Leaf(2, "c")})})}}, "s");
  EXPECT_EQ(Printed(document),
            "detection:\n"
            "    s_1:\n"
            "        a: 0\n"
            "    s_2:\n"
            "        -\n"
            "            b: 1\n"
            "        -\n"
            "            c: 2\n"
            "    condition: s_1 and s_2\n");
  ExpectSameMeaning(document, 8);
}

TEST(PrintForm, KeysThatFellTogetherAreApart) {
  const Document document =
      RuleOf({{"s", Of(Kind::kAll, {Leaf(0), Leaf(1), Leaf(2, "g")})}}, "not s");
  EXPECT_NE(Printed(document).find("condition: not (s_1 and s_2)"), std::string::npos);
  ExpectSameMeaning(document, 8);
}

TEST(PrintForm, QuantifiersOfSplitSearchesAreWrittenOut) {
  const Search split = Of(Kind::kAll, {Leaf(0), Of(Kind::kAny, {Leaf(1), Leaf(2)})});
  for (const char* condition : {"all of s*", "1 of s*", "2 of s*", "3 of them", "all of them",
                                "2 of s_*", "s_1 and not 1 of s*", "1 of *2"}) {
    ExpectSameMeaning(
        RuleOf({{"s", split}, {"s_1", Leaf(3)}, {"s2", Leaf(4)}, {"_s", split}}, condition), 32);
  }
  ExpectSameMeaning(RuleOf({{"s t", split}, {"s u", Leaf(3)}, {"not", Leaf(4)}}, "2 of *"), 32);
}

TEST(PrintForm, AQuantifierThatIsRefusedStaysRefused) {
  std::vector<std::pair<std::string, Search>> searches = {
      {"s", Of(Kind::kAll, {Leaf(0), Leaf(1)})}};
  for (int i = 0; i < 60; ++i) searches.push_back({"t" + std::to_string(i), Leaf(2)});
  EXPECT_NE(Printed(RuleOf(searches, "30 of them")).find("condition: 64 of them"),
            std::string::npos);
}

// Any tree, any condition over it.
TEST(PrintForm, MeansTheSame) {
  std::mt19937 random(11);
  const auto tree = [&](const auto& self, size_t depth) -> Search {
    if (depth == 0 || random() % 3 == 0) {
      return Leaf(random() % 6, std::string(1, static_cast<char>('a' + random() % 3)));
    }
    std::vector<Search> parts;
    for (size_t n = 2 + random() % 2; n > 0; --n) parts.push_back(self(self, depth - 1));
    return Of(random() % 2 == 0 ? Kind::kAll : Kind::kAny, std::move(parts));
  };
  const char* const conditions[] = {"s and not t", "1 of *",       "all of them", "2 of them",
                                    "2 of t*",     "not s or t_1", "t",           "s and 1 of t*"};
  for (int round = 0; round < 150; ++round) {
    std::vector<std::pair<std::string, Search>> searches;
    for (const char* name : {"s", "t", "t_1"}) searches.emplace_back(name, tree(tree, 3));
    for (const char* condition : conditions) {
      const Document document = RuleOf(searches, condition);
      ExpectSameMeaning(document, 64);
    }
  }
}

}  // namespace
}  // namespace dcv::sigma
