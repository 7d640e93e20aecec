// SPDX-License-Identifier: Apache-2.0
#include "report/xml.h"

#include "base/text.h"

namespace dcv::report {

std::string Xml(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const size_t length = Utf8SequenceLength(text);
    const std::string_view character = text.substr(0, length);
    switch (const char c = text.front()) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      case '\n': out += c; break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += ' ';
        } else {
          const bool never = length == 0 || character == "\uFFFE" || character == "\uFFFF";
          out += never ? "\uFFFD" : character;
        }
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  return out;
}

}  // namespace dcv::report
