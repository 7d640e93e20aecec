// SPDX-License-Identifier: Apache-2.0
// What the queries of the estate's own rules detect: each is read in its language, judged against
// the table of API events, and becomes tags with the sentence that says why.
#pragma once

#include "events/claims.h"
#include "inventory/inventory.h"

namespace dcv::inventory {

// Adds the tags of all queries, the logs that they read, and the problems of texts that cannot be
// read. Rules of one name that look for different things in different places become detections of
// their own: all but the first get " (2)", " (3)" after the name; all queries of a name in one
// place are one rule's. Equal texts are judged once.
void AddClaims(const events::Judge& judge, Inventory& inventory);

// The same for one query, with all that was weighed. Views in it live as long as the judge.
struct QueryClaims {
  events::Parsed parsed;
  events::Claims claims;
};
QueryClaims JudgeQuery(const events::Judge& judge, const Inventory& inventory, const Query& query);

}  // namespace dcv::inventory
