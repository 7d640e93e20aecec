// SPDX-License-Identifier: Apache-2.0
#include "stream/cutter.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/json.h"
#include "stream/scan.h"

namespace dcv::stream {
namespace {

constexpr size_t kPadding = json::Parser::kPadding;
constexpr size_t kGrowth = 4;  // of a block whose first document has no end yet
constexpr size_t kKeptCapacity = size_t{16} << 20;  // of a block whose memory is used again

std::unique_ptr<Splitter> SplitterOf(const Format& format) {
  switch (format.kind) {
    case Format::Kind::kLines: return SplitLines(true);
    case Format::Kind::kText: return SplitLines(false);
    case Format::Kind::kRows: return SplitRows(1);
    case Format::Kind::kValues: break;
  }
  return SplitValues();
}

}  // namespace

Cutter::Cutter(std::unique_ptr<ByteReader> bytes, const Format& format, const Input& input,
               const Options& options, uint64_t offset, Expansion& expansion, const FileBytes* live)
    : bytes_(std::move(bytes)),
      splitter_(SplitterOf(format)),
      input_(input),
      options_(options),
      expansion_(expansion),
      live_(live),
      offset_(offset) {}

std::string Cutter::Place() const {
  return "line " + std::to_string(line_) + ", byte " + std::to_string(offset_ + 1);
}

void Cutter::Reserve(Block& block, size_t size) const {
  if (block.bytes != nullptr && block.capacity >= size + kPadding) return;
  const size_t grown = used_ == 0 ? size : std::min(used_ * kGrowth, options_.max_line + 1);
  const size_t capacity = std::max(size, grown) + kPadding;
  auto bytes = std::make_unique_for_overwrite<char[]>(capacity);
  if (used_ > 0) std::memcpy(bytes.get(), block.bytes.get(), used_);
  block.bytes = std::move(bytes);
  block.capacity = capacity;
}

// Until the block has `wanted` bytes of text, or the input no more for now.
void Cutter::Fill(Block& block, size_t wanted, Notes& notes) {
  Reserve(block, wanted);
  const size_t before = used_;
  const size_t part = std::min(wanted - used_, kept_.size() - kept_at_);
  std::memcpy(block.bytes.get() + used_, kept_.data() + kept_at_, part);
  used_ += part;
  kept_at_ += part;
  if (kept_at_ == kept_.size()) {
    kept_.clear();
    kept_at_ = 0;
  }
  while (used_ < wanted && !ended_) {
    if (used_ > before && live_ != nullptr && live_->Waits()) break;
    const auto got = bytes_->Read(block.bytes.get() + used_, wanted - used_);
    if (!got) {
      notes.Lost("S002", input_.name, Place(), got.error().message);
      ++notes.tally.broken_inputs;
      told_ = true;
    }
    ended_ = !got || *got == 0;
    if (!got) continue;
    used_ += *got;
    expansion_.text += *got;
    if (expansion_.Bomb(options_)) {
      notes.Lost("S016", input_.name, Place(),
                 std::to_string(expansion_.text) + " bytes of text from " +
                     std::to_string(expansion_.read) + " bytes");
      ++notes.tally.broken_inputs;
      ended_ = told_ = true;
    }
  }
}

void Cutter::Take(Block& block, const Splitter::Taken& taken, Notes& notes) {
  offset_ += taken.bytes;
  line_ += taken.lines;
  raw_ += taken.bytes;
  notes.tally.bytes += taken.bytes;
  const std::string_view rest(block.bytes.get() + taken.bytes, used_ - taken.bytes);
  used_ = 0;
  if (!kept_.empty() && kept_at_ >= rest.size()) {  // the rest was copied from there
    kept_at_ -= rest.size();
    return;
  }
  kept_.erase(0, std::exchange(kept_at_, 0));
  kept_.insert(0, rest);
}

// The text, one document so far, is over the limit.
void Cutter::DropTooLarge(Block& block, Notes& notes) {
  const std::string_view text(block.bytes.get(), used_);
  size_t header = 0;
  const std::string limit = std::to_string(options_.max_line) + " bytes";
  if (splitter_->TooLarge(text, header) == Splitter::Oversize::kSkipped) {
    ++notes.tally.skipped_documents;
    return notes.Lost("S007", input_.name, Place(), "a document of over " + limit);
  }
  notes.Odd("S015", input_.name, Place(), "a document of over " + limit + " holds a list");
  Take(block, {header, CountByte(text.substr(0, header), '\n')}, notes);
}

bool Cutter::Next(Block& block, Notes& notes) {
  if (block.capacity > kKeptCapacity) {
    block.bytes.reset();
    block.capacity = 0;
  }
  std::vector<Document>& documents = block.documents.documents;
  documents.clear();
  block.input = &input_;
  block.rewritten = false;
  const size_t usual = std::max<size_t>(options_.block_bytes, 1);
  for (size_t wanted = usual;;) {
    Fill(block, wanted, notes);
    block.offset = offset_;
    block.first_line = line_;
    const bool last = ended_ && kept_.empty();
    const std::string_view text(block.bytes.get(), used_);
    const Splitter::Taken taken = splitter_->Split(text, last, usual, documents);
    if (!documents.empty()) {
      Take(block, taken, notes);
      block.raw_bytes = std::exchange(raw_, 0);
      block.documents.text = {block.bytes.get(), taken.bytes};
      return true;
    }
    if (taken.bytes > 0) {  // what was skipped, or lies between documents
      Take(block, taken, notes);
      wanted = usual;
    } else if (last) {
      End(notes);
      return false;
    } else if (used_ > options_.max_line) {
      DropTooLarge(block, notes);
    } else if (used_ == wanted) {
      // Piece by piece, so that what was read is looked at while it is in the cache.
      wanted = std::min(used_ + usual, options_.max_line + 1);
    }
  }
}

void Cutter::End(Notes& notes) {
  if (std::exchange(told_, true) || !splitter_->cut_short()) return;
  ++notes.tally.broken_inputs;
  notes.Lost("S010", input_.name, Place(), "the last document does not end");
}

}  // namespace dcv::stream
