// SPDX-License-Identifier: Apache-2.0
#include "report/notices.h"

#include "base/text.h"

namespace dcv::report {

void WriteNotices(const DiagnosticCodes& codes, const Diagnostics& diagnostics,
                  json::Writer& json) {
  json.Key("notices").BeginArray();
  for (const Diagnostic& diagnostic : diagnostics.Sorted()) {
    const DiagnosticCode& code = codes.Find(diagnostic.code);
    json.Inline().BeginObject();
    json.Field("code", diagnostic.code);
    json.Field("severity", ToString(code.severity));
    json.Field("file", diagnostic.file);
    json.Field("place", diagnostic.place);
    json.Field("message", diagnostic.message);
    json.Field("remedy", code.remedy);
    json.Field("count", diagnostic.count);
    json.EndObject();
  }
  json.EndArray();
}

std::string NoticeText(const DiagnosticCodes& codes, const Diagnostics& diagnostics, size_t limit) {
  std::string out;
  for (Severity severity : {Severity::kError, Severity::kWarning, Severity::kInfo}) {
    size_t shown = 0, left = 0;
    for (const Diagnostic& diagnostic : diagnostics.Sorted()) {
      const DiagnosticCode& code = codes.Find(diagnostic.code);
      if (code.severity != severity) continue;
      if (++shown > limit) {
        ++left;
        continue;
      }
      out += std::string(ToString(severity)) + " " + diagnostic.code + " ";
      if (!diagnostic.file.empty()) out += Printable(diagnostic.file, 160) + ": ";
      if (!diagnostic.place.empty()) out += diagnostic.place + ": ";
      out += diagnostic.message;
      if (diagnostic.count > 1) out += " (" + Grouped(diagnostic.count) + " times)";
      out += '\n';
    }
    if (left > 0) {
      out += "... and " + Grouped(left) + " more of severity " + std::string(ToString(severity)) +
             '\n';
    }
  }
  return out;
}

}  // namespace dcv::report
