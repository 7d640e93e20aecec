// SPDX-License-Identifier: Apache-2.0
// The verbs of the command line. A verb is a file verb_NAME.cc and a row of Verbs().
#pragma once

#include <functional>
#include <vector>

#include "cli/parse.h"

namespace CLI {
class App;
}

namespace dcv::cli {

// Makes the request of what was parsed, which it owns. Errors: values that do not go together.
using ToRequest = std::function<Result<Request>()>;

// Registers the verb with its options at `app`, to be called once it was parsed.
using AddVerb = ToRequest (*)(CLI::App& app);

struct Verb {
  const char* name;  // as `add` registers it
  AddVerb add;
};
const std::vector<Verb>& Verbs();  // in the order of the help

ToRequest AddAttack(CLI::App& app);
ToRequest AddCatalog(CLI::App& app);
ToRequest AddCheck(CLI::App& app);
ToRequest AddConvert(CLI::App& app);
ToRequest AddCoverage(CLI::App& app);
ToRequest AddDetect(CLI::App& app);
ToRequest AddDiff(CLI::App& app);
ToRequest AddExplain(CLI::App& app);
ToRequest AddFilter(CLI::App& app);
ToRequest AddInventory(CLI::App& app);
ToRequest AddList(CLI::App& app);
ToRequest AddTechnique(CLI::App& app);
ToRequest AddTest(CLI::App& app);

}  // namespace dcv::cli
