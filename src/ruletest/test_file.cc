// SPDX-License-Identifier: Apache-2.0
#include "ruletest/test_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>

#include "base/json_locate.h"
#include "base/text.h"
#include "ruletest/outline.h"

namespace dcv::ruletest {
namespace {

constexpr size_t kLevels = 4;  // file, tests, test, events
constexpr size_t kMaxProblems = 100;
constexpr size_t kMaxTextBytes = 4096;  // of a name, source or note

constexpr std::array<std::string_view, 3> kOrigins = {"synthetic", "documented", "recorded"};

// Lines and columns of ascending offsets, each byte of the text counted once.
class Places {
 public:
  explicit Places(std::string_view text) : text_(text) {}
  Place At(size_t offset) {
    if (offset < at_) {
      at_ = 0;
      place_ = {1, 1};
    }
    for (; at_ < offset; ++at_) {
      const auto c = static_cast<unsigned char>(text_[at_]);
      if (c == '\n') {
        ++place_.line;
        place_.column = 1;
      } else if ((c & 0xC0) != 0x80) {
        ++place_.column;
      }
    }
    return place_;
  }

 private:
  std::string_view text_;
  size_t at_ = 0;
  Place place_{1, 1};
};

// The members of an object, each name once.
struct Members {
  std::vector<std::pair<std::string, const Outline*>> all;
  const Outline* Find(std::string_view name) const {
    for (const auto& [known, value] : all) {
      if (known == name) return value;
    }
    return nullptr;
  }
};

class FileReader {
 public:
  FileReader(std::string_view text, TestFile& out) : text_(text), places_(text), out_(out) {}

  void Run() {
    if (text_.size() > kMaxFileBytes) {
      return Fail("T002", 0, "the file is larger than 16 MiB", "split the rule, or shorten events");
    }
    const json::Scan scan = json::ScanValue(text_, kMaxDepth);
    if (!scan.valid) return NotJson(scan.fault);
    if (scan.end < text_.size()) {
      return Fail("T001", scan.end, "text after the end of the JSON document",
                  "a file is one JSON object");
    }
    const std::optional<Outline> root = OutlineOf(text_, kLevels, kMaxValues);
    if (!root) return Fail("T002", 0, "the file has more than 100,000 values outside of events");
    File(*root);
  }

 private:
  static constexpr size_t kMaxValues = 100'000;

  void File(const Outline& root) {
    if (!Is(root, json::Type::kObject, "the file", root.begin)) return;
    const Members members = Open(root, {"rule", "tests"}, "a tests file");
    if (const Outline* rule = Member(members, "rule", root, "the file")) {
      out_.rule_place = places_.At(rule->begin);
      if (const auto id = Text(*rule, "rule")) out_.rule = *id;
    }
    const Outline* tests = Member(members, "tests", root, "the file");
    if (tests == nullptr || !Is(*tests, json::Type::kArray, "tests", tests->begin)) return;
    if (tests->children.size() > kMaxTests) {
      Fail("T002", tests->begin, fmt::format("{} tests", Grouped(tests->children.size())),
           "a rule has at most 1,000");
      return;
    }
    for (const Outline& test : tests->children) OneTest(test);
  }

  void OneTest(const Outline& outline) {
    const bool broken_before = std::exchange(out_.broken, false);
    RuleTest test;
    test.place = places_.At(outline.begin);
    if (Is(outline, json::Type::kObject, "a test", outline.begin)) ReadTest(outline, test);
    if (!out_.broken) out_.tests.push_back(std::move(test));
    out_.broken = out_.broken || broken_before;
  }

  void ReadTest(const Outline& outline, RuleTest& test) {
    const Members members =
        Open(outline, {"name", "match", "near_miss", "origin", "source", "note", "event", "events"},
             "a test");
    if (const Outline* name = Member(members, "name", outline, "the test")) {
      test.name = Text(*name, "name").value_or("");
    }
    if (const Outline* match = Member(members, "match", outline, "the test")) {
      test.match = Boolean(*match, "match");
    }
    if (const Outline* near = members.Find("near_miss")) {
      test.near_miss = Boolean(*near, "near_miss");
      if (test.near_miss && test.match) {
        Fail("T008", near->begin, "a near miss that must match",
             "near_miss belongs to tests with \"match\": false");
      }
    }
    if (const Outline* origin = Member(members, "origin", outline, "the test")) {
      test.origin = OriginOf(*origin);
    }
    if (const Outline* source = members.Find("source")) {
      test.source = Text(*source, "source").value_or("");
    }
    if (const Outline* note = members.Find("note")) test.note = Text(*note, "note").value_or("");
    ReadEvents(outline, members, test);
  }

