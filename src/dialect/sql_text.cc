// SPDX-License-Identifier: Apache-2.0
// Literals, patterns and paths of the SQL dialects.
#include <fmt/format.h>

#include "base/cidr.h"
#include "base/text.h"
#include "dialect/sql.h"

namespace dcv::dialect::sql {
namespace {

using Kind = sigma::Pattern::Kind;

std::string Doubled(std::string_view text, char quote) {
  std::string out(1, quote);
  for (char c : text) out.append(c == quote ? 2 : 1, c);
  return out + quote;
}

// The escape character is one that few values hold and that no literal gives a meaning.
constexpr char kEscape = '!';

void AppendLike(std::string& like, std::string_view text) {
  for (char c : text) {
    if (c == '%' || c == '_' || c == kEscape) like += kEscape;
    like += c;
  }
}

std::string Like(const Flavour& flavour, const std::string& x, const std::string& like,
                 bool cased) {
  const std::string side = cased ? x : fmt::format(fmt::runtime(flavour.lower), x);
  const bool escape = like.find(kEscape) != like.npos || like.find('\\') != like.npos;
  return side + " LIKE " + flavour.quote(like) + (escape ? " ESCAPE '!'" : "");
}

// The octets from `low` to `high` as a regular expression.
std::string Octets(int low, int high) {
  if (low == 0 && high == 255) return "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
  std::string out;
  for (int i = low; i <= high; ++i) out += (out.empty() ? "" : "|") + std::to_string(i);
  return low == high ? out : "(?:" + out + ")";
}

}  // namespace

std::string QuoteDoubled(std::string_view text) {
  return Doubled(text, '\'');
}

std::string QuoteBackslash(std::string_view text) {
  std::string out = "'";
  for (char c : text) {
    if (c == '\'' || c == '\\') out += '\\';
    out += c;
  }
  return out + "'";
}

std::string NameDoubled(std::string_view name) {
  return Doubled(name, '"');
}

std::string LikeText(const Flavour& flavour, ir::Op op, const std::string& x, std::string_view text,
                     bool cased) {
  if (op == ir::Op::kEquals) {
    return (cased ? x : fmt::format(fmt::runtime(flavour.lower), x)) + " = " + flavour.quote(text);
  }
  std::string like;
  if (op != ir::Op::kPrefix) like += '%';
  AppendLike(like, text);
  if (op != ir::Op::kSuffix) like += '%';
  return Like(flavour, x, like, cased);
}

std::string LikePattern(const Flavour& flavour, const std::string& x, const sigma::Pattern& pattern,
                        bool cased) {
  std::string like;
  for (const sigma::Pattern::Part& part : pattern.parts) {
    switch (part.kind) {
      case Kind::kAny: like += '%'; break;
      case Kind::kOne: like += '_'; break;
      case Kind::kText: AppendLike(like, part.text); break;
      case Kind::kDash: {
        const std::string side = cased ? x : fmt::format(fmt::runtime(flavour.lower), x);
        return flavour.regex(flavour, side, RegexOf(pattern), false).text;
      }
    }
  }
  return Like(flavour, x, like, cased);
}

std::string RegexOf(const sigma::Pattern& pattern) {
  std::string out = "(?s)^";
  for (const sigma::Pattern::Part& part : pattern.parts) {
    switch (part.kind) {
      case Kind::kAny: out += ".*"; break;
      case Kind::kOne: out += '.'; break;
      case Kind::kDash: out += "[-/\u2013\u2014\u2015]"; break;
      case Kind::kText:
        for (char c : part.text) {
          if (std::string_view("\\.+*?()|[]{}^$").find(c) != std::string_view::npos) out += '\\';
          out += c;
        }
    }
  }
  return out + "$";
}

std::string RegexOfNetwork(std::string_view network) {
  const size_t slash = network.find('/');
  const std::vector<std::string_view> octets = Split(network.substr(0, slash), '.');
  if (octets.size() != 4) return {};
  const int bits = slash == network.npos ? 32 : std::stoi(std::string(network.substr(slash + 1)));
  std::string out = "^(?:::[fF][fF][fF][fF]:)?";
  for (int i = 0; i < 4; ++i) {
    const int fixed = std::min(8, std::max(0, bits - 8 * i));
    const int low = std::stoi(std::string(octets[static_cast<size_t>(i)]));
    const int high = low | ((1 << (8 - fixed)) - 1);
    out += (i == 0 ? "" : "\\.") + Octets(low, high);
  }
  return out + "$";
}

std::vector<Step> StepsOf(const Position& position) {
  using SegmentKind = logsource::Segment::Kind;
  std::vector<Step> out(1);
  const logsource::Path& path = position.path;
  for (size_t i = 0; i < path.size(); ++i) {
    const logsource::Segment& segment = path[i];
    const bool member = segment.kind == SegmentKind::kMember;
    if (out.back().parse || !out.back().where_name.empty() || (member && out.back().spread)) {
      out.emplace_back();
    }
    Step& step = out.back();
    switch (segment.kind) {
      case SegmentKind::kMember:
        step.members.push_back(segment.name);
        step.spread = i >= position.arrays.size() || position.arrays[i];
        break;
      case SegmentKind::kElements: step.spread = true; break;
      case SegmentKind::kWhere:
        step.spread = true;
        step.where_name = segment.name;
        step.where = segment.value;
        break;
      case SegmentKind::kJson: step.parse = true; break;
    }
  }
  return out;
}

}  // namespace dcv::dialect::sql
