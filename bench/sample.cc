// SPDX-License-Identifier: Apache-2.0
#include "sample.h"

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdio>

namespace dcv::bench {
namespace {

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

}  // namespace

double Now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double CpuSeconds() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return Seconds(usage.ru_utime) + Seconds(usage.ru_stime);
}

uint64_t PeakKb() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<uint64_t>(usage.ru_maxrss);
}

Sample InChild(const std::function<void(Sample&)>& work) {
  Sample sample;
  int ends[2];
  if (pipe(ends) != 0) {
    sample.failed = true;
    return sample;
  }
  std::fflush(stdout);
  const pid_t child = fork();
  if (child == 0) {
    work(sample);
    const bool sent = write(ends[1], &sample, sizeof sample) == sizeof sample;
    _exit(sent ? 0 : 1);
  }
  close(ends[1]);
  const bool got = child > 0 && read(ends[0], &sample, sizeof sample) == sizeof sample;
  close(ends[0]);
  int status = 0;
  rusage usage{};
  if (child > 0) wait4(child, &status, 0, &usage);
  sample.failed = sample.failed || !got || status != 0;
  sample.process_peak_kb = static_cast<uint64_t>(usage.ru_maxrss);
  return sample;
}

Spread SpreadOf(std::vector<double> values) {
  if (values.empty()) return {};
  std::sort(values.begin(), values.end());
  const size_t half = values.size() / 2;
  const double median =
      values.size() % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
  return {median, values.front(), values.back()};
}

Spread SpreadOf(const std::vector<Sample>& samples,
                const std::function<double(const Sample&)>& of) {
  std::vector<double> values;
  for (const Sample& sample : samples) values.push_back(of(sample));
  return SpreadOf(std::move(values));
}

}  // namespace dcv::bench
