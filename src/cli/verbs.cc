// SPDX-License-Identifier: Apache-2.0
#include "cli/verbs.h"

namespace dcv::cli {

const std::vector<Verb>& Verbs() {
  static const std::vector<Verb> verbs = {
      {"coverage", AddCoverage},   {"diff", AddDiff},       {"technique", AddTechnique},
      {"inventory", AddInventory}, {"explain", AddExplain}, {"list", AddList},
      {"check", AddCheck},         {"detect", AddDetect},   {"convert", AddConvert},
      {"test", AddTest},           {"filter", AddFilter},   {"catalog", AddCatalog},
      {"attack", AddAttack},
  };
  return verbs;
}

}  // namespace dcv::cli
