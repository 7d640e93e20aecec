// SPDX-License-Identifier: Apache-2.0
#include "ruletest/compare.h"

#include <algorithm>
#include <set>

#include "base/json.h"
#include "base/text.h"

namespace dcv::ruletest {
namespace {

bool Hits(const std::vector<Matched>& all, uint32_t rule) {
  return std::any_of(all.begin(), all.end(), [&](const Matched& one) {
    return std::binary_search(one.rules.begin(), one.rules.end(), rule);
  });
}

// Answers of one side: "'Trail stopped' on an event of aws_cloudtrail".
std::string Told(const Result<std::vector<Matched>>& answer,
                 const std::vector<std::string>& titles) {
  constexpr size_t kMost = 4;
  if (!answer) return "nothing (" + answer.error().message + ")";
  std::vector<std::string> parts;
  for (const Matched& one : *answer) {
    std::vector<std::string> rules;
    for (size_t i = 0; i < one.rules.size() && i < kMost; ++i) {
      rules.push_back("'" + Printable(titles[one.rules[i]]) + "'");
    }
    if (one.rules.size() > kMost) rules.push_back("more");
    parts.push_back((rules.empty() ? "no rule" : Join(rules, ", ")) + " on an event of " +
                    (one.source.empty() ? "no log source" : one.source));
    if (parts.size() == kMost) break;
  }
  return parts.empty() ? "no event" : Join(parts, "; ");
}

class Comparer {
 public:
  Comparer(Target target, const Matcher& matcher, const Matcher& reference,
           const std::vector<std::string>& titles)
      : target_(target), matcher_(matcher), reference_(reference), titles_(titles) {}

  Comparison Run(const TestFile& file) {
    for (const RuleTest& test : file.tests) {
      // Of several events that one suffices of, none is needed.
      const bool single = test.match && !target_.correlation && test.events.size() == 1;
      for (const Event& event : test.events) {
        ForEachVariant(event.text, [&](const Variant& variant) { Ask(test, variant, single); });
      }
    }
    Innermost();
    return std::move(out_);
  }

 private:
  void Ask(const RuleTest& test, const Variant& variant, bool single) {
    ++out_.variants;
    padded_.assign(variant.text).append(json::Parser::kPadding, ' ');
    const std::string_view document(padded_.data(), variant.text.size());
    const auto expected = reference_(document);
    const auto told = matcher_(document);
    if (!expected) {
      ++out_.unread;
      return;  // nothing to hold the answer to; the matcher has come back from it
    }
    if (single && variant.change == Change::kRemoved && !Hits(*expected, target_.index)) {
      needed_.insert(variant.pointer);
    }
    if (told && *told == *expected) return;
    ++out_.differences;
    if (out_.first.size() == kMaxDifferences) return;
    out_.first.push_back({test.name, variant.pointer, variant.text, variant.change,
                          "the matcher has " + Told(told, titles_) + "; the reference has " +
                              Told(expected, titles_)});
  }

  // Where a value is needed the containers around it are, too.
  void Innermost() {
    for (auto it = needed_.begin(); it != needed_.end(); ++it) {
      const auto inner = needed_.lower_bound(*it + "/");
      if (inner == needed_.end() || !inner->starts_with(*it + "/")) out_.depends_on.push_back(*it);
    }
  }

  Target target_;
  const Matcher& matcher_;
  const Matcher& reference_;
  const std::vector<std::string>& titles_;
  Comparison out_;
  std::set<std::string> needed_;
  std::string padded_;
};

}  // namespace

Comparison CompareOnVariants(const Subject& subject, const TestFile& file, const Matcher& matcher,
                             const Matcher& reference) {
  return Comparer(subject.target, matcher, reference, subject.titles).Run(file);
}

}  // namespace dcv::ruletest
