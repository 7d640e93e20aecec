// SPDX-License-Identifier: Apache-2.0
#include "correlate/window.h"

namespace dcv::correlate {

void CountWindow::Expire(int64_t from) {
  while (!ring_.empty() && ring_.front().time < from) ring_.Pop();
}

void CountWindow::Add(Shared&, const Item& item, int64_t from) {
  Expire(from);
  ring_.Push({item.time, item.event});
}

Reading CountWindow::Read(const Shared&, int64_t from) {
  Expire(from);
  return {static_cast<Billionths>(ring_.size()) * kOne, 1, true};
}

void CountWindow::Show(const Shared&, int64_t, Evidence& out) const {
  ShowRing(ring_, out);
}

size_t CountWindow::Shed(Shared&) {
  const size_t shed = (ring_.size() + 1) / 2;
  for (size_t i = 0; i < shed; ++i) ring_.Pop();
  return shed;
}

void SumWindow::Pop() {
  sum_ -= static_cast<unsigned __int128>(ring_.front().number.value());
  ring_.Pop();
}

void SumWindow::Expire(int64_t from) {
  while (!ring_.empty() && ring_.front().time < from) Pop();
}

void SumWindow::Add(Shared&, const Item& item, int64_t from) {
  Expire(from);
  ring_.Push({item.time, item.event, item.number});
  sum_ += static_cast<unsigned __int128>(item.number.value());
}

Reading SumWindow::Read(const Shared& shared, int64_t from) {
  Expire(from);
  return {static_cast<Billionths>(sum_), shared.mean ? std::max<uint64_t>(1, ring_.size()) : 1,
          !ring_.empty()};
}

void SumWindow::Show(const Shared&, int64_t, Evidence& out) const {
  ShowRing(ring_, out);
}

size_t SumWindow::Shed(Shared&) {
  const size_t shed = (ring_.size() + 1) / 2;
  for (size_t i = 0; i < shed; ++i) Pop();
  return shed;
}

}  // namespace dcv::correlate
