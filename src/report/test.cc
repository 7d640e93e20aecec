// SPDX-License-Identifier: Apache-2.0
#include "report/test.h"

#include <fmt/format.h>

#include "base/json_writer.h"
#include "base/text.h"
#include "report/xml.h"

namespace dcv::report {
namespace {

constexpr size_t kShownEvent = 2000;  // bytes of a variant in text and JUnit

std::string Count(size_t number, std::string_view what) {
  return Grouped(number) + " " + std::string(what) + (number == 1 ? "" : "s");
}

const std::string& FileOf(const TestedRule& rule) {
  return rule.tests_path.empty() ? rule.path : rule.tests_path;
}

std::string Position(const TestedRule& rule, Place place) {
  std::string out = Printable(FileOf(rule), 400);
  if (place.line > 0) out += fmt::format(":{}:{}", place.line, place.column);
  return out;
}

std::string_view Remedy(const DiagnosticCodes& codes, const Problem& problem) {
  return problem.remedy.empty() ? codes.Find(problem.code).remedy : problem.remedy;
}

std::string Line(const DiagnosticCodes& codes, const TestedRule& rule, const Problem& problem) {
  return fmt::format("{}: {} {}: {}\n    {}\n", Position(rule, problem.place),
                     ToString(codes.Find(problem.code).severity), problem.code,
                     Printable(problem.message, 400), Remedy(codes, problem));
}

std::string_view Expected(const TestCase& test) {
  return test.match ? "must match and does not" : "must not match and does";
}

std::string Indented(std::string_view lines, std::string_view by) {
  std::string out;
  for (std::string_view line : Split(lines, '\n')) {
    if (!line.empty()) out.append(by).append(line).append("\n");
  }
  return out;
}

std::string Where(const TestDifference& difference) {
  return difference.change + (difference.pointer.empty() ? "" : " at " + difference.pointer);
}

std::string VariantLines(const TestedRule& rule) {
  std::string out;
  const std::string file = Printable(FileOf(rule), 400);
  for (const TestDifference& difference : rule.variants->first) {
    out += fmt::format("{}: '{}', {}: the answers differ\n    {}\n    {}\n", file,
                       Printable(difference.test), Printable(Where(difference), 400),
                       Printable(difference.what, 1000), Printable(difference.event, kShownEvent));
  }
  if (!rule.variants->depends_on.empty()) {
    out += file + ": info: depends on " + Printable(Join(rule.variants->depends_on, ", "), 1000) +
           "\n";
  }
  return out;
}

TestVariants Totals(const TestReport& report) {
  TestVariants all;
  for (const TestedRule& rule : report.tested) {
    if (!rule.variants) continue;
    all.variants += rule.variants->variants;
    all.unread += rule.variants->unread;
    all.differences += rule.variants->differences;
  }
  return all;
}

bool HasVariants(const TestReport& report) {
  for (const TestedRule& rule : report.tested) {
    if (rule.variants) return true;
  }
  return false;
}

std::string Summary(const TestReport& report) {
  std::string out =
      fmt::format("{}, {}: {} passed, {} failed; {} without tests; {}, {}\n",
                  Count(report.rules, "rule"), Count(report.tests, "test"), Grouped(report.passed),
                  Grouped(report.failed), Count(report.without_tests, "rule"),
                  Count(report.errors, "error"), Count(report.warnings, "warning"));
  if (!HasVariants(report)) return out;
  const TestVariants all = Totals(report);
  return out + fmt::format("{} of the events, {} not readable: {}\n",
                           Count(all.variants, "variant"), Grouped(all.unread),
                           Count(all.differences, "difference"));
}

void Text(const DiagnosticCodes& codes, const TestReport& report, Sink& sink) {
  for (const TestedRule& rule : report.tested) {
    for (const Problem& problem : rule.problems) sink.buffer += Line(codes, rule, problem);
    for (const TestCase& test : rule.tests) {
      if (test.passed) continue;
      sink.buffer += fmt::format("{}: FAILED '{}': {}\n", Position(rule, test.place),
                                 Printable(test.name, 400), Expected(test));
      sink.buffer += Indented(test.why, "    ");
    }
    if (rule.variants) sink.buffer += VariantLines(rule);
    sink.Poll();
  }
  sink.buffer += Summary(report);
}

void JsonTest(const TestCase& test, json::Writer& json) {
  if (test.passed) json.Inline();
  json.BeginObject().Field("name", test.name).Field("passed", test.passed);
  json.Field("match", test.match).Field("near_miss", test.near_miss).Field("origin", test.origin);
  json.Field("events", test.events).Field("line", size_t{test.place.line});
  json.Field("column", size_t{test.place.column});
  if (!test.passed) json.Field("why", test.why);
  json.EndObject();
}

void JsonVariants(const TestVariants& variants, json::Writer& json) {
  json.Key("variants").BeginObject().Field("count", variants.variants);
  json.Field("unread", variants.unread).Field("differences", variants.differences);
  json.Key("depends_on").BeginArray(true);
  for (const std::string& pointer : variants.depends_on) json.String(pointer);
  json.EndArray().Key("first").BeginArray();
  for (const TestDifference& difference : variants.first) {
    json.BeginObject().Field("test", difference.test).Field("change", difference.change);
    json.Field("pointer", difference.pointer).Field("what", difference.what);
    json.Field("event", difference.event).EndObject();
  }
  json.EndArray().EndObject();
}

void JsonProblems(const DiagnosticCodes& codes, const TestedRule& rule, json::Writer& json) {
  json.Key("diagnostics").BeginArray();
  for (const Problem& problem : rule.problems) {
    json.Inline().BeginObject().Field("file", FileOf(rule));
    json.Field("line", size_t{problem.place.line}).Field("column", size_t{problem.place.column});
    json.Field("code", problem.code);
    json.Field("severity", ToString(codes.Find(problem.code).severity));
    json.Field("message", problem.message).Field("remedy", Remedy(codes, problem)).EndObject();
  }
  json.EndArray();
}

void Json(const DiagnosticCodes& codes, const TestReport& report, Sink& sink) {
  json::Writer json(sink.buffer);
  json.BeginObject().Field("schema", "dcv.test/1").Field("version", DCV_VERSION);
  json.Field("rules", report.rules).Field("tests", report.tests);
  json.Field("passed", report.passed).Field("failed", report.failed);
  json.Field("rules_without_tests", report.without_tests);
  json.Field("errors", report.errors).Field("warnings", report.warnings);
  if (HasVariants(report)) {
    const TestVariants all = Totals(report);
    json.Key("variants").Inline().BeginObject().Field("count", all.variants);
    json.Field("unread", all.unread).Field("differences", all.differences).EndObject();
  }
  json.Key("tested").BeginArray();
  for (const TestedRule& rule : report.tested) {
    json.BeginObject().Field("rule", rule.path).Field("tests_file", rule.tests_path);
    json.Field("id", rule.id).Field("title", rule.title);
    JsonProblems(codes, rule, json);
    json.Key("tests").BeginArray();
    for (const TestCase& test : rule.tests) JsonTest(test, json);
    json.EndArray();
    if (rule.variants) JsonVariants(*rule.variants, json);
    json.EndObject();
    sink.Poll();
  }
  json.EndArray().EndObject();
}

// The cases of a rule: its tests, its file where something is wrong with that, its variants.
struct Cases {
  size_t tests = 0, failures = 0;
  std::string xml;

