// SPDX-License-Identifier: Apache-2.0
#include "base/parallel.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <vector>

namespace dcv {

size_t ThreadCount(size_t threads, size_t count) {
  if (threads == 0) threads = std::max(1u, std::thread::hardware_concurrency());
  return std::max<size_t>(1, std::min(threads, count));
}

void ParallelFor(size_t count, size_t threads,
                 const std::function<void(size_t worker, size_t index)>& work) {
  threads = ThreadCount(threads, count);
  std::atomic<size_t> next{0};
  auto run = [&](size_t worker) {
    for (size_t index; (index = next.fetch_add(1)) < count;) work(worker, index);
  };
  std::vector<std::jthread> others;
  for (size_t worker = 1; worker < threads; ++worker) others.emplace_back(run, worker);
  run(0);
}

}  // namespace dcv
