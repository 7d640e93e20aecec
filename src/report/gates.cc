// SPDX-License-Identifier: Apache-2.0
#include "report/gates.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <string>

#include "base/json_writer.h"
#include "report/report.h"
#include "report/sarif.h"
#include "report/xml.h"

namespace dcv::report {
namespace {

using coverage::Gate;

size_t Failed(const std::vector<Gate>& gates) {
  return static_cast<size_t>(
      std::count_if(gates.begin(), gates.end(), [](const Gate& gate) { return !gate.passed; }));
}

// "require/T1078.004" is a gate of the rule "require".
std::string Rule(const Gate& gate) {
  return gate.id.substr(0, gate.id.find('/'));
}

void SarifRules(const std::vector<Gate>& gates, json::Writer& json) {
  std::set<std::string> rules;
  for (const Gate& gate : gates) rules.insert(Rule(gate));
  json.Key("rules").BeginArray();
  for (const std::string& rule : rules) {
    json.BeginObject().Field("id", rule);
    json.Key("shortDescription").Inline().BeginObject().Field("text", "gate " + rule).EndObject();
    json.EndObject();
  }
  json.EndArray();
}

void SarifResult(const Gate& gate, json::Writer& json) {
  json.BeginObject().Field("ruleId", Rule(gate)).Field("level", "error");
  json.Key("message").Inline().BeginObject();
  json.Field("text", "Not so: " + gate.text + ". " + gate.found).EndObject();
  json.Key("partialFingerprints").Inline().BeginObject().Field("gate/v1", gate.id).EndObject();
  if (!gate.file.empty()) {
    json.Key("locations").BeginArray().BeginObject().Key("physicalLocation").BeginObject();
    json.Key("artifactLocation").Inline().BeginObject().Field("uri", SarifUri(gate.file));
    json.EndObject().EndObject().EndObject().EndArray();
  }
  json.EndObject();
}

}  // namespace

void GatesJUnit(std::string_view suite, const std::vector<Gate>& gates, Sink& sink) {
  sink.buffer += fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
      "  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
      Xml(suite), gates.size(), Failed(gates));
  for (const Gate& gate : gates) {
    sink.buffer +=
        fmt::format("    <testcase classname=\"{}\" name=\"{}\"", Xml(suite), Xml(gate.text));
    sink.buffer += gate.passed ? "/>\n"
                               : fmt::format(
                                     ">\n      <failure type=\"{}\" message=\"{}\"/>\n"
                                     "    </testcase>\n",
                                     Xml(Rule(gate)), Xml(gate.found));
    sink.Poll();
  }
  sink.buffer += "  </testsuite>\n</testsuites>\n";
}

void GatesSarif(const std::vector<Gate>& gates, Sink& sink) {
  json::Writer json(sink.buffer);
  json.BeginObject().Field("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
  json.Field("version", "2.1.0").Key("runs").BeginArray().BeginObject();
  json.Key("tool").BeginObject().Key("driver").BeginObject();
  json.Field("name", "dcv").Field("version", DCV_VERSION);
  SarifRules(gates, json);
  json.EndObject().EndObject().Key("results").BeginArray();
  for (const Gate& gate : gates) {
    if (!gate.passed) SarifResult(gate, json);
    sink.Poll();
  }
  json.EndArray().EndObject().EndArray().EndObject();
}

std::string GateText(const std::vector<Gate>& gates) {
  std::string out;
  for (const Gate& gate : gates) {
    if (!gate.passed) out += "FAILED " + gate.text + "\n       " + gate.found + "\n";
  }
  if (gates.empty()) return out;
  return out + fmt::format("{} of {} gates hold.\n", gates.size() - Failed(gates), gates.size());
}

void CoverageJUnit(const Context&, const coverage::Coverage& coverage, const inventory::Inventory&,
                   Sink& sink) {
  GatesJUnit("dcv coverage", coverage.gates, sink);
}

void CoverageSarif(const Context&, const coverage::Coverage& coverage, const inventory::Inventory&,
                   Sink& sink) {
  GatesSarif(coverage.gates, sink);
}

}  // namespace dcv::report
