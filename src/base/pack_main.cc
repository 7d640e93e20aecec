// SPDX-License-Identifier: Apache-2.0
// Build-time tool: dcv_pack OUTPUT (ROOT PREFIX)... writes every file below each ROOT as
// "PREFIX + PATH\tSIZE\n" and bytes. Tests of rules and texts about them stay out.
#include <cstdio>
#include <filesystem>

#include "base/files.h"

namespace {

dcv::Status Pack(const std::string& root, const std::string& prefix, std::string& pack) {
  DCV_TRY(const std::vector<std::string> paths, dcv::ListFiles(root));
  bool any = false;
  for (const std::string& path : paths) {
    if (path.ends_with(".tests.json") || path.ends_with(".md")) continue;
    DCV_TRY(const std::string text, dcv::ReadFile(path));
    pack += prefix + std::filesystem::path(path).lexically_relative(root).generic_string();
    pack += '\t' + std::to_string(text.size()) + '\n' + text;
    any = true;
  }
  return any ? dcv::Ok() : dcv::Status(dcv::NotFound("nothing below " + root));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4 || argc % 2 != 0) {
    std::fprintf(stderr, "usage: dcv_pack OUTPUT (ROOT PREFIX)...\n");
    return 2;
  }
  std::string pack;
  dcv::Status status = dcv::Ok();
  for (int i = 2; i < argc && status; i += 2) status = Pack(argv[i], argv[i + 1], pack);
  if (status) status = dcv::WriteFile(argv[1], pack);
  if (!status) std::fprintf(stderr, "dcv_pack: %s\n", status.error().message.c_str());
  return status ? 0 : 1;
}
