// SPDX-License-Identifier: Apache-2.0
// Runs the real binary and tells how it went.
#pragma once

#include <string>
#include <vector>

namespace dcv::test {

struct Ran {
  int exit_code = -1;  // -1: killed by a signal
  std::string out, err;
  size_t peak_bytes = 0;  // largest resident size
};

struct RunOptions {
  std::string directory = {};                 // to run in; "" is this one
  std::string input = {};                     // on standard input
  std::vector<std::string> environment = {};  // "NAME=value", beside PATH and DCV_HOME
  bool closed_stdout = false;                 // standard output is a pipe that nobody reads
};

// The binary of this build, with a clean environment: no colour, no ATT&CK versions of a user.
Ran RunDcv(const std::vector<std::string>& arguments, const RunOptions& options = {});

std::string ReadAll(const std::string& path);
void WriteAll(const std::string& path, const std::string& text);

// A new, empty folder below the test's temporary one, named for the running test.
std::string FreshFolder();

// Takes away what changes with a release and not with behaviour: the program's own version.
std::string WithoutVersion(std::string text);

}  // namespace dcv::test
