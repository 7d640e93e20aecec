// SPDX-License-Identifier: Apache-2.0
// For tests: correlations written as Sigma, fed with hits written as field texts.
#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "correlate/correlate.h"
#include "ir/test_rule.h"

namespace dcv::correlate {

using Texts = std::map<std::string, std::vector<std::string>>;

struct TestHit {
  int64_t time_ms = 0;
  uint64_t event = 0;
  uint32_t rule = 0;
  Texts fields;
};

inline std::string NamedRules(size_t count) {
  std::string out;
  for (size_t i = 0; i < count; ++i) {
    const std::string name(1, static_cast<char>('a' + i));
    out += "---\ntitle: " + name + "\nname: " + name +
           "\nlogsource: {product: p, service: s}\ndetection: {x: {f: 1}, condition: x}\n";
  }
  return out;
}

// `body` is the inside of `correlation: {...}`.
inline std::string Correlated(const std::string& name, const std::string& body) {
  return "---\ntitle: " + name + "\nname: " + name + "\ncorrelation: {" + body + "}\n";
}

class TestStream {
 public:
  // Three rules a, b, c (0, 1, 2) and the correlations given.
  explicit TestStream(const std::string& correlations, Options options = {})
      : TestStream(std::make_shared<ir::TestRules>(NamedRules(3) + correlations), options) {}
  TestStream(std::shared_ptr<ir::TestRules> rules, Options options)
      : rules_(std::move(rules)),
        out_(std::make_shared<std::vector<Detection>>()),
        correlator_(rules_->program(), options,
                    [out = out_](const Detection& detection) { out->push_back(detection); }) {
    EXPECT_EQ(rules_->Codes(), "") << rules_->Message();
  }

  void Add(const TestHit& hit) {
    std::vector<std::vector<std::string_view>> views;
    for (ir::FieldId field : correlator_.Fields(hit.rule)) {
      auto& view = views.emplace_back();
      const auto found = hit.fields.find(rules_->program().fields()[field].name);
      if (found != hit.fields.end()) view.assign(found->second.begin(), found->second.end());
    }
    const std::vector<FieldTexts> texts(views.begin(), views.end());
    correlator_.Add({hit.time_ms, hit.event, hit.rule}, texts);
  }
  // Events are numbered as they come.
  TestStream& At(int64_t time_ms, uint32_t rule, Texts fields) {
    Add({time_ms, next_event_++, rule, std::move(fields)});
    return *this;
  }
  TestStream& At(int64_t time_ms, uint32_t rule, const std::string& user) {
    return At(time_ms, rule, Texts{{"user", {user}}});
  }
  const std::vector<Detection>& Finish() {
    correlator_.Finish();
    return *out_;
  }
  const std::vector<Detection>& detections() const { return *out_; }
  Correlator& correlator() { return correlator_; }
  const ir::Program& program() const { return rules_->program(); }

  // "0@5 user=x 3" of each detection: correlation, time, group, value.
  std::string Summary() {
    std::string out;
    for (const Detection& one : Finish()) out += (out.empty() ? "" : "; ") + Text(one);
    return out;
  }
  static std::string Text(const Detection& one) {
    std::string out = std::to_string(one.correlation) + "@" + std::to_string(one.last_ms);
    for (const auto& [name, text] : one.group) out += " " + name + "=" + text;
    char value[32];
    std::snprintf(value, sizeof value, " %.10g", one.value);
    return out + value;
  }

 private:
  std::shared_ptr<ir::TestRules> rules_;
  std::shared_ptr<std::vector<Detection>> out_;
  Correlator correlator_;
  uint64_t next_event_ = 0;
};

}  // namespace dcv::correlate
