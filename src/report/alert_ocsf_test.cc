// SPDX-License-Identifier: Apache-2.0
// OCSF held to tests/data/ocsf, which was taken from schema.ocsf.io (1.5.0): what attributes there
// are, of what type, and which must be there.
#include <array>
#include <map>
#include <set>

#include "base/files.h"
#include "base/tsv.h"
#include "report/test_alerts.h"

namespace dcv::report {
namespace {

struct Attribute {
  std::string type, needed;
  bool array = false;
  std::set<std::string> values;
};
using Schema = std::map<std::string, std::map<std::string, Attribute>>;

const Schema& Ocsf() {
  static const Schema schema = [] {
    Schema out;
    const auto text = ReadFile(DCV_SOURCE_DIR "/tests/data/ocsf/detection_finding.tsv");
    const auto rows =
        Tsv::Parse(*text, "ocsf", {"object", "attribute", "type", "array", "needed", "values"});
    for (size_t row = 0; row < rows->rows(); ++row) {
      const auto cell = [&](size_t column) { return std::string(rows->cell(row, column)); };
      Attribute attribute{cell(2), cell(4), cell(3) == "yes", {}};
      for (std::string_view value : Split(rows->cell(row, 5), ' ')) {
        if (!value.empty()) attribute.values.emplace(value);
      }
      out[cell(0)][cell(1)] = attribute;
    }
    return out;
  }();
  return schema;
}

// What is wrong with the object, each line with its place.
void CheckObject(const std::string& type, json::Value value, const std::string& place,
                 std::string& faults);

void CheckValue(const Attribute& attribute, json::Value value, const std::string& place,
                std::string& faults) {
  const std::map<std::string, json::Type> scalars = {{"string", json::Type::kString},
                                                     {"integer", json::Type::kNumber},
                                                     {"boolean", json::Type::kBool},
                                                     {"object", json::Type::kObject}};
  const auto scalar = scalars.find(attribute.type);
  if (scalar != scalars.end()) {
    if (!value.Is(scalar->second)) faults += place + ": not " + attribute.type + "\n";
    if (attribute.type == "integer" && value.Plain().find('.') != std::string::npos) {
      faults += place + ": no integer\n";
    }
  } else if (attribute.type != "any") {
    CheckObject(attribute.type, value, place, faults);
  }
  if (!attribute.values.empty() && attribute.values.count(value.Plain()) == 0) {
    faults += place + ": value " + value.Plain() + "\n";
  }
}

void CheckObject(const std::string& type, json::Value value, const std::string& place,
                 std::string& faults) {
  const auto found = Ocsf().find(type);
  if (found == Ocsf().end() || !value.Is(json::Type::kObject)) {
    faults += place + ": is no " + type + "\n";
    return;
  }
  bool one_wanted = false, one_there = false;
  for (const auto& [name, attribute] : found->second) {
    const bool there = !value.Find(name).Is(json::Type::kAbsent);
    if (attribute.needed == "required" && !there) faults += place + ": no " + name + "\n";
    one_wanted = one_wanted || attribute.needed == "one";
    one_there = one_there || (attribute.needed == "one" && there);
  }
  if (one_wanted && !one_there) faults += place + ": none of what one must be there\n";
  for (const json::Member member : value.members()) {
    const std::string at = place + "." + std::string(member.name);
    const auto attribute = found->second.find(std::string(member.name));
    if (attribute == found->second.end()) {
      faults += at + ": not of OCSF\n";
    } else if (!attribute->second.array) {
      CheckValue(attribute->second, member.value, at, faults);
    } else {
      if (!member.value.Is(json::Type::kArray)) faults += at + ": no array\n";
      for (json::Value element : member.value.elements()) {
        CheckValue(attribute->second, element, at + "[]", faults);
      }
    }
  }
}

std::string OcsfFaults(std::string_view line) {
  std::string faults;
  CheckObject("detection_finding", Json(line).root(), "", faults);
  return faults;
}

TEST(AlertOcsf, HoldsTheSchema) {
  for (bool include_event : {false, true}) {
    for (const std::string& line : Lines(Render("ocsf", All(), include_event))) {
      EXPECT_EQ(OcsfFaults(line), "") << line;
    }
  }
}

TEST(AlertOcsf, TheCheckSeesFaults) {
  const std::string line = Lines(Render("ocsf", {KeyAlert()}))[0];
  const std::vector<std::array<std::string, 3>> changes = {
      {"\"class_uid\":2004", "\"class_uid\":2005", ".class_uid: value 2005\n"},
      {"\"time\":1709210096007,", "", ": no time\n"},
      {"\"time\":1709210096007", "\"time\":\"now\"", ".time: not integer\n"},
      {"\"version\":\"1.5.0\",", "", ".metadata: no version\n"},
      {"\"type_id\":1,", "", ".finding_info.analytic: no type_id\n"},
      {"\"message\"", "\"massage\"", ".massage: not of OCSF\n"},
      {"\"severity_id\":4", "\"severity_id\":7", ".severity_id: value 7\n"}};
  for (const auto& [from, to, fault] : changes) {
    std::string changed = line;
    const size_t at = changed.find(from);
    ASSERT_NE(at, changed.npos) << from;
    changed.replace(at, from.size(), to);
    EXPECT_EQ(OcsfFaults(changed), fault);
  }
}

TEST(AlertOcsf, WhatItSays) {
  const auto lines = Lines(Render("ocsf", All(), true));
  const Json key(lines[0]), bare(lines[1]), burst(lines[2]);
  EXPECT_EQ(key.Text("type_uid"), "200401");
  EXPECT_EQ(key.Text("severity"), "High");
  EXPECT_EQ(key.Text("time"), "1709210096007");
  EXPECT_EQ(
      key.Text("finding_info.attacks"),
      "[{\"version\":\"19.1\",\"tactic\":{\"uid\":\"TA0003\",\"name\":\"Persistence\"},"
      "\"technique\":{\"uid\":\"T1098\",\"name\":\"Account Manipulation\"},"
      "\"sub_technique\":{\"uid\":\"T1098.001\",\"name\":\"Additional Cloud Credentials\"}}]");
  EXPECT_EQ(key.Text("finding_info.analytic.uid"), KeyRule().id);
  EXPECT_EQ(key.Text("evidences.0.data.matched.0.value"), "CreateAccessKey");
  EXPECT_EQ(key.Text("raw_data"), kEvent);
  EXPECT_EQ(bare.Text("severity_id"), "0");
  EXPECT_EQ(bare.Text("time"), "0");
  EXPECT_EQ(bare.Text("unmapped.time_unknown"), "true");
  EXPECT_TRUE(key.At("unmapped.time_unknown").Is(json::Type::kAbsent));
  EXPECT_EQ(burst.Text("start_time"), "1000");
  EXPECT_EQ(burst.Text("end_time"), "2000");
  EXPECT_EQ(burst.Text("finding_info.related_events_count"), "12");
  EXPECT_EQ(burst.Text("finding_info.related_events.1.uid"), "e-2");
}

}  // namespace
}  // namespace dcv::report
