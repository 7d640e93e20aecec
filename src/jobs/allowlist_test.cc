// SPDX-License-Identifier: Apache-2.0
#include "jobs/allowlist.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "ir/evaluate.h"
#include "ir/lower.h"
#include "sigma/parse.h"

namespace dcv::jobs {
namespace {

constexpr std::string_view kRules = R"(title: Key Made
id: 0d894093-71bc-43c3-8c4d-ecfc28dcf5d9
logsource: {product: aws, service: cloudtrail}
detection:
    selection: {eventName: CreateAccessKey}
    condition: selection
---
title: User Made
name: user_made
logsource: {product: aws, service: cloudtrail}
detection:
    selection: {eventName: CreateUser}
    condition: selection
---
title: Pod Made
logsource: {product: kubernetes, service: audit}
detection:
    selection: {verb: create}
    condition: selection
---
title: Many Keys
id: 11111111-71bc-43c3-8c4d-ecfc28dcf5d9
correlation:
    type: event_count
    rules: [user_made]
    group-by: [user]
    timespan: 1h
    condition: {gte: 3}
)";

class Applied {
 public:
  explicit Applied(std::string_view list, std::string_view at = {}) : file_(sigma::Parse(kRules)) {
    std::vector<const sigma::Document*> rules;
    for (const sigma::Document& document : file_.documents) rules.push_back(&document);
    EXPECT_EQ(rules.size(), 4u);
    Result<Allowlist> made = AllowlistFilters(list, "list.yml", rules, at);
    if (!made) {
      error = made.error().message;
      hint = made.error().hint;
      return;
    }
    allowlist_ = *std::move(made);
    for (const Problem& problem : allowlist_.problems) {
      problems += std::string(problem.code) + ":" + std::to_string(problem.place.line) + " ";
    }
    std::vector<ir::Source> sources;
    for (const sigma::Document* rule : rules) sources.push_back({rule, 0});
    for (const sigma::Document& filter : allowlist_.filters) sources.push_back({&filter, 1});
    lowered_ = ir::Lower(sources, {});
    for (const ir::LowerProblem& found : lowered_.problems) {
      lowering +=
          std::string(found.problem.code) + ":" + std::to_string(found.problem.place.line) + " ";
    }
  }

  // Titles' first letters of the rules that match: K, U, P.
  std::string Matching(std::string_view event) const {
    std::string padded(event), out;
    padded.append(json::Parser::kPadding, ' ');
    json::Parser parser;
    const auto value = parser.Parse(std::string_view(padded).substr(0, event.size()));
    EXPECT_TRUE(value.has_value()) << event;
    for (const ir::Rule& rule : lowered_.program.rules) {
      if (value && ir::Evaluate(lowered_.program, rule.condition, *value)) {
        out += file_.documents[rule.document].title.text[0];
      }
    }
    return out;
  }
  const std::vector<sigma::Document>& filters() const { return allowlist_.filters; }

  std::string error, hint, problems, lowering;

