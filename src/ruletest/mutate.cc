// SPDX-License-Identifier: Apache-2.0
#include "ruletest/mutate.h"

#include <fmt/format.h>

#include <array>
#include <set>
#include <vector>

#include "base/json_locate.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "ir/encode.h"
#include "ruletest/outline.h"

namespace dcv::ruletest {
namespace {

constexpr std::array<std::string_view, 18> kNames = {"removed",
                                                     "null",
                                                     "empty",
                                                     "in an array",
                                                     "in an array of two",
                                                     "there twice",
                                                     "other type",
                                                     "respelled",
                                                     "big number",
                                                     "one character changed",
                                                     "other case",
                                                     "folded",
                                                     "name in other case",
                                                     "escaped",
                                                     "name escaped",
                                                     "other order",
                                                     "blanks between tokens",
                                                     "event in an array"};
static_assert(static_cast<size_t>(Change::kInArray) + 1 == kNames.size());

// FNV-1a: the same everywhere.
uint64_t Hash(std::string_view text, uint64_t seed = 0xcbf29ce484222325) {
  for (char c : text) seed = (seed ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return seed;
}

std::string Quote(std::string_view text) {
  std::string out;
  json::AppendString(out, text);
  return out;
}

// Every character as \uXXXX, hexadecimal letters in both cases.
std::string Escape(std::string_view text) {
  std::string out = "\"";
  const std::string units = ir::Utf16(text, true).value_or("");
  for (size_t i = 0; i + 1 < units.size(); i += 2) {
    const unsigned unit =
        static_cast<unsigned char>(units[i]) * 256u + static_cast<unsigned char>(units[i + 1]);
    out += i % 4 == 0 ? fmt::format("\\u{:04x}", unit) : fmt::format("\\u{:04X}", unit);
  }
  return out + '"';
}

char OtherCase(char c) {
  if (c >= 'a' && c <= 'z') return static_cast<char>(c - 32);
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}
std::string OtherCase(std::string text) {
  for (char& c : text) c = OtherCase(c);
  return text;
}

// The next letter or digit; another ASCII character becomes x.
char Next(char c) {
  if (c == 'z' || c == 'Z') return static_cast<char>(c - 25);
  if (c == '9') return '0';
  const bool in_row = (c >= 'a' && c < 'z') || (c >= 'A' && c < 'Z') || (c >= '0' && c < '9');
  return in_row ? static_cast<char>(c + 1) : 'x';
}

class Mutator {
 public:
  Mutator(std::string_view event, const std::function<void(const Variant&)>& visit)
      : event_(event), visit_(visit) {}

  void Run() {
    const std::optional<Outline> root = OutlineOf(event_, json::Parser::kMaxDepth, event_.size());
    Collect(*root, "");
    WholeEvent(*root);
    const size_t step = places_.size() / kMaxChanged + 1;
    for (size_t i = Hash(event_) % step; i < places_.size(); i += step) ChangeOne(places_[i]);
  }

 private:
  // A value below the root.
  struct At {
    const Outline* value;
    const Outline* parent;
    size_t index;  // in the parent
    std::string pointer;
  };
  struct Style {
    bool reversed = false, deep = false, blanks = false, names = false, values = false;
  };

  void Collect(const Outline& parent, const std::string& pointer) {
    for (size_t i = 0; i < parent.children.size(); ++i) {
      const Outline& child = parent.children[i];
      std::string path =
          pointer + "/" + (child.IsMember() ? json::PointerToken(Name(child)) : std::to_string(i));
      places_.push_back({&child, &parent, i, path});
      Collect(child, path);
    }
  }

  void WholeEvent(const Outline& root) {
    Whole(Change::kOrder, root, {.reversed = true});
    Whole(Change::kOrder, root, {.reversed = true, .deep = true});
    Whole(Change::kBlanks, root, {.blanks = true});
    Whole(Change::kNameEscape, root, {.names = true});
    Whole(Change::kEscaped, root, {.values = true});
    Give(Change::kInArray, "", "[" + std::string(event_) + "]");
  }

  void ChangeOne(const At& at) {
    const Outline& value = *at.value;
    const std::string raw(Slice(value));
    Give(Change::kRemoved, at.pointer, Without(at));
    Put(Change::kNull, at, "null");
    for (const char* empty : {"\"\"", "[]", "{}"}) Put(Change::kEmpty, at, empty);
    Put(Change::kWrapped, at, "[" + raw + "]");
    Put(Change::kTwo, at, "[" + raw + ",\"other value\"]");
    Put(Change::kTwo, at, "[\"other value\", " + raw + "]");
    if (value.IsMember()) ChangeName(at, raw);
    switch (value.type) {
      case json::Type::kString: ChangeText(at, Unquote(raw)); break;
      case json::Type::kNumber: ChangeNumber(at, raw); break;
      case json::Type::kBool: Put(Change::kNearMiss, at, raw == "true" ? "false" : "true"); break;
      default: break;
    }
    if (value.type != json::Type::kString) Put(Change::kTyped, at, Quote(raw));
  }

  void ChangeName(const At& at, const std::string& raw) {
    const std::string name = Name(*at.value), quoted = Quote(name);
    const auto member = [&](Change change, const std::string& text) {
      Give(change, at.pointer, Replaced(at.value->name_begin, at.value->end, text));
    };
    member(Change::kDuplicate, quoted + ":" + raw + "," + quoted + ":\"other value\"");
    member(Change::kDuplicate, quoted + ":\"other value\"," + quoted + ":" + raw);
    if (OtherCase(name) != name) {
      member(Change::kNameCase, Quote(OtherCase(name)) + ":" + raw);
    }
    member(Change::kNameEscape, Escape(name) + ":" + raw);
  }

  void ChangeText(const At& at, const std::string& text) {
    if (OtherCase(text) != text) Put(Change::kCase, at, Quote(OtherCase(text)));
    Fold(at, text, "kK", "\u212A");
    Fold(at, text, "sS", "\u017F");
    Put(Change::kEscaped, at, Escape(text));
    if (const json::Scan scan = json::ScanValue(text, json::Parser::kMaxDepth);
        scan.valid && scan.end == text.size() && text.front() != '"') {
      Put(Change::kTyped, at, text);
    }
    if (text.empty()) return;
    const size_t chosen = Hash(at.pointer, Hash(event_)) % text.size();
    for (size_t position : std::set<size_t>{0, text.size() - 1, chosen}) {
      std::string other = text;
      if (static_cast<unsigned char>(other[position]) >= 0x80) continue;
      other[position] = Next(other[position]);
      Put(Change::kNearMiss, at, Quote(other));
    }
    Put(Change::kNearMiss, at, Quote(text + "x"));
    Put(Change::kNearMiss, at, Quote("x" + text));
    if (static_cast<unsigned char>(text.back()) < 0x80) {
      Put(Change::kNearMiss, at, Quote(text.substr(0, text.size() - 1)));
    }
  }

  void Fold(const At& at, std::string text, std::string_view letters, std::string_view other) {
    const size_t found = text.find_first_of(letters);
    if (found == text.npos) return;
    Put(Change::kFold, at, Quote(text.replace(found, 1, other)));
  }

  void ChangeNumber(const At& at, const std::string& raw) {
    const bool whole = raw.find_first_of(".eE") == raw.npos;
    if (whole) {
      for (const char* tail : {".0", "e0", ".000e+0"}) Put(Change::kSpelled, at, raw + tail);
    }
    for (const char* big : {"9007199254740993", "9223372036854775808", "-9223372036854775808",
                            "18446744073709551615", "123456789012345678901"}) {
      Put(Change::kBig, at, big);
    }
    std::string other = raw;
    other.back() = Next(other.back());
    Put(Change::kNearMiss, at, other);
  }

  void Put(Change change, const At& at, std::string_view value) {
    Give(change, at.pointer, Replaced(at.value->begin, at.value->end, value));
  }

  void Whole(Change change, const Outline& root, Style style) {
    std::string out;
    Render(root, style, out);
    Give(change, "", std::move(out));
  }

  void Render(const Outline& value, Style style, std::string& out) const {
    if (value.type != json::Type::kObject && value.type != json::Type::kArray) {
      const std::string_view raw = Slice(value);
      const bool escape = style.values && value.type == json::Type::kString;
      return (void)(out += escape ? Escape(Unquote(raw)) : std::string(raw));
    }
    const bool object = value.type == json::Type::kObject;
    const std::string_view blank = style.blanks ? " \t\r\n " : "";
    out.append(object ? "{" : "[").append(blank);
    for (size_t i = 0; i < value.children.size(); ++i) {
      const bool back = style.reversed && object;
      const Outline& child = value.children[back ? value.children.size() - 1 - i : i];
      if (i > 0) out.append(blank).append(",").append(blank);
      if (object) {
        out += style.names ? Escape(Name(child)) : Quote(Name(child));
        out.append(blank).append(":").append(blank);
      }
      Style inner = style;
      inner.reversed = style.reversed && style.deep;
      Render(child, inner, out);
    }
    out.append(blank).append(object ? "}" : "]");
  }

  // Without the member or element and one of the commas beside it.
  std::string Without(const At& at) const {
    const std::vector<Outline>& all = at.parent->children;
    const auto begin = [](const Outline& v) { return v.IsMember() ? v.name_begin : v.begin; };
    if (at.index + 1 < all.size()) return Replaced(begin(*at.value), begin(all[at.index + 1]), "");
    const size_t from = at.index > 0 ? all[at.index - 1].end : begin(*at.value);
    return Replaced(from, at.value->end, "");
  }

  std::string Replaced(size_t begin, size_t end, std::string_view by) const {
    std::string out(event_.substr(0, begin));
    return out.append(by).append(event_.substr(end));
  }

  void Give(Change change, const std::string& pointer, std::string text) const {
    if (text != event_) visit_({change, pointer, std::move(text)});
  }

  std::string Name(const Outline& member) const {
    return Unquote(event_.substr(member.name_begin, member.name_end - member.name_begin));
  }
  std::string_view Slice(const Outline& value) const {
    return event_.substr(value.begin, value.end - value.begin);
  }

  std::string_view event_;
  const std::function<void(const Variant&)>& visit_;
  std::vector<At> places_;
};

}  // namespace

std::string_view ToString(Change change) {
  return kNames[static_cast<size_t>(change)];
}

void ForEachVariant(std::string_view event, const std::function<void(const Variant&)>& visit) {
  Mutator(event, visit).Run();
}

}  // namespace dcv::ruletest