  void Add(const std::string& rule, const std::string& name, const std::string& message,
           const std::string& text) {
    ++tests;
    xml += fmt::format("    <testcase classname=\"{}\" name=\"{}\"", Xml(rule), Xml(name));
    if (message.empty()) {
      xml += "/>\n";
      return;
    }
    ++failures;
    xml += fmt::format(">\n      <failure message=\"{}\">{}</failure>\n    </testcase>\n",
                       Xml(message), Xml(text));
  }
};

Cases JUnitCases(const DiagnosticCodes& codes, const TestedRule& rule) {
  Cases out;
  const std::string name = rule.title.empty() ? rule.path : rule.title;
  std::string first, all;
  for (const Problem& problem : rule.problems) {
    if (codes.Find(problem.code).severity != Severity::kError) continue;
    if (first.empty()) first = std::string(problem.code) + ": " + problem.message;
    all += Line(codes, rule, problem);
  }
  if (!first.empty()) out.Add(name, "the tests file", first, all);
  for (const TestCase& test : rule.tests) {
    out.Add(name, test.name, test.passed ? "" : std::string(Expected(test)),
            Position(rule, test.place) + "\n" + test.why);
  }
  if (rule.variants) {
    const size_t differences = rule.variants->differences;
    out.Add(name, "variants of the events",
            differences == 0 ? "" : Count(differences, "difference"), VariantLines(rule));
  }
  return out;
}

void JUnit(const DiagnosticCodes& codes, const TestReport& report, Sink& sink) {
  sink.buffer += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"dcv test\">\n";
  for (const TestedRule& rule : report.tested) {
    const Cases cases = JUnitCases(codes, rule);
    if (cases.tests == 0) continue;
    sink.buffer += fmt::format("  <testsuite name=\"{}\" tests=\"{}\" failures=\"{}\">\n",
                               Xml(rule.path), cases.tests, cases.failures);
    sink.buffer += cases.xml + "  </testsuite>\n";
    sink.Poll();
  }
  sink.buffer += "</testsuites>\n";
}

}  // namespace

const std::vector<TestFormat>& TestFormats() {
  static const std::vector<TestFormat> formats = {{"text", Text}, {"json", Json}, {"junit", JUnit}};
  return formats;
}

}  // namespace dcv::report