 private:
  sigma::File file_;
  Allowlist allowlist_;
  ir::Lowered lowered_;
};

constexpr std::string_view kKey = R"({"eventName": "CreateAccessKey", "who": "deployer"})";
constexpr std::string_view kOtherKey = R"({"eventName": "CreateAccessKey", "who": "eve"})";
constexpr std::string_view kUser = R"({"eventName": "CreateUser", "who": "deployer"})";
constexpr std::string_view kPod = R"({"verb": "create", "who": "deployer"})";

TEST(Allowlist, ById) {
  const Applied applied(
      "- {rules: [0D894093-71bc-43c3-8c4d-ecfc28dcf5d9], reason: r, fields: {who: deployer}}\n");
  EXPECT_EQ(applied.error + applied.problems + applied.lowering, "");
  EXPECT_EQ(applied.Matching(kKey), "");
  EXPECT_EQ(applied.Matching(kOtherKey), "K");
  EXPECT_EQ(applied.Matching(kUser), "U");
  EXPECT_EQ(applied.Matching(kPod), "P");
}

TEST(Allowlist, ByTitleGlobInAnyCase) {
  const Applied applied("- {rules: '??? MADE', reason: r, fields: {who: [a, deployer]}}\n");
  EXPECT_EQ(applied.Matching(kKey), "");
  EXPECT_EQ(applied.Matching(kUser), "U");
  // "Pod Made" is meant too, but nothing can name it.
  EXPECT_EQ(applied.problems, "D004:1 ");
  EXPECT_EQ(applied.Matching(kPod), "P");
}

TEST(Allowlist, ByName) {
  const Applied applied("- {rules: [user_made], reason: r, fields: {who: deployer}}\n");
  EXPECT_EQ(applied.problems, "");
  EXPECT_EQ(applied.Matching(kUser), "");
  EXPECT_EQ(applied.Matching(kKey), "K");
}

TEST(Allowlist, AnyIsEveryRuleOfEveryLogSource) {
  const Applied applied("- {rules: any, reason: r, fields: {who: deployer}}\n");
  EXPECT_EQ(applied.problems + applied.lowering, "");
  for (std::string_view event : {kKey, kUser, kPod}) EXPECT_EQ(applied.Matching(event), "");
  EXPECT_EQ(applied.Matching(kOtherKey), "K");
}

TEST(Allowlist, CorrelationMeansTheRulesBelow) {
  const Applied applied("- {rules: [Many Keys], reason: r, fields: {who: deployer}}\n");
  EXPECT_EQ(applied.problems + applied.lowering, "");
  EXPECT_EQ(applied.Matching(kUser), "");
  EXPECT_EQ(applied.Matching(kKey), "K");
}

TEST(Allowlist, AllFieldsMustHold) {
  const Applied applied(
      "- rules: any\n"
      "  reason: r\n"
      "  fields:\n"
      "      who|startswith: [dep, adm]\n"
      "      ip|cidr: 10.0.0.0/8\n");
  EXPECT_EQ(applied.error, "");
  EXPECT_EQ(applied.Matching(R"({"verb": "create", "who": "deployer", "ip": "10.1.2.3"})"), "");
  EXPECT_EQ(applied.Matching(R"({"verb": "create", "who": "deployer", "ip": "11.1.2.3"})"), "P");
  EXPECT_EQ(applied.Matching(R"({"verb": "create", "who": "eve", "ip": "10.1.2.3"})"), "P");
  EXPECT_EQ(applied.Matching(R"({"verb": "create"})"), "P");
}

TEST(Allowlist, EntriesAreAlternatives) {
  const Applied applied(
      "- {rules: any, reason: r, fields: {who: deployer}}\n"
      "- {rules: any, reason: r, fields: {who: eve}}\n");
  EXPECT_EQ(applied.Matching(kKey) + applied.Matching(kOtherKey), "");
  EXPECT_EQ(applied.Matching(R"({"verb": "create", "who": "bob"})"), "P");
}

TEST(Allowlist, EndsAfterItsDay) {
  constexpr std::string_view kList =
      "- rules: any\n  reason: r\n  fields: {who: deployer}\n  until: 2026-11-24\n";
  EXPECT_EQ(Applied(kList, "2026-11-24").Matching(kKey), "");
  EXPECT_EQ(Applied(kList, "2026-11-24").problems, "");
  const Applied ended(kList, "2026-11-25");
  EXPECT_EQ(ended.Matching(kKey), "K");
  EXPECT_EQ(ended.problems, "D001:4 ");
  EXPECT_TRUE(ended.filters().empty());
  const Applied undated(kList);
  EXPECT_EQ(undated.Matching(kKey), "");
  EXPECT_EQ(undated.problems, "D003:4 ");
}

TEST(Allowlist, NoRuleOfThatName) {
  const Applied applied("- rules: [Nothing, Key Made]\n  reason: r\n  fields: {who: deployer}\n");
  EXPECT_EQ(applied.problems, "D002:1 ");
  EXPECT_EQ(applied.Matching(kKey), "");
  EXPECT_TRUE(Applied("- {rules: x, reason: r, fields: {a: b}}\n").filters().empty());
}

TEST(Allowlist, SameEntrySameFilter) {
  constexpr std::string_view kList = "- {rules: Key Made, reason: r, fields: {who: deployer}}\n";
  const Applied one(kList), two(kList), other("- {rules: Key Made, reason: r, fields: {who: b}}\n");
  EXPECT_EQ(one.filters()[0].id.text, two.filters()[0].id.text);
  EXPECT_NE(one.filters()[0].id.text, other.filters()[0].id.text);
  EXPECT_EQ(one.filters()[0].title.text, "Allowlist: r");
}

TEST(Allowlist, ProblemsOfMeaningHaveThePlaceInTheList) {
  const Applied applied("- rules: any\n  reason: r\n  fields:\n    ip|cidr: 10.0.0.0/99\n");
  EXPECT_EQ(applied.error, "");
  EXPECT_EQ(applied.lowering, "P104:4 ");
  EXPECT_EQ(applied.Matching(kKey), "K");
}

TEST(Allowlist, NothingInIt) {
  EXPECT_EQ(Applied("").error, "");
  EXPECT_EQ(Applied("# nothing yet\n").error, "");
  EXPECT_EQ(Applied("[]\n").error, "");
}

TEST(Allowlist, WrongOnesSayWhereAndWhat) {
  const std::vector<std::array<std::string, 2>> cases = {
      {"rules: any\n", "list.yml:1:1: an allowlist is a list of entries"},
      {"- any\n", "list.yml:1:3: an entry is no map"},
      {"- {reason: r, fields: {a: b}}\n", "list.yml:1:3: 'rules' is missing"},
      {"- {rules: any, fields: {a: b}}\n", "list.yml:1:3: 'reason' is missing"},
      {"- {rules: any, reason: '', fields: {a: b}}\n", "list.yml:1:24: the text is empty"},
      {"- {rules: any, reason: r}\n", "list.yml:1:3: 'fields' is missing"},
      {"- {rules: any, reason: r, fields: {}}\n", "list.yml:1:35: fields is no map of fields"},
      {"- {rules: any, reason: r, fields: [a]}\n", "list.yml:1:35: fields is no map of fields"},
      {"- {rules: [], reason: r, fields: {a: b}}\n", "list.yml:1:11: no rule is named"},
      {"- {rules: {a: b}, reason: r, fields: {a: b}}\n", "list.yml:1:11: expected a list"},
      {"- {rules: any, raeson: r, fields: {a: b}}\n", "list.yml:1:16: unknown key 'raeson'"},
      {"- {rules: any, reason: r, fields: {a: []}}\n",
       "list.yml:1:39: the list of values is empty"},
      {"- {rules: any, reason: r, fields: {a: {b: c}}}\n",
       "list.yml:1:39: the value of 'a' is no plain value"},
      {"- {rules: any, reason: r, fields: {'a|cider': b}}\n",
       "list.yml:1:36: unknown modifier 'cider'"},
      {"- {rules: any, reason: r, fields: {a: b}, until: 2026-02-30}\n",
       "list.yml:1:50: until is no date"},
      {"- {rules: any, reason: r, fields: {a: b}, until: [2026-02-20]}\n",
       "list.yml:1:50: until is no date"}};
  for (const auto& [text, message] : cases) EXPECT_EQ(Applied(text).error, message) << text;
  EXPECT_EQ(Applied("- {rules: any, raeson: r, fields: {a: b}}\n").hint, "did you mean reason?");
  EXPECT_EQ(Applied("- {rules: any, reason: r, fields: {'a|cider': b}}\n").hint,
            "did you mean cidr?");
  EXPECT_NE(Applied("- {a: 1, a: 2}\n").error, "");
  EXPECT_NE(Applied("- [\n").error, "");
}

TEST(Allowlist, DayOfUseMustBeADay) {
  EXPECT_EQ(Applied("[]\n", "24.11.2026").error, "'24.11.2026' is no date");
  EXPECT_EQ(Applied("[]\n", "2026-13-01").error, "'2026-13-01' is no date");
  EXPECT_EQ(Applied("[]\n", "2024-02-29").error, "");
}

}  // namespace
}  // namespace dcv::jobs
