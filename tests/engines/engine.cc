// SPDX-License-Identifier: Apache-2.0
#include "engine.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <map>

namespace dcv::test {

void Engine::Load(const std::vector<std::string>& events) {
  Fill(events);
  kept_ = Kept(events);
}

std::set<uint32_t> Engine::Select(const std::string& query, std::string& error) {
  std::set<uint32_t> out;
  const std::vector<std::string> rows = Run(query, error);
  const std::set<std::string> texts(rows.begin(), rows.end());
  for (uint32_t i = 0; i < kept_.size(); ++i) {
    if (texts.contains(kept_[i])) out.insert(i);
  }
  return out;
}

std::string EnginesFolder() {
  if (const char* folder = std::getenv("DCV_ENGINES_DIR")) return folder;
  const char* home = std::getenv("HOME");
  return std::string(home == nullptr ? "" : home) + "/.cache/dcv/engines";
}

void StopEngine(const std::string& message) {
  std::fprintf(stderr, "tests/engines: %s\n", message.c_str());
  std::exit(2);
}

void* OpenLibrary(const std::string& path, std::string& why) {
  void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (library == nullptr) why = std::string("not there (tests/engines/fetch): ") + dlerror();
  return library;
}

}  // namespace dcv::test
