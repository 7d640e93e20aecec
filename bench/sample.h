// SPDX-License-Identifier: Apache-2.0
// Measuring: each run in a process of its own, so that its peak memory is its alone.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace dcv::bench {

struct Sample {
  // Told by the work.
  double read_s = 0, evaluate_s = 0, json_s = 0;
  double cpu_s = 0;  // of reading and evaluating, all threads
  uint64_t bytes = 0, facts = 0, deployments = 0;
  uint64_t peak_kb = 0;  // ru_maxrss when read and evaluated, before any report
  bool failed = false;
  uint64_t process_peak_kb = 0;  // told by the system when all is done

  double work_s() const { return read_s + evaluate_s; }
};

double CpuSeconds();  // user and system, of this process until now
double Now();         // seconds, monotonic
uint64_t PeakKb();    // of this process until now
Sample InChild(const std::function<void(Sample&)>& work);

struct Spread {
  double median = 0, min = 0, max = 0;
};
Spread SpreadOf(std::vector<double> values);
Spread SpreadOf(const std::vector<Sample>& samples, const std::function<double(const Sample&)>& of);

}  // namespace dcv::bench
