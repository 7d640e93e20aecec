// SPDX-License-Identifier: Apache-2.0
#include <functional>
#include <map>
#include <set>

#include "report/test_alerts.h"

namespace dcv::report {
namespace {

TEST(AlertJson, KeysAndTheirOrder) {
  const auto lines = Lines(Render("json", All(), true));
  ASSERT_EQ(lines.size(), 3u);
  EXPECT_EQ(lines[0],
            "{\"schema\":\"dcv.alert/1\",\"alert_id\":\"" + KeyAlert().id +
                "\",\"kind\":\"detection\",\"time\":\"2024-02-29T12:34:56.007Z\","
                "\"time_ms\":1709210096007,\"rule\":{\"id\":\"0d894093-71bc-43c3-8c4d-ecfc28dcf5d9"
                "\",\"title\":\"Key for \\\"another\\\" user\",\"level\":\"high\",\"status\":"
                "\"test\",\"author\":\"A. Uthor\",\"tags\":[\"attack.persistence\","
                "\"attack.t1098.001\",\"cve.2024-1\"],\"techniques\":[\"T1098.001\"],\"file\":"
                "\"rules/a b.yml\",\"hash\":\"" +
                KeyRule().hash +
                "\"},\"event_id\":\"e-1\",\"source\":\"aws_cloudtrail\",\"position\":{\"file\":"
                "\"logs/x y.json\",\"line\":3,\"offset\":4096},\"selections\":[\"selection\","
                "\"filter_main\"],\"matched\":[{\"field\":\"eventName\",\"value\":"
                "\"CreateAccessKey\"},{\"field\":\"userName\",\"path\":\"userIdentity.userName\","
                "\"value\":\"b\xEF\xBF\xBD\\n\"}],\"event\":{\"eventName\": \"CreateAccessKey\","
                "   \"n\": 1}}");
}

TEST(AlertJson, WhatIsNotKnownIsNullOrEmpty) {
  const Json json(Lines(Render("json", {BareAlert()}))[0]);
  EXPECT_TRUE(json.At("time").Is(json::Type::kNull));
  EXPECT_TRUE(json.At("time_ms").Is(json::Type::kNull));
  EXPECT_TRUE(json.At("rule.author").Is(json::Type::kAbsent));
  EXPECT_TRUE(json.At("event").Is(json::Type::kAbsent));
  EXPECT_TRUE(json.At("correlation").Is(json::Type::kAbsent));
  EXPECT_TRUE(json.At("matched").IsEmptyArray());
  EXPECT_EQ(json.Text("rule.level"), "");
}

TEST(AlertJson, EventThatIsNoJsonIsText) {
  const Json json(Lines(Render("json", {BareAlert()}, true))[0]);
  EXPECT_EQ(json.At("event").text(), "not json");
}

TEST(AlertJson, Correlation) {
  const Json json(Lines(Render("json", {BurstAlert()}))[0]);
  EXPECT_EQ(json.Text("kind"), "correlation");
  EXPECT_EQ(json.Text("correlation"),
            "{\"group\":[{\"field\":\"user\",\"value\":\"bob\"}],\"value\":12.5,\"first\":"
            "\"1970-01-01T00:00:01.000Z\",\"last\":\"1970-01-01T00:00:02.000Z\",\"events\":12,"
            "\"event_ids\":[\"e-1\",\"e-2\"]}");
}

TEST(AlertCsv, RowsOfOneWidthAndNoFormulas) {
  const std::string text = Render("csv", All());
  const auto rows = Split(text, '\n');
  EXPECT_EQ(rows[0],
            "time,level,title,rule_id,kind,techniques,source,event_id,file,line,offset,selections,"
            "matched,group,value,events,first,last,alert_id\r");
  EXPECT_NE(text.find("\r\n,,'=Keyword,,detection,,,,,0,0,,,,,,,," + BareAlert().id + "\r\n"),
            text.npos)
      << text;
  EXPECT_NE(text.find("critical,Burst,burst,correlation,T1530; T1098,,,,0,0,,,user=bob,12.5,12,"
                      "1970-01-01T00:00:01.000Z,1970-01-01T00:00:02.000Z,"),
            text.npos)
      << text;
  EXPECT_NE(text.find("\"Key for \"\"another\"\" user\""), text.npos) << text;
}

TEST(AlertTable, LevelThenHits) {
  Alert later = KeyAlert();
  later.time_ms = *later.time_ms + 60'000;
  EXPECT_EQ(Render("table", {BareAlert(), BareAlert(), KeyAlert(), later, BurstAlert()}),
            "LEVEL     HITS  FIRST                 LAST                  TECHNIQUES   RULE\n"
            "critical     1  1970-01-01T00:00:02Z  1970-01-01T00:00:02Z  T1530 T1098  Burst\n"
            "high         2  2024-02-29T12:34:56Z  2024-02-29T12:35:56Z  T1098.001    Key for "
            "\"another\" user\n"
            "             2                                                           =Keyword\n"
            "\n"
            "TECHNIQUE  NAME                                                TACTICS"
            "                            HITS  RULES  LEVEL\n"
            "T1098      Account Manipulation                                Persistence, Privilege "
            "Escalation     1      1  critical\n"
            "T1530      Data from Cloud Storage                             Collection             "
            "               1      1  critical\n"
            "T1098.001  Account Manipulation: Additional Cloud Credentials  Persistence            "
            "               2      1  high\n"
            "\n"
            "5 alerts of 3 rules.\n");
}

TEST(AlertTable, NothingFound) {
  EXPECT_EQ(Render("table", {}), "No alerts.\n");
}

TEST(AlertSarif, RulesOnceAndResultsPointToThem) {
  const Json json(Render("sarif", {KeyAlert(), BareAlert(), KeyAlert(), BurstAlert()}, true));
  const std::string run = "runs.0.";
  EXPECT_EQ(json.Text("version"), "2.1.0");
  std::vector<std::string> ids;
  for (json::Value rule : json.At(run + "tool.driver.rules").elements()) {
    ids.push_back(rule.Find("id").Plain());
  }
  EXPECT_EQ(Join(ids, " "), "0d894093-71bc-43c3-8c4d-ecfc28dcf5d9 =Keyword burst");
  std::string results;
  for (json::Value result : json.At(run + "results").elements()) {
    const size_t index = std::stoul(result.Find("ruleIndex").Plain());
    ASSERT_LT(index, ids.size());
    EXPECT_EQ(result.Find("ruleId").Plain(), ids[index]);
    EXPECT_FALSE(result.Find("message").Find("text").text().empty());
    results += result.Find("ruleIndex").Plain() + " " + result.Find("level").Plain() + ", ";
  }
  EXPECT_EQ(results, "0 error, 1 warning, 0 error, 2 error, ");
  const std::string place = run + "results.0.locations.0.physicalLocation.";
  EXPECT_EQ(json.Text(place + "artifactLocation.uri"), "logs/x%20y.json");
  EXPECT_EQ(json.Text(place + "region.startLine"), "3");
  EXPECT_EQ(json.Text(place + "region.byteOffset"), "4096");
  EXPECT_EQ(json.Text(run + "results.0.guid"), KeyAlert().id);
  EXPECT_TRUE(json.At(run + "results.1.locations").Is(json::Type::kAbsent));
}

TEST(AlertSarif, NoAlertsAreAWholeDocument) {
  const Json json(Render("sarif", {}));
  EXPECT_TRUE(json.At("runs.0.results").IsEmptyArray());
  EXPECT_TRUE(json.At("runs.0.tool.driver.rules").IsEmptyArray());
}

// Fields of ECS 8.17 that an alert may have, with their types; * is a list.
TEST(AlertEcs, OnlyFieldsOfEcsAndOurs) {
  const std::map<std::string, std::string> fields = {{"@timestamp", "string"},
                                                     {"ecs.version", "string"},
                                                     {"message", "string"},
                                                     {"tags", "*"},
                                                     {"event.kind", "string"},
                                                     {"event.category", "*"},
                                                     {"event.type", "*"},
                                                     {"event.id", "string"},
                                                     {"event.module", "string"},
                                                     {"event.dataset", "string"},
                                                     {"event.severity", "number"},
                                                     {"event.start", "string"},
                                                     {"event.end", "string"},
                                                     {"event.original", "string"},
                                                     {"rule.id", "string"},
                                                     {"rule.uuid", "string"},
                                                     {"rule.name", "string"},
                                                     {"rule.author", "*"},
                                                     {"threat.framework", "string"},
                                                     {"threat.tactic.id", "*"},
                                                     {"threat.tactic.name", "*"},
                                                     {"threat.technique.id", "*"},
                                                     {"threat.technique.name", "*"},
                                                     {"threat.technique.subtechnique.id", "*"},
                                                     {"threat.technique.subtechnique.name", "*"},
                                                     {"log.file.path", "string"}};
  std::set<std::string> seen;
  const std::function<void(json::Value, const std::string&)> walk = [&](json::Value value,
                                                                        const std::string& place) {
    for (const json::Member member : value.members()) {
      const std::string at = (place.empty() ? "" : place + ".") + std::string(member.name);
      if (at == "dcv") continue;
      if (member.value.Is(json::Type::kObject)) {
        walk(member.value, at);
        continue;
      }
      seen.insert(at);
      const auto found = fields.find(at);
      ASSERT_NE(found, fields.end()) << at;
      const json::Type type = found->second == "*"        ? json::Type::kArray
                              : found->second == "number" ? json::Type::kNumber
                                                          : json::Type::kString;
      EXPECT_TRUE(member.value.Is(type)) << at;
    }
  };
  for (const std::string& line : Lines(Render("ecs", All(), true))) {
    const Json json(line);
    walk(json.root(), "");
    for (const char* must : {"@timestamp", "ecs.version", "event.kind", "event.id", "rule.name"}) {
      EXPECT_FALSE(json.Text(must).empty()) << must << " " << line;
    }
  }
  for (const auto& field : fields) EXPECT_EQ(seen.count(field.first), 1u) << field.first;
}

TEST(AlertEcs, WhatItSays) {
  const auto lines = Lines(Render("ecs", All()));
  const Json key(lines[0]), bare(lines[1]), burst(lines[2]);
  EXPECT_EQ(key.Text("@timestamp"), "2024-02-29T12:34:56.007Z");
  EXPECT_EQ(key.Text("event.kind"), "alert");
  EXPECT_EQ(key.Text("event.severity"), "4");
  EXPECT_EQ(key.Text("rule.uuid"), KeyRule().id);
  EXPECT_EQ(key.Text("threat"),
            "{\"framework\":\"MITRE ATT&CK\",\"tactic\":{\"id\":[\"TA0003\"],\"name\":["
            "\"Persistence\"]},\"technique\":{\"id\":[\"T1098\"],\"name\":[\"Account Manipulation"
            "\"],\"subtechnique\":{\"id\":[\"T1098.001\"],\"name\":[\"Additional Cloud Credentials"
            "\"]}}}");
  EXPECT_EQ(bare.Text("@timestamp"), "1970-01-01T00:00:00.000Z");
  EXPECT_EQ(bare.Text("dcv.time_unknown"), "true");
  EXPECT_TRUE(key.At("dcv.time_unknown").Is(json::Type::kAbsent));
  EXPECT_TRUE(bare.At("threat").Is(json::Type::kAbsent));
  EXPECT_TRUE(burst.At("rule.uuid").Is(json::Type::kAbsent));
  EXPECT_EQ(burst.Text("dcv.correlation.value"), "12.5");
}

TEST(AlertFormats, WrittenAsTheyCome) {
  for (const AlertFormat& format : AlertFormats()) {
    if (std::string_view(format.name) == "table") continue;  // counts alone
    Sink sink;
    size_t written = 0, most = 0;
    sink.write = [&](std::string_view piece) { written += piece.size(); };
    const auto writer = format.open({true, ""}, sink);
    writer->Begin();
    for (int i = 0; i < 5000; ++i) {
      writer->Add(KeyAlert());
      most = std::max(most, sink.buffer.size());
    }
    writer->End();
    sink.Flush();
    EXPECT_LT(most, Sink::kPieceBytes + 10'000) << format.name;
    EXPECT_GT(written, Sink::kPieceBytes) << format.name;
  }
}

TEST(AlertFormats, SameBytesEachTime) {
  for (const AlertFormat& format : AlertFormats()) {
    EXPECT_EQ(Render(format.name, All(), true), Render(format.name, All(), true));
    EXPECT_FALSE(Render(format.name, All()).empty());
  }
}

TEST(AlertFormats, AnyBytesGiveValidJson) {
  std::string wild;
  for (int c = 0; c < 256; ++c) wild += static_cast<char>(c);
  AlertRule rule;
  rule.id = rule.title = rule.level = rule.status = rule.author = rule.file = wild;
  rule.tags = {wild};
  Alert alert;
  alert.rule = &rule;
  alert.id = alert.event_id = alert.source = alert.position.file = wild;
  alert.time_ms = INT64_MAX;
  alert.matched = {{wild, wild, wild}};
  alert.selections = {wild};
  alert.event = wild;
  alert.correlation = AlertCorrelation{{{wild, wild}}, 1e300, INT64_MIN, INT64_MAX, {wild}, 1};
  for (const char* format : {"json", "ocsf", "ecs"}) {
    const auto lines = Lines(Render(format, {alert}, true));
    ASSERT_EQ(lines.size(), 1u) << format;
    EXPECT_TRUE(Json(lines[0]).root().Is(json::Type::kObject)) << format;
  }
  EXPECT_TRUE(Json(Render("sarif", {alert}, true)).root().Is(json::Type::kObject));
}

}  // namespace
}  // namespace dcv::report
