// SPDX-License-Identifier: Apache-2.0
// ClickHouse 24.10 and newer: a refreshable materialised view. A refresh puts what the rule finds
// in the whole table in place of what was found before.
#include <fmt/format.h>

#include "artefact/text.h"

namespace dcv::artefact {

Piece RenderClickhouseView(const Detection& detection, const Options& options, const Knowledge&) {
  return {fmt::format(
      "{}CREATE MATERIALIZED VIEW IF NOT EXISTS \"{}\"\n"
      "REFRESH EVERY {} MINUTE\nENGINE = MergeTree ORDER BY tuple() AS\n{};\n",
      SqlComment(detection), Identifier(detection), options.every_minutes, detection.query)};
}

}  // namespace dcv::artefact
