// SPDX-License-Identifier: Apache-2.0
// Work over an index range on a fixed number of threads.
#pragma once

#include <cstddef>
#include <functional>

namespace dcv {

// Calls work(worker, index) once for every index in [0, count); worker in [0, threads). Indices are
// taken in order, each by the next free worker; results go where the index says, so that the
// outcome does not depend on the number of threads. `threads` 0 means all hardware threads.
void ParallelFor(size_t count, size_t threads,
                 const std::function<void(size_t worker, size_t index)>& work);

// The number ParallelFor would use.
size_t ThreadCount(size_t threads, size_t count);

}  // namespace dcv
