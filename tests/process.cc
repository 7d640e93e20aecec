// SPDX-License-Identifier: Apache-2.0
#include "process.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace dcv::test {
namespace fs = std::filesystem;
namespace {

int OpenOrDie(const std::string& path, int flags) {
  const int file = open(path.c_str(), flags, 0600);
  if (file < 0) std::abort();
  return file;
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

Ran RunDcv(const std::vector<std::string>& arguments, const RunOptions& options) {
  const std::string base =
      (fs::path(::testing::TempDir()) / ("dcv_run_" + std::to_string(getpid()))).string();
  WriteAll(base + ".in", options.input);
  std::vector<std::string> argv = {DCV_BINARY};
  argv.insert(argv.end(), arguments.begin(), arguments.end());
  std::vector<std::string> environment = {"PATH=/usr/bin:/bin", "DCV_HOME=/nonexistent"};
  environment.insert(environment.end(), options.environment.begin(), options.environment.end());
  const std::vector<char*> argument_pointers = Pointers(argv);
  const std::vector<char*> environment_pointers = Pointers(environment);

  const int in = OpenOrDie(base + ".in", O_RDONLY);
  int out = OpenOrDie(base + ".out", O_CREAT | O_TRUNC | O_WRONLY);
  const int err = OpenOrDie(base + ".err", O_CREAT | O_TRUNC | O_WRONLY);
  if (options.closed_stdout) {
    int ends[2];
    if (pipe(ends) != 0) std::abort();
    close(ends[0]);
    close(out);
    out = ends[1];
  }
  const pid_t child = fork();
  if (child == 0) {
    std::signal(SIGPIPE, SIG_DFL);
    dup2(in, 0);
    dup2(out, 1);
    dup2(err, 2);
    if (!options.directory.empty() && chdir(options.directory.c_str()) != 0) _exit(126);
    execve(DCV_BINARY, argument_pointers.data(), environment_pointers.data());
    _exit(127);
  }
  for (int file : {in, out, err}) close(file);
  int status = 0;
  rusage usage{};
  wait4(child, &status, 0, &usage);
  Ran ran;
  ran.exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  ran.out = options.closed_stdout ? "" : ReadAll(base + ".out");
  ran.err = ReadAll(base + ".err");
  ran.peak_bytes = static_cast<size_t>(usage.ru_maxrss) * 1024;
  for (const char* end : {".in", ".out", ".err"}) fs::remove(base + end);
  return ran;
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void WriteAll(const std::string& path, const std::string& text) {
  if (fs::path(path).has_parent_path()) fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path, std::ios::binary) << text;
}

std::string FreshFolder() {
  const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
  const fs::path path = fs::path(::testing::TempDir()) /
                        ("dcv_" + std::string(test->test_suite_name()) + "_" + test->name());
  fs::remove_all(path);
  fs::create_directories(path);
  return path.string();
}

std::string WithoutVersion(std::string text) {
  const std::string version = "\"version\": \"" DCV_VERSION "\"";
  for (size_t at = 0; (at = text.find(version, at)) != text.npos;) {
    text.replace(at, version.size(), "\"version\": \"VERSION\"");
  }
  return text;
}

}  // namespace dcv::test
