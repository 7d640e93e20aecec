// SPDX-License-Identifier: Apache-2.0
#include "random_program.h"

#include <fmt/format.h>

#include "base/fold.h"
#include "logsource/path.h"

namespace dcv::test {
namespace {

constexpr const char* kNames[] = {"a", "b", "c", "d", "longer_field_name_of_20", "e.f"};
constexpr const char* kPaths[] = {"a",
                                  "b",
                                  "c",
                                  "d",
                                  "a.b",
                                  "a.b.c",
                                  "c[].a",
                                  "c[name=x].value",
                                  "c[name=yy].value",
                                  "d{}.a",
                                  "d{}.c[].a",
                                  "b[].a{}.b",
                                  "longer_field_name_of_20",
                                  "a.longer_field_name_of_20",
                                  "\"e.f\"",
                                  "e.f"};
// Texts that contain, begin and end one another, in several cases and scripts.
constexpr const char* kTexts[] = {"",
                                  "x",
                                  "X",
                                  "yy",
                                  "abc",
                                  "ABC",
                                  "abcdefg",
                                  "xabcdefgx",
                                  "ABCDEFGHIJ",
                                  "defghij",
                                  "powershell.exe",
                                  "C:\\Windows\\System32\\powershell.exe",
                                  "-enc",
                                  "/enc",
                                  "1",
                                  "01",
                                  "1.0",
                                  "443",
                                  "4.43e2",
                                  "true",
                                  "FALSE",
                                  "null",
                                  "10.0.0.1",
                                  "192.168.1.77",
                                  "2001:db8::1",
                                  "2026-11-24T10:45:04Z",
                                  "stra\u00dfe",
                                  "STRASSE",
                                  "\u212Aelvin",
                                  "\u00c4\u00d6",
                                  "line\nbreak",
                                  "tab\there",
                                  "quote\"d",
                                  "9007199254740993",
                                  "9007199254740992",
                                  "a*b",
                                  "a?b",
                                  "name",
                                  "value"};
constexpr const char* kNumbers[] = {"0",
                                    "1",
                                    "-1",
                                    "1.0",
                                    "1e2",
                                    "100",
                                    "443",
                                    "4.43e2",
                                    "-0",
                                    "0.5",
                                    "1.50",
                                    "9007199254740993",
                                    "9007199254740992",
                                    "18446744073709551615",
                                    "1e-7"};
constexpr const char* kRegexes[] = {
    "abc", "^x", "yy$",          "(?i)ABC.*g", "[0-9]+\\.[0-9]", "a|b|powershell",
    ".",   "^$", "(foo|abc)def", "\\\\",       "(?i)stra.e",     "x?"};

std::string RandomText(Draw& draw) {
  std::string text = draw.Pick(kTexts);
  if (draw.OneIn(4)) text += draw.Pick(kTexts);
  if (draw.OneIn(6)) text = draw.Pick(kTexts) + text;
  return text;
}

ir::FieldId RandomField(Draw& draw, ir::Program& program) {
  if (draw.OneIn(8)) return ir::kAnyField;
  ir::Field field;
  field.name = draw.Pick(kNames);
  field.flat = draw.OneIn(3);
  for (uint32_t i = 0, count = draw.Below(3) + (draw.OneIn(9) ? 0 : 1); i < count; ++i) {
    const auto path = logsource::ParsePath(draw.Pick(kPaths));
    if (path) field.paths.push_back(*path);
  }
  return program.Intern(field);
}

sigma::Pattern RandomPattern(Draw& draw, bool cased) {
  sigma::Pattern pattern;
  for (uint32_t i = 0, count = 1 + draw.Below(4); i < count; ++i) {
    using Kind = sigma::Pattern::Kind;
    const Kind kind = draw.Pick(std::to_array({Kind::kText, Kind::kAny, Kind::kOne, Kind::kDash}));
    const std::string text = draw.Pick(kTexts);
    pattern.Append(kind, cased ? text : Fold(text));
  }
  return pattern;
}

void AddOperand(Draw& draw, ir::Program& program, ir::Predicate& predicate) {
  const std::string text = RandomText(draw);
  switch (predicate.op) {
    case ir::Op::kGlob: predicate.pattern = RandomPattern(draw, predicate.cased); break;
    case ir::Op::kRegex: predicate.text = draw.Pick(kRegexes); break;
    case ir::Op::kCidr:
      predicate.text = draw.Pick(std::to_array({"10.0.0.0/8", "192.168.1.0/26", "2001:db8::/32"}));
      break;
    case ir::Op::kBoolean: predicate.flag = draw.OneIn(2); break;
    case ir::Op::kNumber:
    case ir::Op::kLess:
    case ir::Op::kLessEqual:
    case ir::Op::kGreater:
    case ir::Op::kGreaterEqual:
      predicate.text = draw.Pick(kNumbers);
      predicate.number = std::strtod(predicate.text.c_str(), nullptr);
      if (!draw.OneIn(5)) break;
      predicate.part = draw.Pick(std::to_array({ir::TimePart::kHour, ir::TimePart::kYear}));
      break;
    case ir::Op::kFieldEquals:
    case ir::Op::kFieldPrefix:
    case ir::Op::kFieldSuffix:
    case ir::Op::kFieldContains: do { predicate.other = RandomField(draw, program);
      } while (predicate.other == ir::kAnyField);
      break;
    case ir::Op::kNull:
    case ir::Op::kExists: break;
    default: predicate.text = predicate.cased ? text : Fold(text);
  }
}

ir::ExprId RandomLeaf(Draw& draw, ir::Program& program) {
  constexpr ir::Op kOps[] = {ir::Op::kEquals,      ir::Op::kEquals,       ir::Op::kPrefix,
                             ir::Op::kSuffix,      ir::Op::kContains,     ir::Op::kContains,
                             ir::Op::kGlob,        ir::Op::kRegex,        ir::Op::kCidr,
                             ir::Op::kNumber,      ir::Op::kBoolean,      ir::Op::kNull,
                             ir::Op::kExists,      ir::Op::kLess,         ir::Op::kLessEqual,
                             ir::Op::kGreater,     ir::Op::kGreaterEqual, ir::Op::kFieldEquals,
                             ir::Op::kFieldPrefix, ir::Op::kFieldSuffix,  ir::Op::kFieldContains};
  ir::Predicate predicate;
  predicate.field = RandomField(draw, program);
  predicate.op = draw.Pick(kOps);
  predicate.cased = draw.OneIn(4);
  const bool of_field = predicate.op == ir::Op::kNull || predicate.op == ir::Op::kExists ||
                        predicate.op >= ir::Op::kFieldEquals;
  if (of_field && predicate.field == ir::kAnyField) predicate.op = ir::Op::kContains;
  AddOperand(draw, program, predicate);
  return program.Leaf(program.Intern(predicate));
}

ir::ExprId RandomExpr(Draw& draw, ir::Program& program, int depth) {
  const uint32_t kind = depth == 0 ? 0 : draw.Below(6);
  if (kind < 2) return RandomLeaf(draw, program);
  if (kind == 2) return program.Not(RandomExpr(draw, program, depth - 1));
  std::vector<ir::ExprId> operands;
  for (uint32_t i = 0, count = 2 + draw.Below(3); i < count; ++i) {
    operands.push_back(RandomExpr(draw, program, depth - 1));
  }
  return kind == 3 ? program.Or(operands) : program.And(operands);
}

void Blank(Draw& draw, std::string& out) {
  if (draw.OneIn(12)) out += draw.Pick(std::to_array({" ", "\t", "  ", "\r "}));
}

void AppendString(Draw& draw, std::string_view text, std::string& out) {
  const bool odd = draw.OneIn(6);
  out += '"';
  for (char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || (odd && byte < 0x80 && draw.OneIn(3))) {
      out += fmt::format("\\u{:04x}", byte);
    } else {
      out += c;
    }
  }
  out += '"';
}

void AppendValue(Draw& draw, int depth, std::string& out);

void AppendObject(Draw& draw, int depth, std::string& out) {
  constexpr const char* kKeys[] = {"a",
                                   "b",
                                   "c",
                                   "d",
                                   "e",
                                   "f",
                                   "name",
                                   "value",
                                   "e.f",
                                   "a.b",
                                   "longer_field_name_of_20",
                                   "longer_field_name_of_21"};
  out += '{';
  for (uint32_t i = 0, count = draw.Below(6); i < count; ++i) {
    if (i > 0) out += ',';
    Blank(draw, out);
    AppendString(draw, draw.Pick(kKeys), out);
    Blank(draw, out);
    out += ':';
    Blank(draw, out);
    AppendValue(draw, depth - 1, out);
    Blank(draw, out);
  }
  out += '}';
}

void AppendArray(Draw& draw, int depth, std::string& out) {
  out += '[';
  for (uint32_t i = 0, count = draw.Below(4); i < count; ++i) {
    if (i > 0) out += ',';
    Blank(draw, out);
    AppendValue(draw, depth - 1, out);
  }
  Blank(draw, out);
  out += ']';
}

void AppendValue(Draw& draw, int depth, std::string& out) {
  const uint32_t kind = draw.Below(depth > 0 ? 14 : 9);
  if (kind < 5) {
    AppendString(draw, RandomText(draw), out);
  } else if (kind < 7) {
    out += draw.Pick(kNumbers);
  } else if (kind == 7) {
    out += draw.Pick(std::to_array({"true", "false"}));
  } else if (kind == 8) {
    out += draw.Pick(std::to_array({"null", "[]", "{}"}));
  } else if (kind < 11) {
    AppendObject(draw, depth, out);
  } else if (kind < 13) {
    AppendArray(draw, depth, out);
  } else {
    std::string inner;
    AppendValue(draw, depth - 1, inner);
    AppendString(draw, inner, out);
  }
}

}  // namespace

uint32_t Draw::Below(uint32_t limit) {
  if (!bytes_.empty()) {
    const auto byte = static_cast<unsigned char>(bytes_.front());
    bytes_.remove_prefix(1);
    return byte % limit;
  }
  state_ = state_ * 6364136223846793005u + 1442695040888963407u;
  return static_cast<uint32_t>((state_ >> 32) % limit);
}

ir::Program RandomProgram(Draw& draw, size_t rules) {
  ir::Program program;
  for (uint32_t i = 0; i < rules; ++i) {
    ir::Rule rule;
    rule.document = i;
    rule.scope = program.True();
    rule.condition = RandomExpr(draw, program, 3);
    program.rules.push_back(rule);
  }
  return program;
}

std::string RandomEvent(Draw& draw) {
  std::string out;
  AppendObject(draw, 4, out);
  return out;
}

}  // namespace dcv::test