  void ReadEvents(const Outline& outline, const Members& members, RuleTest& test) {
    const Outline* event = members.Find("event");
    const Outline* events = members.Find("events");
    if ((event == nullptr) == (events == nullptr)) {
      Fail(event == nullptr ? "T005" : "T008", outline.begin,
           event == nullptr ? "the test has no event" : "the test has both event and events",
           "give \"event\": {...}, or \"events\": [{...}, ...]");
      return;
    }
    if (event != nullptr) return OneEvent(*event, test);
    if (!Is(*events, json::Type::kArray, "events", events->begin)) return;
    if (events->children.empty()) return Fail("T005", events->begin, "the list of events is empty");
    for (const Outline& one : events->children) OneEvent(one, test);
  }

  void OneEvent(const Outline& event, RuleTest& test) {
    if (!Is(event, json::Type::kObject, "an event", event.begin)) return;
    if (event.end - event.begin > kMaxEventBytes) {
      return Fail("T002", event.begin, "the event is larger than 1 MiB", "shorten what it carries");
    }
    if (++events_ > kMaxEvents) {
      return Fail("T002", event.begin, "the file has more than 10,000 events");
    }
    test.events.push_back({Slice(event), places_.At(event.begin)});
  }

  // The members, with what is unknown or twice told.
  Members Open(const Outline& object, const std::vector<std::string>& known, const char* what) {
    Members members;
    for (const Outline& child : object.children) {
      std::string name = Unquote(text_.substr(child.name_begin, child.name_end - child.name_begin));
      const std::string shown = "'" + Printable(name) + "'";
      if (members.Find(name) != nullptr) {
        Fail("T007", child.name_begin, shown + " is there twice");
      } else if (std::find(known.begin(), known.end(), name) == known.end()) {
        const std::string near = Nearest(name, known);
        Fail("T003", child.name_begin, std::string(what) + " has no key " + shown,
             near.empty() ? "there are: " + Join(known, ", ") : "did you mean " + near + "?");
      }
      members.all.emplace_back(std::move(name), &child);
    }
    return members;
  }

  const Outline* Member(const Members& members, std::string_view name, const Outline& object,
                        std::string_view what) {
    const Outline* found = members.Find(name);
    if (found == nullptr) {
      Fail("T005", object.begin, fmt::format("{} has no \"{}\"", what, name),
           fmt::format("add \"{}\"", name));
    }
    return found;
  }

  bool Is(const Outline& value, json::Type type, std::string_view what, size_t offset) {
    if (value.type == type) return true;
    Fail("T004", offset,
         fmt::format("{} is {}, not {}", what, json::ToString(value.type), json::ToString(type)));
    return false;
  }

  std::optional<std::string> Text(const Outline& value, std::string_view what) {
    if (!Is(value, json::Type::kString, what, value.begin)) return std::nullopt;
    if (value.end - value.begin > kMaxTextBytes) {
      Fail("T002", value.begin, fmt::format("{} is longer than 4 KiB", what), "shorten it");
      return std::nullopt;
    }
    std::string text = Unquote(Slice(value));
    if (!Trim(text).empty()) return text;
    Fail("T005", value.begin, fmt::format("{} is empty", what));
    return std::nullopt;
  }

  bool Boolean(const Outline& value, std::string_view what) {
    return Is(value, json::Type::kBool, what, value.begin) && Slice(value) == "true";
  }

  Origin OriginOf(const Outline& value) {
    const std::string text = Text(value, "origin").value_or("synthetic");
    for (size_t i = 0; i < kOrigins.size(); ++i) {
      if (text == kOrigins[i]) return static_cast<Origin>(i);
    }
    Fail("T006", value.begin, "no origin '" + Printable(text) + "'",
         "write synthetic, documented or recorded");
    return Origin::kSynthetic;
  }

  void NotJson(const json::Fault& fault) {
    const bool deep = fault.what.starts_with("nested deeper");
    Fail(deep ? "T002" : "T001", fault.offset,
         fault.what + (fault.pointer.empty() ? "" : ", at " + fault.pointer));
  }

  void Fail(std::string_view code, size_t offset, std::string message, std::string remedy = {}) {
    out_.broken = true;
    if (out_.problems.size() >= kMaxProblems) return;
    out_.problems.push_back({code, places_.At(offset), std::move(message), std::move(remedy)});
  }

  std::string_view Slice(const Outline& value) const {
    return text_.substr(value.begin, value.end - value.begin);
  }

  std::string_view text_;
  Places places_;
  TestFile& out_;
  size_t events_ = 0;
};

}  // namespace

std::string_view ToString(Origin origin) {
  return kOrigins[static_cast<size_t>(origin)];
}

TestFile ParseTests(std::string_view text) {
  TestFile file;
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  FileReader(text, file).Run();
  return file;
}

}  // namespace dcv::ruletest
