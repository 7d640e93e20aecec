// SPDX-License-Identifier: Apache-2.0
// For tests: three alerts, one with all there is, one with as little as there can be, one of a
// correlation; and what a format makes of them.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

#include "base/data_files.h"
#include "base/json.h"
#include "base/text.h"
#include "report/alert.h"

namespace dcv::report {

inline const attack::Version& Attack() {
  static const DataFiles data = DataFiles::Packed();
  static const attack::Version version = *attack::Version::Load(data, attack::kDefaultVersion);
  return version;
}

inline const AlertRule& KeyRule() {
  static const AlertRule rule = [] {
    AlertRule out;
    out.id = "0d894093-71bc-43c3-8c4d-ecfc28dcf5d9";
    out.title = "Key for \"another\" user";
    out.level = "high";
    out.status = "test";
    out.author = "A. Uthor";
    out.file = "rules/a b.yml";
    out.tags = {"attack.persistence", "attack.t1098.001", "cve.2024-1"};
    out.attacks = AttacksOf(out.tags, Attack());
    out.hash = RuleHash("text");
    return out;
  }();
  return rule;
}

inline const AlertRule& BareRule() {
  static const AlertRule rule = [] {
    AlertRule out;
    out.title = "=Keyword";
    return out;
  }();
  return rule;
}

inline const AlertRule& BurstRule() {
  static const AlertRule rule = [] {
    AlertRule out;
    out.id = "burst";
    out.title = "Burst";
    out.level = "critical";
    out.tags = {"attack.t1530", "attack.t1098"};
    out.attacks = AttacksOf(out.tags, Attack());
    out.correlation = true;
    return out;
  }();
  return rule;
}

inline constexpr std::string_view kEvent = "{\"eventName\": \"CreateAccessKey\",\r\n \"n\": 1}";

inline Alert KeyAlert() {
  Alert alert;
  alert.rule = &KeyRule();
  alert.id = AlertId(KeyRule().hash, {"e-1"});
  alert.time_ms = 1'709'210'096'007;
  alert.event_id = "e-1";
  alert.source = "aws_cloudtrail";
  alert.position = {"logs/x y.json", 3, 4096};
  alert.matched = {{"eventName", "", "CreateAccessKey"},
                   {"userName", "userIdentity.userName", "b\xFF\n"}};
  alert.selections = {"selection", "filter_main"};
  alert.event = kEvent;
  return alert;
}

inline Alert BareAlert() {
  Alert alert;
  alert.rule = &BareRule();
  alert.id = AlertId("", {});
  alert.event = "not json";
  return alert;
}

inline Alert BurstAlert() {
  Alert alert;
  alert.rule = &BurstRule();
  alert.id = AlertId("c", {"e-1", "e-2"});
  alert.time_ms = 2000;
  alert.correlation = AlertCorrelation{{{"user", "bob"}}, 12.5, 1000, 2000, {"e-1", "e-2"}, 12};
  return alert;
}

inline std::string Render(const char* name, const std::vector<Alert>& alerts,
                          bool include_event = false) {
  Sink sink;
  for (const AlertFormat& format : AlertFormats()) {
    if (std::string_view(format.name) != name) continue;
    const auto writer = format.open({include_event, std::string(attack::kDefaultVersion)}, sink);
    writer->Begin();
    for (const Alert& alert : alerts) writer->Add(alert);
    writer->End();
  }
  return std::move(sink.buffer);
}

inline const std::vector<Alert>& All() {
  static const std::vector<Alert> alerts = {KeyAlert(), BareAlert(), BurstAlert()};
  return alerts;
}

// A text as a JSON value that lives as long as this.
class Json {
 public:
  explicit Json(std::string_view text) : text_(text) {
    text_.append(json::Parser::kPadding, ' ');
    const auto root = parser_.Parse(std::string_view(text_).substr(0, text.size()));
    EXPECT_TRUE(root.has_value()) << text;
    root_ = root.value_or(json::Value());
  }
  json::Value root() const { return root_; }
  // "a.b.0": members and elements.
  json::Value At(std::string_view path) const {
    json::Value at = root_;
    for (std::string_view part : Split(path, '.')) {
      if (!IsDigits(part)) {
        at = at.Find(part);
        continue;
      }
      size_t left = std::stoul(std::string(part));
      json::Value found;
      for (json::Value element : at.elements()) {
        if (left-- == 0) found = element;
      }
      at = found;
    }
    return at;
  }
  std::string Text(std::string_view path) const { return At(path).Plain(); }

 private:
  std::string text_;
  json::Parser parser_;
  json::Value root_;
};

inline std::vector<std::string> Lines(const std::string& text) {
  std::vector<std::string> lines;
  for (std::string_view line : Split(text, '\n')) lines.emplace_back(line);
  EXPECT_EQ(lines.back(), "");
  lines.pop_back();
  return lines;
}

}  // namespace dcv::report
