// SPDX-License-Identifier: Apache-2.0
#include "inventory/alarm_rule.h"

#include <algorithm>

#include "base/text.h"

namespace dcv::inventory {
namespace {

bool IsWordPart(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_';
}

class Reader {
 public:
  explicit Reader(std::string_view rule) : rest_(rule) {}

  std::vector<AlarmReference> Run() {
    while (!rest_.empty()) {
      if (IsWordPart(rest_[0])) {
        Word();
      } else {
        Sign(rest_[0]);
        rest_.remove_prefix(1);
      }
    }
    for (AlarmReference& alarm : alarms_) alarm.with_others = has_and_;
    return std::move(alarms_);
  }

 private:
  void Word() {
    size_t length = 0;
    while (length < rest_.size() && IsWordPart(rest_[length])) ++length;
    const std::string_view word = rest_.substr(0, length);
    rest_.remove_prefix(length);
    if (EqualsIgnoreCase(word, "NOT")) {
      not_next_ = !not_next_;
    } else if (EqualsIgnoreCase(word, "AND")) {
      has_and_ = true;
    } else if (!EqualsIgnoreCase(word, "OR")) {
      Function(word);
    }
  }

  // ALARM("name"), ALARM(name), ALARM(arn); TRUE and FALSE have no argument.
  void Function(std::string_view word) {
    const std::string_view trimmed = Trim(rest_);
    std::string argument;
    if (trimmed.starts_with('(')) argument = Argument();
    const bool negated = not_next_ != Negated();
    not_next_ = false;
    if (EqualsIgnoreCase(word, "ALARM") && !negated && !argument.empty()) {
      alarms_.push_back({std::move(argument), false});
    }
  }

  std::string Argument() {
    rest_.remove_prefix(rest_.find('(') + 1);
    const std::string_view start = Trim(rest_);
    const bool quoted = start.starts_with('"');
    if (quoted) rest_.remove_prefix(rest_.find('"') + 1);
    const size_t end = std::min(rest_.find(quoted ? '"' : ')'), rest_.size());
    std::string_view argument = Trim(rest_.substr(0, end));
    rest_.remove_prefix(end);
    rest_.remove_prefix(std::min(rest_.find(')') + 1, rest_.size()));
    const size_t name = argument.starts_with("arn:") ? argument.find(":alarm:") : argument.npos;
    if (name != argument.npos) argument.remove_prefix(name + 7);
    return std::string(argument);
  }

  void Sign(char sign) {
    if (sign == '(') {
      groups_.push_back(not_next_ != Negated());
      not_next_ = false;
    } else if (sign == ')' && !groups_.empty()) {
      groups_.pop_back();
    }
  }

  bool Negated() const { return !groups_.empty() && groups_.back(); }

  std::string_view rest_;
  std::vector<bool> groups_;  // whether what stands in the open parentheses is negated
  bool not_next_ = false;
  bool has_and_ = false;
  std::vector<AlarmReference> alarms_;
};

}  // namespace

std::vector<AlarmReference> AlarmsOf(std::string_view rule) {
  return Reader(rule).Run();
}

}  // namespace dcv::inventory
