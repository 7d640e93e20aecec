// SPDX-License-Identifier: Apache-2.0
// Members of archives, one after the other, never unpacked to disk. Memory is a fixed buffer,
// whatever an archive claims about itself.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "stream/bytes.h"

namespace dcv::stream {

// A file in an archive. `refused`: why it cannot be read ("is encrypted"), then there are no bytes.
// The bytes die with the next call of Next; reading them fails where they are cut short or their
// checksum is not what the archive says.
struct Member {
  std::string name;  // printable
  std::unique_ptr<ByteReader> bytes;
  std::string refused;
};

class Archive {
 public:
  virtual ~Archive() = default;
  // The next regular file; nullopt behind the last one. An Error ends the archive: what came before
  // it is good.
  virtual Result<std::optional<Member>> Next() = 0;
};

// A header of a tar archive (v7, ustar, pax, GNU) stands at the beginning of `head`.
bool IsTar(std::string_view head);
inline constexpr size_t kTarHeaderBytes = 512;

std::unique_ptr<Archive> OpenTar(std::unique_ptr<ByteReader> bytes);
// Stored and deflated members, zip64. Errors: no directory, several disks.
Result<std::unique_ptr<Archive>> OpenZip(std::unique_ptr<Store> store);

}  // namespace dcv::stream
