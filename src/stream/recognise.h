// SPDX-License-Identifier: Apache-2.0
// What an input is, by its first bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "stream/csv.h"
#include "stream/stream.h"

namespace dcv::stream {

// What has to be taken off before there is text.
enum class Layer { kNone, kGzip, kZstd, kTar, kZip, kUtf16Little, kUtf16Big };
inline constexpr size_t kLayerBytes = 1024;  // how many RecogniseLayer wants
Layer RecogniseLayer(std::string_view head);

// What the bytes are when they are no text ("a Windows event log (EVTX)"), and what to do; empty
// when they are text.
struct Binary {
  std::string_view what, remedy;
};
Binary RecogniseBinary(std::string_view head);

// How a text is cut into documents, and what is done to them then.
struct Format {
  enum class Kind { kLines, kValues, kText, kRows } kind = Kind::kText;
  bool plain = false;       // of kText: lines are lines, whatever they hold
  bool bulk = false;        // action lines of an Elasticsearch bulk request stand between
  bool cloudwatch = false;  // documents are CloudWatch Logs subscription payloads
  Table table;              // of kRows
};
inline constexpr size_t kFormatBytes = size_t{64} << 10;  // how many RecogniseFormat wants
// `whole`: nothing follows `head`. `name` counts where the text alone leaves doubt (.csv).
Format RecogniseFormat(std::string_view head, bool whole, std::string_view name, Form wanted);

}  // namespace dcv::stream
