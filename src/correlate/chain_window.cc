// SPDX-License-Identifier: Apache-2.0
#include "correlate/chain_window.h"

namespace dcv::correlate {

ChainWindow::Shared::Shared(const CorrelationPlan& plan) : plan_(plan), steps_(plan.targets) {
  for (const Clause& clause : plan.clauses) {
    for (size_t i = 0; i < clause.ordered.size(); ++i) {
      steps_[clause.ordered[i]].push_back({cells_++, i == 0});
    }
    last_cell_.push_back(clause.ordered.empty() ? kNone : cells_ - 1);
    absences_ = absences_ || !clause.absent.empty();
  }
}

uint32_t ChainWindow::Shared::NewNode(uint64_t event, uint32_t older) {
  if (older != kNone) ++nodes_[older].uses;
  uint32_t node = free_;
  if (node == kNone) {
    node = static_cast<uint32_t>(nodes_.size());
    nodes_.emplace_back();
  } else {
    free_ = nodes_[node].older;
  }
  nodes_[node] = {event, older, 1};
  return node;
}

void ChainWindow::Shared::Release(uint32_t node) {
  while (node != kNone && --nodes_[node].uses == 0) {
    const uint32_t older = nodes_[node].older;
    nodes_[node].older = free_;
    free_ = node;
    node = older;
  }
}

size_t ChainWindow::bytes() const {
  return cells_.capacity() * sizeof(Cell) + newest_.capacity() * sizeof(int64_t);
}

void ChainWindow::Add(Shared& shared, const Item& item, int64_t) {
  if (cells_.empty()) cells_.resize(shared.cells_);
  if (shared.absences_) {
    if (newest_.empty()) newest_.resize(shared.plan_.targets, kNever);
    newest_[item.target] = item.time;
  }
  for (const Shared::Step& step : shared.steps_[item.target]) {
    Cell next{item.time, Shared::kNone};
    if (!step.first) {
      next = cells_[step.cell - 1];
      if (next.start == kNever) continue;
    }
    Cell& cell = cells_[step.cell];
    const uint32_t replaced = cell.node;
    cell = {next.start, shared.NewNode(item.event, next.node)};
    shared.Release(replaced);
  }
}

const Clause* ChainWindow::Held(const Shared& shared, int64_t from, Cell& last) const {
  for (size_t i = 0; i < shared.plan_.clauses.size(); ++i) {
    const Clause& clause = shared.plan_.clauses[i];
    const uint32_t cell = shared.last_cell_[i];
    if (cell != Shared::kNone && cells_[cell].start < from) continue;
    if (std::any_of(clause.absent.begin(), clause.absent.end(),
                    [&](uint32_t target) { return newest_[target] >= from; })) {
      continue;
    }
    last = cell == Shared::kNone ? Cell() : cells_[cell];
    return &clause;
  }
  return nullptr;
}

Reading ChainWindow::Read(const Shared& shared, int64_t from) const {
  Cell last;
  const Clause* clause = Held(shared, from, last);
  if (clause == nullptr) return {0, 1, false};
  return {static_cast<Billionths>(clause->ordered.size()) * kOne, 1, true};
}

void ChainWindow::Show(const Shared& shared, int64_t from, Evidence& out) const {
  Cell last;
  const Clause* clause = Held(shared, from, last);
  if (clause == nullptr) return;
  out.first_ms = last.start;
  out.total = clause->ordered.size();
  for (uint32_t node = last.node; node != Shared::kNone && out.events.size() < out.cap;
       node = shared.nodes_[node].older) {
    const uint64_t event = shared.nodes_[node].event;
    if (out.events.empty() || out.events.back() != event) out.events.push_back(event);
  }
}

void ChainWindow::Drop(Shared& shared) {
  for (const Cell& cell : cells_) shared.Release(cell.node);
  cells_.clear();
}

}  // namespace dcv::correlate
