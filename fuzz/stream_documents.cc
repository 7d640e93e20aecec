// SPDX-License-Identifier: Apache-2.0
// Any bytes as a log. Held to: documents are the same whatever pieces the bytes come in and however
// many threads read them, they lie within their block, in order, and no byte is lost track of.
#include <cstdint>
#include <string>
#include <vector>

#include "stream/stream.h"

namespace {

struct Texts : dcv::stream::Product {
  std::vector<std::string> texts;
  uint64_t raw_bytes = 0;
  size_t Bytes() const override { return texts.size() * sizeof(std::string); }
};

struct Outcome {
  std::vector<std::string> texts;
  dcv::stream::Tally tally;
};

std::unique_ptr<dcv::stream::Product> Look(dcv::stream::Block& block) {
  auto product = std::make_unique<Texts>();
  size_t end = 0;
  const std::string_view text = block.documents.text;
  for (const dcv::Document& document : block.documents.documents) {
    DCV_CHECK(document.begin >= end && document.size > 0);
    end = size_t{document.begin} + document.size;
    DCV_CHECK(end <= text.size());
    const std::string line = std::to_string(block.first_line + document.line);
    product->texts.push_back(line + (document.json ? " json " : " text ") +
                             std::string(text.substr(document.begin, document.size)));
  }
  product->raw_bytes = block.raw_bytes;
  return product;
}

Outcome Read(std::string_view bytes, size_t piece, dcv::stream::Options options) {
  Outcome outcome;
  uint64_t raw_bytes = 0;
  const auto summary = dcv::stream::RunBytes(
      std::make_unique<dcv::MemoryReader>(bytes, piece), "fuzz", options,
      [](size_t, dcv::stream::Block& block) { return Look(block); },
      [&](uint32_t number, const dcv::stream::Input&,
          std::unique_ptr<dcv::stream::Product> product) {
        DCV_CHECK(number == 0);
        auto& texts = static_cast<Texts&>(*product);
        raw_bytes += texts.raw_bytes;
        for (std::string& text : texts.texts) outcome.texts.push_back(std::move(text));
        return dcv::Ok();
      });
  DCV_CHECK(summary.has_value());
  DCV_CHECK(raw_bytes <= summary->tally.bytes && summary->tally.bytes <= 3 * bytes.size());
  outcome.tally = summary->tally;
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size < 1) return 0;
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  // Layers and archives have a target of their own.
  if (bytes.starts_with("PK") || bytes.starts_with("\x1f\x8b") || bytes.starts_with("\x28\xb5") ||
      (bytes.size() >= 512 && bytes[0] != '{')) {
    return 0;
  }
  dcv::stream::Options options;
  options.threads = 1;
  options.form = static_cast<dcv::stream::Form>(data[0] % 4);
  options.max_line = 64 + data[0];
  options.block_bytes = 64;
  const Outcome whole = Read(bytes, dcv::MemoryReader::kWhole, options);
  const Outcome pieces = Read(bytes, 1 + data[0] % 7, options);
  DCV_CHECK(whole.texts == pieces.texts && whole.tally == pieces.tally);
  options.threads = 3;
  options.window_bytes = 1;
  if (size % 16 == 0) DCV_CHECK(Read(bytes, 5, options).texts == whole.texts);
  // Without a document over the limit, blocks of another size give the same documents.
  options.threads = 1;
  options.block_bytes = 1 + data[0] % 50;
  if (whole.tally.skipped_documents == 0 && bytes.size() < 64) {
    DCV_CHECK(Read(bytes, 3, options).texts == whole.texts);
  }
  return 0;
}
