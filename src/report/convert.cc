// SPDX-License-Identifier: Apache-2.0
#include "report/convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "base/json_writer.h"
#include "base/text.h"

namespace dcv::report {
namespace {

constexpr size_t kColumn = 58;  // of the left one, in characters

std::string NoteLine(const ConversionNote& note) {
  return note.code + ": " + note.text + (note.remedy.empty() ? "" : "; " + note.remedy);
}

std::string CommentLine(const Conversion& conversion, std::string_view text) {
  if (conversion.comment == nullptr) return {};
  return conversion.comment + Printable(text, 400) + "\n";
}

void RenderPlain(const ConversionResult& result, Sink& sink) {
  bool first = true;
  for (const Conversion& conversion : result.conversions) {
    if (conversion.query.empty()) continue;
    if (!first) sink.buffer += "\n";
    first = false;
    sink.buffer += CommentLine(conversion, conversion.title + " (" + conversion.file + ")");
    if (conversion.lowering != "exact") {
      for (const ConversionNote& note : conversion.notes) {
        sink.buffer += CommentLine(conversion, conversion.lowering + ": " + NoteLine(note));
      }
    }
    sink.buffer += conversion.query + conversion.end + "\n";
    sink.Poll();
  }
}

void WriteConversion(const Conversion& conversion, json::Writer& json) {
  json.BeginObject();
  json.Field("file", conversion.file).Field("rule_id", conversion.rule_id);
  json.Field("title", conversion.title).Field("severity", conversion.severity);
  json.Field("target", conversion.target).Field("query", conversion.query);
  json.Field("lowering", conversion.lowering).Field("level", conversion.level);
  json.Key("notes").BeginArray();
  for (const ConversionNote& note : conversion.notes) {
    json.Inline().BeginObject().Field("code", note.code).Field("text", note.text);
    json.Field("remedy", note.remedy).EndObject();
  }
  json.EndArray().EndObject();
}

struct Counts {
  size_t exact = 0, wider = 0, impossible = 0;
};

std::map<std::string, Counts> CountsOf(const ConversionResult& result) {
  std::map<std::string, Counts> out;
  for (const Conversion& conversion : result.conversions) {
    Counts& counts = out[conversion.target];
    ++(conversion.lowering == "exact"   ? counts.exact
       : conversion.lowering == "wider" ? counts.wider
                                        : counts.impossible);
  }
  return out;
}

void RenderJson(const ConversionResult& result, Sink& sink) {
  json::Writer json(sink.buffer);
  json.BeginObject().Field("schema", "dcv.convert/1").Field("version", DCV_VERSION);
  json.Key("targets").BeginArray();
  for (const auto& [target, counts] : CountsOf(result)) {
    json.Inline().BeginObject().Field("target", target).Field("exact", counts.exact);
    json.Field("wider", counts.wider).Field("impossible", counts.impossible).EndObject();
  }
  json.EndArray().Key("queries").BeginArray();
  for (const Conversion& conversion : result.conversions) {
    WriteConversion(conversion, json);
    sink.Poll();
  }
  json.EndArray().Key("problems").BeginArray();
  for (const ConversionProblem& problem : result.problems) {
    json.Inline().BeginObject().Field("file", problem.file);
    json.Field("line", size_t{problem.problem.place.line});
    json.Field("code", problem.problem.code).Field("message", problem.problem.message).EndObject();
  }
  json.EndArray().EndObject();
  sink.buffer += "\n";
}

size_t Characters(std::string_view text) {
  return static_cast<size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  }));
}

// The lines of a text, those longer than the column cut at its width and indented as they began.
std::vector<std::string> Wrapped(std::string_view text) {
  std::vector<std::string> out;
  for (std::string_view line : Split(text, '\n')) {
    const std::string indent(std::min(line.find_first_not_of(' '), size_t{40}) + 2, ' ');
    std::string current;
    size_t width = 0;
    while (!line.empty()) {
      const size_t size = std::max<size_t>(1, Utf8SequenceLength(line));
      if (width == kColumn) {
        out.push_back(std::move(current));
        current = line.size() < kColumn * 40 ? indent : std::string();
        width = current.size();
      }
      current += line.substr(0, size);
      line.remove_prefix(size);
      ++width;
    }
    out.push_back(std::move(current));
  }
  while (!out.empty() && out.back().empty()) out.pop_back();
  return out;
}

}  // namespace

void RenderExplained(const ConversionResult& result, Sink& sink) {
  for (const Conversion& c : result.conversions) {
    sink.buffer += fmt::format("{}{} ({})\n{}: {}\n\n", &c == result.conversions.data() ? "" : "\n",
                               c.title, c.file, c.target, c.lowering);
    const std::vector<std::string> left = Wrapped(c.words);
    const std::vector<std::string_view> right = Split(c.query, '\n');
    for (size_t i = 0; i < std::max(left.size(), right.size()); ++i) {
      const std::string words = i < left.size() ? left[i] : "";
      const std::string_view query = i < right.size() ? right[i] : "";
      sink.buffer += "  " + words;
      if (!query.empty()) {
        sink.buffer.append(kColumn - std::min(kColumn, Characters(words)), ' ');
        sink.buffer += "  | " + std::string(query);
      }
      sink.buffer += "\n";
    }
    for (const ConversionNote& note : c.notes) sink.buffer += "  " + NoteLine(note) + "\n";
    sink.Poll();
  }
}

const std::vector<ConversionFormat>& ConversionFormats() {
  static const std::vector<ConversionFormat> formats = {{"plain", RenderPlain},
                                                        {"json", RenderJson}};
  return formats;
}

}  // namespace dcv::report
