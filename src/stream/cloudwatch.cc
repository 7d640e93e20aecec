// SPDX-License-Identifier: Apache-2.0
#include "stream/cloudwatch.h"

#include <array>

#include "base/inflate.h"

namespace dcv::stream {
namespace {

constexpr size_t kPieceBytes = size_t{64} << 10;
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<int8_t, 256> MakeValues() {
  std::array<int8_t, 256> values{};
  for (auto& value : values) value = -1;
  for (size_t i = 0; i < kAlphabet.size(); ++i) {
    values[static_cast<unsigned char>(kAlphabet[i])] = static_cast<int8_t>(i);
  }
  return values;
}
constexpr std::array<int8_t, 256> kValues = MakeValues();

}  // namespace

std::optional<std::string> DecodeBase64(std::string_view text) {
  std::string out;
  out.reserve(text.size() / 4 * 3);
  uint32_t bits = 0;
  int count = 0;
  while (text.ends_with('=') || text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  for (const char c : text) {
    if (c == '\n' || c == '\r') continue;
    const int value = kValues[static_cast<unsigned char>(c)];
    if (value < 0) return std::nullopt;
    bits = bits << 6 | static_cast<uint32_t>(value);
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out += static_cast<char>(bits >> count & 0xFF);
  }
  if (count == 6) return std::nullopt;
  return out;
}

Result<std::string> DecodeCloudWatch(std::string_view padded_document, json::Parser& parser,
                                     size_t max_bytes) {
  const auto root = parser.Parse(padded_document);
  if (!root) return InvalidInput("the document is no JSON");
  const json::Value data = root->Find("awslogs").Find("data");
  if (!data.Is(json::Type::kString)) return InvalidInput("awslogs.data is no string");
  const auto packed = DecodeBase64(data.text());
  if (!packed) return InvalidInput("awslogs.data is no Base64");
  const auto reader = InflateGzip(std::make_unique<MemoryReader>(*packed), "awslogs.data");
  std::string text;
  while (true) {
    const size_t used = text.size();
    text.resize(used + kPieceBytes);
    DCV_TRY(const size_t got, reader->Read(text.data() + used, kPieceBytes));
    text.resize(used + got);
    if (got == 0) return text;
    if (text.size() > max_bytes) {
      return InvalidInput("awslogs.data inflates to over " + std::to_string(max_bytes) + " bytes");
    }
  }
}

}  // namespace dcv::stream
