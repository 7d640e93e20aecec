// SPDX-License-Identifier: Apache-2.0
// Build-time tool: dcv_pack OUTPUT ROOT writes every file below ROOT as "PATH\tSIZE\n" and bytes.
#include <cstdio>
#include <filesystem>

#include "base/files.h"

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: dcv_pack OUTPUT ROOT\n");
    return 2;
  }
  const std::string root = argv[2];
  auto paths = dcv::ListFiles(root);
  std::string pack;
  for (size_t i = 0; paths && i < paths->size(); ++i) {
    const std::string& path = (*paths)[i];
    auto text = dcv::ReadFile(path);
    if (!text) {
      std::fprintf(stderr, "dcv_pack: %s\n", text.error().message.c_str());
      return 1;
    }
    pack += std::filesystem::path(path).lexically_relative(root).generic_string();
    pack += '\t' + std::to_string(text->size()) + '\n' + *text;
  }
  if (pack.empty()) {
    std::fprintf(stderr, "dcv_pack: nothing below %s\n", root.c_str());
    return 1;
  }
  auto written = dcv::WriteFile(argv[1], pack);
  if (!written) std::fprintf(stderr, "dcv_pack: %s\n", written.error().message.c_str());
  return written ? 0 : 1;
}
