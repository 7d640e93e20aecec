// SPDX-License-Identifier: Apache-2.0
#include "report/check.h"

#include <fmt/format.h>

#include <map>

#include "base/json_writer.h"
#include "base/text.h"
#include "report/sarif.h"
#include "report/xml.h"

namespace dcv::report {
namespace {

std::string_view Remedy(const DiagnosticCodes& codes, const Problem& problem) {
  return problem.remedy.empty() ? codes.Find(problem.code).remedy : problem.remedy;
}

std::string Position(const CheckedFile& file, const Problem& problem) {
  std::string out = Printable(file.path, 400);
  if (problem.place.line > 0)
    out += fmt::format(":{}:{}", problem.place.line, problem.place.column);
  return out;
}

std::string Count(size_t number, std::string_view what) {
  return Grouped(number) + " " + std::string(what) + (number == 1 ? "" : "s");
}

std::string Summary(const CheckResult& result) {
  std::string out = fmt::format("{} in {}: {}, {}, {}", Count(result.rules, "rule"),
                                Count(result.files.size(), "file"), Count(result.errors, "error"),
                                Count(result.warnings, "warning"), Count(result.infos, "info"));
  if (result.fixed > 0) out += fmt::format(", {} fixed", Grouped(result.fixed));
  return out + "\n";
}

void Text(const DiagnosticCodes& codes, const CheckResult& result, Sink& sink) {
  for (const CheckedFile& file : result.files) {
    for (const Problem& problem : file.problems) {
      const DiagnosticCode& code = codes.Find(problem.code);
      sink.buffer +=
          fmt::format("{}: {} {}: {}\n    {}\n", Position(file, problem), ToString(code.severity),
                      problem.code, Printable(problem.message, 400), Remedy(codes, problem));
      sink.Poll();
    }
  }
  sink.buffer += Summary(result);
}

void Json(const DiagnosticCodes& codes, const CheckResult& result, Sink& sink) {
  json::Writer json(sink.buffer);
  json.BeginObject().Field("schema", "dcv.check/1").Field("version", DCV_VERSION);
  json.Field("files", result.files.size()).Field("rules", result.rules);
  json.Field("errors", result.errors).Field("warnings", result.warnings);
  json.Field("infos", result.infos).Field("fixed", result.fixed);
  json.Key("diagnostics").BeginArray();
  for (const CheckedFile& file : result.files) {
    for (const Problem& problem : file.problems) {
      json.Inline().BeginObject();
      json.Field("file", file.path).Field("line", size_t{problem.place.line});
      json.Field("column", size_t{problem.place.column}).Field("code", problem.code);
      json.Field("severity", ToString(codes.Find(problem.code).severity));
      json.Field("message", problem.message).Field("remedy", Remedy(codes, problem));
      json.Field("fixable", !problem.fix.empty()).EndObject();
      sink.Poll();
    }
  }
  json.EndArray().EndObject();
}

std::string_view SarifLevel(Severity severity) {
  if (severity == Severity::kError) return "error";
  return severity == Severity::kWarning ? "warning" : "note";
}

// The codes that occur, in order, as SARIF's reportingDescriptors.
void SarifRules(const DiagnosticCodes& codes, const CheckResult& result, json::Writer& json) {
  std::map<std::string_view, const DiagnosticCode*> used;
  for (const CheckedFile& file : result.files) {
    for (const Problem& problem : file.problems) used[problem.code] = &codes.Find(problem.code);
  }
  json.Key("rules").BeginArray();
  for (const auto& [id, code] : used) {
    json.BeginObject().Field("id", id);
    json.Key("shortDescription").Inline().BeginObject().Field("text", code->title).EndObject();
    json.Key("fullDescription").Inline().BeginObject().Field("text", code->cause).EndObject();
    json.Key("help").Inline().BeginObject().Field("text", code->remedy).EndObject();
    json.EndObject();
  }
  json.EndArray();
}

void SarifResult(const DiagnosticCodes& codes, const CheckedFile& file, const Problem& problem,
                 json::Writer& json) {
  json.BeginObject().Field("ruleId", problem.code);
  json.Field("level", SarifLevel(codes.Find(problem.code).severity));
  const std::string text = problem.message + ". " + std::string(Remedy(codes, problem));
  json.Key("message").Inline().BeginObject().Field("text", text).EndObject();
  json.Key("locations").BeginArray().BeginObject().Key("physicalLocation").BeginObject();
  json.Key("artifactLocation").Inline().BeginObject().Field("uri", SarifUri(file.path)).EndObject();
  if (problem.place.line > 0) {
    json.Key("region").Inline().BeginObject().Field("startLine", size_t{problem.place.line});
    json.Field("startColumn", size_t{problem.place.column}).EndObject();
  }
  json.EndObject().EndObject().EndArray().EndObject();
}

void Sarif(const DiagnosticCodes& codes, const CheckResult& result, Sink& sink) {
  json::Writer json(sink.buffer);
  json.BeginObject().Field("$schema", "https://json.schemastore.org/sarif-2.1.0.json");
  json.Field("version", "2.1.0").Key("runs").BeginArray().BeginObject();
  json.Key("tool").BeginObject().Key("driver").BeginObject();
  json.Field("name", "dcv").Field("version", DCV_VERSION);
  SarifRules(codes, result, json);
  json.EndObject().EndObject();
  json.Field("columnKind", "unicodeCodePoints").Key("results").BeginArray();
  for (const CheckedFile& file : result.files) {
    for (const Problem& problem : file.problems) {
      SarifResult(codes, file, problem, json);
      sink.Poll();
    }
  }
  json.EndArray().EndObject().EndArray().EndObject();
}

// A file is a test case; it fails by its errors, its other problems are its output.
void JUnitCase(const DiagnosticCodes& codes, const CheckedFile& file, std::string& out) {
  std::string failures, others;
  for (const Problem& problem : file.problems) {
    const DiagnosticCode& code = codes.Find(problem.code);
    const std::string line = fmt::format("{}: {} {}: {}\n", Position(file, problem),
                                         ToString(code.severity), problem.code, problem.message);
    if (code.severity == Severity::kError) {
      failures +=
          fmt::format("      <failure type=\"{}\" message=\"{}\">{}</failure>\n", problem.code,
                      Xml(problem.message), Xml(line + std::string(Remedy(codes, problem))));
    } else {
      others += line;
    }
  }
  if (!others.empty()) others = "      <system-out>" + Xml(others) + "</system-out>\n";
  out += fmt::format("    <testcase classname=\"dcv check\" name=\"{}\"", Xml(file.path));
  out +=
      failures.empty() && others.empty() ? "/>\n" : ">\n" + failures + others + "    </testcase>\n";
}

void JUnit(const DiagnosticCodes& codes, const CheckResult& result, Sink& sink) {
  size_t failed = 0;
  for (const CheckedFile& file : result.files) {
    for (const Problem& problem : file.problems) {
      if (codes.Find(problem.code).severity != Severity::kError) continue;
      ++failed;
      break;
    }
  }
  sink.buffer += fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n"
      "  <testsuite name=\"dcv check\" tests=\"{}\" failures=\"{}\">\n",
      result.files.size(), failed);
  for (const CheckedFile& file : result.files) {
    JUnitCase(codes, file, sink.buffer);
    sink.Poll();
  }
  sink.buffer += "  </testsuite>\n</testsuites>\n";
}

}  // namespace

const std::vector<CheckFormat>& CheckFormats() {
  static const std::vector<CheckFormat> formats = {
      {"text", Text}, {"json", Json}, {"sarif", Sarif}, {"junit", JUnit}};
  return formats;
}

}  // namespace dcv::report
