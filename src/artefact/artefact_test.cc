// SPDX-License-Identifier: Apache-2.0
// Every artefact is read again by a parser of its container.
#include "artefact/artefact.h"

#include <gtest/gtest.h>

#include <map>

#include "base/json.h"
#include "base/text.h"
#include "base/yaml.h"

namespace dcv::artefact {
namespace {

const Knowledge& Known() {
  static const DataFiles data = DataFiles::Packed();
  static const Knowledge knowledge = *Knowledge::Load(data);
  return knowledge;
}

Detection Example(const char* target) {
  Detection out;
  out.id = "1db958fb-b6e3-444a-a472-60d6608630c9";
  out.title = "Trail [stopped] \"now\"";
  out.description = "Someone stopped a trail.\nEnds with a \\";
  out.level = "high";
  out.author = "CloudSigma";
  out.references = {"https://example.org/a"};
  out.false_positives = {"Maintenance", "Tests"};
  out.techniques = {"T1685.002", "T1098.003", "T9999"};
  out.tactics = {"defense-impairment", "t1685.002", "stealth"};
  out.target = target;
  out.query = "first \"quoted\" \\ back\n| second\n  third";
  out.table = "AWSCloudTrail";
  out.rows = true;
  out.times = {{"eventTime"}, {"a", "b'c"}};
  return out;
}

std::string File(const char* format, const char* target, const std::vector<Detection>& detections) {
  const Format* found = FindFormat(format, target);
  if (found == nullptr) return "no such format";
  std::string out = found->begin;
  for (const Detection& detection : detections) {
    if (&detection != detections.data()) out += found->between;
    const Piece piece = found->render(detection, {15}, Known());
    EXPECT_EQ(piece.refusal, "");
    out += piece.text;
  }
  return out + found->end;
}

class Json {
 public:
  explicit Json(const std::string& text)
      : padded_(text + std::string(json::Parser::kPadding, ' ')) {
    const auto parsed = parser_.Parse(std::string_view(padded_).substr(0, text.size()));
    EXPECT_TRUE(parsed.has_value()) << text;
    if (parsed) root = *parsed;
  }
  json::Value root;

