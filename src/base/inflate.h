// SPDX-License-Identifier: Apache-2.0
// Streaming decompression in front of a ByteReader. Memory is a fixed buffer per stream whatever
// the stream claims about itself; how much is read is the caller's to bound.
#pragma once

#include <memory>
#include <string>

#include "base/files.h"

namespace dcv {

// `name` appears in errors.
std::unique_ptr<ByteReader> InflateGzip(std::unique_ptr<ByteReader> input, std::string name);
std::unique_ptr<ByteReader> InflateZstd(std::unique_ptr<ByteReader> input, std::string name);

}  // namespace dcv
