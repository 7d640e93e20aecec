// SPDX-License-Identifier: Apache-2.0
// Runs a fuzz target on every file of the folders given, without libFuzzer. Fails when a folder
// holds none: a corpus that is not there tests nothing.
#include <cstdint>
#include <cstdio>
#include <vector>

#include "base/files.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size);

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: %s CORPUS_FOLDER...\n", argv[0]);
    return 2;
  }
  for (int i = 1; i < argc; ++i) {
    const auto files = dcv::ListFiles(argv[i]);
    if (!files || files->empty()) {
      std::fprintf(stderr, "no files below %s\n", argv[i]);
      return 1;
    }
    for (const std::string& path : *files) {
      const auto text = dcv::ReadFile(path);
      if (!text) {
        std::fprintf(stderr, "%s\n", text.error().message.c_str());
        return 1;
      }
      std::fprintf(stderr, "%s\n", path.c_str());  // the last one named is the one that crashed
      const std::vector<uint8_t> exact(text->begin(), text->end());
      LLVMFuzzerTestOneInput(exact.data(), exact.size());
    }
    std::printf("%zu files of %s\n", files->size(), argv[i]);
  }
  return 0;
}
