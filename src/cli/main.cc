// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>

#include "base/json_writer.h"
#include "cli/parse.h"
#include "jobs/jobs.h"

namespace dcv::cli {
namespace {

constexpr int kExitInput = 2, kExitIncomplete = 3, kExitBug = 70, kExitInterrupted = 130;

std::atomic<bool> interrupted = false;
static_assert(std::atomic<bool>::is_always_lock_free);

// The first asks for the results so far, the second ends at once.
void Interrupt(int signal) {
  interrupted = true;
  std::signal(signal, SIG_DFL);
}

int Fail(const Error& error, bool json) {
  std::string text;
  if (json) {
    json::Writer writer(text);
    writer.BeginObject().Field("schema", "dcv.error/1").Field("error", error.message);
    writer.Field("hint", error.hint).EndObject();
  } else {
    text = "dcv: " + error.message + "\n" + (error.hint.empty() ? "" : error.hint + "\n");
  }
  std::fputs(text.c_str(), stderr);
  return error.code == ErrorCode::kInternal ? kExitBug : kExitInput;
}

bool WantsColor(const std::string& choice) {
  if (choice != "auto") return choice == "always";
  const char* no_color = std::getenv("NO_COLOR");
  return (no_color == nullptr || *no_color == '\0') && isatty(STDOUT_FILENO) == 1;
}

Result<jobs::Outcome> Dispatch(const Parsed& parsed) {
  if (const auto* check = std::get_if<jobs::CheckDataRequest>(&*parsed.request)) {
    return jobs::CheckData(*check);  // looks at data that may not load
  }
  jobs::Program program;
  program.color = WantsColor(parsed.color);
  program.progress = isatty(STDERR_FILENO) == 1;
  if (Status status = jobs::LoadProgram(parsed.data_directory, program); !status)
    return status.error();
  struct Visitor {
    const jobs::Program& program;
    Result<jobs::Outcome> operator()(const jobs::CoverageRequest& r) {
      return jobs::Coverage(program, r);
    }
    Result<jobs::Outcome> operator()(const jobs::DiffRequest& r) { return jobs::Diff(program, r); }
    Result<jobs::Outcome> operator()(const jobs::TechniqueRequest& r) {
      return jobs::Technique(program, r);
    }
    Result<jobs::Outcome> operator()(const jobs::InventoryRequest& r) {
      return jobs::Inventory(program, r);
    }
    Result<jobs::Outcome> operator()(const jobs::ListRequest& r) { return jobs::List(program, r); }
    Result<jobs::Outcome> operator()(const jobs::ExplainRequest& r) {
      return jobs::Explain(program, r);
    }
    Result<jobs::Outcome> operator()(const jobs::CheckRequest& r) {
      return jobs::Check(program, r);
    }
    Result<jobs::Outcome> operator()(jobs::DetectRequest r) {
      std::signal(SIGINT, Interrupt);
      r.stop = &interrupted;
      return jobs::Detect(program, r);
    }
    Result<jobs::Outcome> operator()(const jobs::ConvertRequest& r) {
      return jobs::Convert(program, r);
    }
    Result<jobs::Outcome> operator()(const jobs::TestRequest& r) { return jobs::Test(program, r); }
    Result<jobs::Outcome> operator()(const jobs::CheckDataRequest& r) { return jobs::CheckData(r); }
    Result<jobs::Outcome> operator()(const jobs::FilterNewRequest& r) {
      return jobs::FilterNew(program, r);
    }
    Result<jobs::Outcome> operator()(const jobs::CatalogImportRequest& r) {
      return jobs::CatalogImport(program, r);
    }
    Result<jobs::Outcome> operator()(const jobs::AttackLoadRequest& r) {
      return jobs::AttackLoad(program, r);
    }
  };
  return std::visit(Visitor{program}, *parsed.request);
}

int Run(int argc, char** argv) {
  const Parsed parsed = Parse(argc, argv);
  if (parsed.error) return Fail(*parsed.error, parsed.json);
  if (!parsed.request) {
    std::fputs(parsed.text.c_str(), stdout);
    return 0;
  }
  const Result<jobs::Outcome> outcome = Dispatch(parsed);
  if (!outcome) return Fail(outcome.error(), parsed.json);
  switch (*outcome) {
    case jobs::Outcome::kDone: return 0;
    case jobs::Outcome::kFindings: return 1;
    case jobs::Outcome::kBadInput: return kExitInput;
    case jobs::Outcome::kIncomplete: return kExitIncomplete;
    case jobs::Outcome::kInterrupted: return kExitInterrupted;
  }
  return kExitBug;
}

}  // namespace
}  // namespace dcv::cli

int main(int argc, char** argv) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader that stops early is no failure
  try {
    return dcv::cli::Run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "dcv: bug: %s\nplease report it with the command you ran\n", error.what());
    return dcv::cli::kExitBug;
  }
}
