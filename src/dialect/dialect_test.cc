// SPDX-License-Identifier: Apache-2.0
// The walk with toy dialects, and what every dialect of the table must have.
#include "dialect/dialect.h"

#include <gtest/gtest.h>

#include <map>
#include <set>

#include "dialect/dialects.h"
#include "ir/lower.h"
#include "sigma/parse.h"

namespace dcv::dialect {
namespace {

const logsource::Registry& PackedRegistry() {
  static const logsource::Registry registry = *logsource::Registry::Load(DataFiles::Packed());
  return registry;
}

const Places& PackedPlaces() {
  static const Places places(PackedRegistry());
  return places;
}

// "f=a|b" of the leaf's texts; what begins with "wide", "narrow" or "none" has that fit.
Term ToyLeaf(Rendering& rendering, const Leaf& leaf) {
  Term out{Fit::kExact, (leaf.negated ? "!" : "") + rendering.Name(leaf.field) + "="};
  for (const ir::Predicate* predicate : leaf.any) {
    if (predicate != leaf.any.front()) out.text += '|';
    out.text += predicate->text;
    if (predicate->text.starts_with("wide")) out.fit = Fit::kWider;
    if (predicate->text.starts_with("narrow")) out.fit = Fit::kNarrower;
    if (predicate->text.starts_with("none")) out.fit = Fit::kNone;
  }
  return out;
}

std::string ToyQuery(Rendering&, const std::string& condition) {
  return "where " + condition;
}

Dialect Toy(const char* not_before) {
  return {.id = "toy",
          .title = "Toy",
          .columns = "toy",
          .raw_column = "event",
          .bare_names = false,
          .can = {},
          .and_word = " and ",
          .or_word = " or ",
          .not_before = not_before,
          .not_after = ")",
          .comment = nullptr,
          .end = "",
          .never = "never",
          .leaf = ToyLeaf,
          .query = ToyQuery};
}

// A rule made of its detection, lowered and rendered.
Query Rendered(const Dialect& dialect, const std::string& detection,
               const std::string& logsource = "{category: test}", const Options& options = {}) {
  const std::string text = "title: A rule\nlogsource: " + logsource + "\ndetection:\n" + detection;
  const sigma::File file = sigma::Parse(text);
  EXPECT_EQ(file.documents.size(), 1U) << text;
  const ir::Lowered lowered =
      ir::Lower({{.document = &file.documents.front()}}, {.registry = &PackedRegistry()});
  EXPECT_EQ(lowered.program.rules.size(), 1U) << text;
  if (lowered.program.rules.empty()) return {};
  return Render(dialect, lowered.program, lowered.program.rules.front(), file.documents.front(),
                PackedPlaces(), options, false);
}

Query OfToy(const std::string& detection, const char* not_before = "not(") {
  return Rendered(Toy(not_before), detection);
}

TEST(Walk, JoinsWithTheParenthesesThatAreNeeded) {
  const Query query =
      OfToy("  s: {a: x, b: y}\n  t: {c: z}\n  u: {d: w}\n  condition: (s or t) and not u\n");
  EXPECT_EQ(query.text, "where ((a=x and b=y) or c=z) and not(d=w)");
  EXPECT_EQ(query.lowering, Lowering::kExact);
  EXPECT_TRUE(query.notes.empty());
}

TEST(Walk, TakesTheValuesOfAFieldTogether) {
  EXPECT_EQ(OfToy("  s: {a: [x, y, z]}\n  condition: s\n").text, "where a=x|y|z");
  EXPECT_EQ(OfToy("  s: {a: [x, null]}\n  condition: s\n").text, "where a=x or a=");
}

TEST(Walk, LeavesOutOnTheSafeSide) {
  const Query above = OfToy("  s: {a: none, b: y}\n  condition: s\n");
  EXPECT_EQ(above.text, "where b=y");
  EXPECT_EQ(above.lowering, Lowering::kWider);
  ASSERT_EQ(above.notes.size(), 1U);
  EXPECT_EQ(above.notes.front().code, "C004");
  EXPECT_NE(above.notes.front().text.find("a is 'none'"), std::string::npos);

  // Below `not` the part never holds, so that nothing is taken away.
  const Query below = OfToy("  s: {b: y}\n  t: {a: none}\n  condition: s and not t\n");
  EXPECT_EQ(below.text, "where b=y");
  EXPECT_EQ(below.lowering, Lowering::kWider);
  EXPECT_EQ(OfToy("  s: {b: y}\n  t: {a: none, c: z}\n  condition: s and not t\n").text,
            "where b=y");
  EXPECT_EQ(OfToy("  s: {b: y}\n  t: [{a: none}, {c: z}]\n  condition: s and not t\n").text,
            "where b=y and not(c=z)");
  EXPECT_EQ(OfToy("  s: {b: y}\n  t: {a: none}\n  condition: s and not (not t)\n").text,
            "where b=y");
}

TEST(Walk, UsesWiderTermsAboveAndNarrowerOnesBelowNot) {
  EXPECT_EQ(OfToy("  s: {a: wide, b: y}\n  condition: s\n").text, "where a=wide and b=y");
  EXPECT_EQ(OfToy("  s: {a: narrow, b: y}\n  condition: s\n").text, "where b=y");
  EXPECT_EQ(OfToy("  s: {b: y}\n  t: {a: wide}\n  condition: s and not t\n").text, "where b=y");
  EXPECT_EQ(OfToy("  s: {b: y}\n  t: {a: narrow}\n  condition: s and not t\n").text,
            "where b=y and not(a=narrow)");
}

TEST(Walk, HasNoQueryThatHoldsForEverything) {
  const Query query = OfToy("  s: {a: none}\n  t: {b: y}\n  condition: s or t\n");
  EXPECT_EQ(query.lowering, Lowering::kImpossible);
  EXPECT_EQ(query.text, "");
  EXPECT_EQ(query.notes.back().code, "C003");
}

TEST(Walk, BringsNotDownToTheLeaves) {
  EXPECT_EQ(OfToy("  s: {a: x, b: y}\n  t: {c: z}\n  condition: t and not s\n", nullptr).text,
            "where c=z and (!a=x or !b=y)");
  EXPECT_EQ(OfToy("  s: [{a: x}, {b: y}]\n  condition: not s\n", nullptr).text,
            "where !a=x and !b=y");
  EXPECT_EQ(OfToy("  s: {a: [x, y]}\n  condition: not s\n", nullptr).text, "where !a=x|y");
}

TEST(Walk, BoundsTheDepthOfLongLists) {
  std::vector<std::string> parts(250, "p");
  const std::string text = JoinBalanced(parts, "+");
  EXPECT_EQ(std::count(text.begin(), text.end(), '('), 3);
  EXPECT_EQ(std::count(text.begin(), text.end(), 'p'), 250);
}

TEST(Dialects, AreSortedAndComplete) {
  std::set<std::string> ids;
  std::string last;
  for (const Dialect* dialect : Dialects()) {
    EXPECT_LT(last, dialect->id);
    last = dialect->id;
    EXPECT_EQ(FindDialect(dialect->id), dialect);
    const Capabilities& can = dialect->can;
    for (const char* text : {can.any_case, can.regex, can.arrays, can.cidr, can.fieldref,
                             can.keywords, can.time_parts, can.correlations, can.negation}) {
      ASSERT_NE(text, nullptr) << dialect->id;
    }
  }
  EXPECT_EQ(FindDialect("nothing"), nullptr);
}

TEST(Sqlite, SaysARuleOfCloudTrail) {
  const Query query = Rendered(*FindDialect("sqlite"),
                               "  s: {eventName: [StopLogging, DeleteTrail]}\n  condition: s\n",
                               "{product: aws, service: cloudtrail}");
  EXPECT_EQ(query.lowering, Lowering::kExact);
  EXPECT_NE(query.text.find("lower(x.value) IN ('stoplogging', 'deletetrail')"), query.text.npos)
      << query.text;
  EXPECT_NE(query.text.find("FROM events"), query.text.npos);
}

TEST(Sqlite, TakesTheTableGiven) {
  const Query query = Rendered(*FindDialect("sqlite"), "  s: {a: x}\n  condition: s\n",
                               "{category: test}", {"trail"});
  EXPECT_NE(query.text.find("FROM trail"), query.text.npos) << query.text;
}

// Each text that stands in a literal, with quotes and escapes of that dialect.
TEST(Sql, QuotesLiterals) {
  const std::string detection = "  s: {a: \"it's \\\\\\\\ 100%\"}\n  condition: s\n";
  const std::map<std::string, std::string> literals = {
      {"athena", "'it''s \\ 100%'"},        {"clickhouse", "'it\\'s \\\\ 100%'"},
      {"databricks", "'it\\'s \\\\ 100%'"}, {"duckdb", "'it''s \\ 100%'"},
      {"postgres", "'it''s \\ 100%'"},      {"sqlite", "'it''s \\ 100%'"}};
  for (const auto& [id, literal] : literals) {
    const Query query = Rendered(*FindDialect(id), detection);
    EXPECT_NE(query.text.find(literal), query.text.npos) << query.text;
  }
  for (const char* id : {"athena", "databricks", "duckdb", "postgres", "sqlite"}) {
    const Query query = Rendered(*FindDialect(id), "  s: {a|contains: '50%_!'}\n  condition: s\n");
    EXPECT_NE(query.text.find("LIKE '%50!%!_!!%' ESCAPE '!'"), query.text.npos) << query.text;
  }
}

TEST(Athena, TakesTheColumnsOfItsTable) {
  const Query query =
      Rendered(*FindDialect("athena"),
               "  s: {eventName: StopLogging, requestParameters.name: main, errorCode: null}\n"
               "  t: {userIdentity.arn|contains: root}\n  condition: s and not t\n",
               "{product: aws, service: cloudtrail}");
  EXPECT_EQ(query.lowering, Lowering::kExact);
  EXPECT_EQ(
      query.text.find("SELECT *\nFROM cloudtrail_logs\nWHERE lower(eventname) = 'stoplogging'"), 0U)
      << query.text;
  EXPECT_NE(query.text.find("json_query(requestparameters, 'lax $.\"name\"[*]'"), query.text.npos);
  EXPECT_NE(query.text.find("errorcode IS NULL"), query.text.npos);
  EXPECT_NE(query.text.find("NOT (COALESCE(lower(useridentity.arn) LIKE '%root%', FALSE))"),
            query.text.npos)
      << query.text;
  const Query unknown =
      Rendered(*FindDialect("athena"), "  s: {managementEvent: true}\n  condition: s\n",
               "{product: aws, service: cloudtrail}");
  EXPECT_EQ(unknown.lowering, Lowering::kImpossible);
  ASSERT_FALSE(unknown.notes.empty());
  EXPECT_EQ(unknown.notes.front().code, "C001");
}

TEST(Sql, TellsWhatIsWider) {
  const Query regex = Rendered(*FindDialect("sqlite"), "  s: {a|re: 'x+', b: y}\n  condition: s\n");
  EXPECT_EQ(regex.lowering, Lowering::kWider);
  EXPECT_EQ(regex.text.find("x+"), regex.text.npos);
  const Query keyword = Rendered(*FindDialect("clickhouse"), "  s: [word]\n  condition: s\n");
  EXPECT_EQ(keyword.lowering, Lowering::kWider);
  EXPECT_EQ(Rendered(*FindDialect("duckdb"), "  s: [word]\n  condition: s\n").lowering,
            Lowering::kExact);
}

}  // namespace
}  // namespace dcv::dialect
