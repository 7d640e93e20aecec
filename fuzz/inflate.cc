// SPDX-License-Identifier: Apache-2.0
// Any bytes as a gzip or zstd stream. Held to: it ends, errors say where, and what comes out does
// not depend on the pieces that the file comes in.
#include "base/inflate.h"

#include <cstdint>
#include <string>

#include "base/files.h"

namespace {

constexpr size_t kMaxOutput = size_t{64} << 20;

struct Outcome {
  std::string text;
  bool ended = false;
};

Outcome Inflate(std::string_view bytes, size_t piece, size_t read) {
  auto input = std::make_unique<dcv::MemoryReader>(bytes, piece);
  const bool zstd = bytes.starts_with("\x28\xb5\x2f\xfd");
  const auto reader = zstd ? dcv::InflateZstd(std::move(input), "fuzz")
                           : dcv::InflateGzip(std::move(input), "fuzz");
  Outcome outcome;
  std::string buffer(read, '\0');
  while (outcome.text.size() < kMaxOutput) {
    const auto got = reader->Read(buffer.data(), buffer.size());
    if (!got) {
      DCV_CHECK(got.error().message.find(" near byte ") != std::string::npos);
      return outcome;
    }
    DCV_CHECK(*got <= buffer.size() && reader->Consumed() <= bytes.size());
    if (*got == 0) break;
    outcome.text.append(buffer, 0, *got);
  }
  outcome.ended = true;
  return outcome;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const Outcome whole = Inflate(bytes, size + 1, 65536);
  const Outcome pieces = Inflate(bytes, 1 + size % 7, 1000);
  // libzstd 1.5.4 overlooks a frame that is shorter than its header says and ends in an empty
  // block, unless it has the whole frame at once (corpus/inflate/short_frame.zst).
  const bool zstd = bytes.starts_with("\x28\xb5\x2f\xfd");
  DCV_CHECK(zstd || whole.ended == pieces.ended);
  // Before a fault the pieces decide how much has come out.
  const bool bounded = whole.text.size() >= kMaxOutput || pieces.text.size() >= kMaxOutput;
  if (whole.ended && pieces.ended && !bounded) DCV_CHECK(whole.text == pieces.text);
  return 0;
}
