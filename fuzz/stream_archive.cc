// SPDX-License-Identifier: Apache-2.0
// Any bytes as an archive, compressed or not. Held to: it ends, memory stays small, inputs are
// numbered in order, and what came out does not depend on the pieces that the bytes come in.
#include <cstdint>
#include <string>
#include <vector>

#include "stream/stream.h"

namespace {

struct Names : dcv::stream::Product {
  std::string text;
  size_t Bytes() const override { return text.size(); }
};

struct Outcome {
  std::vector<std::string> texts;
  dcv::stream::Tally tally;
};

Outcome Read(std::string_view bytes, size_t piece) {
  dcv::stream::Options options;
  options.threads = 1;
  options.max_line = 1 << 12;
  options.block_bytes = 1 << 10;
  options.trusted_bytes = 1 << 20;
  Outcome outcome;
  uint32_t last = 0;
  const auto summary = dcv::stream::RunBytes(
      std::make_unique<dcv::MemoryReader>(bytes, piece), "fuzz", options,
      [](size_t, dcv::stream::Block& block) {
        DCV_CHECK(block.capacity < size_t{16} << 20);
        auto names = std::make_unique<Names>();
        for (const dcv::Document& document : block.documents.documents) {
          names->text += block.documents.text.substr(document.begin, document.size);
          names->text += '\n';
        }
        return names;
      },
      [&](uint32_t number, const dcv::stream::Input& input,
          std::unique_ptr<dcv::stream::Product> product) {
        DCV_CHECK(number >= last && input.name.starts_with("fuzz"));
        last = number;
        outcome.texts.push_back(input.name + "\n" + static_cast<Names&>(*product).text);
        return dcv::Ok();
      });
  DCV_CHECK(summary.has_value());
  outcome.tally = summary->tally;
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Outcome whole = Read(bytes, dcv::MemoryReader::kWhole);
  const Outcome pieces = Read(bytes, 1 + size % 100);
  // Before a fault the pieces decide how much has come out.
  if (whole.tally.broken_inputs > 0 || whole.tally.skipped_inputs > 0) return 0;
  DCV_CHECK(whole.texts == pieces.texts && whole.tally == pieces.tally);
  return 0;
}