 private:
  std::string padded_;
  json::Parser parser_;
};

json::Value At(json::Value value, size_t index) {
  for (json::Value element : value.elements()) {
    if (index-- == 0) return element;
  }
  return {};
}

std::string All(json::Value list) {
  std::string out;
  for (json::Value element : list.elements()) out += std::string(element.text()) + " ";
  return out;
}

// As Splunk reads a .conf file: a backslash at the end of a line goes on with the next.
std::map<std::string, std::map<std::string, std::string>> ReadConf(const std::string& text) {
  std::map<std::string, std::map<std::string, std::string>> out;
  std::string stanza, line;
  for (std::string_view piece : Split(text, '\n')) {
    line += piece;
    if (!line.empty() && line.back() == '\\') {
      line.back() = '\n';
      continue;
    }
    if (!line.empty() && line.front() == '[') {
      EXPECT_EQ(line.back(), ']');
      stanza = line.substr(1, line.size() - 2);
    } else if (const size_t equal = line.find(" = "); equal != std::string::npos) {
      EXPECT_TRUE(out[stanza].emplace(line.substr(0, equal), line.substr(equal + 3)).second);
    }
    line.clear();
  }
  return out;
}

TEST(SavedSearch, IsAStanzaPerRule) {
  Detection second = Example("splunk");
  second.id = "00000000-b6e3-444a-a472-60d6608630c9";
  second.window_seconds = 600;
  second.level = "";
  auto conf = ReadConf(File("savedsearch", "splunk", {Example("splunk"), second}));
  ASSERT_EQ(conf.size(), 2u);
  auto& one = conf["Trail (stopped) \"now\" - 1db958fb"];
  EXPECT_EQ(one["search"], "first \"quoted\" \\ back \n| second \n  third");
  EXPECT_EQ(one["description"], "Someone stopped a trail. Ends with a \\.");
  EXPECT_EQ(one["cron_schedule"], "*/15 * * * *");
  EXPECT_EQ(one["dispatch.earliest_time"], "-15m@m");
  EXPECT_EQ(one["dispatch.latest_time"], "@m");
  EXPECT_EQ(one["alert.severity"], "4");
  EXPECT_EQ(one["action.correlationsearch.annotations"],
            "{\"mitre_attack\":[\"T1098.003\",\"T1562.008\"]}");
  EXPECT_EQ(one["disabled"], "1");
  auto& two = conf["Trail (stopped) \"now\" - 00000000"];
  EXPECT_EQ(two["dispatch.earliest_time"], "-25m@m");
  EXPECT_EQ(two["alert.severity"], "3");
}

TEST(SentinelArm, IsATemplateWithAResourcePerRule) {
  Detection second = Example("sentinel");
  second.title = "[looks like an expression]";
  second.rows = false;
  second.window_seconds = 3600;
  const Json json(File("sentinel-arm", "sentinel", {Example("sentinel"), second}));
  const json::Value resource = At(json.root.Find("resources"), 0);
  EXPECT_EQ(resource.Find("kind").text(), "Scheduled");
  EXPECT_EQ(resource.Find("name").text(),
            "[concat(parameters('workspace'), "
            "'/Microsoft.SecurityInsights/1db958fb-b6e3-444a-a472-60d6608630c9')]");
  const json::Value rule = resource.Find("properties");
  EXPECT_EQ(rule.Find("query").text(), Example("sentinel").query);
  EXPECT_EQ(rule.Find("severity").text(), "High");
  EXPECT_EQ(rule.Find("queryFrequency").text(), "PT15M");
  EXPECT_EQ(rule.Find("queryPeriod").text(), "PT15M");
  EXPECT_EQ(All(rule.Find("tactics")), "Persistence DefenseEvasion ");
  EXPECT_EQ(All(rule.Find("techniques")), "T1098 T1562 ");
  EXPECT_EQ(All(rule.Find("subTechniques")), "T1098.003 T1562.008 ");
  EXPECT_EQ(
      At(At(rule.Find("entityMappings"), 1).Find("fieldMappings"), 0).Find("columnName").text(),
      "SourceIpAddress");
  const json::Value other = At(json.root.Find("resources"), 1).Find("properties");
  EXPECT_EQ(other.Find("displayName").text(), "[[looks like an expression]");
  EXPECT_EQ(other.Find("queryPeriod").text(), "PT1H15M");
  EXPECT_TRUE(other.Find("entityMappings").Is(json::Type::kAbsent));
}

TEST(SentinelArm, WithoutRulesIsATemplateStill) {
  const Json json(File("sentinel-arm", "sentinel", {}));
  EXPECT_TRUE(json.root.Find("resources").IsEmptyArray());
}

TEST(SentinelYaml, IsADocumentPerRule) {
  const auto documents = yaml::Parse(
      File("sentinel-yaml", "sentinel", {Example("sentinel"), Example("sentinel")}), "test");
  ASSERT_TRUE(documents.has_value()) << documents.error().message;
  ASSERT_EQ(documents->size(), 2u);
  const yaml::Node& rule = documents->front();
  EXPECT_EQ(rule.Text("id"), "1db958fb-b6e3-444a-a472-60d6608630c9");
  EXPECT_EQ(rule.Text("name"), "Trail [stopped] \"now\"");
  EXPECT_EQ(rule.Text("query"), Example("sentinel").query);
  EXPECT_EQ(rule.Texts("tactics"),
            (std::vector<std::string_view>{"Persistence", "DefenseEvasion"}));
  EXPECT_EQ(rule.Texts("relevantTechniques"),
            (std::vector<std::string_view>{"T1098.003", "T1562.008"}));
  ASSERT_EQ(rule.Find("requiredDataConnectors")->items.size(), 2u);
  EXPECT_EQ(rule.Find("requiredDataConnectors")->items[1].Text("connectorId"), "AWSS3");
  EXPECT_EQ(rule.Find("entityMappings")->items[0].Text("entityType"), "Account");
}

TEST(Sentinel, RefusesWhatTheServiceDoes) {
  const auto refusal = [](const Detection& detection, uint64_t every) {
    const Piece piece = RenderSentinelArm(detection, {every}, Known());
    EXPECT_EQ(piece.text.empty(), !piece.refusal.empty());
    EXPECT_EQ(RenderSentinelYaml(detection, {every}, Known()).refusal, piece.refusal);
    return piece.refusal;
  };
  Detection detection = Example("sentinel");
  EXPECT_EQ(refusal(detection, 5), "");
  EXPECT_NE(refusal(detection, 1), "");
  detection.window_seconds = 3 * 24 * 3600;
  EXPECT_NE(refusal(detection, 5), "");
  EXPECT_EQ(refusal(detection, 60), "");
  detection.window_seconds = 14 * 24 * 3600;
  EXPECT_NE(refusal(detection, 60), "");
  detection.window_seconds = 0;
  detection.query = std::string(10'000, 'x');
  EXPECT_EQ(refusal(detection, 5), "");
  detection.query += "x";
  EXPECT_NE(refusal(detection, 5), "");
}

TEST(ElasticNdjson, IsALinePerRule) {
  const std::string file =
      File("elastic-ndjson", "elastic", {Example("elastic"), Example("elastic")});
  const auto lines = Split(file, '\n');
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[2], "");
  const Json json{std::string(lines[0])};
  EXPECT_EQ(json.root.Find("rule_id").text(), "1db958fb-b6e3-444a-a472-60d6608630c9");
  EXPECT_EQ(json.root.Find("type").text(), "query");
  EXPECT_EQ(json.root.Find("language").text(), "lucene");
  EXPECT_EQ(All(json.root.Find("index")), "AWSCloudTrail ");
  EXPECT_EQ(json.root.Find("query").text(), Example("elastic").query);
  EXPECT_EQ(json.root.Find("risk_score").number(), 73.0);
  EXPECT_EQ(json.root.Find("enabled").boolean(), false);
  EXPECT_EQ(All(json.root.Find("false_positives")), "Maintenance Tests ");
  EXPECT_EQ(json.root.Find("interval").text(), "15m");
  EXPECT_EQ(json.root.Find("from").text(), "now-15m");
  const json::Value threat = At(json.root.Find("threat"), 1);
  EXPECT_EQ(threat.Find("tactic").Find("id").text(), "TA0005");
  EXPECT_EQ(threat.Find("tactic").Find("name").text(), "Defense Evasion");
  const json::Value technique = At(threat.Find("technique"), 0);
  EXPECT_EQ(technique.Find("id").text(), "T1562");
  EXPECT_EQ(technique.Find("name").text(), "Impair Defenses");
  const json::Value sub = At(technique.Find("subtechnique"), 0);
  EXPECT_EQ(sub.Find("id").text(), "T1562.008");
  EXPECT_EQ(sub.Find("reference").text(), "https://attack.mitre.org/techniques/T1562/008/");
}

TEST(ElasticNdjson, SaysTheTypeOfTheTarget) {
  const Json esql(File("elastic-ndjson", "esql", {Example("esql")}));
  EXPECT_EQ(esql.root.Find("type").text(), "esql");
  EXPECT_TRUE(esql.root.Find("index").Is(json::Type::kAbsent));
  const Json eql(File("elastic-ndjson", "eql", {Example("eql")}));
  EXPECT_EQ(eql.root.Find("type").text(), "eql");
  EXPECT_EQ(All(eql.root.Find("index")), "AWSCloudTrail ");
}

TEST(OpensearchMonitor, SearchesTheTimeSinceTheLastRun) {
  const Json json(File("opensearch-monitor", "opensearch", {Example("opensearch")}));
  EXPECT_EQ(json.root.Find("enabled").boolean(), false);
  EXPECT_EQ(json.root.Find("schedule").Find("period").Find("interval").number(), 15.0);
  const json::Value search = At(json.root.Find("inputs"), 0).Find("search");
  const json::Value filter = search.Find("query").Find("query").Find("bool").Find("filter");
  EXPECT_EQ(At(filter, 0).Find("range").Find("@timestamp").Find("gte").text(),
            "{{period_end}}||-15m");
  EXPECT_EQ(At(filter, 1).Find("query_string").Find("query").text(), Example("").query);
  EXPECT_EQ(At(json.root.Find("triggers"), 0).Find("query_level_trigger").Find("severity").text(),
            "2");
  Detection detection = Example("opensearch");
  detection.query = "x:\"{{y}}\"";
  EXPECT_NE(RenderOpensearchMonitor(detection, {}, Known()).refusal, "");
  detection = Example("opensearch");
  detection.table = "";
  EXPECT_NE(RenderOpensearchMonitor(detection, {}, Known()).refusal, "");
}

TEST(SecopsRule, HasAMetaSectionOfItsOwn) {
  Detection detection = Example("yaral");
  detection.query =
      "rule x {\n  meta:\n    a = \"b\"\n  events:\n    $e.a = \"b\"\n  condition:\n    $e\n}";
  const std::string text = File("secops-rule", "yaral", {detection});
  EXPECT_EQ(text,
            "rule trail_stopped_now_1db958fb {\n"
            "  meta:\n"
            "    author = \"CloudSigma\"\n"
            "    rule_name = \"Trail [stopped] \\\"now\\\"\"\n"
            "    rule_id = \"1db958fb-b6e3-444a-a472-60d6608630c9\"\n"
            "    description = \"Someone stopped a trail. Ends with a \\\\\"\n"
            "    severity = \"High\"\n"
            "    tactic = \"TA0003, TA0005\"\n"
            "    technique = \"T1098.003, T1562.008\"\n"
            "    false_positives = \"Maintenance\"\n"
            "    false_positives_2 = \"Tests\"\n"
            "    reference = \"https://example.org/a\"\n"
            "  events:\n    $e.a = \"b\"\n  condition:\n    $e\n}\n");
}

TEST(AthenaView, NamesTheViewByTitleAndId) {
  Detection detection = Example("athena");
  detection.loss = "a field is left out";
  EXPECT_EQ(File("athena-view", "athena", {detection}),
            "-- Trail [stopped] \"now\"\n-- rule 1db958fb-b6e3-444a-a472-60d6608630c9\n"
            "-- wider: a field is left out\n"
            "CREATE OR REPLACE VIEW \"trail_stopped_now_1db958fb\" AS\n" +
                detection.query + ";\n");
}

TEST(ScheduledQuery, RefreshesAView) {
  const std::string text = File("scheduled-query", "clickhouse", {Example("clickhouse")});
  EXPECT_NE(text.find("\"trail_stopped_now_1db958fb\"\nREFRESH EVERY 15 MINUTE\n"), text.npos)
      << text;
}

TEST(ScheduledQuery, IsABundleOfAlerts) {
  Detection second = Example("databricks");
  second.id = "00000000-b6e3-444a-a472-60d6608630c9";
  second.times.clear();
  EXPECT_NE(RenderDatabricksAlert(second, {}, Known()).refusal, "");
  second.window_seconds = 60;
  const Json json(File("scheduled-query", "databricks", {Example("databricks"), second}));
  const json::Value alerts = json.root.Find("resources").Find("alerts");
  const json::Value one = alerts.Find("trail_stopped_now_1db958fb");
  EXPECT_NE(one.Find("query_text").text().find("'$[\"a\"][\"b\\'c\"]'"), std::string::npos);
  EXPECT_NE(one.Find("query_text").text().find("INTERVAL 15 MINUTES"), std::string::npos);
  EXPECT_EQ(one.Find("schedule").Find("quartz_cron_schedule").text(), "0 0/15 * * * ?");
  EXPECT_EQ(one.Find("schedule").Find("pause_status").text(), "PAUSED");
  EXPECT_NE(alerts.Find("trail_stopped_now_00000000").Find("query_text").text().find("- 900000"),
            std::string::npos);
  second.query = "'${jndi'";
  EXPECT_NE(RenderDatabricksAlert(second, {}, Known()).refusal, "");
}

TEST(Attack, PutsStrayTechniquesUnderTheirOwnTactic) {
  Detection detection = Example("sentinel");
  detection.tactics = {"impact"};
  detection.techniques = {"T1530"};
  const Json json(File("sentinel-arm", "sentinel", {detection}));
  EXPECT_EQ(All(At(json.root.Find("resources"), 0).Find("properties").Find("tactics")),
            "Collection Impact ");
}

TEST(Ids, AreTheRulesOwnOrMadeOfItsName) {
  EXPECT_EQ(IdOf("1DB958FB-b6e3-444a-a472-60d6608630c9", "", "x"),
            "1db958fb-b6e3-444a-a472-60d6608630c9");
  EXPECT_EQ(IdOf("", "", "x"), IdOf("", "", "x"));
  EXPECT_NE(IdOf("", "", "x"), IdOf("", "", "y"));
  EXPECT_NE(IdOf("", "a", "x"), IdOf("a", "", "x"));
  EXPECT_EQ(IdOf("", "", "x")[14], '5');
}

TEST(Formats, EachTacticHasNamesInItsVersion) {
  const auto& tactics = Known().attack.tactics();
  for (const TacticNames& names : Known().tactics) {
    bool there = false;
    for (const attack::Tactic& tactic : tactics) there |= tactic.shortname == names.attack;
    EXPECT_TRUE(there) << names.shortname;
  }
  for (const attack::Tactic& tactic : tactics) {
    EXPECT_NE(Known().FindTactic(tactic.shortname), nullptr) << tactic.shortname;
  }
  const DataFiles data = DataFiles::Packed();
  const auto newest = attack::Version::Load(data, attack::kDefaultVersion);
  ASSERT_TRUE(newest.has_value());
  for (const attack::Tactic& tactic : newest->tactics()) {
    EXPECT_NE(Known().FindTactic(tactic.shortname), nullptr) << tactic.shortname;
  }
}

}  // namespace
}  // namespace dcv::artefact
