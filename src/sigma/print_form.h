// SPDX-License-Identifier: Apache-2.0
// What YAML can say of a detection.
#pragma once

#include "sigma/rule.h"

namespace dcv::sigma {

// A detection of the same meaning in which every search is what YAML can say: a map has distinct
// keys and no alternatives below them. Rewriting (pipelines) makes other trees; their searches are
// split ("s" into "s_1", "s_2") and the conditions name the parts; quantifiers that choose one of
// them are written out. A quantifier that no lowering takes, since it asks for too many or would
// become more than a million parts (P112, P113), asks for more than there is. Parsed detections
// come back unchanged.
Detection PrintForm(const Detection& detection);

// The key of an item in a map: "field|modifier|modifier".
std::string KeyOf(const Item& item);

}  // namespace dcv::sigma
