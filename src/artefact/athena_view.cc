// SPDX-License-Identifier: Apache-2.0
// Amazon Athena: a view of what the rule finds.
#include "artefact/text.h"

namespace dcv::artefact {

Piece RenderAthenaView(const Detection& detection, const Options&, const Knowledge&) {
  return {SqlComment(detection) + "CREATE OR REPLACE VIEW \"" + Identifier(detection) + "\" AS\n" +
          detection.query + ";\n"};
}

}  // namespace dcv::artefact
