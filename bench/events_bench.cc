// SPDX-License-Identifier: Apache-2.0
// dcv_events_bench [RULES [ROUNDS]]: made EventBridge rules read and judged over the event table,
// in CPU time of one thread, against simdjson parsing the same patterns in the same round.
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/json.h"
#include "events/claims.h"
#include "events/eventbridge.h"
#include "row.h"

namespace dcv {
namespace {

double Now() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

std::string Quoted(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

// Of ten rules six name one to five events, two add a demand, one has a pattern of names, one asks
// for a whole service; every twentieth names none.
std::string MakePattern(const std::vector<const events::ApiEvent*>& all, bench::Random& random) {
  const events::ApiEvent& first = *all[random.Below(static_cast<uint32_t>(all.size()))];
  const std::string service(first.service);
  std::string out =
      "{\"source\":[\"aws." + service.substr(0, service.find('.')) +
      "\"],\"detail-type\":[\"AWS API Call via CloudTrail\"],\"detail\":{\"eventSource\":[" +
      Quoted(service) + "]";
  const uint32_t kind = random.Below(20);
  if (kind == 0) return "{\"detail\":{\"errorCode\":[\"AccessDenied\"]}}";
  if (kind < 3) return out + "}}";
  if (kind < 5) {
    return out + ",\"eventName\":[{\"prefix\":" + Quoted(first.name.substr(0, 6)) + "}]}}";
  }
  out += ",\"eventName\":[" + Quoted(first.name);
  for (uint32_t more = random.Below(5); more > 0; --more) {
    out += "," + Quoted(all[random.Below(static_cast<uint32_t>(all.size()))]->name);
  }
  out += "]";
  if (kind < 9) {
    out +=
        ",\"userIdentity\":{\"type\":[\"Root\"],\"arn\":[{\"anything-but\":{\"prefix\":\"arn:aws:"
        "iam::" +
        std::to_string(100000000000 + random.Below(1000)) + "\"}}]}";
  }
  return out + "}}";
}

int Run(size_t rules, size_t rounds) {
  const DataFiles data = DataFiles::Packed();
  const auto judge = events::Judge::Load(data);
  if (!judge) {
    std::fprintf(stderr, "%s\n", judge.error().message.c_str());
    return 1;
  }
  std::vector<const events::ApiEvent*> all;
  for (const events::ApiEvent& event : judge->table().Of("aws_cloudtrail")) all.push_back(&event);
  bench::Random random(7);
  std::vector<std::string> patterns;
  size_t bytes = 0;
  for (size_t i = 0; i < rules; ++i) {
    patterns.push_back(MakePattern(all, random));
    bytes += patterns.back().size();
    patterns.back().append(json::Parser::kPadding, ' ');
  }
  const auto text = [&](const std::string& padded) {
    return std::string_view(padded).substr(0, padded.size() - json::Parser::kPadding);
  };
  std::vector<double> parsing, reading, judging, ratios;
  size_t claims = 0, claiming = 0;
  for (size_t round = 0; round <= rounds; ++round) {
    const double begin = Now();
    json::Parser parser;
    for (const std::string& pattern : patterns) {
      if (!parser.Parse(text(pattern))) return 1;
    }
    const double parsed = Now();
    std::vector<events::Selector> selectors;
    selectors.reserve(rules);
    for (const std::string& pattern : patterns) {
      selectors.push_back(events::ParseEventBridge(text(pattern)).selector);
    }
    const double read = Now();
    claims = claiming = 0;
    for (const events::Selector& selector : selectors) {
      const events::Claims one = judge->Of(selector, events::feed::kEventBridge, {});
      claims += one.claims.size();
      claiming += one.claims.empty() ? 0 : 1;
    }
    const double end = Now();
    if (round == 0) continue;  // warms caches
    parsing.push_back(parsed - begin);
    reading.push_back(read - parsed);
    judging.push_back(end - read);
    ratios.push_back((end - parsed) / (parsed - begin));
  }
  std::printf("%zu rules, %.2f MB, %zu events of the table; %zu rules claim, %zu claims\n", rules,
              static_cast<double>(bytes) * 1e-6, all.size(), claiming, claims);
  std::printf("simdjson parse    %.4f s\n", Median(parsing));
  std::printf("read patterns     %.4f s\n", Median(reading));
  std::printf("judge             %.4f s\n", Median(judging));
  std::printf("read and judge    %.4f s (goal 0.2 s for 10,000 rules)\n",
              Median(reading) + Median(judging));
  std::printf("times simdjson    %.1f\n", Median(ratios));
  return 0;
}

}  // namespace
}  // namespace dcv

int main(int argc, char** argv) {
  const auto number = [&](int at, size_t fallback) {
    return argc > at ? static_cast<size_t>(std::strtoul(argv[at], nullptr, 10)) : fallback;
  };
  return dcv::Run(number(1, 10'000), std::max<size_t>(number(2, 5), 1));
}
