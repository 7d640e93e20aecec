// SPDX-License-Identifier: Apache-2.0
// dcv_correlate_bench [HITS [ROUNDS [TYPE]]]: hits a second of processor time of each type of
// correlation, against counting the group texts in a std::unordered_map in the same round. Hits
// arrive up to two seconds out of order, one a millisecond; the lateness is the default.
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <unordered_map>
#include <vector>

#include "correlate/correlate.h"
#include "ir/lower.h"
#include "row.h"
#include "sigma/parse.h"

namespace dcv {
namespace {

struct Case {
  const char* name;
  uint32_t groups, values;  // different ones in the stream
  const char* correlation;
};

constexpr Case kCases[] = {
    {"event_count", 10'000, 1800, "type: event_count, timespan: 5m, condition: {gte: 1000}"},
    {"value_count", 10'000, 1800,
     "type: value_count, timespan: 5m, condition: {gte: 1000, field: v}"},
    {"value_count, 1800 values", 10, 1800,
     "type: value_count, timespan: 5m, condition: {gte: 5000, field: v}"},
    {"value_sum", 10'000, 1800, "type: value_sum, timespan: 5m, condition: {gte: 1e9, field: v}"},
    {"value_avg", 10'000, 1800, "type: value_avg, timespan: 5m, condition: {gte: 1e9, field: v}"},
    {"value_median", 10'000, 1800,
     "type: value_median, timespan: 5m, condition: {gte: 1e9, field: v}"},
    {"value_percentile, 30,000 hits", 10, 1800,
     "type: value_percentile, timespan: 5m, condition: {gte: 1e9, field: v, percentile: 95}"},
    {"temporal", 10'000, 1800, "type: temporal, timespan: 10s"},
    {"temporal_ordered", 10'000, 1800, "type: temporal_ordered, timespan: 10s"},
    {"temporal, all at each hit", 10, 1800, "type: temporal, timespan: 10s"},
};

struct Hits {
  std::vector<correlate::Hit> hits;
  std::vector<std::string> users, values;
};

Hits MakeHits(const Case& one, size_t count) {
  bench::Random random(7);
  Hits out;
  std::vector<std::pair<int64_t, size_t>> arrival;
  for (size_t i = 0; i < count; ++i) {
    const auto time = static_cast<int64_t>(i) + 1'700'000'000'000;
    arrival.emplace_back(time + random.Below(2000), i);
  }
  std::sort(arrival.begin(), arrival.end());
  for (const auto& [at, i] : arrival) {
    out.hits.push_back({static_cast<int64_t>(i) + 1'700'000'000'000, i, random.Below(3)});
    out.users.push_back("arn:aws:iam::123456789012:user/" +
                        std::to_string(random.Below(one.groups)));
    out.values.push_back(std::to_string(random.Below(one.values)));
  }
  return out;
}

// Of this thread's processor time: what else runs takes its turns but does not count.
double Now() {
  timespec now = {};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double CountInMap(const Hits& hits) {
  const double begin = Now();
  std::unordered_map<std::string, uint64_t> counts;
  for (const std::string& user : hits.users) ++counts[user];
  const double seconds = Now() - begin;
  return counts.empty() ? 0 : seconds;
}

sigma::File ParseCase(const Case& one) {
  std::string text;
  for (const char* name : {"a", "b", "c"}) {
    text += std::string("---\ntitle: ") + name + "\nname: " + name +
            "\nlogsource: {product: p}\ndetection: {x: {f: 1}, condition: x}\n";
  }
  return sigma::Parse(text + "---\ntitle: c\ncorrelation: {rules: [a, b, c], group-by: [user], " +
                      one.correlation + "}\n");
}

struct Run {
  double seconds = 0;
  uint64_t detections = 0;
  size_t peak_bytes = 0;
};

Run Correlate(const ir::Program& program, const Hits& hits) {
  Run out;
  const double begin = Now();
  correlate::Correlator correlator(program, {},
                                   [&](const correlate::Detection&) { ++out.detections; });
  const bool valued = correlator.Fields(0).size() > 1;
  for (size_t i = 0; i < hits.hits.size(); ++i) {
    const std::string_view user = hits.users[i], value = hits.values[i];
    const correlate::FieldTexts texts[] = {{&user, 1}, {&value, 1}};
    correlator.Add(hits.hits[i], std::span(texts).first(valued ? 2 : 1));
  }
  correlator.Finish();
  out.seconds = Now() - begin;
  out.peak_bytes = correlator.tally().peak_bytes;
  return out;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

int Main(size_t count, size_t rounds, std::string_view type) {
  std::printf("%zu hits, %zu rounds, one thread\n", count, rounds);
  std::printf(
      "| case | M hits/s: median (min-max) | time / map's time | peak MiB | detections |\n");
  std::printf("|---|---|---|---|---|\n");
  for (const Case& one : kCases) {
    if (!std::string_view(one.name).starts_with(type)) continue;
    const sigma::File file = ParseCase(one);
    std::vector<ir::Source> sources;
    for (const sigma::Document& document : file.documents) sources.push_back({&document, 0});
    const ir::Lowered lowered = ir::Lower(sources, {});
    if (lowered.program.correlations.size() != 1) return 70;
    const Hits hits = MakeHits(one, count);
    std::vector<double> rates, ratios;
    Run run;
    for (size_t round = 0; round < rounds; ++round) {
      const double map = CountInMap(hits);
      run = Correlate(lowered.program, hits);
      rates.push_back(static_cast<double>(count) / run.seconds / 1e6);
      ratios.push_back(run.seconds / map);
    }
    std::printf("| %s | %.2f (%.2f-%.2f) | %.1f | %.0f | %llu |\n", one.name, Median(rates),
                *std::min_element(rates.begin(), rates.end()),
                *std::max_element(rates.begin(), rates.end()), Median(ratios),
                static_cast<double>(run.peak_bytes) / (1 << 20),
                static_cast<unsigned long long>(run.detections));
  }
  return 0;
}

}  // namespace
}  // namespace dcv

int main(int argc, char** argv) {
  const auto number = [&](int i, size_t otherwise) {
    return argc > i ? static_cast<size_t>(std::max(1, std::atoi(argv[i]))) : otherwise;
  };
  return dcv::Main(number(1, 1'000'000), number(2, 5), argc > 3 ? argv[3] : "");
}
