// SPDX-License-Identifier: Apache-2.0
#include "jobs/filter_new.h"

#include <gtest/gtest.h>

#include "base/json.h"
#include "base/uuid.h"
#include "ir/evaluate.h"
#include "ir/lower.h"
#include "sigma/parse.h"

namespace dcv::jobs {
namespace {

constexpr std::string_view kRules = R"(title: Key Made
id: 0d894093-71bc-43c3-8c4d-ecfc28dcf5d9
logsource: {product: aws, service: cloudtrail, definition: all of it}
detection:
    selection: {eventName: CreateAccessKey}
    condition: selection
---
title: Pod Made
name: pod_made
logsource: {product: kubernetes, service: audit}
detection:
    selection: {verb: create}
    condition: selection
---
title: User Made
id: 22222222-71bc-43c3-8c4d-ecfc28dcf5d9
logsource: {product: aws, service: cloudtrail}
detection:
    selection: {eventName: CreateUser}
    condition: selection
)";

struct Made {
  std::string text, error, hint;  // text: the filters as YAML
};

Made Make(const std::vector<std::string>& fields, const std::string& title = {},
          std::string_view rules = kRules) {
  const sigma::File file = sigma::Parse(rules);
  std::vector<const sigma::Document*> documents;
  for (const sigma::Document& document : file.documents) documents.push_back(&document);
  const auto filters = NewFilters(documents, fields, title);
  if (!filters) return {"", filters.error().message, filters.error().hint};
  Made made;
  for (const sigma::Document& filter : *filters) {
    made.text += (made.text.empty() ? "" : "---\n") + sigma::ToYaml(filter);
  }
  return made;
}

// Whether a rule is left that matches the event, filters read back from their text.
bool Matches(const Made& made, std::string_view event) {
  const sigma::File file = sigma::Parse(std::string(kRules) + "---\n" + made.text);
  EXPECT_EQ(file.broken, 0u) << made.error << made.text;
  EXPECT_TRUE(file.problems.empty()) << made.text;
  std::vector<ir::Source> sources;
  for (const sigma::Document& document : file.documents) sources.push_back({&document, 0});
  const ir::Lowered lowered = ir::Lower(sources, {});
  for (const ir::LowerProblem& found : lowered.problems) {
    ADD_FAILURE() << found.problem.code << " " << found.problem.message << "\n" << made.text;
  }
  std::string padded(event);
  padded.append(json::Parser::kPadding, ' ');
  json::Parser parser;
  const auto value = parser.Parse(std::string_view(padded).substr(0, event.size()));
  EXPECT_TRUE(value.has_value()) << event;
  for (const ir::Rule& rule : lowered.program.rules) {
    if (value && ir::Evaluate(lowered.program, rule.condition, *value)) return true;
  }
  return false;
}

TEST(NewFilters, OneForEachLogSource) {
  const Made made = Make({"who=deployer"});
  const sigma::File file = sigma::Parse(made.text);
  ASSERT_EQ(file.documents.size(), 2u) << made.text;
  const sigma::Filter& aws = *file.documents[0].filter();
  EXPECT_EQ(aws.logsource.product.text, "aws");
  EXPECT_EQ(aws.logsource.service.text, "cloudtrail");
  EXPECT_EQ(aws.logsource.definition.text, "");
  ASSERT_EQ(aws.rules.size(), 2u);
  EXPECT_EQ(aws.rules[0].text, "0d894093-71bc-43c3-8c4d-ecfc28dcf5d9");
  EXPECT_EQ(aws.rules[1].text, "22222222-71bc-43c3-8c4d-ecfc28dcf5d9");
  EXPECT_EQ(file.documents[0].title.text, "Exceptions to Key Made and 1 more");
  EXPECT_EQ(file.documents[1].title.text, "Exceptions to Pod Made");
  EXPECT_EQ(file.documents[1].filter()->rules[0].text, "pod_made");
}

TEST(NewFilters, TakeTheRightEventsOut) {
  const Made made = Make({"who=deployer", "who=adm*", "ip|cidr=10.0.0.0/8"});
  EXPECT_FALSE(
      Matches(made, R"({"eventName": "CreateUser", "who": "deployer", "ip": "10.1.1.1"})"));
  EXPECT_FALSE(Matches(made, R"({"verb": "create", "who": "Admin", "ip": "10.1.1.1"})"));
  EXPECT_TRUE(Matches(made, R"({"eventName": "CreateUser", "who": "eve", "ip": "10.1.1.1"})"));
  EXPECT_TRUE(Matches(made, R"({"eventName": "CreateUser", "who": "deployer", "ip": "11.1.1.1"})"));
  EXPECT_TRUE(Matches(made, R"({"eventName": "CreateUser"})"));
  EXPECT_FALSE(Matches(made, R"({"eventName": "Other"})"));
}

TEST(NewFilters, ValuesAreTextsUnlessTheModifierTakesOthers) {
  EXPECT_FALSE(Matches(Make({"a=true"}), R"({"verb": "create", "a": "true"})"));
  EXPECT_FALSE(Matches(Make({"a=010"}), R"({"verb": "create", "a": "010"})"));
  EXPECT_TRUE(Matches(Make({"a=null"}), R"({"verb": "create"})"));
  EXPECT_FALSE(Matches(Make({"a="}), R"({"verb": "create", "a": ""})"));
  EXPECT_TRUE(Matches(Make({"a="}), R"({"verb": "create"})"));
  EXPECT_FALSE(Matches(Make({"a|exists=true"}), R"({"verb": "create", "a": 1})"));
  EXPECT_TRUE(Matches(Make({"a|exists=true"}), R"({"verb": "create"})"));
  EXPECT_FALSE(Matches(Make({"a|gte=5"}), R"({"verb": "create", "a": 5})"));
  EXPECT_TRUE(Matches(Make({"a|gte=5"}), R"({"verb": "create", "a": 4})"));
  EXPECT_FALSE(Matches(Make({"a|contains=x=y: #"}), R"({"verb": "create", "a": "1x=y: #2"})"));
}

TEST(NewFilters, IdIsOfTheContent) {
  const auto id = [](const Made& made) { return sigma::Parse(made.text).documents[0].id.text; };
  const std::string first = id(Make({"who=deployer"}));
  EXPECT_TRUE(ParseUuid(first).has_value());
  EXPECT_EQ(first, id(Make({"who=deployer"})));
  EXPECT_NE(first, id(Make({"who=deploye"})));
  EXPECT_NE(first, id(Make({"who=deployer"}, "Other title")));
  EXPECT_NE(Make({"who=deployer"}, "Other title").text.find("title: Other title\n"),
            std::string::npos);
}

TEST(NewFilters, WhatIsRefused) {
  EXPECT_EQ(Make({}).error, "no field is given");
  EXPECT_EQ(Make({"who"}).error, "--field takes FIELD=VALUE, not 'who'");
  EXPECT_EQ(Make({"=x"}).error, "--field takes FIELD=VALUE, not '=x'");
  EXPECT_EQ(Make({"|all=x"}).error, "--field takes FIELD=VALUE, not '|all=x'");
  EXPECT_EQ(Make({"a|cider=x"}).error, "--field: unknown modifier 'cider'");
  EXPECT_EQ(Make({"a|cider=x"}).hint, "did you mean cidr?");
  EXPECT_EQ(Make({"a=b"}, "", "").error, "there is no rule with a detection to filter");
  const Made nameless = Make({"a=b"}, "",
                             "title: T\nlogsource: {product: p}\n"
                             "detection: {s: {a: b}, condition: s}\n");
  EXPECT_EQ(nameless.error, "rule 'T' has neither id nor name");
  EXPECT_NE(nameless.hint, "");
}

}  // namespace
}  // namespace dcv::jobs
