// SPDX-License-Identifier: Apache-2.0
// One text as a row of blocks: reads ahead, lets a splitter cut, keeps what is left for the next
// block.
#pragma once

#include <memory>
#include <string>

#include "stream/bytes.h"
#include "stream/notes.h"
#include "stream/recognise.h"
#include "stream/split.h"

namespace dcv::stream {

// Of one path: what was read and what became of it, archives and layers taken together.
struct Expansion {
  static constexpr uint64_t kMaxRatio = 4096;
  uint64_t read = 0, text = 0;
  bool Bomb(const Options& options) const {
    return text > options.trusted_bytes && text / kMaxRatio > read;
  }
};

class Cutter {
 public:
  // `offset`: of the bytes in the input. `input`, `expansion` and `live` (the pipe that the text
  // comes from, or null) outlive the cutter.
  Cutter(std::unique_ptr<ByteReader> bytes, const Format& format, const Input& input,
         const Options& options, uint64_t offset, Expansion& expansion, const FileBytes* live);

  // Fills `block`, whose memory is used again; false at the end of the text, when there is no
  // document in what was left. `notes` gets what is wrong either way.
  bool Next(Block& block, Notes& notes);

 private:
  void Fill(Block& block, size_t wanted, Notes& notes);
  void Reserve(Block& block, size_t size) const;
  void DropTooLarge(Block& block, Notes& notes);
  void Take(Block& block, const Splitter::Taken& taken, Notes& notes);
  void End(Notes& notes);
  std::string Place() const;

  std::unique_ptr<ByteReader> bytes_;
  std::unique_ptr<Splitter> splitter_;
  const Input& input_;
  const Options& options_;
  Expansion& expansion_;
  const FileBytes* live_;
  std::string kept_;  // read and not yet given out, from kept_at_ on
  size_t kept_at_ = 0;
  size_t used_ = 0;  // bytes of text in the block that is being filled
  uint64_t offset_;  // of the block's text in the input, and its line
  uint64_t line_ = 1;
  uint64_t raw_ = 0;  // taken since the last block was given out
  bool ended_ = false;
  bool told_ = false;  // why the text ends
};

}  // namespace dcv::stream
