// SPDX-License-Identifier: Apache-2.0
// Names and texts that several formats need.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "artefact/artefact.h"

namespace dcv::artefact {

// Line breaks, other control characters and runs of blanks become one blank; bad UTF-8 becomes '?'.
// At most `limit` bytes, whole characters.
std::string OneLine(std::string_view text, size_t limit);

// "aws_trail_stopped_1db958fb": letters a to z, digits and single underscores, a letter first; ends
// with the first digits of the id, so that no two rules have one name.
std::string Identifier(const Detection& detection);

// The description, or the title where there is none, and below it why the query is wider.
std::string Description(const Detection& detection, size_t limit);

// The table's parts, at commas.
std::vector<std::string> Tables(const Detection& detection);

// The lines of comment that begin a statement of SQL: title, id, loss.
std::string SqlComment(const Detection& detection);

// "300m" -> "5h": whole days, hours or minutes.
std::string ShortTime(uint64_t minutes);

}  // namespace dcv::artefact
